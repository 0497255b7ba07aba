// Requests that tell the customer something: written in the transaction of what happened, sent as jobs afterwards,
// tried again when they fail, and kept in the delivery log. What they say is decided elsewhere.

import { type Mishap, nameOf } from '../faults/misdelivery.ts'
import type { Jobs } from '../jobs.ts'
import type { Journal } from '../journal.ts'
import type { Attempt, Delivery } from '../store/deliveries.ts'
import type { World } from '../world.ts'
import { succeeded } from './attempt.ts'
import { mishapsOf, orderOf, originOf, type Sending, type Sent, sendOne } from './sending.ts'
import { WaitingRoom } from './waiting-room.ts'

export type Letter = Omit<Delivery, 'id' | 'state'>

export interface Outbox {
  /** Puts a request into the outbox and gives its id; to be called in the transaction of what it is about. */
  post(world: World, letter: Letter): string
  /** Notes, for people, of what the customer is not told and why. */
  withhold(world: World, unsent: { event: string; subject: string; why: string }): void
}

/** It is not sent yet, or not at all, for what goes wrong with it. */
interface Detained {
  mishaps: Mishap[]
  then: 'dropped' | 'held' | 'gathered' | 'late'
}

const WAITS_MS = 60_000
const WITHIN_MS = 1_000
const GATHERED = 10

/**
 * An attempt is a POST of the frozen body with a signature of its own; any 2xx within the timeout is success, and
 * redirects are not followed. Retell docs, webhook overview: up to three retries. Their spacing is the setting
 * `webhook_retry_delays_ms`, a guess. Alerts are sent once (Retell docs, alerting).
 */
export function createOutbox({ jobs, journal }: { jobs: Jobs<World>; journal: Journal }): Outbox {
  const room = new WaitingRoom()
  const deliver = jobs.errand<Sending, Sent | Detained | undefined>(
    'webhook.deliver',
    async (world, sending, signal) => {
      const mishaps = mishapsOf(world, sending)
      const then = sending.isDue ? undefined : detention(mishaps)
      return then ? { mishaps, then } : sendOne(world, sending, mishaps, signal)
    },
    (world, sending, outcome) => {
      if (!outcome) return
      if ('then' in outcome) detain(world, sending, outcome)
      else record(world, outcome)
    },
    { lane: ({ origin }) => origin, sideBySide: true },
  )
  const deliverTogether = jobs.errand<Sending[], (Sent | undefined)[]>(
    'webhook.burst',
    (world, sendings, signal) =>
      Promise.all(sendings.map(sending => sendOne(world, sending, sending.mishaps ?? [], signal))),
    (world, _sendings, outcomes) => {
      for (const outcome of outcomes) if (outcome) record(world, outcome)
    },
  )
  const letGo = jobs.step<Sending>('webhook.let_go', (world, sending) => {
    room.leave(world, sending)
    again(world, 0, sending)
  })

  function again(world: World, delayMs: number, sending: Sending): void {
    const delivery = world.store.deliveries.find(sending.deliveryId)
    if (delivery) deliver(world, delayMs, { ...sending, ...originOf(delivery.url) }, delivery.subject)
  }

  function detain(world: World, { deliveryId, attempt }: Sending, { mishaps, then }: Detained): void {
    const delivery = world.store.deliveries.find(deliveryId)
    if (!delivery) return
    const sending: Sending = { deliveryId, attempt, mishaps, isDue: true }
    const waiting = (name: 'late' | 'held' | 'burst') => orderOf(mishaps, name)?.delay_ms ?? WAITS_MS
    switch (then) {
      case 'dropped':
        return note(world, delivery, attempt, neverSent(world, delivery, mishaps), 'failed')
      case 'late':
        return again(world, waiting('late'), sending)
      case 'held':
        room.hold(world, delivery.subject, sending)
        return letGo(world, waiting('held'), sending, watchOver(sending))
      case 'gathered': {
        const order = orderOf(mishaps, 'burst')!
        const all = room.gather(world, order, order.gather ?? GATHERED, sending)
        if (all.length === 0) return letGo(world, waiting('burst'), sending, watchOver(sending))
        for (const one of all) jobs.cancel(world, watchOver(one), 'webhook.let_go')
        return deliverTogether(world, 0, all)
      }
    }
  }

  /** What became of an attempt, and what is to be done next. */
  function record(world: World, { delivery, sending, mishaps, logged, copies }: Sent): void {
    settle(world, delivery, sending.attempt, logged)
    for (const copy of copies) settle(world, copyOf(world, delivery), 0, noted(copy, delivery))
    for (const held of room.release(world, delivery.subject)) {
      jobs.cancel(world, watchOver(held), 'webhook.let_go')
      again(world, 0, held)
    }
    if (!sending.isCopy) sendCopies(world, delivery, { sending, mishaps, logged })
  }

  /** The copies that follow it. */
  function sendCopies(
    world: World,
    delivery: Delivery,
    { sending, mishaps, logged }: Pick<Sent, 'sending' | 'mishaps' | 'logged'>,
  ): void {
    const copy = (delayMs: number, more: Partial<Sending> = {}) => {
      const { id } = copyOf(world, delivery)
      again(world, delayMs, { deliveryId: id, attempt: 0, mishaps, isDue: true, isCopy: true, ...more })
    }
    const { copies = 1, spacing } = orderOf(mishaps, 'duplicate') ?? {}
    const chance = world.chance('copies', delivery.id)
    for (let count = 0; spacing === 'within_a_second' && count < copies; count++)
      copy(chance.integer(1, WITHIN_MS))
    if (!succeeded(logged)) return
    for (let count = 0; spacing === 'after_success' && count < copies; count++) copy(0)
    const replay = orderOf(mishaps, 'replayed')
    for (let count = 0; replay && count < (replay.copies ?? 1); count++)
      copy(replay.delay_ms ?? 0, { replays: { deliveryId: delivery.id, attempt: sending.attempt } })
  }

  /** Another delivery of the same, in the log and not sent yet. */
  function copyOf(world: World, { id: _original, state: _state, ...letter }: Delivery): Delivery {
    const copy = { ...letter, id: world.newId('delivery'), state: 'pending' as const }
    world.store.deliveries.insert(copy, world.now())
    return copy
  }

  function settle(world: World, delivery: Delivery, number: number, logged: Attempt): void {
    const delays = delivery.kind === 'alert' ? [] : world.settings.webhook_retry_delays_ms
    const delayMs = delays[number]
    const state = succeeded(logged) ? 'delivered' : delayMs === undefined ? 'failed' : 'pending'
    note(world, delivery, number, logged, state)
    if (state === 'pending') again(world, delayMs ?? 0, { deliveryId: delivery.id, attempt: number + 1 })
  }

  function note(
    world: World,
    { id, body, subject, event, url }: Delivery,
    number: number,
    logged: Attempt,
    state: Delivery['state'],
  ): void {
    world.store.deliveries.record({ id, body }, number, logged, state)
    const { status, error, duration_ms: durationMs } = logged
    journal.report({ type: 'delivery', subject, event, url, attempt: number, status, error, durationMs })
  }

  return {
    post(world, letter) {
      const id = world.newId('delivery')
      world.store.deliveries.insert({ ...letter, id, state: 'pending' }, world.now())
      deliver(world, 0, { deliveryId: id, attempt: 0, ...originOf(letter.url) }, letter.subject)
      return id
    },
    withhold: (world, unsent) => journal.withheld(world.id, { at: world.now(), ...unsent }),
  }
}

/** The first that keeps it from being sent now. */
function detention(mishaps: readonly Mishap[]): Detained['then'] | undefined {
  if (orderOf(mishaps, 'dropped')) return 'dropped'
  if (orderOf(mishaps, 'held')) return 'held'
  if (orderOf(mishaps, 'burst')) return 'gathered'
  return orderOf(mishaps, 'late') && 'late'
}

/** What the job that lets it go is about, so that it can be cancelled alone. */
const watchOver = ({ deliveryId }: Sending): string => `waiting:${deliveryId}`

const noted = (copy: Attempt, { id }: Delivery): Attempt => ({
  ...copy,
  notes: [...(copy.notes ?? []), `a copy of ${id}`],
})

const neverSent = (world: World, { body }: Delivery, mishaps: readonly Mishap[]): Attempt => ({
  at: world.now(),
  status: null,
  error: 'dropped on purpose: nothing was sent',
  duration_ms: 0,
  fault: nameOf(mishaps),
  request: { method: 'POST', headers: {}, body },
  response: null,
})
