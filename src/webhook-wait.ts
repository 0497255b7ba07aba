// Waiting, in a test of the same process, for a webhook that the receiver has taken. Why one did not come is said in
// webhook-miss.ts.

import { deliveredWithin } from './delivery-wait.ts'
import type { Journal } from './journal.ts'
import { missed } from './webhook-miss.ts'
import type { World } from './world.ts'

/** A webhook's body. Beside the event it has one of the others. */
export interface WebhookPayload {
  event: string
  call?: Record<string, unknown>
  chat?: Record<string, unknown>
  call_inbound?: Record<string, unknown>
  chat_inbound?: Record<string, unknown>
  alert?: Record<string, unknown>
}

/** A function, or some fields of the call, chat or alert. */
export type WebhookMatch = ((payload: WebhookPayload) => boolean) | Record<string, unknown>

export interface Expected {
  event: string
  match: WebhookMatch | undefined
  timeoutMs: number
}

/** The first delivered webhook that is expected; rejects with what came instead, and why it did not. */
export async function waitForWebhook(
  journal: Journal,
  world: World,
  expected: Expected,
): Promise<WebhookPayload> {
  const { event, match, timeoutMs } = expected
  const find = () =>
    world.store.deliveries
      .list({ event, limit: 10_000 })
      .filter(({ state, kind }) => state === 'delivered' && kind !== 'tool')
      .map(({ attempts }) => payloadOf(attempts.at(-1)?.request.body))
      .find(payload => matches(payload, match))
  const found = await deliveredWithin(journal, timeoutMs, find)
  if (!found) throw new Error(missed(journal, world, expected))
  return found
}

/** A body that was edited by hand and sent again may be anything. */
function payloadOf(body = '{}'): WebhookPayload {
  try {
    const payload: unknown = JSON.parse(body)
    return { event: '', ...(typeof payload === 'object' ? payload : {}) }
  } catch {
    return { event: '' }
  }
}

function matches(payload: WebhookPayload, match: WebhookMatch | undefined): boolean {
  if (typeof match === 'function') return match(payload)
  const { call, chat, call_inbound, chat_inbound, alert } = payload
  const subject = call ?? chat ?? call_inbound ?? chat_inbound ?? alert
  return Object.entries(match ?? {}).every(([key, value]) => subject?.[key] === value)
}
