// A request whose answer matters to the mock: sent at once, tried again at once where that is set, and kept in the delivery
// log like every other. What is asked, and what the answer means, is decided elsewhere.

import type { Journal } from '../journal.ts'
import type { Delivery } from '../store/deliveries.ts'
import type { World } from '../world.ts'
import { attempt, type Signed, succeeded } from './attempt.ts'
import type { Outcome } from './send.ts'

export interface Question extends Signed {
  kind: Exclude<Delivery['kind'], 'webhook'>
  /** What the log calls it: the event, or the name of the function. */
  event: string
  /** The call or chat it is about. */
  subject: string
  /** How often a failure is tried again. */
  retries: number
}

export type Ask = (world: World, question: Question, signal: AbortSignal) => Promise<Outcome>

/** Never rejects. To be called outside of a transaction; `signal` ends the waiting. */
export function createAsk(journal: Journal): Ask {
  return async (world, { kind, event, subject, retries, ...request }, signal) => {
    const { url, body = '', timeoutMs } = request
    const id = world.newId('delivery')
    world.store.deliveries.insert(
      { id, kind, event, subject, url, body, timeoutMs, state: 'pending' },
      world.now(),
    )
    for (let number = 0; ; number++) {
      const { outcome, logged } = await attempt(world, request, signal)
      const isLast = succeeded(logged) || number >= retries || signal.aborted
      const state = succeeded(logged) ? 'delivered' : isLast ? 'failed' : 'pending'
      world.store.deliveries.record(id, number, logged, state)
      const { status, error, duration_ms: durationMs } = logged
      journal.report({ type: 'delivery', subject, event, url, attempt: number, status, error, durationMs })
      if (isLast) return outcome
    }
  }
}
