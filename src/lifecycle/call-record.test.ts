import { expect, test } from 'vitest'
import { chanceOf } from '../chance.ts'
import type { PhoneNumber, Schemas } from '../contract.ts'
import { idOf } from '../ids.ts'
import { startFakeRetell } from '../index.ts'
import { api, customAgent, dial, getCall, numberFor, scriptedAgent } from '../testing/calls.ts'
import { startLlmServer } from '../testing/llm-server.ts'
import { toolCallsOf } from './tool-call-records.ts'

const frozen = () => startFakeRetell({ time: 'frozen' })

test('tool calls are listed apart from the transcript, with their type, their time and their success', () => {
  const invocation = { role: 'tool_call_invocation', arguments: '{}' } as const
  const result = { role: 'tool_call_result', content: '' } as const
  expect(
    toolCallsOf([
      { role: 'agent', content: 'One moment.', words: [] },
      { ...invocation, tool_call_id: 'a', name: 'book', time_sec: 3.2 },
      { ...invocation, tool_call_id: 'b', name: 'end_call', time_sec: 3.5 },
      { ...result, tool_call_id: 'a', successful: false, time_sec: 3.95 },
      { ...result, tool_call_id: 'b' },
      { ...invocation, tool_call_id: 'c', name: 'find', type: 'mcp' },
    ]),
  ).toEqual([
    { name: 'book', type: 'custom', latency_ms: 750, success: false },
    { name: 'end_call', type: 'end_call', success: true },
    { name: 'find', type: 'mcp' },
  ])
})

test('calls are found by the tools they used', async () => {
  await using fake = await frozen()
  const agent = await scriptedAgent(fake)
  const ends = await dial(fake, agent, { scenario: 'agent_hangup' })
  await dial(fake, agent)
  await fake.runUntilIdle()
  const found = async (filter: Schemas['ToolCallFilter']) => {
    const filter_criteria = { tool_calls: [filter] }
    const page = await api<Schemas['CallPage']>(fake, 'POST', '/v3/list-calls', { filter_criteria })
    return page.items.map(({ call_id }) => call_id)
  }
  expect(await found({ name: 'end_call', type: 'end_call' })).toEqual([ends.call_id])
  expect(await found({ success: { type: 'boolean', op: 'eq', value: true } })).toEqual([ends.call_id])
  expect(await found({ success: { type: 'boolean', op: 'eq', value: false } })).toEqual([])
  expect(await found({ latency_ms: { type: 'number', op: 'ge', value: 0 } })).toEqual([ends.call_id])
})

test('an outbound call is dialled with headers that name it, and only Twilio’s has a Twilio id', async () => {
  await using fake = await frozen()
  const agent = await scriptedAgent(fake)
  const outbound_agents = [{ agent_id: agent.agent_id, weight: 1 }]
  const numbers = await Promise.all([
    numberFor(fake, agent),
    api<PhoneNumber>(fake, 'POST', '/create-phone-number', { number_provider: 'telnyx', outbound_agents }),
    api<PhoneNumber>(fake, 'POST', '/import-phone-number', {
      phone_number: '+14155550177',
      termination_uri: 'trunk.example.com',
      outbound_agents,
    }),
  ])
  const calls = []
  for (const { phone_number } of numbers) {
    const order = {
      from_number: phone_number,
      to_number: '+14155550199',
      custom_sip_headers: { 'X-Own': '1' },
    }
    const made = await api<{ call_id: string; custom_sip_headers: object }>(
      fake,
      'POST',
      '/v2/create-phone-call',
      order,
    )
    expect(made.custom_sip_headers).toEqual({ 'X-Own': '1' })
    await fake.runUntilIdle()
    calls.push(await getCall(fake, made))
  }
  for (const { call_id, custom_sip_headers } of calls)
    expect(custom_sip_headers).toEqual({
      'X-Own': '1',
      'X-RetellAI-Direction': 'outbound',
      'X-RetellAI-CallId': call_id,
      'X-RetellAI-OrgId': expect.stringMatching(/^org_/),
    })
  expect(calls.map(({ telephony_identifier: id }) => id?.twilio_call_sid)).toEqual([
    expect.stringMatching(/^CA[0-9a-f]{32}$/),
    undefined,
    undefined,
  ])
})

test('an inbound call over Twilio says so in variables and headers, with one id for the call', async () => {
  await using fake = await frozen()
  const { phone_number } = await numberFor(fake, await scriptedAgent(fake))
  const { call_id } = await fake.inboundCall({ to_number: phone_number })
  await fake.runUntilIdle()
  const call = await getCall(fake, { call_id })
  const sid = call.telephony_identifier!.twilio_call_sid!
  expect(call.retell_llm_dynamic_variables).toMatchObject({ 'twilio-callsid': sid })
  expect(call.custom_sip_headers).toMatchObject({ 'x-twilio-callsid': sid })
})

test.each([
  ['call', /^call_[0-9a-f]{27}$/],
  ['agent', /^agent_[0-9a-f]{26}$/],
  ['llm', /^llm_[0-9a-f]{28}$/],
  ['chat', /^chat_[0-9a-f]{27}$/],
  ['batchCall', /^batch_call_[0-9a-f]{21}$/],
  ['knowledgeBase', /^knowledge_base_[0-9a-f]{16}$/],
  ['conversationFlow', /^conversation_flow_[0-9a-f]{12}$/],
  ['customVoice', /^custom_voice_[0-9a-f]{26}$/],
  ['toolCall', /^tool_call_[0-9a-f]{6}$/],
  ['twilioCall', /^CA[0-9a-f]{32}$/],
  ['listener', /^listener_[0-9a-f]+$/],
  ['asset', /^asset_[0-9a-f]+$/],
  ['source', /^source_[0-9a-f]+$/],
  ['folder', /^[0-9a-f]{64}$/],
] as const)('an id of a %s looks like the live ones', (kind, form) => {
  expect(idOf(kind, chanceOf('ids', kind))).toMatch(form)
})

test('the log tells what each answer took, and what went over the socket of a custom LLM', async () => {
  await using fake = await frozen()
  await using llm = await startLlmServer()
  const made = await dial(fake, await customAgent(fake, llm.url))
  await fake.runUntilIdle()
  const call = await getCall(fake, made)
  const lines = (await (await fetch(call.public_log_url!)).text()).trim().split('\n')
  expect(lines[0]).toMatch(
    /Z call call_\w+ started, agent agent_\w+ version 0, outbound from \+\d+ to \+14155550199$/,
  )
  const times = lines.map(line => Date.parse(line.split(' ')[0]!))
  expect(times.slice(1)).toEqual(times.slice(1).toSorted((one, other) => one - other))
  expect(lines.some(line => line.includes('llm websocket sent: {"interaction_type"'))).toBe(true)
  const e2e = call.latency!.e2e!.values!
  expect(lines.flatMap(line => / agent \(e2e ([\d.]+) ms, /.exec(line)?.[1] ?? [])).toEqual(e2e.map(String))
})
