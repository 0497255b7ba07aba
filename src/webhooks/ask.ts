// A request whose answer matters to the mock: sent at once, tried again at once where that is set, and kept in the delivery
// log like every other. What is asked, and what the answer means, is decided elsewhere.

import type { Journal } from '../journal.ts'
import type { Attempt, Delivery } from '../store/deliveries.ts'
import type { World } from '../world.ts'
import { attempt, type Signed, succeeded } from './attempt.ts'
import type { Outcome } from './send.ts'

export interface Question extends Signed {
  kind: Delivery['kind']
  /** What the log calls it: the event, or the name of the function. */
  event: string
  /** The call or chat it is about. */
  subject: string
  /** How often a failure is tried again. */
  retries: number
  /** What the log says of every attempt. */
  note?: string
  /** What to think of an answer with a 2xx; unless given, every such answer is good. */
  judge?(answer: Answer): Judgement
}

export type Answer = Extract<Outcome, { ok: true }>

export interface Judgement {
  /** Why the answer is as bad as none. */
  fault?: string
  /** Whether a further attempt could not mend it. */
  isFinal?: boolean
  notes?: readonly string[]
}

/** What came of the last attempt, the delivery in the log, and why it failed. */
export type Asked = Outcome & { deliveryId: string; fault: string | null }

export type Ask = (world: World, question: Question, signal: AbortSignal) => Promise<Asked>

/** Never rejects. To be called outside of a transaction; `signal` ends the waiting. */
export function createAsk(journal: Journal): Ask {
  return async (world, { kind, event, subject, retries, note, judge, ...request }, signal) => {
    const { deliveries } = world.store
    const { url, body = '', timeoutMs } = request
    const id = world.newId('delivery')
    deliveries.insert({ id, kind, event, subject, url, body, timeoutMs, state: 'pending' }, world.now())
    for (let number = 0; ; number++) {
      const { outcome, logged } = await attempt(world, request, signal)
      const { fault, isFinal, notes = [] } = (outcome.ok && succeeded(logged) && judge?.(outcome)) || {}
      const isGood = succeeded(logged) && fault === undefined
      const isLast = isGood || isFinal || number >= retries || signal.aborted
      // A reset takes the delivery away.
      if (!deliveries.find(id)) return { ...outcome, deliveryId: id, fault: 'the workspace was reset' }
      const seen: Attempt = {
        ...logged,
        error: fault ?? logged.error,
        ...noted(note === undefined ? notes : [note, ...notes]),
      }
      deliveries.record(id, number, seen, isGood ? 'delivered' : isLast ? 'failed' : 'pending')
      const { status, error, duration_ms: durationMs } = seen
      journal.report({ type: 'delivery', subject, event, url, attempt: number, status, error, durationMs })
      if (isLast) return { ...outcome, deliveryId: id, fault: error }
    }
  }
}

const noted = (notes: readonly string[]) => (notes.length === 0 ? {} : { notes: [...notes] })
