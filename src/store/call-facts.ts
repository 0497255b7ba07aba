// What lists of calls filter and sort by, taken out of the call object into columns. They are written with the call, and
// only those that changed: every other index stays as it is.

import type { Call } from '../contract.ts'
import { CALL_COLUMNS } from './columns.ts'
import type { Value } from './database.ts'

/** The names of the columns. `sort_at` is what a list is sorted by: the start, and before it the creation. */
export const FACTS: readonly string[] = [...Object.keys(CALL_COLUMNS), 'sort_at']

/** In the order of `FACTS`; what the call does not have is null. */
export type CallFacts = readonly Value[]

const PATHS: readonly (readonly (readonly string[])[])[] = Object.values(CALL_COLUMNS).map(
  ([_type, ...paths]) => paths.map(path => path.split('.')),
)

export function factsOf(call: Call, createdAt: number): CallFacts {
  return [...PATHS.map(paths => firstAt(call, paths)), call.start_timestamp ?? createdAt]
}

function firstAt(call: object, paths: readonly (readonly string[])[]): Value {
  for (const path of paths) {
    let value: unknown = call
    for (const name of path) value = (value as Record<string, unknown> | null | undefined)?.[name]
    if (typeof value === 'boolean') return value ? 1 : 0
    if (typeof value === 'string' || typeof value === 'number') return value
  }
  return null
}
