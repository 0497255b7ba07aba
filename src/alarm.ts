// The one timer that waits for the earliest row of the clocks that run. What is due is not its business.

import { type Cancel, type Clock, wall } from './clock.ts'

export class Alarm<Owner extends { clock: Clock }> {
  readonly #ring: () => void
  #cancel: Cancel | undefined

  constructor(ring: () => void) {
    this.#ring = ring
  }

  /** Waits for the soonest of what `dueOf` names, in each owner's own time; takes the place of what it waited for. */
  set(owners: readonly Owner[], dueOf: (owner: Owner) => number | undefined): void {
    this.stop()
    let soonest = Number.POSITIVE_INFINITY
    for (const owner of owners) {
      const due = dueOf(owner)
      if (due !== undefined) soonest = Math.min(soonest, owner.clock.realMsUntil(due))
    }
    if (Number.isFinite(soonest)) this.#cancel = wall.after(soonest, this.#ring)
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
  }
}
