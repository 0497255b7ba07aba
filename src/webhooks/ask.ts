// A request whose answer matters to the mock: sent at once, tried again where that is set, and kept in the delivery
// log like every other. What is asked, and what the answer means, is decided elsewhere.

import { wall } from '../clock.ts'
import { type Mishap, nameOf } from '../faults/misdelivery.ts'
import type { Journal } from '../journal.ts'
import type { Attempt, Delivery } from '../store/deliveries.ts'
import type { World } from '../world.ts'
import { attempt, type Signed, succeeded, type Tried } from './attempt.ts'
import type { Outcome } from './send.ts'
import { orderOf } from './sending.ts'

export interface Question extends Omit<Signed, 'manner'> {
  kind: Delivery['kind']
  /** What the log calls it: the event, or the name of the function. */
  event: string
  /** The call or chat it is about. */
  subject: string
  /** How often a failure is tried again. */
  retries: number
  /** The pause before a retry, the first being 0, in ms of the workspace's time; none unless given. */
  pauseMs?(retry: number): number
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

/**
 * What came of the last attempt, the delivery in the log, and why it failed. `owedMs`: how much longer the pauses were, in ms
 * of the workspace's time, than they took by the machine's: all of a pause on a clock that stands, most of it on a fast one.
 */
export type Asked = Outcome & { deliveryId: string; fault: string | null; owedMs: number }

const RESET = 'the workspace was reset'

export type Ask = (world: World, question: Question, signal: AbortSignal) => Promise<Asked>

/**
 * Never rejects. To be called outside of a transaction; `signal` ends the waiting. What goes wrong with an attempt is what is
 * planned, unless the question says so itself.
 */
export function createAsk(journal: Journal): Ask {
  return async (world, { kind, event, subject, retries, pauseMs, note, judge, ...request }, signal) => {
    const { deliveries } = world.store
    const { url, body = '', timeoutMs } = request
    const letter = { kind, event, subject, url, body, timeoutMs }
    const id = world.newId('delivery')
    deliveries.insert({ ...letter, id, state: 'pending' }, world.now())
    const copies: Promise<void>[] = []
    let owedMs = 0
    let skippedMs = 0
    for (let number = 0; ; number++) {
      const mishaps =
        request.mishaps ?? world.faults.ofAttempt({ ...letter, deliveryId: id, attempt: number + 1 })
      const isDropped = orderOf(mishaps, 'dropped') !== undefined
      const duplicate = orderOf(mishaps, 'duplicate')
      for (let count = 0; duplicate && count < (duplicate.copies ?? 1); count++)
        copies.push(sendCopy(world, { letter, original: id, request: { ...request, mishaps } }, signal))
      const { outcome, logged } = isDropped
        ? neverSent(world, request, mishaps)
        : await attempt(world, { ...request, mishaps }, signal)
      const { fault, isFinal, notes = [] } = (outcome.ok && succeeded(logged) && judge?.(outcome)) || {}
      const isGood = succeeded(logged) && fault === undefined
      const isLast = isGood || isFinal || isDropped || number >= retries || signal.aborted
      if (isLast) await Promise.all(copies)
      // A reset takes the delivery away.
      if (!deliveries.find(id)) return { ...outcome, deliveryId: id, fault: RESET, owedMs }
      const seen: Attempt = {
        ...logged,
        at: logged.at + skippedMs,
        error: fault ?? logged.error,
        ...noted([...(note === undefined ? [] : [note]), ...(logged.notes ?? []), ...notes]),
      }
      deliveries.record({ id, body }, number, seen, isGood ? 'delivered' : isLast ? 'failed' : 'pending')
      const { status, error, duration_ms: durationMs } = seen
      journal.report({ type: 'delivery', subject, event, url, attempt: number, status, error, durationMs })
      if (isLast) return { ...outcome, deliveryId: id, fault: error, owedMs }
      const paused = await pause(world, pauseMs?.(number) ?? 0, signal)
      owedMs += paused.owedMs
      skippedMs += paused.skippedMs
      if (!deliveries.find(id)) return { ...outcome, deliveryId: id, fault: RESET, owedMs }
    }
  }
}

/**
 * Lets so much of the workspace's time pass. `skippedMs`: what of it did not, on a clock that stands. `owedMs`: that, and on a
 * fast clock what it was longer than by the machine's time, since a job's answer comes as much later as that went on.
 */
async function pause(
  { clock }: World,
  pauseMs: number,
  signal: AbortSignal,
): Promise<{ skippedMs: number; owedMs: number }> {
  if (clock.stands) return { skippedMs: pauseMs, owedMs: pauseMs }
  const realMs = clock.realMsUntil(clock.now() + pauseMs)
  await wall.sleep(realMs, signal)
  return { skippedMs: 0, owedMs: Math.max(0, Math.round(pauseMs - realMs)) }
}

/** The same request once more, whose answer nobody looks at. */
async function sendCopy(
  world: World,
  {
    letter,
    original,
    request,
  }: { letter: Omit<Delivery, 'id' | 'state'>; original: string; request: Signed },
  signal: AbortSignal,
): Promise<void> {
  const { deliveries } = world.store
  const id = world.newId('delivery')
  deliveries.insert({ ...letter, id, state: 'pending' }, world.now())
  const { logged } = await attempt(world, request, signal)
  const notes = [...(logged.notes ?? []), `a copy of ${original}`]
  if (deliveries.find(id))
    deliveries.record(
      { id, body: letter.body },
      0,
      { ...logged, notes },
      succeeded(logged) ? 'delivered' : 'failed',
    )
}

function neverSent(
  world: World,
  { method, body = '', timeoutMs }: Signed,
  mishaps: readonly Mishap[],
): Tried {
  const error = `no answer within ${timeoutMs} ms`
  return {
    outcome: { ok: false, error, durationMs: 0 },
    logged: {
      at: world.now(),
      status: null,
      error: 'dropped on purpose: nothing was sent',
      duration_ms: 0,
      fault: nameOf(mishaps),
      request: { method, headers: {}, body },
      response: null,
    },
  }
}

const noted = (notes: readonly string[]) => (notes.length === 0 ? {} : { notes: [...notes] })
