// How far a call has come, in ms since it began: real time, and the speech that nobody waited for.

import { wall } from '../clock.ts'

export class CallTime {
  readonly #startedAt = wall.monotonic()
  #skippedMs = 0

  readonly now = (): number => wall.monotonic() - this.#startedAt + this.#skippedMs

  /** Something takes so long that takes no time here. */
  skip(ms: number): void {
    this.#skippedMs += Math.max(0, ms)
  }

  /** To this moment, if it is still to come. */
  readonly skipTo = (atMs: number): void => this.skip(atMs - this.now())
}
