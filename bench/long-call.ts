// A call of ten minutes on the frozen clock: every turn asked of a real LLM server, every keepalive answered, and all
// three webhooks received, from the request that creates it to the delivery that ends it.

import { wall } from '../src/clock.ts'
import type { FakeRetell, Scenario } from '../src/index.ts'
import { type Customer, startCustomer } from './customer.ts'
import { bounded, type Measure, median } from './measure.ts'
import { importMock, sendTo } from './mock.ts'

const RUNS = 7
const WARM_UPS = 2
const CALL_MS = 600_000
const PING_EVERY_MS = 2_000

const TALKATIVE: Scenario = {
  name: 'talkative',
  rings: { for_ms: 3_000, then: 'answer' },
  caller: [
    { say: 'Hello, I would like to come in next week if there is anything free.', after_ms: 900 },
    { say: 'Hm, that is a bit late for me. Is there nothing in the morning?', after_ms: 1_200 },
    { say: 'I see. And how long would it take, do you think?', after_ms: 700 },
    { say: 'Let me look at my calendar for a moment. What about the week after?', after_ms: 1_500 },
  ],
  repeat: true,
}

export async function measureLongCall(): Promise<Measure[]> {
  const { startFakeRetell } = await importMock()
  const customer = await startCustomer()
  const fake = await startFakeRetell({ time: 'frozen', scenarios: [TALKATIVE] })
  try {
    const agentId = await newAgent(fake, customer)
    const durations: number[] = []
    for (let run = 0; run < WARM_UPS + RUNS; run++) {
      const durationMs = await callDuration(fake, customer, agentId)
      if (run >= WARM_UPS) durations.push(durationMs)
    }
    return [bounded('A call of ten minutes, its webhooks and LLM turns', median(durations), 200)]
  } finally {
    await fake.close()
    await customer.close()
  }
}

async function newAgent(fake: FakeRetell, { llmUrl, webhookUrl }: Customer): Promise<string> {
  const { agent_id } = await sendTo(fake)<{ agent_id: string }>('/create-agent', {
    response_engine: { type: 'custom-llm', llm_websocket_url: llmUrl },
    voice_id: '11labs-Adrian',
    webhook_url: webhookUrl,
    max_call_duration_ms: CALL_MS,
  })
  return agent_id
}

async function callDuration(fake: FakeRetell, customer: Customer, agentId: string): Promise<number> {
  customer.forget()
  const began = wall.monotonic()
  const metadata = { fake_retell: { scenario: TALKATIVE.name } }
  const { call_id } = await sendTo(fake)<{ call_id: string }>('/v2/create-web-call', {
    agent_id: agentId,
    metadata,
  })
  await fake.runUntilIdle()
  const durationMs = wall.monotonic() - began
  await refuseHalfACall(fake, customer, call_id)
  return durationMs
}

/** A quick answer that left something out would be worth nothing. */
async function refuseHalfACall(fake: FakeRetell, { seen }: Customer, callId: string): Promise<void> {
  const call = (await (await fake.fetch(`/v2/get-call/${callId}`)).json()) as {
    duration_ms: number
    disconnection_reason: string
  }
  const whole =
    call.duration_ms === CALL_MS &&
    call.disconnection_reason === 'max_duration_reached' &&
    seen.events.join() === 'call_started,call_ended,call_analyzed' &&
    seen.pings >= CALL_MS / PING_EVERY_MS - 2 &&
    seen.requests > 30
  if (!whole) throw new Error(`that was no whole call: ${JSON.stringify({ ...call, ...seen }).slice(0, 500)}`)
}
