// The variables in the answer of a tool: `response_variables` names them with paths into its JSON. For whoever asks the
// customer's server, or makes the answer up.

import type { Need } from './act.ts'

/** Enough for any answer that is kept, and no more work than that. */
const MAX_PATH_PARTS = 50

/** Those that a need wants of the whole answer; none for what has no `response_variables`. */
export function responseVariablesFor(need: Need | null, content: string): Record<string, unknown> {
  switch (need?.kind) {
    case 'custom':
      return responseVariablesIn(content, need.tool.response_variables)
    case 'integration_app':
      return responseVariablesIn(content, need.tool.response_variables)
    case 'code':
    case 'mcp':
      return responseVariablesIn(content, need.responseVariables)
    default:
      return {}
  }
}

/**
 * Retell docs, code node: paths such as `status`, `data.order.id` and `items[0].name`; what is not there is skipped. `$.`
 * before a path is allowed, as seen in use. Text that is no JSON has no variables.
 */
export function responseVariablesIn(
  content: string,
  paths: Readonly<Record<string, string>> = {},
): Record<string, unknown> {
  const answer = parsed(content)
  const values = Object.entries(paths).map(([name, path]) => [name, valueAt(answer, path)])
  return Object.fromEntries(values.filter(([, value]) => value !== undefined && value !== null))
}

function parsed(content: string): unknown {
  try {
    return JSON.parse(content)
  } catch {
    return undefined
  }
}

function valueAt(answer: unknown, path: string): unknown {
  const parts = path.replace(/^\$\.?/, '').match(/[^.[\]]+/g) ?? []
  if (parts.length > MAX_PATH_PARTS) return undefined
  return parts.reduce<unknown>((value, part) => {
    const key = part.replace(/^(["'])(.*)\1$/, '$2')
    return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
  }, answer)
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null
