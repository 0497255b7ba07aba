// The tools of an agent as the functions that a model is offered, and what it may not decide of their arguments.

import { openParametersOf } from './app-parameters.ts'
import type { Tool } from './engine.ts'
import { type Extractable, fixedArguments } from './extraction.ts'
import type { Offer } from './question.ts'
import { fill, sourceOf, type Turn } from './turn.ts'

/** What a tool is for whose definition does not say it. */
const PURPOSES: Partial<Record<Tool['type'], string>> = {
  end_call: 'End the conversation.',
  transfer_call: 'Transfer the call.',
  agent_swap: 'Hand the conversation over to another agent.',
  press_digit: 'Press keys on the telephone keypad.',
  send_sms: 'Send the user a text message.',
  check_availability_cal: 'Look up the free times in the calendar.',
  book_appointment_cal: 'Book an appointment in the calendar.',
  bridge_transfer: 'Put the caller through.',
  cancel_transfer: 'Give up the transfer and go back to the caller.',
}

export const DIGIT = { digit: { type: 'string', description: 'The keys: digits, * and #.' } }

/** Retell docs, custom function: a parameter with a `const` is not the model's to fill. */
export function offerOf(turn: Turn, tool: Tool): Offer {
  const properties = modelPropertiesOf(tool)
  const described = 'description' in tool && tool.description ? tool.description : undefined
  return offer(
    tool.name,
    described === undefined ? (PURPOSES[tool.type] ?? '') : fill(turn, described),
    properties,
    tool.type === 'custom' ? tool.parameters?.required : undefined,
  )
}

export function offer(
  name: string,
  description: string,
  properties: Readonly<Record<string, unknown>>,
  required: readonly string[] = [],
): Offer {
  const open = Object.fromEntries(Object.entries(properties).filter(([, schema]) => !hasConst(schema)))
  const needed = required.filter(each => Object.hasOwn(open, each))
  return {
    name,
    description,
    parameters: {
      type: 'object',
      properties: open,
      ...(needed.length > 0 ? { required: needed } : {}),
    },
  }
}

/** The JSON Schemas of a tool's arguments by name. What an MCP tool wants is told by name and description, as text. */
export function propertiesOf(tool: Tool): Record<string, unknown> {
  switch (tool.type) {
    case 'custom':
      return tool.parameters?.properties ?? {}
    case 'integration_app':
      return openParametersOf(tool)
    case 'mcp':
      return Object.fromEntries(
        Object.entries(tool.input_schema ?? {}).map(([name, description]) => [
          name,
          { type: 'string', description },
        ]),
      )
    default:
      return {}
  }
}

/** What a model is offered beyond what the definition names: the mock's own names for what Retell does not publish. */
export function modelPropertiesOf(tool: Tool): Record<string, unknown> {
  switch (tool.type) {
    case 'extract_dynamic_variable':
      return schemasOf(tool.variables)
    case 'press_digit':
      return DIGIT
    case 'book_appointment_cal':
      return { time: { type: 'string', description: 'When, as an ISO 8601 time.' } }
    default:
      return propertiesOf(tool)
  }
}

export const schemasOf = (items: readonly Extractable[]): Record<string, unknown> =>
  Object.fromEntries(items.map(item => [item.name, schemaOf(item)]))

function schemaOf(item: Extractable): Record<string, unknown> {
  const { description } = item
  switch (item.type) {
    case 'enum':
      return { type: 'string', description, enum: item.choices }
    case 'string':
      return { type: 'string', description, ...(item.examples?.length ? { examples: item.examples } : {}) }
    default:
      return { type: item.type, description }
  }
}

/** The model's arguments with what is not its to decide laid over them: constants, and what the scenario gives. */
export const settled = (
  turn: Turn,
  properties: Readonly<Record<string, unknown>>,
  args: Readonly<Record<string, unknown>>,
): Record<string, unknown> => {
  const fixed = fixedArguments(properties, sourceOf(turn).given, text => fill(turn, text))
  return Object.fromEntries(
    Object.entries({ ...args, ...fixed }).filter(([, value]) => value !== null && value !== undefined),
  )
}

const hasConst = (schema: unknown): boolean =>
  typeof schema === 'object' && schema !== null && 'const' in schema && schema.const !== undefined
