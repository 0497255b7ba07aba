// Requests that tell the customer something: written in the transaction of what happened, sent as jobs afterwards,
// tried again when they fail, and kept in the delivery log. What they say is decided elsewhere.

import { wall } from '../clock.ts'
import type { Jobs } from '../jobs.ts'
import type { Journal } from '../journal.ts'
import type { Attempt, Delivery } from '../store/deliveries.ts'
import type { World } from '../world.ts'
import { type Outcome, send } from './send.ts'
import { signatureHeader } from './sign.ts'

/** How much of a receiver's answer is kept in the log. */
const KEPT_ANSWER_BYTES = 64_000

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
      return delivery && attemptAt(world, delivery, signal)
    },
    (world, { deliveryId, attempt }, outcome) => {
      const delivery = outcome && world.store.deliveries.find(deliveryId)
      if (!delivery) return
      const { status, error, duration_ms: durationMs } = outcome
      const delayMs = world.settings.webhook_retry_delays_ms[attempt]
      const succeeded = status !== null && status >= 200 && status < 300
      const state = succeeded ? 'delivered' : delayMs === undefined ? 'failed' : 'pending'
      world.store.deliveries.record(deliveryId, attempt, outcome, state)
      const { subject, event, url } = delivery
      journal.report({ type: 'delivery', subject, event, url, attempt, status, error, durationMs })
      if (state === 'pending') deliver(world, delayMs ?? 0, { deliveryId, attempt: attempt + 1 }, subject)
    },
  )

  return (world, letter) => {
    const id = world.newId('delivery')
    world.store.deliveries.insert({ ...letter, id, state: 'pending' }, world.now())
    deliver(world, 0, { deliveryId: id, attempt: 0 }, letter.subject)
  }
}

async function attemptAt(world: World, delivery: Delivery, signal: AbortSignal): Promise<Attempt> {
  const { url, body, timeoutMs } = delivery
  const { webhook_signature: style, webhook_signing_key: key } = world.settings
  // Real time, whatever the workspace's clock says: receivers refuse a signature five minutes away from theirs.
  const signature = signatureHeader(style, body, key ?? world.apiKey, wall.now())
  const headers: [string, string][] = [
    ['Content-Type', 'application/json'],
    ...(signature === undefined ? [] : ([['X-Retell-Signature', signature]] as [string, string][])),
  ]
  const at = world.now()
  const outcome = await send(
    { method: 'POST', url, headers, body, timeoutMs, limitBytes: KEPT_ANSWER_BYTES },
    signal,
  )
  return {
    at,
    status: outcome.ok ? outcome.status : null,
    error: faultOf(outcome),
    duration_ms: outcome.durationMs,
    request: { headers: Object.fromEntries(headers), body },
    response: outcome.ok ? { headers: outcome.headers, body: outcome.body } : null,
  }
}

function faultOf(outcome: Outcome): string | null {
  if (!outcome.ok) return outcome.error
  if (outcome.status >= 200 && outcome.status < 300) return null
  if (outcome.status >= 300 && outcome.status < 400)
    return `the receiver answered ${outcome.status}, and redirects are not followed`
  return `the receiver answered ${outcome.status}`
}
