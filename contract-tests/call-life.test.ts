// What a call object says as time passes, and the filters on how calls went. Time and the far end of the line are the
// mock's to decide, so this is for the mock alone.

import { expect } from 'vitest'
import type { FakeRetell, Schemas } from '../src/index.ts'
import type { Makers } from './makers.ts'
import { mockOnly } from './marks.ts'
import type { TypedOperations } from './raw-client.ts'
import { refusal } from './refusal.ts'

type Mock = { api: TypedOperations; make: Makers; fake: FakeRetell }

/** Numbers whose far end is known. */
const ANSWERS = '+14155550160'
const BUSY = '+15005550003'

const idsOf = (calls: { call_id: string }[]) => calls.map(call => call.call_id)

async function dial(
  { api, make }: Omit<Mock, 'fake'>,
  to_number: string,
  agent: Partial<Schemas['CreateAgentRequest']> = {},
) {
  const { agent_id } = await make.agent(agent)
  const { phone_number } = await make.number({ outbound_agents: [{ agent_id, weight: 1 }] })
  return api.createPhoneCall({ body: { from_number: phone_number, to_number } })
}

/** The call when nothing more will happen to it. */
async function dialAndWait(
  mock: Mock,
  to_number: string,
  agent: Partial<Schemas['CreateAgentRequest']> = {},
) {
  const { call_id } = await dial(mock, to_number, agent)
  await mock.fake.runUntilIdle()
  return mock.api.getCall({ params: { call_id } })
}

mockOnly('a call that is answered goes on, ends, and is analyzed', async ({ api, make, fake }) => {
  const { call_id } = await dial({ api, make }, ANSWERS)
  const read = () => api.getCall({ params: { call_id } })
  expect(await read()).toMatchObject({ call_status: 'registered' })

  await fake.advance(3_000)
  const ongoing = await read()
  expect(ongoing).toMatchObject({ call_status: 'ongoing', start_timestamp: fake.now() })
  expect(ongoing).not.toHaveProperty('end_timestamp')

  await fake.advance(20_000)
  expect((await read()).transcript).toMatch(/^(Agent|User): /)

  await fake.runUntilIdle()
  const ended = await read()
  expect(ended).toMatchObject({ call_status: 'ended', disconnection_reason: 'user_hangup' })
  expect(ended.duration_ms).toBe(ended.end_timestamp! - ended.start_timestamp!)
  expect(ended.call_analysis).toMatchObject({ in_voicemail: false, call_summary: expect.any(String) })
})

mockOnly('a call that has ended is analyzed a while later', async ({ api, make, fake }) => {
  const { call_id } = await dial({ api, make }, '+15005550001')
  let call = await api.getCall({ params: { call_id } })
  for (let seconds = 0; call.call_status !== 'ended' && seconds < 600; seconds++) {
    await fake.advance(1_000)
    call = await api.getCall({ params: { call_id } })
  }
  expect(call).toMatchObject({ call_status: 'ended' })
  expect(call).not.toHaveProperty('call_analysis')
  await fake.runUntilIdle()
  expect(await api.getCall({ params: { call_id } })).toHaveProperty('call_analysis')
})

mockOnly('a call that has ended tells what was said, in three forms', async ({ api, make, fake }) => {
  const call = await dialAndWait({ api, make, fake }, ANSWERS)
  const lines = call.transcript_object!.map(
    ({ role, content }) => `${role === 'agent' ? 'Agent' : 'User'}: ${content}\n`,
  )
  expect(call.transcript).toBe(lines.join(''))
  const spoken = call.transcript_with_tool_calls!.filter(
    item => item.role === 'agent' || item.role === 'user',
  )
  expect(spoken).toEqual(call.transcript_object)
})

mockOnly('a call that has ended tells its cost, latency and recordings', async ({ api, make, fake }) => {
  const call = await dialAndWait({ api, make, fake }, ANSWERS)
  const { product_costs, total_duration_seconds, combined_cost } = call.call_cost!
  expect(total_duration_seconds).toBe(Math.ceil(call.duration_ms! / 1000))
  expect(combined_cost).toBeCloseTo(
    product_costs.reduce((sum, { cost }) => sum + cost, 0),
    5,
  )
  expect(call.latency?.e2e?.num).toBeGreaterThan(0)
  const recording = await fake.fetch(call.recording_url!)
  expect([recording.status, recording.headers.get('content-type')]).toEqual([200, 'audio/wav'])
})

mockOnly.for([
  [BUSY, 'dial_busy', 1_500],
  ['+15005550002', 'dial_no_answer', 30_000],
  ['+15005550004', 'user_declined', 5_000],
] as const)('a call to %s is not connected: %s', async ([to_number, reason, rings], { api, make, fake }) => {
  const { call_id } = await dial({ api, make }, to_number)
  await fake.advance(rings - 1)
  expect(await api.getCall({ params: { call_id } })).toMatchObject({ call_status: 'registered' })
  await fake.advance(1)
  const call = await api.getCall({ params: { call_id } })
  expect(call).toMatchObject({
    call_status: 'not_connected',
    disconnection_reason: reason,
    duration_ms: 0,
    transcript: '',
  })
  for (const field of ['start_timestamp', 'transcript_object', 'recording_url'])
    expect(call).not.toHaveProperty(field)
})

mockOnly(
  'a call that was not connected costs nothing, and is analyzed all the same',
  async ({ api, make, fake }) => {
    const call = await dialAndWait({ api, make, fake }, BUSY)
    expect(call.call_cost).toMatchObject({ product_costs: [], combined_cost: 0 })
    expect(call.call_analysis).toMatchObject({ call_successful: false })
  },
)

mockOnly('a call rings as long as its agent lets it', async ({ api, make, fake }) => {
  const { call_id } = await dial({ api, make }, '+15005550002', { ring_duration_ms: 5_000 })
  await fake.advance(5_000)
  expect(await api.getCall({ params: { call_id } })).toMatchObject({ disconnection_reason: 'dial_no_answer' })
})

mockOnly('a call lasts no longer than its agent lets it', async ({ api, make, fake }) => {
  const call = await dialAndWait({ api, make, fake }, '+15005550008', { max_call_duration_ms: 60_000 })
  expect(call).toMatchObject({ disconnection_reason: 'max_duration_reached', duration_ms: 60_000 })
})

mockOnly('a caller who stays silent is given up', async ({ api, make, fake }) => {
  const call = await dialAndWait({ api, make, fake }, '+15005550009', { end_call_after_silence_ms: 20_000 })
  expect(call).toMatchObject({ call_status: 'ended', disconnection_reason: 'inactivity' })
})

mockOnly('an agent may hang up on a machine', async ({ api, make, fake }) => {
  const voicemail_option = { action: { type: 'hangup' } } as const
  const call = await dialAndWait({ api, make, fake }, '+15005550005', { voicemail_option })
  expect(call).toMatchObject({
    call_status: 'ended',
    disconnection_reason: 'voicemail_reached',
    call_analysis: { in_voicemail: true },
  })
})

mockOnly('a web call that nobody joins fails after thirty seconds', async ({ api, make, fake }) => {
  const { agent_id } = await make.agent()
  const metadata = { fake_retell: { scenario: 'error_user_not_joined' } }
  const { call_id } = await make.webCall({ agent_id, metadata })
  await fake.advance(30_000)
  expect(await api.getCall({ params: { call_id } })).toMatchObject({
    call_status: 'error',
    disconnection_reason: 'error_user_not_joined',
  })
})

mockOnly('a registered call that nobody dials fails after five minutes', async ({ api, make, fake }) => {
  const { agent_id } = await make.agent()
  const metadata = { fake_retell: { scenario: 'registered_call_timeout' } }
  const { call_id } = await api.registerPhoneCall({ body: { agent_id, metadata } })
  await fake.advance(300_000)
  expect(await api.getCall({ params: { call_id } })).toMatchObject({
    call_status: 'error',
    disconnection_reason: 'registered_call_timeout',
  })
})

mockOnly('an override of one call holds for that call', async ({ api, make, fake }) => {
  const { agent_id } = await make.agent({ max_call_duration_ms: 3_600_000 })
  const { phone_number } = await make.number()
  const { call_id } = await api.createPhoneCall({
    body: {
      from_number: phone_number,
      to_number: '+15005550008',
      override_agent_id: agent_id,
      agent_override: { agent: { max_call_duration_ms: 60_000 } },
    },
  })
  await fake.runUntilIdle()
  expect(await api.getCall({ params: { call_id } })).toMatchObject({ duration_ms: 60_000 })
})

mockOnly('a call that is deleted while it goes on stays gone', async ({ api, make, fake }) => {
  const { call_id } = await dial({ api, make }, ANSWERS)
  await fake.advance(5_000)
  await api.deleteCall({ params: { call_id } })
  await fake.runUntilIdle()
  expect(await refusal(api.getCall({ params: { call_id } }))).toMatchObject({ status: 404 })
})

mockOnly('calls count against the concurrency until they end', async ({ api, make, fake }) => {
  const { current_concurrency: before } = await api.getConcurrency()
  await dial({ api, make }, ANSWERS)
  const { agent_id } = await make.agent()
  await make.webCall({ agent_id })
  expect(await api.getConcurrency()).toMatchObject({ current_concurrency: before + 2 })
  await fake.runUntilIdle()
  expect(await api.getConcurrency()).toMatchObject({ current_concurrency: before })
})

mockOnly('the newest list finds calls by how they went', async ({ api, make, fake }) => {
  const answered = await dialAndWait({ api, make, fake }, ANSWERS)
  const busy = await dialAndWait({ api, make, fake }, BUSY)
  const agent = [{ agent_id: answered.agent_id }, { agent_id: busy.agent_id }]
  const found = async (criteria: Schemas['CallFilter']) =>
    idsOf((await api.listCalls({ body: { filter_criteria: { agent, ...criteria } } })).items)
  const { start_timestamp: start = 0, end_timestamp: end = 0, duration_ms: duration = 0 } = answered

  expect(await found({ call_status: { type: 'enum', op: 'in', value: ['ended'] } })).toEqual([
    answered.call_id,
  ])
  expect(await found({ disconnection_reason: { type: 'enum', op: 'in', value: ['dial_busy'] } })).toEqual([
    busy.call_id,
  ])
  expect(await found({ duration_ms: { type: 'number', op: 'gt', value: 0 } })).toEqual([answered.call_id])
  expect(await found({ duration_ms: { type: 'number', op: 'eq', value: duration } })).toEqual([
    answered.call_id,
  ])
  expect(await found({ start_timestamp: { type: 'range', op: 'bt', value: [start, start] } })).toEqual([
    answered.call_id,
  ])
  expect(await found({ start_timestamp: { type: 'number', op: 'lt', value: start } })).toEqual([])
  expect(await found({ end_timestamp: { type: 'number', op: 'le', value: end } })).toEqual([answered.call_id])
  expect(await found({ combined_cost: { type: 'number', op: 'gt', value: 0 } })).toEqual([answered.call_id])
  expect(await found({ e2e_latency_p50: { type: 'number', op: 'gt', value: 0 } })).toEqual([answered.call_id])
  expect(await found({ call_successful: { type: 'boolean', op: 'eq', value: false } })).toEqual([
    busy.call_id,
  ])
  expect(await found({ in_voicemail: { type: 'boolean', op: 'eq', value: true } })).toEqual([])
  const sentiment = answered.call_analysis!.user_sentiment!
  expect(await found({ user_sentiment: { type: 'enum', op: 'in', value: [sentiment] } })).toContain(
    answered.call_id,
  )
})

mockOnly(
  'items of the newest list have no transcripts, those of the older one have',
  async ({ api, make, fake }) => {
    const { call_id, transcript } = await dialAndWait({ api, make, fake }, ANSWERS)
    const { items } = await api.listCalls({
      body: { filter_criteria: { call_id: { type: 'string', op: 'eq', value: call_id } } },
    })
    expect(items).toHaveLength(1)
    for (const field of ['transcript', 'transcript_object', 'transcript_with_tool_calls']) {
      expect(items[0]).not.toHaveProperty(field)
    }
    const [whole] = await api.listCallsV2({ body: { filter_criteria: { call_id: [call_id] } } })
    expect(whole).toMatchObject({ call_id, transcript })
  },
)

mockOnly('the older list finds calls by thresholds, both ends included', async ({ api, make, fake }) => {
  const answered = await dialAndWait({ api, make, fake }, ANSWERS)
  const busy = await dialAndWait({ api, make, fake }, BUSY)
  const agent_id = [answered.agent_id, busy.agent_id]
  const found = async (criteria: Schemas['CallFilterV2']) =>
    idsOf(await api.listCallsV2({ body: { filter_criteria: { agent_id, ...criteria } } }))
  const { start_timestamp: start = 0, duration_ms: duration = 0 } = answered
  expect(await found({ start_timestamp: { lower_threshold: start, upper_threshold: start } })).toEqual([
    answered.call_id,
  ])
  expect(await found({ start_timestamp: { lower_threshold: start + 1 } })).toEqual([])
  expect(await found({ duration_ms: { upper_threshold: duration - 1 } })).toEqual([busy.call_id])
  expect(await found({ call_successful: [false] })).toEqual([busy.call_id])
  expect(await found({ disconnection_reason: ['dial_busy', 'user_hangup'] })).toEqual([
    busy.call_id,
    answered.call_id,
  ])
})
