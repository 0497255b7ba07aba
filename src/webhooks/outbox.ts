// Requests that tell the customer something: written in the transaction of what happened, sent as jobs afterwards,
// tried again when they fail, and kept in the delivery log. What they say is decided elsewhere.

import type { Jobs } from '../jobs.ts'
import type { Journal } from '../journal.ts'
import type { Attempt, Delivery } from '../store/deliveries.ts'
import type { World } from '../world.ts'
import { attempt, succeeded } from './attempt.ts'

/** Nothing in the answer to a webhook is of use: so much of it is read for the log. */
const READ_BYTES = 64_000

export type Letter = Omit<Delivery, 'id' | 'state'>

/** Puts a request into the outbox; to be called in the transaction of what it is about. */
export type Post = (world: World, letter: Letter) => void

/**
 * An attempt is a POST of the frozen body with a signature of its own; any 2xx within the timeout is success, and
 * redirects are not followed. Retell docs, webhook overview: up to three retries. Their spacing is the setting
 * `webhook_retry_delays_ms`, a guess.
 */
export function createOutbox({ jobs, journal }: { jobs: Jobs<World>; journal: Journal }): Post {
  const deliver = jobs.errand<{ deliveryId: string; attempt: number }, Attempt | undefined>(
    'webhook.deliver',
    async (world, { deliveryId }, signal) => {
      const delivery = world.store.deliveries.find(deliveryId)
      if (!delivery) return undefined
      const { url, body, timeoutMs } = delivery
      const request = { method: 'POST', url, headers: [], body, timeoutMs, limitBytes: READ_BYTES }
      return (await attempt(world, request, signal)).logged
    },
    (world, { deliveryId, attempt: number }, outcome) => {
      const delivery = outcome && world.store.deliveries.find(deliveryId)
      if (!delivery) return
      const { status, error, duration_ms: durationMs } = outcome
      const delayMs = world.settings.webhook_retry_delays_ms[number]
      const state = succeeded(outcome) ? 'delivered' : delayMs === undefined ? 'failed' : 'pending'
      world.store.deliveries.record(deliveryId, number, outcome, state)
      const { subject, event, url } = delivery
      journal.report({ type: 'delivery', subject, event, url, attempt: number, status, error, durationMs })
      if (state === 'pending') deliver(world, delayMs ?? 0, { deliveryId, attempt: number + 1 }, subject)
    },
  )

  return (world, letter) => {
    const id = world.newId('delivery')
    world.store.deliveries.insert({ ...letter, id, state: 'pending' }, world.now())
    deliver(world, 0, { deliveryId: id, attempt: 0 }, letter.subject)
  }
}
