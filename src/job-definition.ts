// What jobs are made of, as types: whose they are, how one is planned, what one does. Running them is in jobs.ts.

import type { Clock } from './clock.ts'

/** What jobs need to know of a workspace. `id` changes with every reset, which orphans what was under way. */
export interface JobOwner {
  readonly id: number
  readonly clock: Clock
  /** How many errands may go out side by side while the clock is moved. */
  readonly errandsAtOnce: number
  /** Stores the clock; called in the transaction of a job that moved it. */
  saveClock(): void
}

/**
 * Adds a row, due `delayMs` of the workspace's time from now. `subject` names what it is about (a call id). What is `held`
 * does not run by the clock, only by `ahead`.
 */
export type Schedule<Owner, Payload> = (
  owner: Owner,
  delayMs: number,
  payload: Payload,
  subject?: string,
  held?: boolean,
) => void

export interface ErrandOptions<Payload> {
  background?: boolean
  /** Where it goes, if that is a place that may be slow. */
  lane?: (payload: Payload) => string | undefined
  /** Whether those of one moment about different subjects go out side by side even when the clock is moved. */
  sideBySide?: boolean
}

/** A kind of job. */
export interface Definition<Owner, Payload = never> {
  background: boolean
  /** `none`: a step; `side by side`: see `ErrandOptions`. */
  io: 'none' | 'alone' | 'side by side'
  /** Where it goes, if that is a place that may be slow; see lanes.ts. */
  lane?: ((payload: Payload) => string | undefined) | undefined
  /** Does the I/O, if any, and returns what is to be done in the transaction. */
  run(owner: Owner, payload: Payload, signal: AbortSignal): (() => void) | Promise<() => void>
}
