// How many calls may go on at once, and whether there is a place for one more. Who is refused, or waits, is decided
// elsewhere.

import type { Settings } from '../contract.ts'
import type { World } from '../world.ts'

/** Retell docs, concurrency: bursting lets three times the limit go on, and no more than 300 above it. */
const BURST_FACTOR = 3
const BURST_MOST = 300

/** How far bursting goes; 0 where it is off. */
export const burstLimitOf = ({
  concurrency_limit: limit,
  concurrency_burst_enabled: on,
}: Settings): number => (on ? Math.min(limit * BURST_FACTOR, limit + BURST_MOST) : 0)

/**
 * The free places for calls of this direction. Retell docs, concurrency: all calls share the limit, and the places reserved
 * for inbound calls are not for others.
 */
export function freePlaces({ settings, store }: World, direction: 'inbound' | 'other'): number {
  const capacity = Math.max(settings.concurrency_limit, burstLimitOf(settings))
  const free = capacity - store.calls.live()
  if (direction === 'inbound') return Math.max(0, free)
  const shared = capacity - settings.reserved_inbound_concurrency - store.calls.live('not inbound')
  return Math.max(0, Math.min(free, shared))
}

/** Whether one more call would be beyond the limit itself, where bursting lets it go on, and so cost more. */
export const isBurst = ({ settings, store }: World): boolean =>
  settings.concurrency_burst_enabled && store.calls.live() >= settings.concurrency_limit
