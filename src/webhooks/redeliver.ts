// A request to the customer sent once more, at somebody's wish: a delivery of its own, with one attempt and without any
// effect on the call or chat that it is about.

import type { ControlSchemas } from '../contract.ts'
import { badRequest, NotFound } from '../errors.ts'
import { type Mishap, mishapsOf, NATURES, namesOf, refuseImpossible } from '../faults/misdelivery.ts'
import type { World } from '../world.ts'
import type { Ask } from './ask.ts'
import { givenHeaders } from './attempt.ts'

const READ_BYTES = 64_000

/**
 * Sends delivery `id` again, as it was or with what is given in its stead. Answers the new delivery, when it is over.
 * Refuses with 404 one that is not in the log, and with 400 one that has not been sent yet.
 */
export async function redeliver(
  ask: Ask,
  world: World,
  id: string,
  { body: changed, misdeliver, exact = false, ...signing }: ControlSchemas['Redelivery'],
  signal: AbortSignal,
): Promise<ControlSchemas['Delivery']> {
  const { deliveries } = world.store
  const original = deliveries.find(id)
  if (!original) throw new NotFound('delivery', id)
  const first = deliveries.attempts(id)[0]
  if (!first) throw badRequest(`${id} has not been sent yet`)
  const { kind, event, subject, url, body, timeoutMs } = original
  const others = [changed, misdeliver, signing.signature, signing.signing_key]
  if (exact && others.some(value => value !== undefined))
    throw badRequest('request/body/exact stands alone: nothing of the request is changed then')
  const { deliveryId } = await ask(
    world,
    {
      kind,
      event,
      subject,
      url,
      method: first.request.method,
      headers: exact ? Object.entries(first.request.headers) : givenHeaders(first),
      body: exact ? first.request.body : bodyOf(changed, body),
      isExact: exact,
      mishaps: mishapsFor(kind, misdeliver),
      timeoutMs,
      limitBytes: READ_BYTES,
      retries: 0,
      signing,
      note: `${id} sent again`,
    },
    signal,
  )
  const delivery = deliveries.listed(deliveryId)
  if (!delivery) throw badRequest('the workspace was reset in the meantime')
  return delivery
}

const bodyOf = (changed: ControlSchemas['Redelivery']['body'], body: string): string =>
  changed === undefined ? body : typeof changed === 'string' ? changed : JSON.stringify(changed)

/** What goes wrong with it by its own word, and nothing that is planned. Refuses what says when a request is sent. */
function mishapsFor(
  kind: ControlSchemas['DeliveryKind'],
  misdeliver: ControlSchemas['Misdeliver'] | undefined,
): Mishap[] {
  if (misdeliver === undefined) return []
  const order = { misdeliver, kind }
  refuseImpossible(order)
  const timing = namesOf(order).find(name => NATURES[name].isTiming)
  if (timing) throw badRequest(`request/body/misdeliver cannot be ${timing}: it is sent now, and once`)
  return mishapsOf(order)
}
