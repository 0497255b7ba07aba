// How much may run in one move of a clock, so that what plans itself anew for ever is found out and not waited for.

import type { JobRow } from './store/job-queue.ts'

/** A call of two hours with a keepalive every two seconds runs some ten thousand jobs. */
const MOST_A_SUBJECT = 200_000
/** A hundred thousand calls of the usual length; a receiver that orders a new call for each that ends comes to it as well. */
const MOST = 10_000_000

export interface DriveLimits {
  most?: number
  mostASubject?: number
}

export class DriveLimit {
  readonly #most: number
  readonly #mostASubject: number
  readonly #bySubject = new Map<string, number>()
  #count = 0

  constructor({ most = MOST, mostASubject = MOST_A_SUBJECT }: DriveLimits = {}) {
    this.#most = most
    this.#mostASubject = mostASubject
  }

  /** Counts a job that is about to run. Throws a sentence when there were too many. */
  count({ kind, subject }: Pick<JobRow, 'kind' | 'subject'>): void {
    this.#count += 1
    const ofIt = (this.#bySubject.get(subject) ?? 0) + 1
    this.#bySubject.set(subject, ofIt)
    if (subject !== '' && ofIt > this.#mostASubject)
      throw new Error(
        `stopped after ${this.#mostASubject} jobs of ${subject}, the last ${kind}: it plans itself anew without end`,
      )
    if (this.#count > this.#most)
      throw new Error(`stopped after ${this.#most} jobs, the last ${kind}: something goes on without end`)
  }
}
