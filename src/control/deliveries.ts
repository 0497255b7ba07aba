// The log of what the mock sent to its customer: looking at it, waiting for something in it, sending something again.

import type { ControlHandlers, ControlSchemas } from '../contract.ts'
import { deliveredWithin } from '../delivery-wait.ts'
import type { Unsent } from '../journal.ts'
import type { DeliveryFilter } from '../store/deliveries.ts'
import type { ControlContext } from './context.ts'

export const deliveryHandlers = {
  async listDeliveries({ query }, { world, journal }) {
    const { wait = 0, ...filter } = query
    const { deliveries } = world.store
    const finished = () => deliveries.list(filter).some(({ state }) => state !== 'pending') || undefined
    await deliveredWithin(journal, wait, finished)
    return { items: deliveries.list(filter), not_sent: notSent(journal.unsent(world.id), filter) }
  },

  async redeliver({ params, body }, { world, redeliver }) {
    return redeliver(world, params.delivery_id, body)
  },
} satisfies Partial<ControlHandlers<ControlContext>>

function notSent(
  events: readonly Unsent[],
  { call_id, chat_id, event, kind, limit = 1_000 }: DeliveryFilter,
): ControlSchemas['UnsentEvent'][] {
  if (kind !== undefined && kind !== 'webhook') return []
  return events
    .filter(unsent => (event ?? unsent.event) === unsent.event)
    .filter(({ subject }) => (call_id ?? subject) === subject && (chat_id ?? subject) === subject)
    .slice(-limit)
    .map(({ subject, ...unsent }) => ({
      ...unsent,
      ...(subject.startsWith('chat_') ? { chat_id: subject } : { call_id: subject }),
    }))
}
