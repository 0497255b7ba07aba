import { expect, test } from 'vitest'
import type { Call, Schemas } from './contract.ts'
import type { FakeRetell } from './index.ts'
import { type AgentSettings, api, customAgent, dial, getCall, scriptedAgent } from './testing/calls.ts'
import { answer, startLlmServer } from './testing/llm-server.ts'
import { startReceiver } from './testing/receiver.ts'
import { chatOf, frozen, PII } from './testing/storage.ts'

const MINUTES = 60_000

const ORIGINALS = [
  'transcript',
  'transcript_object',
  'transcript_with_tool_calls',
  'recording_url',
  'recording_multi_channel_url',
  'retell_llm_dynamic_variables',
  'collected_dynamic_variables',
  'metadata',
  'call_analysis',
]

/** A call of such an agent, run to its end. */
async function callOf(fake: FakeRetell, settings: AgentSettings) {
  const call = await dial(fake, await scriptedAgent(fake, settings), {
    scenario: 'personal',
    metadata: { fake_retell: { scenario: 'personal' }, contact: { email: 'ada@mail.example' } },
    retell_llm_dynamic_variables: { customer_name: 'Ada Byron' },
  })
  await fake.runUntilIdle()
  return getCall(fake, call)
}

const statusOf = async (url: string) => (await fetch(url)).status
const textOf = async (url: string) => (await fetch(url)).text()

test('everything except PII leaves the scrubbed copies of a call and nothing else that is personal', async () => {
  await using fake = await frozen()
  const call = await callOf(fake, { ...PII, data_storage_setting: 'everything_except_pii' })
  for (const field of [...ORIGINALS, 'to_number']) expect(call).not.toHaveProperty(field)
  expect(call.from_number).toMatch(/^\+1415/)
  expect(call.scrubbed_retell_llm_dynamic_variables).toEqual({ customer_name: '[person name 1]' })
  expect(call.scrubbed_metadata).toMatchObject({ contact: { email: '[email 1]' } })
  const said = call.scrubbed_transcript_with_tool_calls!.flatMap(item =>
    'words' in item ? item.content : 'digit' in item ? item.digit : [],
  )
  expect(said.slice(0, 5)).toEqual([
    'Hello.',
    'My name is [person name 1] and my e-mail is [email 1].',
    'Thank you, [person name 1].',
    '[PII INFO]',
    '[PII INFO]',
  ])
  expect(call.scrubbed_call_analysis!.call_summary).not.toMatch(/Ada|mail\.example/)
  expect(call.scrubbed_call_analysis).toMatchObject({ call_successful: true, in_voicemail: false })
  expect(JSON.stringify(call)).not.toMatch(/Ada|mail\.example/)
  const log = await textOf(call.public_log_url!)
  expect(log).toContain('[email 1]')
  expect(log).not.toMatch(/Ada|mail\.example/)
  expect(await statusOf(call.scrubbed_recording_url!)).toBe(200)
})

test('webhooks carry all of it, and get-call does until everybody has been told', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver()
  const agent = await scriptedAgent(fake, {
    ...PII,
    data_storage_setting: 'everything_except_pii',
    webhook_url: receiver.url,
  })
  const call = await dial(fake, agent, { scenario: 'personal' })
  let ended = await getCall(fake, call)
  for (let seconds = 0; ended.call_status !== 'ended' && seconds < 300; seconds++) {
    await fake.advance(1_000)
    ended = await getCall(fake, call)
  }
  expect(ended.transcript).toContain('Ada Byron')
  await fake.runUntilIdle()
  const told = receiver.received.map(({ body }) => JSON.parse(body) as { event: string; call: Call })
  for (const { event, call: carried } of told.slice(1)) {
    expect(carried.transcript, event).toContain('Ada Byron')
    expect(carried.scrubbed_transcript_with_tool_calls, event).toHaveLength(
      carried.transcript_with_tool_calls!.length,
    )
  }
  expect(told[1]!.call).not.toHaveProperty('scrubbed_call_analysis')
  expect(told[2]!.call.call_analysis!.call_summary).toBeTypeOf('string')
  expect(told[2]!.call).toHaveProperty('scrubbed_call_analysis')
  expect(await getCall(fake, call)).not.toHaveProperty('transcript')
})

test('an agent that stores everything has scrubbed copies beside the originals', async () => {
  await using fake = await frozen()
  const call = await callOf(fake, PII)
  expect(call.transcript).toContain('Ada Byron')
  expect(JSON.stringify(call.scrubbed_transcript_with_tool_calls)).not.toContain('Ada')
  expect(call.call_cost!.product_costs.map(({ product }) => product)).toContain('pii_scrubbing')
  const [plain, scrubbed] = await Promise.all(
    [call.recording_url!, call.scrubbed_recording_url!].map(async url => (await fetch(url)).arrayBuffer()),
  )
  expect(scrubbed!.byteLength).toBe(plain!.byteLength)
  expect(Buffer.from(scrubbed!).equals(Buffer.from(plain!))).toBe(false)
})

test('without categories there is nothing to scrub, and all of it is stored', async () => {
  await using fake = await frozen()
  const call = await callOf(fake, { data_storage_setting: 'everything_except_pii' })
  expect(call.transcript).toContain('Ada Byron')
  expect(call).not.toHaveProperty('scrubbed_transcript_with_tool_calls')
})

test('basic attributes are ids, times, outcomes and costs', async () => {
  await using fake = await frozen()
  const call = await callOf(fake, { ...PII, data_storage_setting: 'basic_attributes_only' })
  for (const field of [...ORIGINALS, 'public_log_url', 'to_number'].filter(name => name !== 'call_analysis'))
    expect(call).not.toHaveProperty(field)
  expect(Object.keys(call).filter(field => field.startsWith('scrubbed'))).toEqual([])
  expect(call.call_analysis).toEqual({
    in_voicemail: false,
    user_sentiment: expect.any(String),
    call_successful: true,
  })
  expect(call).toMatchObject({
    duration_ms: expect.any(Number),
    disconnection_reason: 'agent_hangup',
    latency: { e2e: { num: expect.any(Number) } },
    call_cost: { combined_cost: expect.any(Number) },
    tool_calls: [{ name: 'end_call', type: 'end_call', success: true }],
  })
})

test('a setting of the mock keeps what an application knows a call by', async () => {
  await using fake = await frozen()
  await api(fake, 'PATCH', '/_fake/settings', { basic_attributes_keep_context: true })
  const call = await callOf(fake, { data_storage_setting: 'basic_attributes_only' })
  expect(call).toMatchObject({
    to_number: '+14155550199',
    metadata: { contact: { email: 'ada@mail.example' } },
    retell_llm_dynamic_variables: { customer_name: 'Ada Byron' },
  })
  expect(call).not.toHaveProperty('transcript')
})

test.each(['everything_except_pii', 'basic_attributes_only'] as const)(
  'with %s the links of the webhook live ten minutes more',
  async data_storage_setting => {
    await using fake = await frozen()
    await using receiver = await startReceiver()
    await callOf(fake, { ...PII, data_storage_setting, webhook_url: receiver.url })
    const told = JSON.parse(receiver.received[1]!.body) as { call: Call }
    await fake.advance(10 * MINUTES - 1)
    expect(await statusOf(told.call.recording_url!)).toBe(200)
    await fake.advance(1)
    expect(await statusOf(told.call.recording_url!)).toBe(404)
    expect(await statusOf(told.call.recording_multi_channel_url!)).toBe(404)
    expect(await statusOf(told.call.public_log_url!)).toBe(
      data_storage_setting === 'basic_attributes_only' ? 404 : 200,
    )
  },
)

test('a setting that becomes stricter after the end takes away what it no longer stores', async () => {
  await using fake = await frozen()
  const { call_id, recording_url } = await callOf(fake, PII)
  const strict = { data_storage_setting: 'everything_except_pii' }
  const scrubbed = await api<Call>(fake, 'PATCH', `/v2/update-call/${call_id}`, strict)
  for (const field of ORIGINALS) expect(scrubbed).not.toHaveProperty(field)
  expect(await statusOf(recording_url!)).toBe(200)
  const found = await api<Schemas['CallPage']>(fake, 'POST', '/v3/list-calls', {
    filter_criteria: {
      call_successful: { type: 'boolean', op: 'eq', value: true },
      dynamic_variables: [{ type: 'string', op: 'sw', key: 'customer_name', value: '[person' }],
    },
  })
  expect(found.items.map(item => item.call_id)).toEqual([call_id])
  const again = await api<Call>(fake, 'PUT', `/rerun-call-analysis/${call_id}`)
  expect(again).not.toHaveProperty('call_analysis')
  expect(again.scrubbed_call_analysis!.call_successful).toBe(true)
  const basic = { data_storage_setting: 'basic_attributes_only' }
  const left = await api<Call>(fake, 'PATCH', `/v2/update-call/${call_id}`, basic)
  expect(Object.keys(left).filter(field => field.startsWith('scrubbed'))).toEqual([])
  await expect(api(fake, 'PUT', `/rerun-call-analysis/${call_id}`)).rejects.toThrow('422')
})

test('a call that was transferred is stored whole until its second leg is over and told of', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver()
  await using llm = await startLlmServer({
    onFrame(frame, say) {
      const { interaction_type, response_id } = frame
      // A ping that is not answered is waited for in real time.
      if (interaction_type !== 'response_required') return answer(frame, say)
      const content = 'Goodbye, Ada Byron.'
      say({
        response_type: 'response',
        response_id,
        content,
        content_complete: true,
        transfer_number: '+14155550188',
      })
    },
  })
  const agent = await customAgent(fake, llm.url, {
    ...PII,
    data_storage_setting: 'everything_except_pii',
    webhook_url: receiver.url,
    webhook_events: ['call_analyzed', 'transfer_ended'],
  })
  const call = await dial(fake, agent, { scenario: 'personal' })
  let analyzed = await getCall(fake, call)
  for (let seconds = 0; !analyzed.call_analysis && seconds < 300; seconds++) {
    await fake.advance(1_000)
    analyzed = await getCall(fake, call)
  }
  expect(analyzed).toMatchObject({
    transfer_destination: '+14155550188',
    transcript: expect.stringContaining('Ada'),
  })
  expect(analyzed).not.toHaveProperty('transfer_end_timestamp')
  await fake.runUntilIdle()
  expect(receiver.events()).toEqual(['call_analyzed', 'transfer_ended'])
  expect(receiver.received[1]!.body).toContain('Ada Byron')
  const stored = await getCall(fake, call)
  expect(stored).toMatchObject({
    transfer_destination: '+14155550188',
    transfer_end_timestamp: expect.any(Number),
  })
  for (const field of ORIGINALS) expect(stored).not.toHaveProperty(field)
})

test('calls and chats are deleted on the day after their days are over', async () => {
  await using fake = await frozen()
  const agent = await scriptedAgent(fake, { data_storage_retention_days: 2 })
  const call = await dial(fake, agent, { scenario: 'personal' })
  const kept = await dial(fake, await scriptedAgent(fake), { scenario: 'personal' })
  const chat = await chatOf(fake, { data_storage_retention_days: 2 })
  const before = fake.now()
  await fake.runUntilIdle()
  expect(fake.now() - before).toBeLessThan(2 * 60 * MINUTES)
  const { recording_url, start_timestamp } = await getCall(fake, call)
  const lastMoment = start_timestamp! + 2 * 24 * 60 * MINUTES
  await fake.advance(lastMoment - 1 - fake.now())
  expect((await getCall(fake, call)).call_id).toBe(call.call_id)
  await fake.advance(24 * 60 * MINUTES)
  await expect(getCall(fake, call)).rejects.toThrow('404')
  await expect(api(fake, 'GET', `/get-chat/${chat.chat_id}`)).rejects.toThrow('404')
  expect(await statusOf(recording_url!)).toBe(404)
  expect((await getCall(fake, kept)).call_id).toBe(kept.call_id)
  const later = await dial(fake, agent, { scenario: 'personal' })
  await fake.advance(3 * 24 * 60 * MINUTES)
  await expect(getCall(fake, later)).rejects.toThrow('404')
})
