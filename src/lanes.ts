// Who has to wait so that one slow target does not take every place: errands to the same place are a lane, of which only so
// many are under way at once. In memory; what waits is a row of the jobs all the same.

interface Lane {
  busy: number
  /** The ids of rows, the first to come first. */
  waiting: Set<number>
}

export class Lanes {
  readonly #width: number
  readonly #byOwner = new Map<number, Map<string, Lane>>()

  constructor(width: number) {
    this.#width = width
  }

  /** Takes a place for the row. Without one it waits, and false is given. */
  enter(owner: number, name: string, row: number): boolean {
    const lanes = this.#byOwner.get(owner) ?? new Map<string, Lane>()
    this.#byOwner.set(owner, lanes)
    const lane = lanes.get(name) ?? { busy: 0, waiting: new Set() }
    lanes.set(name, lane)
    if (lane.busy >= this.#width) {
      lane.waiting.add(row)
      return false
    }
    lane.busy += 1
    return true
  }

  /** Gives a place back. Those who wait for it come one by one, and wait no more. */
  leave(owner: number, name: string): Iterable<number> {
    const lanes = this.#byOwner.get(owner)
    const lane = lanes?.get(name)
    if (!lane) return []
    lane.busy -= 1
    if (lane.busy === 0 && lane.waiting.size === 0) lanes?.delete(name)
    return drained(lane.waiting)
  }

  /** Nobody of this owner waits any more, and none of it is under way. */
  forget(owner: number): void {
    this.#byOwner.delete(owner)
  }
}

function* drained(waiting: Set<number>): Iterable<number> {
  for (const row of waiting) {
    waiting.delete(row)
    yield row
  }
}
