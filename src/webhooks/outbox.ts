// Requests that tell the customer something: written in the transaction of what happened, sent as jobs afterwards,
// tried again when they fail, and kept in the delivery log. What they say is decided elsewhere.

import type { Jobs } from '../jobs.ts'
import type { Journal } from '../journal.ts'
import type { Attempt, Delivery } from '../store/deliveries.ts'
import type { World } from '../world.ts'
import { attempt, succeeded } from './attempt.ts'

/** Nothing in the answer to a webhook is of use: so much of it is read for the log. */
const READ_BYTES = 64_000

/** One attempt at a delivery, which is pending and so still in the log. */
type Attempted = Pick<Delivery, 'subject' | 'event' | 'url'> & { outcome: Attempt }

export type Letter = Omit<Delivery, 'id' | 'state'>

export interface Outbox {
  /** Puts a request into the outbox; to be called in the transaction of what it is about. */
  post(world: World, letter: Letter): void
  /** Notes, for people, of what the customer is not told and why. */
  withhold(world: World, unsent: { event: string; subject: string; why: string }): void
}

/**
 * An attempt is a POST of the frozen body with a signature of its own; any 2xx within the timeout is success, and
 * redirects are not followed. Retell docs, webhook overview: up to three retries. Their spacing is the setting
 * `webhook_retry_delays_ms`, a guess.
 */
export function createOutbox({ jobs, journal }: { jobs: Jobs<World>; journal: Journal }): Outbox {
  const deliver = jobs.errand<{ deliveryId: string; attempt: number }, Attempted | undefined>(
    'webhook.deliver',
    async (world, { deliveryId }, signal) => {
      const delivery = world.store.deliveries.find(deliveryId)
      if (!delivery) return undefined
      const { url, body, timeoutMs, subject, event } = delivery
      const request = { method: 'POST', url, headers: [], body, timeoutMs, limitBytes: READ_BYTES }
      return { subject, event, url, outcome: (await attempt(world, request, signal)).logged }
    },
    (world, { deliveryId, attempt: number }, attempted) => {
      if (!attempted) return
      const { outcome, subject, event, url } = attempted
      const { status, error, duration_ms: durationMs } = outcome
      const delayMs = world.settings.webhook_retry_delays_ms[number]
      const state = succeeded(outcome) ? 'delivered' : delayMs === undefined ? 'failed' : 'pending'
      world.store.deliveries.record(deliveryId, number, outcome, state)
      journal.report({ type: 'delivery', subject, event, url, attempt: number, status, error, durationMs })
      if (state === 'pending') deliver(world, delayMs ?? 0, { deliveryId, attempt: number + 1 }, subject)
    },
  )

  return {
    post(world, letter) {
      const id = world.newId('delivery')
      world.store.deliveries.insert({ ...letter, id, state: 'pending' }, world.now())
      deliver(world, 0, { deliveryId: id, attempt: 0 }, letter.subject)
    },
    withhold: (world, unsent) => journal.withheld(world.id, { at: world.now(), ...unsent }),
  }
}
