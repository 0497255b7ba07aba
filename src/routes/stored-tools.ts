// How a Retell LLM's tools are stored: not quite as they are sent, as seen by those who read back what they wrote.

import type { Schemas } from '../contract.ts'
import { isObject } from '../json-object.ts'

type Tool = Schemas['LlmTool']
type Parameters = Schemas['ToolParameters']
type State = Schemas['LlmState']

/** Keywords of JSON Schema that were seen to vanish: they are outside the subset that Retell keeps. */
const DROPPED_KEYWORDS = ['format', 'readOnly']
/** Keywords whose value maps names to schemas. */
const SCHEMA_MAPS = ['properties', '$defs', 'definitions']
/** Keywords whose value is a schema or a list of them. */
const SCHEMA_KEYWORDS = ['items', 'additionalProperties', 'anyOf', 'oneOf', 'allOf', 'not']

/** A custom tool gains its default `speak_after_execution`, and its parameters lose what Retell does not keep. */
export function storedTool(tool: Tool): Tool {
  if (tool.type !== 'custom') return tool
  const { parameters } = tool
  return {
    speak_after_execution: true,
    ...tool,
    ...(parameters ? { parameters: storedParameters(parameters) } : {}),
  }
}

/** A state with its tools and the parameters of its transitions in stored form. */
export function storedState({ tools, edges, ...state }: State): State {
  return {
    ...state,
    ...(tools ? { tools: tools.map(storedTool) } : {}),
    ...(edges ? { edges: edges.map(storedEdge) } : {}),
  }
}

function storedEdge({ parameters, ...edge }: Schemas['LlmStateEdge']): Schemas['LlmStateEdge'] {
  return { ...edge, ...(parameters ? { parameters: storedParameters(parameters) } : {}) }
}

/** Without the dropped keywords and without an empty `required`, at every depth. */
function storedParameters({ properties, required, ...rest }: Parameters): Parameters {
  return {
    ...rest,
    properties: storedMap(properties),
    ...(required && required.length > 0 ? { required } : {}),
  }
}

function storedSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(storedSchema)
  if (!isObject(schema)) return schema
  const kept = Object.entries(schema).filter(([keyword, value]) => isKept(keyword, value))
  return Object.fromEntries(kept.map(([keyword, value]) => [keyword, storedValue(keyword, value)]))
}

/** An argument may be called `format`: only keywords go, never the names in a map. */
function storedValue(keyword: string, value: unknown): unknown {
  if (SCHEMA_MAPS.includes(keyword)) return isObject(value) ? storedMap(value) : value
  return SCHEMA_KEYWORDS.includes(keyword) ? storedSchema(value) : value
}

const storedMap = (schemas: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, storedSchema(schema)]))

const isKept = (keyword: string, value: unknown) =>
  !DROPPED_KEYWORDS.includes(keyword) &&
  !(keyword === 'required' && Array.isArray(value) && value.length === 0)
