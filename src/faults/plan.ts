// Faults that were ordered, each with how often it has struck. When one strikes is decided here; what it fits and what it
// does is not.

import { Refusal } from '../errors.ts'

/** What every order may say of when it strikes. */
export interface Times {
  /** How often; 1 unless given. */
  times?: number | undefined
  /** How many that it fits pass before. */
  after?: number | undefined
  /** How probable it is, each time. */
  chance?: number | undefined
}

export interface Planned<Order> {
  id: string
  order: Order
  /** How many it has fitted. */
  seen: number
  struck: number
}

/** A workspace with more of them has lost count of what it does. */
const MOST = 1_000

export const leftOf = ({ order, struck }: Planned<Times>): number => (order.times ?? 1) - struck

export class Plan<Order extends Times> {
  /** In the order of their orders; those that are used up stay until there are too many. */
  #planned: Planned<Order>[] = []

  /** Refuses with 400 more than a thousand that can still strike. */
  add(id: string, order: Order): Planned<Order> {
    if (this.#planned.length >= MOST) this.#planned = this.#planned.filter(planned => leftOf(planned) > 0)
    if (this.#planned.length >= MOST) throw new Refusal(400, `${MOST} faults are planned already`)
    const planned = { id, order, seen: 0, struck: 0 }
    this.#planned.push(planned)
    return planned
  }

  get all(): readonly Planned<Order>[] {
    return this.#planned
  }

  get isEmpty(): boolean {
    return this.#planned.length === 0
  }

  clear(): void {
    this.#planned = []
  }

  /** Whether there was one. */
  remove(id: string): boolean {
    const before = this.#planned.length
    this.#planned = this.#planned.filter(planned => planned.id !== id)
    return this.#planned.length < before
  }

  /** Those that fit and can still strike, the first ordered first. */
  fitting(fits: (order: Order) => boolean): Planned<Order>[] {
    return this.#planned.filter(planned => leftOf(planned) > 0 && fits(planned.order))
  }
}

/** Whether it strikes what it fits, which is counted. `draw` gives a number in [0, 1). */
export function strikes(planned: Planned<Times>, draw: (planned: Planned<Times>) => number): boolean {
  const { after = 0, chance } = planned.order
  planned.seen += 1
  if (planned.seen <= after) return false
  if (chance !== undefined && draw(planned) >= chance) return false
  planned.struck += 1
  return true
}
