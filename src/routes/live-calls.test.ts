import { expect, test } from 'vitest'
import { type FakeRetell, startFakeRetell } from '../index.ts'
import { type AgentSettings, api, customAgent, dial, getCall, scriptedAgent } from '../testing/calls.ts'
import { answer, startLlmServer } from '../testing/llm-server.ts'
import { startReceiver } from '../testing/receiver.ts'

const frozen = () => startFakeRetell({ time: 'frozen' })

/** It rings three seconds. The agent greets, the caller speaks, and so on in turns. */
async function ongoingCall(fake: FakeRetell, settings: AgentSettings = {}, order = {}) {
  const call = await dial(fake, await scriptedAgent(fake, settings), order)
  await fake.advance(3_000)
  return call
}
const stop = (fake: FakeRetell, id: string) => api(fake, 'POST', `/v2/stop-call/${id}`)
const update = (fake: FakeRetell, id: string, body: object) =>
  api<{ success: boolean }>(fake, 'PATCH', `/v2/update-live-call/${id}`, body)
const listen = (fake: FakeRetell, id: string) =>
  api<{ participant_id: string; access_token: string; expires_at: number; room_name: string }>(
    fake,
    'POST',
    `/v2/listen-live-call/${id}`,
  )
const takeOver = (fake: FakeRetell, id: string, participant_id: string) =>
  api(fake, 'POST', `/v2/take-over-live-call/${id}`, { participant_id })
const prompt = { call_control: { trigger_response: true } }

async function spoken(fake: FakeRetell, call: { call_id: string }) {
  const { transcript_object = [] } = await getCall(fake, call)
  return transcript_object.map(({ role, content }) => `${role}: ${content}`)
}

/** Lets time pass until the last thing heard was said by `role`. */
async function untilHeard(
  fake: FakeRetell,
  call: { call_id: string },
  role: 'agent' | 'user',
  lines: number,
) {
  for (let tenths = 0; tenths < 600; tenths++) {
    const heard = await spoken(fake, call)
    if (heard.length === lines && heard.at(-1)!.startsWith(role)) return
    await fake.advance(100)
  }
  throw new Error('that was never heard')
}

test('a stopped call ends at once, is told of and is analysed', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver()
  const { call_id } = await ongoingCall(fake, { webhook_url: receiver.url })
  await fake.advance(2_000)
  await stop(fake, call_id)
  expect(await getCall(fake, { call_id })).toMatchObject({
    call_status: 'ended',
    disconnection_reason: 'manual_stopped',
    duration_ms: 2_000,
  })
  await fake.runUntilIdle()
  expect(receiver.events()).toEqual(['call_started', 'call_ended', 'call_analyzed'])
  expect(await getCall(fake, { call_id })).toMatchObject({ call_analysis: { call_successful: false } })
})

test('nothing but a call that goes on is stopped, changed, listened to or taken over', async () => {
  await using fake = await frozen()
  const { call_id } = await dial(fake, await scriptedAgent(fake))
  await expect(stop(fake, call_id)).rejects.toThrow('422')
  await expect(update(fake, call_id, {})).rejects.toThrow('422')
  await expect(listen(fake, call_id)).rejects.toThrow('400')
  await expect(takeOver(fake, call_id, 'listener_1')).rejects.toThrow('400')
  expect(await getCall(fake, { call_id })).toMatchObject({ call_status: 'registered' })
  await fake.runUntilIdle()
  await expect(stop(fake, call_id)).rejects.toThrow(`Call ${call_id} is not ongoing, it is ended`)
})

test('a call of another workspace cannot be reached into', async () => {
  await using fake = await frozen()
  const { call_id } = await ongoingCall(fake)
  const other = fake.workspace('key_other')
  await expect(api(other, 'POST', `/v2/stop-call/${call_id}`)).rejects.toThrow(
    `Item ${call_id} not found from call`,
  )
  expect(await getCall(fake, { call_id })).toMatchObject({ call_status: 'ongoing' })
})

test('fields are overridden and stay so; storage cannot become looser, and then nothing changes', async () => {
  await using fake = await frozen()
  const call = await ongoingCall(fake, {}, { metadata: { a: 1, b: 2 } })
  const fields_to_override = { metadata: { c: 3 }, data_storage_setting: 'everything_except_pii' }
  expect(await update(fake, call.call_id, { fields_to_override })).toEqual({ success: true })
  expect(await getCall(fake, call)).toMatchObject({ data_storage_setting: 'everything_except_pii' })
  const looser = { metadata: { d: 4 }, data_storage_setting: 'everything' }
  await expect(update(fake, call.call_id, { fields_to_override: looser })).rejects.toThrow(
    'request/body/fields_to_override/data_storage_setting can only become stricter',
  )
  const large = { metadata: { note: 'x'.repeat(51_000) } }
  await expect(update(fake, call.call_id, { fields_to_override: large })).rejects.toThrow(
    'request/body/fields_to_override/metadata must NOT be larger than 50 kB',
  )
  expect((await getCall(fake, call)).metadata).toEqual({ c: 3 })
  await fake.runUntilIdle()
  expect((await getCall(fake, call)).metadata).toEqual({ c: 3 })
})

test('overridden variables fill what is said from then on, and null takes them back', async () => {
  await using fake = await frozen()
  const begin = async (override_dynamic_variables: Record<string, string> | null) => {
    const agent = await scriptedAgent(
      fake,
      { begin_message_delay_ms: 5_000 },
      { begin_message: 'Hello {{name}}.' },
    )
    const settings = { voicemail_option: { action: { type: 'static_text', text: 'For {{name}}.' } } }
    await api(fake, 'PATCH', `/update-agent/${agent.agent_id}`, settings)
    const call = await dial(fake, agent, {
      retell_llm_dynamic_variables: { name: 'Ada' },
      scenario: 'voicemail_reached',
    })
    await fake.advance(3_000)
    while ((await getCall(fake, call)).call_status === 'registered') await fake.advance(500)
    await update(fake, call.call_id, { fields_to_override: { override_dynamic_variables: { name: 'Ida' } } })
    await update(fake, call.call_id, { fields_to_override: { override_dynamic_variables } })
    await fake.runUntilIdle()
    return (await spoken(fake, call)).at(-1)
  }
  expect(await begin({ name: 'Eve' })).toBe('agent: For Eve.')
  expect(await begin(null)).toBe('agent: For Ada.')
})

test('added context joins the transcript without being spoken', async () => {
  await using fake = await frozen()
  const call = await ongoingCall(fake)
  await fake.advance(1_500)
  await update(fake, call.call_id, { call_control: { additional_context: 'The caller is in arrears.' } })
  await fake.runUntilIdle()
  const { transcript, transcript_with_tool_calls } = await getCall(fake, call)
  expect(transcript_with_tool_calls).toContainEqual({
    role: 'injected',
    content: 'The caller is in arrears.',
    time_sec: 1.5,
  })
  expect(transcript).not.toContain('arrears')
})

test('an agent that is prompted in a silence says its next line, and the caller goes on from there', async () => {
  await using fake = await frozen()
  const call = await ongoingCall(fake)
  await untilHeard(fake, call, 'agent', 1)
  await update(fake, call.call_id, prompt)
  await untilHeard(fake, call, 'agent', 2)
  await fake.runUntilIdle()
  const lines = await spoken(fake, call)
  expect(lines.slice(0, 3).map(line => line.split(':')[0])).toEqual(['agent', 'agent', 'user'])
  expect(new Set(lines).size).toBe(lines.length)
  expect(await getCall(fake, call)).toMatchObject({ disconnection_reason: 'user_hangup' })
})

test('an agent that is prompted while it speaks breaks off and begins anew', async () => {
  await using fake = await frozen()
  const call = await ongoingCall(fake, { interruption_sensitivity: 0.5 })
  await fake.advance(800)
  await update(fake, call.call_id, prompt)
  await fake.runUntilIdle()
  const [first, second] = await spoken(fake, call)
  expect(first).toMatch(/^agent: Hello!/)
  expect(first).not.toContain('today')
  expect(second).toMatch(/^agent: You are speaking/)
})

test('an agent that may not be interrupted finishes, and a user is not talked over', async () => {
  await using fake = await frozen()
  const still = await ongoingCall(fake)
  const prompted = await ongoingCall(fake, { interruption_sensitivity: 0 })
  await fake.advance(800)
  await update(fake, prompted.call_id, prompt)
  await fake.runUntilIdle()
  expect(await spoken(fake, prompted)).toEqual(await spoken(fake, still))

  const talking = await ongoingCall(fake)
  await untilHeard(fake, talking, 'agent', 1)
  await fake.advance(1_000)
  await update(fake, talking.call_id, prompt)
  await fake.runUntilIdle()
  expect(await spoken(fake, talking)).toEqual(await spoken(fake, still))
})

test('a prompt that is false, and an empty control, change nothing', async () => {
  await using fake = await frozen()
  const still = await ongoingCall(fake)
  const call = await ongoingCall(fake)
  await untilHeard(fake, call, 'agent', 1)
  await update(fake, call.call_id, { call_control: { trigger_response: false } })
  await update(fake, call.call_id, { call_control: {} })
  await fake.runUntilIdle()
  expect(await spoken(fake, call)).toEqual(await spoken(fake, still))
})

test('an agent that has not said its first words is not prompted', async () => {
  await using fake = await frozen()
  await using server = await startLlmServer({
    onOpen: say => say({ response_type: 'config', config: {} }),
  })
  fake.settings({ llm_patience_ms: 50 })
  const call = await dial(fake, await customAgent(fake, server.url))
  await fake.advance(3_000)
  await update(fake, call.call_id, prompt)
  await fake.settled()
  expect(server.of('response_required')).toEqual([])
})

test('a prompted LLM server is asked again under the next id, with the context in its transcript', async () => {
  await using fake = await frozen()
  await using server = await startLlmServer()
  fake.settings({ eager_requests: false })
  const call = await dial(fake, await customAgent(fake, server.url))
  await fake.advance(3_000)
  await untilHeard(fake, call, 'agent', 1)
  const additional_context = 'The caller is in arrears.'
  await update(fake, call.call_id, { call_control: { additional_context, trigger_response: true } })
  await fake.settled()
  const [asked] = server.of('response_required')
  expect(asked).toMatchObject({ response_id: 1 })
  expect(asked!.transcript).toHaveLength(1)
  expect(asked!.transcript_with_tool_calls).toContainEqual(expect.objectContaining({ role: 'injected' }))
  await fake.runUntilIdle()
  expect((await spoken(fake, call))[1]).toBe('agent: This is answer 1, as you asked.')
  expect(server.of('response_required').map(frame => frame.response_id)).toEqual([1, 2, 3, 4, 5, 6])
})

test('a prompt takes the place of a request that is still unanswered', async () => {
  await using fake = await frozen()
  await using server = await startLlmServer({
    onFrame: (frame, say) => (frame.response_id === 1 ? undefined : answer(frame, say)),
  })
  fake.settings({ llm_patience_ms: 50 })
  const call = await dial(fake, await customAgent(fake, server.url))
  await fake.advance(3_000)
  await untilHeard(fake, call, 'user', 2)
  await update(fake, call.call_id, prompt)
  await fake.runUntilIdle()
  expect((await spoken(fake, call))[2]).toBe('agent: This is answer 2, as you asked.')
  expect(await getCall(fake, call)).toMatchObject({ disconnection_reason: 'user_hangup' })
})

test('a listener gets an id of its own and a token that cannot speak', async () => {
  await using fake = await frozen()
  const { call_id } = await ongoingCall(fake)
  const first = await listen(fake, call_id)
  const second = await listen(fake, call_id)
  expect(first.participant_id).toMatch(/^listener_[0-9a-f]{20}$/)
  expect(second.participant_id).not.toBe(first.participant_id)
  expect(first).toMatchObject({ room_name: call_id, expires_at: fake.now() + 600_000 })
  const claims: unknown = JSON.parse(
    Buffer.from(first.access_token.split('.')[1]!, 'base64url').toString('utf8'),
  )
  expect(claims).toMatchObject({
    sub: first.participant_id,
    video: { room: call_id, canPublish: false, hidden: true },
  })
})

test('a listener takes the call over, which ends the agent’s part and its LLM socket', async () => {
  await using fake = await frozen()
  await using server = await startLlmServer()
  const call = await dial(fake, await customAgent(fake, server.url))
  await fake.advance(5_000)
  const { participant_id } = await listen(fake, call.call_id)
  await listen(fake, call.call_id)
  await takeOver(fake, call.call_id, participant_id)
  expect(await getCall(fake, call)).toMatchObject({
    call_status: 'ended',
    disconnection_reason: 'call_take_over',
  })
  await fake.runUntilIdle()
  expect(server.of('response_required')).toEqual([])
  await expect(takeOver(fake, call.call_id, participant_id)).rejects.toThrow('not ongoing')
})

test('somebody who does not listen to this call cannot take it over', async () => {
  await using fake = await frozen()
  const { call_id } = await ongoingCall(fake)
  const elsewhere = await ongoingCall(fake)
  const { participant_id } = await listen(fake, elsewhere.call_id)
  await expect(takeOver(fake, call_id, participant_id)).rejects.toThrow(
    `Item ${participant_id} not found from participant`,
  )
  expect(await getCall(fake, { call_id })).toMatchObject({ call_status: 'ongoing' })
})
