// Calls that come in at a number whose owner is asked about them.

import type { ServerResponse } from 'node:http'
import type { Agent, PhoneNumber, Schemas } from '../contract.ts'
import { type FakeRetell, startFakeRetell } from '../index.ts'
import { api, numberFor } from './calls.ts'
import { type Received, type Receiver, startReceiver } from './receiver.ts'

export const frozen = () => startFakeRetell({ time: 'frozen', now: 1_800_000_000_000 })
export const CALLER = '+14155550142'

/** A receiver that gives these answers one after another, the last for ever: JSON, a text as it is, or a bare status. */
export function answering(...answers: (object | string | number)[]): Promise<Receiver> {
  let next = 0
  return startReceiver((_request: Received, response: ServerResponse) => {
    const answer = answers[Math.min(next++, answers.length - 1)]!
    if (typeof answer === 'number') return void response.writeHead(answer).end()
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer))
  })
}

export async function numberWith(
  fake: FakeRetell,
  { url, agent }: { url: string; agent?: Agent },
  changes: Partial<Schemas['UpdatePhoneNumberRequest']> = {},
): Promise<string> {
  const { phone_number } = agent
    ? await numberFor(fake, agent)
    : await api<PhoneNumber>(fake, 'POST', '/create-phone-number', { area_code: 415 })
  await api(fake, 'PATCH', `/update-phone-number/${encodeURIComponent(phone_number)}`, {
    inbound_webhook_url: url,
    ...changes,
  })
  return phone_number
}

export const ring = (fake: FakeRetell, to_number: string) =>
  fake.inboundCall({ to_number, from_number: CALLER })

export const asked = (fake: FakeRetell, call_id: string) => fake.deliveries({ call_id, kind: 'inbound' })[0]!

export const callsOf = async (fake: FakeRetell) =>
  (await api<unknown[]>(fake, 'POST', '/v2/list-calls', {})).length
