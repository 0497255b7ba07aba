import { expect, test } from 'vitest'
import type { Call } from '../contract.ts'
import { startFakeRetell } from '../index.ts'
import { api, dial, getCall, numberFor, scriptedAgent } from '../testing/calls.ts'
import { callOf } from '../testing/scenario-call.ts'

const frozen = () => startFakeRetell({ time: 'frozen' })

const AFTER_THE_END = [
  'end_timestamp',
  'transcript',
  'recording_url',
  'call_analysis',
  'disconnection_reason',
]

test('an answered call has all that a call has, and all of it agrees', async () => {
  await using fake = await frozen()
  const { call, events } = await callOf(fake, 'answered')
  expect(events).toEqual(['call_started', 'call_ended', 'call_analyzed'])
  expect(call).toMatchObject({
    call_status: 'ended',
    disconnection_reason: 'user_hangup',
    direction: 'outbound',
  })
  expect(call.duration_ms).toBe(call.end_timestamp! - call.start_timestamp!)
  const words = call.transcript_object!.flatMap(({ words }) => words ?? [])
  expect(words.every((word, index) => index === 0 || word.start! >= words[index - 1]!.end!)).toBe(true)
  expect(words.at(-1)!.end! * 1000).toBeLessThanOrEqual(call.duration_ms!)
  const lines = call.transcript_object!.map(
    ({ role, content }) => `${role === 'agent' ? 'Agent' : 'User'}: ${content}\n`,
  )
  expect(call.transcript).toBe(lines.join(''))
  expect(call.call_cost!.total_duration_seconds).toBe(Math.ceil(call.duration_ms! / 1000))
  expect(call.latency!.e2e!.num).toBe(
    call.transcript_object!.filter(({ role }) => role === 'agent').length - 1,
  )
  expect(call.llm_token_usage!.num_requests).toBe(call.llm_token_usage!.values.length)
  expect(call.call_analysis).toMatchObject({ in_voicemail: false, call_successful: true })
})

test.each([
  ['dial_no_answer', 'not_connected'],
  ['dial_busy', 'not_connected'],
  ['user_declined', 'not_connected'],
])('a call that ends as %s never began: no start, no transcript, no call_started', async (reason, status) => {
  await using fake = await frozen()
  const { call, events } = await callOf(fake, reason)
  expect(call).toMatchObject({
    call_status: status,
    disconnection_reason: reason,
    duration_ms: 0,
    transcript: '',
  })
  expect(call).not.toHaveProperty('start_timestamp')
  expect(call).not.toHaveProperty('recording_url')
  expect(call.call_cost!.combined_cost).toBe(0)
  expect(call.call_analysis).toMatchObject({ call_successful: false, custom_analysis_data: {} })
  expect(events).toEqual(['call_ended', 'call_analyzed'])
})

test('nobody answering takes as long as the agent lets it ring', async () => {
  await using fake = await frozen()
  const agent = await scriptedAgent(fake, { ring_duration_ms: 12_000 })
  const call = await dial(fake, agent, { scenario: 'dial_no_answer' })
  await fake.advance(11_999)
  expect((await getCall(fake, call)).call_status).toBe('registered')
  await fake.advance(1)
  expect((await getCall(fake, call)).call_status).toBe('not_connected')
})

test('whoever picks up later than the ring limit was not reached', async () => {
  await using fake = await frozen()
  const { call } = await callOf(fake, 'voicemail_reached', { ring_duration_ms: 5_000 })
  expect(call.disconnection_reason).toBe('dial_no_answer')
})

test('a ring that is exactly as long as the agent allows ends as the scenario says', async () => {
  await using fake = await frozen()
  const { call } = await callOf(fake, 'user_declined', { ring_duration_ms: 5_000 })
  expect(call.disconnection_reason).toBe('user_declined')
})

test('while it rings a call is registered, then ongoing with a transcript that grows', async () => {
  await using fake = await frozen()
  const call = await dial(fake, await scriptedAgent(fake))
  await fake.advance(2_999)
  const ringing = await getCall(fake, call)
  expect(ringing.call_status).toBe('registered')
  for (const field of [...AFTER_THE_END, 'start_timestamp']) expect(ringing).not.toHaveProperty(field)
  await fake.advance(1)
  const answered = await getCall(fake, call)
  expect(answered.call_status).toBe('ongoing')
  expect(answered.start_timestamp).toBe(fake.now())
  await fake.advance(10_000)
  const talking = await getCall(fake, call)
  expect(talking.transcript).toMatch(/^Agent: .+\nUser: Hello, who am I speaking with\?\n/)
  expect(talking).not.toHaveProperty('end_timestamp')
  await fake.advance(10_000)
  expect((await getCall(fake, call)).transcript!.length).toBeGreaterThan(talking.transcript!.length)
})

test('the agent hangs up when its line says so, and the transcript shows that it did', async () => {
  await using fake = await frozen()
  const { call } = await callOf(fake, 'agent_hangup')
  expect(call.disconnection_reason).toBe('agent_hangup')
  expect(call.transcript_with_tool_calls!.slice(-2)).toMatchObject([
    { role: 'tool_call_invocation', name: 'end_call', arguments: '{}' },
    { role: 'tool_call_result', successful: true },
  ])
})

test('a call that nobody ends is cut off at the longest duration, to the millisecond', async () => {
  await using fake = await frozen()
  const { call } = await callOf(fake, 'max_duration_reached', { max_call_duration_ms: 90_000 })
  expect(call).toMatchObject({
    call_status: 'ended',
    disconnection_reason: 'max_duration_reached',
    duration_ms: 90_000,
  })
})

test('a caller who never speaks is reminded as often as the agent says, then the call ends for inactivity', async () => {
  await using fake = await frozen()
  const { call } = await callOf(fake, 'inactivity', {
    end_call_after_silence_ms: 60_000,
    reminder_trigger_ms: 10_000,
    reminder_max_count: 2,
  })
  expect(call.disconnection_reason).toBe('inactivity')
  expect(call.transcript_object!.map(({ content }) => content)).toEqual([
    'Hello! How can I help you today?',
    'Are you still there?',
    'Are you still there?',
  ])
  const lastWord = call.transcript_object!.at(-1)!.words!.at(-1)!
  expect(call.duration_ms! - lastWord.end! * 1000).toBeCloseTo(60_000, -1)
})

test('an agent leaves its message on a machine and is done', async () => {
  await using fake = await frozen()
  const { call } = await callOf(fake, 'voicemail_reached', {
    voicemail_option: { action: { type: 'static_text', text: 'Please call us back.' } },
  })
  expect(call).toMatchObject({ call_status: 'ended', disconnection_reason: 'voicemail_reached' })
  expect(call.transcript_object!.map(({ role }) => role)).toEqual(['user', 'agent'])
  expect(call.transcript_object!.at(-1)!.content).toBe('Please call us back.')
  expect(call.call_analysis!.in_voicemail).toBe(true)
})

test('an agent that hangs up on machines says nothing to one', async () => {
  await using fake = await frozen()
  const { call } = await callOf(fake, 'voicemail_reached', {
    voicemail_option: { action: { type: 'hangup' } },
  })
  expect(call.disconnection_reason).toBe('voicemail_reached')
  expect(call.transcript_object!.some(({ role }) => role === 'agent')).toBe(false)
})

test('an agent without voicemail_option talks to the machine until that hangs up', async () => {
  await using fake = await frozen()
  const { call } = await callOf(fake, 'voicemail_reached')
  expect(call.disconnection_reason).toBe('user_hangup')
  expect(call.call_analysis!.in_voicemail).toBe(false)
})

test('a web call is joined by the simulated browser and has no telephone in it', async () => {
  await using fake = await frozen()
  const agent = await scriptedAgent(fake)
  const { call_id } = await api<Call>(fake, 'POST', '/v2/create-web-call', { agent_id: agent.agent_id })
  await fake.runUntilIdle()
  const call = await getCall(fake, { call_id })
  expect(call).toMatchObject({
    call_type: 'web_call',
    call_status: 'ended',
    disconnection_reason: 'user_hangup',
  })
  for (const field of [
    'direction',
    'from_number',
    'to_number',
    'telephony_identifier',
    'custom_sip_headers',
  ]) {
    expect(call).not.toHaveProperty(field)
  }
})

test('a web call that nobody joins is an error after thirty seconds', async () => {
  await using fake = await frozen()
  const agent = await scriptedAgent(fake)
  const call = await api<Call>(fake, 'POST', '/v2/create-web-call', {
    agent_id: agent.agent_id,
    metadata: { fake_retell: { scenario: 'error_user_not_joined' } },
  })
  await fake.advance(29_999)
  expect((await getCall(fake, call)).call_status).toBe('registered')
  await fake.advance(1)
  expect(await getCall(fake, call)).toMatchObject({
    call_status: 'error',
    disconnection_reason: 'error_user_not_joined',
  })
})

test('a registered call waits five minutes for its caller', async () => {
  await using fake = await frozen()
  const agent = await scriptedAgent(fake)
  const call = await api<Call>(fake, 'POST', '/v2/register-phone-call', {
    agent_id: agent.agent_id,
    metadata: { fake_retell: { scenario: 'registered_call_timeout' } },
  })
  await fake.advance(299_999)
  expect((await getCall(fake, call)).call_status).toBe('registered')
  await fake.advance(1)
  expect(await getCall(fake, call)).toMatchObject({
    call_status: 'error',
    disconnection_reason: 'registered_call_timeout',
  })
})

test('an inbound call is ongoing at once and knows who called', async () => {
  await using fake = await frozen()
  const agent = await scriptedAgent(fake)
  const { phone_number } = await numberFor(fake, agent)
  const { call_id } = await fake.inboundCall({ to_number: phone_number, from_number: '+14155550142' })
  await fake.settled()
  expect(await getCall(fake, { call_id })).toMatchObject({
    call_status: 'ongoing',
    direction: 'inbound',
    from_number: '+14155550142',
    to_number: phone_number,
  })
})

test('a withheld number is the word anonymous, and SIP headers become variables without their prefix', async () => {
  await using fake = await frozen()
  const { phone_number } = await numberFor(fake, await scriptedAgent(fake))
  const { call_id } = await fake.inboundCall({
    to_number: phone_number,
    sip_headers: { 'sip.h.X-Customer': '42', Diversion: 'other', 'X-Plain': 'yes', Via: 'not passed' },
  })
  const call = await getCall(fake, { call_id })
  expect(call.from_number).toBe('anonymous')
  expect(call.retell_llm_dynamic_variables).toEqual({
    'x-customer': '42',
    diversion: 'other',
    'x-plain': 'yes',
    'twilio-callsid': expect.stringMatching(/^CA[0-9a-f]{32}$/),
    'twilio-accountsid': expect.stringMatching(/^AC[0-9a-f]{32}$/),
  })
})
