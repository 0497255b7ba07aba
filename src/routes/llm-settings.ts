// What a Retell LLM's settings must be beyond their schema, and the form in which they are stored.

import type { Schemas } from '../contract.ts'
import { badRequest } from '../errors.ts'
import { storedState, storedTool } from './stored-tools.ts'

type Fields = Schemas['RetellLlmOverride'] & Schemas['RetellLlmFields']

/** The settings as they are stored. */
export function storedLlmSettings<Body extends Fields>(fields: Body): Body {
  return {
    ...fields,
    ...(fields.general_tools ? { general_tools: fields.general_tools.map(storedTool) } : {}),
    ...(fields.states ? { states: fields.states.map(storedState) } : {}),
  }
}

/**
 * Refuses with 400 settings that do not go together: two models (wording seen on the live service), states without a
 * starting state, names that occur twice (documented rules; the wording is a guess).
 */
export function checkLlmSettings(fields: Fields): void {
  if (fields.model && fields.s2s_model) throw badRequest('Cannot set both model and s2s_model')
  checkStates(fields.states ?? [], fields.starting_state)
  checkToolNames(fields)
}

function checkStates(states: Schemas['LlmState'][], start: string | null | undefined): void {
  if (states.length === 0) return
  const names = states.map(state => state.name)
  const twice = firstRepeated(names)
  if (twice !== undefined)
    throw badRequest(`request/body/states must NOT have two states with the name "${twice}"`)
  if (!start) throw badRequest("request/body must have required property 'starting_state'")
  if (!names.includes(start)) {
    throw badRequest(
      `request/body/starting_state must be equal to one of the allowed values: ${names.join(', ')}`,
    )
  }
}

/**
 * Retell docs, LLM tools: a name is unique among the tools at hand at one time, which are the general ones, those of the
 * present state and its transitions. Two states may use the same name.
 */
function checkToolNames({ general_tools, states }: Fields): void {
  const general = (general_tools ?? []).map(tool => tool.name)
  const situations = [general, ...(states ?? []).map(state => [...general, ...namesIn(state)])]
  for (const names of situations) {
    const twice = firstRepeated(names)
    if (twice !== undefined) {
      throw badRequest(
        `Tool name "${twice}" is not unique among general tools, state tools and state transitions`,
      )
    }
  }
}

/** Two edges to one state count once: they are the same transition. */
function namesIn({ tools, edges }: Schemas['LlmState']): string[] {
  const transitions = new Set((edges ?? []).map(edge => `transition_to_${edge.destination_state_name}`))
  return [...(tools ?? []).map(tool => tool.name), ...transitions]
}

const firstRepeated = (names: readonly string[]) => names.find((name, index) => names.indexOf(name) !== index)
