// Where a request says that a conversation is to begin, or stands: a state of an LLM, a node or component of a flow. What is
// not there is refused.

import type { Schemas } from '../contract.ts'
import { badRequest } from '../errors.ts'
import { type Engine, placesIn, type Start } from '../mind/index.ts'

/** Refuses with 400 a place that the engine does not have; the words are a guess. */
export function checkPlace(engine: Engine, { state, node, component }: Start): void {
  const { states, components, nodes } = placesIn(engine, component)
  checkOneOf('current_state', state, states)
  checkOneOf('component_id', component, components)
  checkOneOf('current_node_id', node, nodes)
}

/**
 * Where a web call begins. Retell SDK 5.66.1, create-web-call: the state is ignored for a flow, the node for an LLM, and each
 * must be one that the engine has. A customer's own server has neither.
 */
export function webCallStart(
  engine: Engine,
  engineType: Schemas['BoundResponseEngine']['type'],
  { current_state, current_node_id }: Schemas['CreateWebCallRequest'],
): Start {
  const start: Start =
    engineType === 'retell-llm'
      ? { state: current_state ?? undefined }
      : engineType === 'conversation-flow'
        ? { node: current_node_id ?? undefined }
        : {}
  checkPlace(engine, start)
  return start
}

function checkOneOf(name: string, value: string | undefined, allowed: readonly string[]): void {
  if (value === undefined || allowed.includes(value)) return
  throw badRequest(`request/body/${name} must be equal to one of the allowed values: ${allowed.join(', ')}`)
}
