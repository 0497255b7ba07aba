import { expect, test } from 'vitest'
import type { Call, Chat, RetellLlm } from '../contract.ts'
import { startFakeRetell } from '../index.ts'
import type { Scenario } from '../lifecycle/scenario.ts'
import { api, dial, scriptedAgent } from '../testing/calls.ts'
import { type Receiver, startReceiver } from '../testing/receiver.ts'

const SCENARIO: Scenario = {
  name: 'two_turns',
  rings: { then: 'answer' },
  caller: [{ say: 'Is anybody there?' }, { hang_up: true }],
  agent: ['Hello.', 'Yes, of course.'],
}
const frozen = () => startFakeRetell({ time: 'frozen', scenarios: [SCENARIO] })
const EVENTS = ['call_started', 'transcript_updated', 'call_ended'] as const

const calls = ({ received }: Receiver) =>
  received.map(({ body }) => JSON.parse(body) as { event: string; call: Call })

test('an agent that asks for it is told of each turn, and once more at the end', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver()
  const agent = await scriptedAgent(
    fake,
    { webhook_url: receiver.url, webhook_events: [...EVENTS] },
    { begin_message: 'Hello.' },
  )
  await dial(fake, agent, { scenario: 'two_turns' })
  await fake.runUntilIdle()
  expect(calls(receiver).map(({ event, call }) => [event, call.call_status, call.transcript])).toEqual([
    ['call_started', 'ongoing', undefined],
    ['transcript_updated', 'ongoing', 'Agent: Hello.\n'],
    ['transcript_updated', 'ongoing', 'Agent: Hello.\nUser: Is anybody there?\n'],
    ['transcript_updated', 'ongoing', 'Agent: Hello.\nUser: Is anybody there?\nAgent: Yes, of course.\n'],
    ['transcript_updated', 'ended', 'Agent: Hello.\nUser: Is anybody there?\nAgent: Yes, of course.\n'],
    ['call_ended', 'ended', 'Agent: Hello.\nUser: Is anybody there?\nAgent: Yes, of course.\n'],
  ])
})

test('while the call goes on its cost and latency are not told, at the end everything but the analysis is', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver()
  const agent = await scriptedAgent(fake, {
    webhook_url: receiver.url,
    webhook_events: ['transcript_updated'],
  })
  await dial(fake, agent, { scenario: 'two_turns' })
  await fake.runUntilIdle()
  const [first, ...rest] = calls(receiver)
  const { call: last } = rest.at(-1)!
  expect(Object.keys(rest.at(-1)!)).toEqual(['event', 'call'])
  for (const later of ['end_timestamp', 'duration_ms', 'latency', 'call_cost', 'recording_url'])
    expect(first!.call).not.toHaveProperty(later)
  expect(first!.call).toMatchObject({
    transcript_object: [{ role: 'agent', words: expect.any(Array) }],
    transcript_with_tool_calls: [{ role: 'agent' }],
  })
  expect(last).toMatchObject({ end_timestamp: expect.any(Number), recording_url: expect.any(String) })
  expect(last).not.toHaveProperty('call_analysis')
})

test('whoever is cut off is told of with the words that were said', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver()
  fake.settings({ call_drive: 'manual' })
  const agent = await scriptedAgent(
    fake,
    { webhook_url: receiver.url, webhook_events: ['transcript_updated'] },
    { begin_message: 'One two three four five six seven eight nine ten eleven twelve.' },
  )
  const { call_id } = await dial(fake, agent)
  const act = (action: object) => api(fake, 'POST', `/_fake/calls/${call_id}/actions`, action)
  await act({ action: 'answer' })
  await fake.advance(1_500)
  await act({ action: 'say', content: 'Stop.' })
  await fake.settled()
  expect(receiver.events()).toEqual(['transcript_updated'])
  expect(calls(receiver)[0]!.call.transcript).toMatch(/^Agent: One two.*\n$/)
  expect(calls(receiver)[0]!.call.transcript).not.toMatch(/twelve/)
})

test('an agent that does not ask for it is not told, nor is one whose call never connects', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver()
  await dial(fake, await scriptedAgent(fake, { webhook_url: receiver.url }), { scenario: 'two_turns' })
  await fake.runUntilIdle()
  const asking = { webhook_url: receiver.url, webhook_events: ['transcript_updated' as const] }
  await dial(fake, await scriptedAgent(fake, asking), { scenario: 'dial_busy' })
  await fake.runUntilIdle()
  expect(receiver.events()).toEqual(['call_started', 'call_ended', 'call_analyzed'])
})

test('a chat agent that asks for it is told when a turn is over', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver()
  const { llm_id } = await api<RetellLlm>(fake, 'POST', '/create-retell-llm', { begin_message: 'Hello.' })
  const { agent_id } = await api<{ agent_id: string }>(fake, 'POST', '/create-chat-agent', {
    response_engine: { type: 'retell-llm', llm_id },
    webhook_url: receiver.url,
    webhook_events: ['transcript_updated', 'chat_ended'],
    auto_close_message: 'Bye.',
  })
  const { chat_id } = await api<Chat>(fake, 'POST', '/create-chat', { agent_id })
  await api(fake, 'POST', '/create-chat-completion', { chat_id, content: 'Are you open?' })
  await fake.runUntilIdle()
  const told = receiver.received.map(({ body }) => JSON.parse(body) as { event: string; chat: Chat })
  expect(told.map(({ event, chat }) => [event, chat.chat_status])).toEqual([
    ['transcript_updated', 'ongoing'],
    ['transcript_updated', 'ongoing'],
    ['transcript_updated', 'ongoing'],
    ['chat_ended', 'ended'],
  ])
  expect(told[0]!.chat).toMatchObject({ transcript: 'Agent: Hello.\n' })
  expect(told[0]!.chat).not.toHaveProperty('chat_cost')
  expect(told[1]!.chat.transcript).toMatch(/^Agent: Hello\.\nUser: Are you open\?\nAgent: .+\n$/)
  expect(told[2]!.chat.transcript).toMatch(/Agent: Bye\.\n$/)
})
