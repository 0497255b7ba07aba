// How many outbound calls have begun in the last second, by the type of the number they come from. Kept in memory: a
// restart forgets a second.

import type { PhoneNumber } from '../contract.ts'
import type { World } from '../world.ts'

type NumberType = PhoneNumber['phone_number_type']

const SECOND_MS = 1_000
const begun = new WeakMap<World, Map<NumberType, number[]>>()

/** How many more calls may begin now; Infinity where nothing holds them back. */
export function callsLeftNow(world: World, type: NumberType): number {
  const limit = world.settings.calls_per_second?.[type]
  return limit === undefined ? Number.POSITIVE_INFINITY : Math.max(0, limit - recent(world, type).length)
}

export function noteCallBegun(world: World, type: NumberType): void {
  if (world.settings.calls_per_second?.[type] !== undefined) recent(world, type).push(world.now())
}

/** When calls of the last second began, by the workspace's time. */
function recent(world: World, type: NumberType): number[] {
  const types = begun.get(world) ?? new Map<NumberType, number[]>()
  begun.set(world, types)
  const since = world.now() - SECOND_MS
  const moments = (types.get(type) ?? []).filter(moment => moment > since)
  types.set(type, moments)
  return moments
}
