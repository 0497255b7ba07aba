// A webhook that was misdelivered, as a receiver saw it.

import RetellSdk5 from 'retell-sdk'
import RetellSdk4 from 'retell-sdk-4'
import type { ControlSchemas } from '../contract.ts'
import { type FakeRetell, startFakeRetell } from '../index.ts'
import { dial, scriptedAgent } from './calls.ts'
import { type Received, startReceiver } from './receiver.ts'

export type Misdelivery = ControlSchemas['Misdelivery']

interface Seen {
  fake: FakeRetell
  request: Received
  payload: { event: string; call: Record<string, unknown> } & Record<string, unknown>
  signature: string | undefined
  /** Whether it verifies with each generation of the SDK over the bytes that came. */
  sdk4: boolean
  sdk5: boolean
}

/** One webhook about a call that was answered, misdelivered as told, and the attempt at it in the log. */
export async function misdelivered(order: Misdelivery) {
  await using fake = await startFakeRetell({ time: 'frozen' })
  await using receiver = await startReceiver()
  fake.settings({ webhook_retry_delays_ms: [] })
  const event = order.event ?? 'call_ended'
  const agent = await scriptedAgent(
    fake,
    { webhook_url: receiver.url, webhook_events: [event as 'call_ended'], agent_name: 'Zoë' },
    { begin_message: 'Grüß Gott / hello' },
  )
  await fake.fault(order)
  await dial(fake, agent, { metadata: { b: 1, a: 2 } })
  await fake.runUntilIdle()
  const request = receiver.received[0]
  const signature = request?.headers['x-retell-signature'] as string | undefined
  const seen = {
    fake,
    request: request!,
    payload: parsed(request?.body) as Seen['payload'],
    signature,
    sdk4: RetellSdk4.verify(request?.body ?? '', fake.apiKey, signature ?? ''),
    sdk5: await RetellSdk5.verify(request?.body ?? '', fake.apiKey, signature ?? ''),
  } satisfies Seen
  const [delivery] = fake.deliveries({ event })
  return { ...seen, receiver, delivery: delivery!, attempt: delivery!.attempts[0]! }
}

function parsed(body = ''): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

export const genuine = { sdk4: true, sdk5: true }
