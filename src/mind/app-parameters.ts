// The parameters of a tool of another system: those that it fixes, and those that are for the agent to fill in. Each round of
// setting the tool up has given it one schema.

import type { Schemas } from '../contract.ts'
import { fill, type Turn } from './turn.ts'

type AppTool = Schemas['AppTool']

/** With the variables in them filled in. */
export function constantsOf(turn: Turn, tool: AppTool): Record<string, unknown> {
  const fixed = parametersOf(tool).filter(([, property]) => 'const' in property)
  return Object.fromEntries(
    fixed.map(([name, property]) => {
      const value: unknown = Reflect.get(property, 'const')
      return [name, typeof value === 'string' ? fill(turn, value) : value]
    }),
  )
}

export const openParametersOf = (tool: AppTool): Record<string, object> =>
  Object.fromEntries(parametersOf(tool).filter(([, property]) => !('const' in property)))

function parametersOf({ parameters = [] }: AppTool): [string, object][] {
  return parameters.flatMap(({ properties }) =>
    Object.entries(properties).flatMap(([name, property]): [string, object][] =>
      typeof property === 'object' && property !== null ? [[name, property]] : [],
    ),
  )
}
