// What the lifecycle needs of those who watch calls go on. Who they are and how they are told is handed in when the server
// is put together.

import type { Call } from '../contract.ts'
import type { World } from '../world.ts'

export interface Watchers {
  isWatched(world: World, callId: string): boolean
  /** The transcript of a call has changed, or may have, in this transaction. */
  changed(world: World, callId: string): void
  /** The call is over, or deleted, by this transaction, which has not yet deleted its live transcript. */
  ended(world: World, call: OverCall): void
}

/** Several kinds of watchers as one. */
export const together = (...kinds: readonly Watchers[]): Watchers => ({
  isWatched: (world, callId) => kinds.some(watchers => watchers.isWatched(world, callId)),
  changed(world, callId) {
    for (const watchers of kinds) watchers.changed(world, callId)
  },
  ended(world, call) {
    for (const watchers of kinds) watchers.ended(world, call)
  },
})

/** Of a call that is over; one that was deleted has no reason. */
export type OverCall = Pick<Call, 'call_id' | 'disconnection_reason' | 'end_timestamp'>
