// The faults that a workspace has planned: of Retell's API, and of what is sent to the customer. Kept in memory, and gone
// with the workspace's world.

import type { Chance } from '../chance.ts'
import type { ControlSchemas } from '../contract.ts'
import {
  type ApiFault,
  type ApiRequest,
  type ApiStrike,
  decidesTheAnswer,
  fits as fitsRequest,
  refuseImpossible as refuseApiFault,
  strikeOf,
} from './api-fault.ts'
import {
  type AttemptFacts,
  fits as fitsAttempt,
  type Misdelivery,
  type Mishap,
  mishapsOf,
  refuseImpossible as refuseMisdelivery,
} from './misdelivery.ts'
import { leftOf, Plan, type Planned, strikes } from './plan.ts'

export type FaultOrder = ControlSchemas['FaultOrder']

/** Calls with a scenario that misdelivers; of more, the oldest are forgotten. */
const MOST_SUBJECTS = 10_000

export class Faults {
  readonly #api = new Plan<ApiFault>()
  readonly #deliveries = new Plan<Misdelivery>()
  /** By call or chat: what its scenario says. */
  readonly #bySubject = new Map<string, Plan<Misdelivery>>()
  readonly #chance: (...labels: (string | number)[]) => Chance
  #ids = 0

  constructor(chance: (...labels: (string | number)[]) => Chance) {
    this.#chance = chance
  }

  /** Plans one more and gives its id. Refuses with 400 what makes no sense, and more than a thousand. */
  add(order: FaultOrder): string {
    const id = `fault_${this.#ids + 1}`
    if ('misdeliver' in order) {
      refuseMisdelivery(order)
      this.#deliveries.add(id, order)
    } else {
      refuseApiFault(order)
      this.#api.add(id, order)
    }
    this.#ids += 1
    return id
  }

  /** Plans what a scenario says of its call or chat, once. Refuses with 400 what makes no sense. */
  addAbout(subject: string, orders: readonly Misdelivery[] = []): void {
    if (orders.length === 0 || this.#bySubject.has(subject)) return
    const plan = new Plan<Misdelivery>()
    for (const order of orders) {
      refuseMisdelivery(order)
      plan.add(`fault_${++this.#ids}`, order)
    }
    this.#bySubject.set(subject, plan)
    const [oldest] = this.#bySubject.keys()
    if (this.#bySubject.size > MOST_SUBJECTS && oldest !== undefined) this.#bySubject.delete(oldest)
  }

  /** All that were ordered, in order; those that are used up, too. */
  list(): ControlSchemas['PlannedFault'][] {
    const ofScenarios = [...this.#bySubject].flatMap(([subject, plan]) =>
      plan.all.map(planned => ({ ...shown(planned), ...aboutOf(subject) })),
    )
    return [...this.#api.all, ...this.#deliveries.all]
      .map(shown)
      .concat(ofScenarios)
      .sort((one, other) => numberOf(one.fault_id) - numberOf(other.fault_id))
  }

  clear(): void {
    this.#api.clear()
    this.#deliveries.clear()
    this.#bySubject.clear()
  }

  /** Whether there was one. */
  remove(id: string): boolean {
    const plans = [this.#api, this.#deliveries, ...this.#bySubject.values()]
    return plans.some(plan => plan.remove(id))
  }

  /** What a request to Retell's API meets, if anything. It is used up by that. */
  ofRequest(request: ApiRequest): ApiStrike | undefined {
    if (this.#api.isEmpty) return undefined
    const struck: ApiFault[] = []
    for (const planned of this.#api.fitting(order => fitsRequest(order, request))) {
      if (decidesTheAnswer(planned.order) && struck.some(decidesTheAnswer)) continue
      if (strikes(planned, ({ id, seen }) => this.#chance('fault', id, seen).fraction()))
        struck.push(planned.order)
    }
    const count = this.#api.all.reduce((sum, { seen }) => sum + seen, 0)
    return strikeOf(struck, () => this.#chance('jitter', count).fraction())
  }

  /** Whether anything can go wrong with what is sent. */
  get canMisdeliver(): boolean {
    return !this.#deliveries.isEmpty || this.#bySubject.size > 0
  }

  /** What goes wrong with an attempt, of all that fit it; those of its own scenario first. They are used up by that. */
  ofAttempt(attempt: AttemptFacts): Mishap[] {
    const plans = [this.#bySubject.get(attempt.subject), this.#deliveries]
    return plans.flatMap(plan => {
      if (!plan || plan.isEmpty) return []
      // By the delivery, not by the count: requests that go out together may come here in any order.
      const draw = ({ id }: { id: string }) =>
        this.#chance('fault', id, attempt.deliveryId, attempt.attempt).fraction()
      return plan
        .fitting(order => fitsAttempt(order, attempt))
        .filter(planned => strikes(planned, draw))
        .flatMap(({ order }) => mishapsOf(order))
    })
  }
}

const shown = (planned: Planned<ApiFault> | Planned<Misdelivery>) => ({
  ...planned.order,
  times: planned.order.times ?? 1,
  fault_id: planned.id,
  struck: planned.struck,
  left: leftOf(planned),
})

const aboutOf = (subject: string) =>
  subject.startsWith('chat_') ? { chat_id: subject } : { call_id: subject }

const numberOf = (id: string): number => Number(id.slice('fault_'.length))
