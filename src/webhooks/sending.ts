// One request of the outbox on its way: the attempt at it, and the copies that go out together with it. Nothing is written
// here; what became of it is recorded by the outbox.

import type { MisdeliveryName, Mishap } from '../faults/misdelivery.ts'
import type { Attempt, Delivery } from '../store/deliveries.ts'
import type { World } from '../world.ts'
import { attempt } from './attempt.ts'

/** Nothing in the answer to a webhook is of use: so much of it is read for the log. */
const READ_BYTES = 64_000

/** An attempt that is to be made. It is stored as JSON. */
export interface Sending {
  deliveryId: string
  /** From 0. */
  attempt: number
  /** Whose server it goes to. */
  origin?: string
  /** What goes wrong with it; what is planned decides unless given. */
  mishaps?: Mishap[]
  /** It has waited as long as it had to. */
  isDue?: true
  /** It came of another, and none comes of it. */
  isCopy?: true
  /** The attempt whose very bytes are sent again, signature and all. */
  replays?: { deliveryId: string; attempt: number }
}

export interface Sent {
  delivery: Delivery
  sending: Sending
  mishaps: Mishap[]
  logged: Attempt
  /** What became of the copies that went out together with it. */
  copies: Attempt[]
}

export const orderOf = (mishaps: readonly Mishap[], name: MisdeliveryName): Mishap['order'] | undefined =>
  mishaps.find(mishap => mishap.name === name)?.order

/** What goes wrong with it, by its own word or by what is planned. */
export function mishapsOf(world: World, { deliveryId, attempt: number, mishaps }: Sending): Mishap[] {
  if (mishaps || !world.faults.canMisdeliver) return mishaps ?? []
  const delivery = world.store.deliveries.find(deliveryId)
  return delivery ? world.faults.ofAttempt({ ...delivery, deliveryId, attempt: number + 1 }) : []
}

/** Makes the attempt. Undefined when the delivery is gone. */
export async function sendOne(
  world: World,
  sending: Sending,
  mishaps: Mishap[],
  signal: AbortSignal,
): Promise<Sent | undefined> {
  const delivery = world.store.deliveries.find(sending.deliveryId)
  if (!delivery) return undefined
  const { url, body, timeoutMs } = delivery
  const request = { method: 'POST', url, headers: [], body, timeoutMs, limitBytes: READ_BYTES, mishaps }
  const { replays } = sending
  const original = replays && world.store.deliveries.attempts(replays.deliveryId)[replays.attempt]?.request
  const again = original && {
    ...request,
    ...original,
    headers: Object.entries(original.headers),
    isExact: true,
  }
  const count = sending.isCopy ? 0 : copiesAtOnce(mishaps)
  const [first, ...copies] = await Promise.all(
    Array.from({ length: count + 1 }, () => attempt(world, again ?? request, signal)),
  )
  return { delivery, sending, mishaps, logged: first!.logged, copies: copies.map(({ logged }) => logged) }
}

function copiesAtOnce(mishaps: readonly Mishap[]): number {
  const order = orderOf(mishaps, 'duplicate')
  return order && (order.spacing ?? 'at_once') === 'at_once' ? (order.copies ?? 1) : 0
}

/** Scheme, host and port; of what is no URL nothing. */
export const originOf = (url: string): { origin?: string } =>
  URL.canParse(url) ? { origin: new URL(url).origin } : {}
