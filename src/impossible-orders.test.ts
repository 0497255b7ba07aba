// What cannot be done is refused and changes nothing, and whatever is done to a call or chat, it comes to an end: nothing
// stays registered or ongoing.

import { expect, test } from 'vitest'
import type { Agent, Call, Chat, PhoneCall } from './contract.ts'
import { type FakeRetell, startFakeRetell } from './index.ts'
import {
  type AgentSettings,
  api,
  CALL_EVENTS,
  customAgent,
  dial,
  getCall,
  numberFor,
  scriptedAgent,
} from './testing/calls.ts'
import { asks, transfers, withTools } from './testing/composite-agents.ts'
import { startLlmServer } from './testing/llm-server.ts'
import { startReceiver } from './testing/receiver.ts'

const frozen = () => startFakeRetell({ time: 'frozen' })

async function answerOf(fake: FakeRetell, method: string, path: string, body?: unknown) {
  const json = { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
  const response = await fake.fetch(path, { method, ...(body === undefined ? {} : json) })
  const text = await response.text()
  return {
    status: response.status,
    message: text === '' ? '' : (JSON.parse(text) as { message?: string }).message,
  }
}

async function placesTaken(fake: FakeRetell): Promise<number> {
  return (await api<{ current_concurrency: number }>(fake, 'GET', '/get-concurrency')).current_concurrency
}

const ACTIONS = [
  { action: 'answer' },
  { action: 'say', content: 'Hello?' },
  { action: 'press', digits: '1' },
  { action: 'silence', silence_ms: 1_000 },
  { action: 'hang_up' },
  { action: 'hang_up', reason: 'error_asr' },
  { action: 'hang_up', reason: 'dial_busy' },
]

test.each([
  ['user_hangup', 'ended'],
  ['dial_busy', 'not_connected'],
  ['error_asr', 'error'],
  ['cold_transfer_answered', 'ended'],
])(
  'no action is taken on a call that is over (%s), and its record stays as it is',
  async (scenario, status) => {
    await using fake = await frozen()
    const agent = await scriptedAgent(fake, {}, withTools(transfers({ type: 'cold_transfer' })).llm)
    const call = await dial(fake, agent, { scenario })
    // The talk with the target of a transfer still goes on then.
    await fake.advance(60_000)
    const over = await getCall(fake, call)
    expect(over.call_status).toBe(status)
    for (const action of ACTIONS)
      expect(await answerOf(fake, 'POST', `/_fake/calls/${call.call_id}/actions`, action)).toEqual({
        status: 400,
        message: `Call ${call.call_id} is over: it is ${status}`,
      })
    expect(await getCall(fake, call)).toEqual(over)
    for (const [method, path, refused] of [
      ['POST', `/v2/stop-call/${call.call_id}`, 422],
      ['PATCH', `/v2/update-live-call/${call.call_id}`, 422],
      ['POST', `/v2/listen-live-call/${call.call_id}`, 400],
    ] as const)
      expect((await answerOf(fake, method, path, {})).status, path).toBe(refused)
    await api(fake, 'DELETE', `/v2/delete-call/${call.call_id}`)
    for (const action of ACTIONS)
      expect((await answerOf(fake, 'POST', `/_fake/calls/${call.call_id}/actions`, action)).status).toBe(404)
  },
)

test.each<[object, string]>([
  [{ windows: [] }, 'windows must NOT have fewer than 1 items'],
  [{ windows: [{ start: 600, end: 600 }] }, 'windows/0/start must be < end'],
  [{ windows: [{ start: 600, end: 60 }] }, 'windows/0/start must be < end'],
  [
    {
      windows: [
        { start: 0, end: 60 },
        { start: 1440, end: 1440 },
      ],
    },
    'windows/1/start must be < end',
  ],
  [{ windows: [{ start: 600.0000001, end: 600.0000002 }] }, 'windows/0/start must be < end'],
  [{ windows: [{ start: -1, end: 60 }] }, 'windows/0/start must be >= 0'],
  [{ windows: [{ start: 0, end: 1441 }] }, 'windows/0/end must be <= 1440'],
  [{ windows: [{ start: '0', end: 60 }] }, 'windows/0/start must be number'],
  [{ windows: [{ start: 0 }] }, "windows/0 must have required property 'end'"],
  [{}, " must have required property 'windows'"],
  [
    { windows: [{ start: 0, end: 60 }], day: ['Someday'] },
    'day/0 must be equal to one of the allowed values',
  ],
  [{ windows: [{ start: 0, end: 60 }], timezone: 'Mars/Olympus' }, 'timezone must be an IANA time zone'],
  [{ windows: [{ start: 0, end: 60 }], timezone: '' }, 'timezone must be an IANA time zone'],
])('a call window that never opens is refused: %j', async (call_time_window, words) => {
  await using fake = await frozen()
  const { phone_number: from_number } = await numberFor(fake, await scriptedAgent(fake))
  const order = { from_number, tasks: [{ to_number: '+15005550199' }], call_time_window }
  const { status, message } = await answerOf(fake, 'POST', '/create-batch-call', order)
  expect([status, message]).toEqual([400, expect.stringContaining(words)])
  expect(message).toContain('request/body/call_time_window')
})

test('the narrowest window opens, and a batch beyond all time is refused', async () => {
  await using fake = await frozen()
  const { phone_number: from_number } = await numberFor(fake, await scriptedAgent(fake))
  const order = { from_number, tasks: [{ to_number: '+15005550199' }] }
  const narrow = { windows: [{ start: 600, end: 600 + 1 / 60_000 }], timezone: 'UTC' }
  await api(fake, 'POST', '/create-batch-call', { ...order, call_time_window: narrow })
  await fake.advance(24 * 3_600_000)
  expect(await api<Call[]>(fake, 'POST', '/v2/list-calls', {})).toHaveLength(1)
  for (const trigger_timestamp of [1e300, 8.64e15, 253_402_300_800_000])
    expect(await answerOf(fake, 'POST', '/create-batch-call', { ...order, trigger_timestamp })).toMatchObject(
      {
        status: 400,
        message: 'request/body/trigger_timestamp must be <= 253402300799999',
      },
    )
})

test.each<[object, number, string]>([
  [{ override_agent_id: 'agent_gone' }, 404, 'Item agent_gone not found from agent'],
  [{ override_agent_id: '' }, 400, 'request/body/override_agent_id must NOT have fewer than 1 characters'],
  [{ override_agent_id: 5 }, 400, 'request/body/override_agent_id must be string'],
  [{ override_agent_version: 9 }, 404, 'not found from agent'],
  [{ override_agent_version: 1e300 }, 404, 'not found from agent'],
  [{ override_agent_version: 'nobodys-tag' }, 404, 'Item nobodys-tag not found from agent-tag'],
  [{ override_agent_version: -1 }, 400, 'request/body/override_agent_version must be >= 0'],
  [{ agent_override: { agent: { voice_id: 'nobody' } } }, 404, 'Item nobody not found from voice'],
  [
    { agent_override: { agent: { response_engine: { type: 'retell-llm', llm_id: 'llm_gone' } } } },
    404,
    'Item llm_gone not found from retell-llm',
  ],
  [
    { agent_override: { agent: { response_engine: { type: 'odd' } } } },
    400,
    'agent_override/agent/response_engine',
  ],
  [{ agent_override: 5 }, 400, 'request/body/agent_override must be object'],
])('an override that is not there makes no call: %j', async (override, refused, words) => {
  await using fake = await frozen()
  const { phone_number: from_number } = await numberFor(fake, await scriptedAgent(fake))
  const to_number = '+15005550199'
  const call = await answerOf(fake, 'POST', '/v2/create-phone-call', { from_number, to_number, ...override })
  expect([call.status, call.message]).toEqual([refused, expect.stringContaining(words)])
  const batch = { from_number, tasks: [{ to_number }, { to_number, ...override }] }
  expect((await answerOf(fake, 'POST', '/create-batch-call', batch)).status).toBe(refused)
  await fake.runUntilIdle()
  expect(await api(fake, 'POST', '/v2/list-calls', {})).toEqual([])
  expect(await placesTaken(fake)).toBe(0)
})

test.each([
  ['ringing', 'answered', 1_000, []],
  ['talking', 'answered', 8_000, ['call_started']],
  ['leaving a message', 'voicemail_with_message', 38_000, ['call_started']],
  ['waiting for a transfer', 'cold_transfer_answered', 13_000, ['call_started', 'transfer_started']],
  [
    'talking to the target of a transfer',
    'cold_transfer_answered',
    60_000,
    ['call_started', 'transfer_started', 'transfer_bridged', 'call_ended', 'call_analyzed'],
  ],
  ['over and not analyzed', 'hangs_up_during_greeting', 5_000, ['call_started', 'call_ended']],
])('a call that is deleted while it is %s is gone for good', async (_, scenario, afterMs, told) => {
  await using fake = await frozen()
  await using receiver = await startReceiver()
  const agent = await scriptedAgent(
    fake,
    {
      webhook_url: receiver.url,
      webhook_events: CALL_EVENTS,
      voicemail_option: { action: { type: 'static_text', text: 'Please call us back about your table.' } },
    },
    withTools(transfers({ type: 'cold_transfer' })).llm,
  )
  const call = await dial(fake, agent, { scenario })
  await fake.advance(afterMs)
  expect(receiver.events()).toEqual(told)
  await api(fake, 'DELETE', `/v2/delete-call/${call.call_id}`)
  const deletedAt = fake.now()
  await fake.runUntilIdle()
  expect(fake.now()).toBe(deletedAt)
  expect(receiver.events()).toEqual(told)
  expect((await answerOf(fake, 'GET', `/v2/get-call/${call.call_id}`)).status).toBe(404)
  expect((await answerOf(fake, 'DELETE', `/v2/delete-call/${call.call_id}`)).status).toBe(404)
  expect(await placesTaken(fake)).toBe(0)
})

test('a call that is deleted while its function is asked takes no answer', async () => {
  await using fake = await frozen()
  let call: PhoneCall | undefined
  await using tools = await startReceiver(async (_request, response) => {
    if (call) await api(fake, 'DELETE', `/v2/delete-call/${call.call_id}`)
    response.writeHead(200).end('{"found":true}')
  })
  const agent = await scriptedAgent(fake, {}, withTools(asks('find_order', tools.url)).llm)
  call = await dial(fake, agent, { scenario: 'tool_failure' })
  await fake.runUntilIdle()
  expect(tools.received).toHaveLength(1)
  expect((await answerOf(fake, 'GET', `/v2/get-call/${call.call_id}`)).status).toBe(404)
  expect(await placesTaken(fake)).toBe(0)
})

test.each(['end-chat', 'the agent', 'silence'])(
  'a chat that was ended by %s takes no message and no end',
  async how => {
    await using fake = await frozen()
    const { llm_id } = await api<{ llm_id: string }>(fake, 'POST', '/create-retell-llm', {
      general_tools: [{ type: 'end_call', name: 'end_call' }],
    })
    const { agent_id } = await api<Agent>(fake, 'POST', '/create-chat-agent', {
      response_engine: { type: 'retell-llm', llm_id },
    })
    const { chat_id } = await api<Chat>(fake, 'POST', '/create-chat', { agent_id })
    const write = (content: string) => answerOf(fake, 'POST', '/create-chat-completion', { chat_id, content })
    if (how === 'end-chat') await api(fake, 'PATCH', `/end-chat/${chat_id}`)
    else if (how === 'the agent') await write('Goodbye')
    else await fake.advance(3_600_000)
    await fake.runUntilIdle()
    const over = await api<Chat>(fake, 'GET', `/get-chat/${chat_id}`)
    expect(over.chat_status).toBe('ended')
    for (const refused of [
      await write('Still there?'),
      await answerOf(fake, 'PATCH', `/end-chat/${chat_id}`),
    ])
      expect(refused).toMatchObject({ status: 400, message: expect.stringContaining(chat_id) })
    await fake.runUntilIdle()
    expect(await api(fake, 'GET', `/get-chat/${chat_id}`)).toEqual(over)
    await api(fake, 'DELETE', `/delete-chat/${chat_id}`)
    expect((await write('Hello?')).status).toBe(404)
  },
)

test.each<[AgentSettings]>([
  [{ end_call_after_silence_ms: 1e300 }],
  [{ reminder_trigger_ms: 1e300 }],
  [{ reminder_max_count: 1e300 }],
  [{ webhook_timeout_ms: 1e300 }],
  [{ signed_url_expiration_ms: 1e300, opt_in_signed_url: true }],
])('an agent with %j has calls that end', async settings => {
  await using fake = await frozen()
  await using receiver = await startReceiver()
  const agent = await scriptedAgent(fake, { webhook_url: receiver.url, ...settings })
  const call = await dial(fake, agent, { scenario: 'silent_pickup' })
  await fake.runUntilIdle()
  expect(await getCall(fake, call)).toMatchObject({ call_status: 'ended', recording_url: expect.any(String) })
  expect(receiver.events()).toEqual(['call_started', 'call_ended', 'call_analyzed'])
})

test('a call ends although its agent, LLM and number are deleted meanwhile', async () => {
  await using fake = await frozen()
  const agent = await scriptedAgent(fake)
  const call = await dial(fake, agent)
  await fake.advance(8_000)
  await api(fake, 'DELETE', `/delete-agent/${agent.agent_id}`)
  const { response_engine: engine } = agent
  if (engine.type === 'retell-llm')
    await api(fake, 'DELETE', `/delete-retell-llm/${engine.llm_id}?force_delete=true`)
  await api(fake, 'DELETE', `/delete-phone-number/${call.from_number}`)
  await fake.runUntilIdle()
  expect(await getCall(fake, call)).toMatchObject({
    call_status: 'ended',
    disconnection_reason: 'user_hangup',
  })
})

test('a call ends although its LLM server never says a word', async () => {
  await using fake = await frozen()
  fake.settings({ llm_patience_ms: 20 })
  await using server = await startLlmServer({ onOpen() {}, onFrame() {} })
  const agent = await customAgent(fake, server.url, { max_call_duration_ms: 60_000 })
  const call = await dial(fake, agent, { scenario: 'silence_then_reminders_then_inactivity' })
  await fake.runUntilIdle()
  expect(await getCall(fake, call)).toMatchObject({ disconnection_reason: 'max_duration_reached' })
  expect(await placesTaken(fake)).toBe(0)
})
