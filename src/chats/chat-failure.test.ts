import { expect, test } from 'vitest'
import type { Chat, ChatAgent, PhoneNumber, RetellLlm, Schemas } from '../contract.ts'
import { type FakeRetell, startFakeRetell } from '../index.ts'
import { api } from '../testing/calls.ts'
import { startReceiver } from '../testing/receiver.ts'

async function agentOn(fake: FakeRetell, llm: Schemas['CreateRetellLlmRequest'], more: object = {}) {
  const { llm_id } = await api<RetellLlm>(fake, 'POST', '/create-retell-llm', llm)
  const response_engine = { type: 'retell-llm', llm_id }
  return api<ChatAgent>(fake, 'POST', '/create-chat-agent', { response_engine, ...more })
}

const failing = (fake: FakeRetell, { agent_id }: ChatAgent, scenario: string) =>
  api<Chat>(fake, 'POST', '/create-chat', { agent_id, metadata: { fake_retell: { scenario } } })
const write = (fake: FakeRetell, { chat_id }: Chat, content: string) =>
  api<Schemas['ChatCompletion']>(fake, 'POST', '/create-chat-completion', { chat_id, content })
const read = (fake: FakeRetell, chat_id: string) => api<Chat>(fake, 'GET', `/get-chat/${chat_id}`)

async function numberOf(fake: FakeRetell, { agent_id }: ChatAgent): Promise<string> {
  const { phone_number } = await api<PhoneNumber>(fake, 'POST', '/create-phone-number', { area_code: 415 })
  const agents = [{ agent_id, weight: 1 }]
  await api(fake, 'PATCH', `/update-phone-number/${encodeURIComponent(phone_number)}`, {
    inbound_sms_agents: agents,
    outbound_sms_agents: agents,
  })
  return phone_number
}

test('where a call of the scenario would break off as an error, the next message has no answer and the chat fails', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  await using receiver = await startReceiver()
  const agent = await agentOn(fake, { begin_message: 'Hello.' }, { webhook_url: receiver.url })
  const chat = await failing(fake, agent, 'error_retell')
  for (const content of ['Hello?', 'I have a question.'])
    expect((await write(fake, chat, content)).messages).toMatchObject([{ role: 'agent' }])
  expect((await read(fake, chat.chat_id)).chat_status).toBe('ongoing')
  expect((await write(fake, chat, 'Are you there?')).messages).toEqual([])
  const failed = await read(fake, chat.chat_id)
  expect(failed).toMatchObject({ chat_status: 'error', end_timestamp: fake.now() })
  expect(failed.message_with_tool_calls!.at(-1)).toMatchObject({ role: 'user', content: 'Are you there?' })
  await expect(write(fake, chat, 'Well?')).rejects.toThrow('is not ongoing, it has failed')
  await fake.runUntilIdle()
  expect(receiver.events()).toEqual(['chat_started', 'chat_ended', 'chat_analyzed'])
  expect((await read(fake, chat.chat_id)).chat_analysis).toMatchObject({
    chat_successful: false,
    chat_summary: expect.stringContaining('The chat failed.'),
  })
  const { items } = await api<Schemas['ChatPage']>(fake, 'POST', '/v3/list-chats', {
    filter_criteria: {
      chat_status: { type: 'enum', op: 'in', value: ['error'] },
      disconnection_reason: { type: 'enum', op: 'in', value: ['error_retell'] },
    },
  })
  expect(items).toMatchObject([{ chat_id: chat.chat_id }])
})

test('where no call of the scenario would come about for an error, the first message has no answer', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  const agent = await agentOn(fake, {})
  const chat = await failing(fake, agent, 'credit_exhausted')
  await write(fake, chat, 'Hello?')
  expect((await read(fake, chat.chat_id)).chat_status).toBe('error')
  const busy = await failing(fake, agent, 'dial_busy')
  expect((await write(fake, busy, 'Hello?')).messages).toHaveLength(1)
})

test('an SMS that nobody pays to answer ends its chat as an error', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  const to_number = await numberOf(fake, await agentOn(fake, { begin_message: 'Hello.' }))
  const order = { to_number, from_number: '+14155550142', content: 'Are you open?' }
  const answered = await fake.inboundMessage(order)
  expect(answered.messages).toHaveLength(1)
  fake.settings({ payment: 'missing' })
  expect(await fake.inboundMessage(order)).toEqual({ chat_id: answered.chat_id, messages: [] })
  expect((await read(fake, answered.chat_id)).chat_status).toBe('error')
  const next = await fake.inboundMessage(order)
  expect(next.chat_id).not.toBe(answered.chat_id)
  expect(await read(fake, next.chat_id)).toMatchObject({
    chat_status: 'error',
    chat_cost: { combined_cost: 0 },
    transcript: 'User: Are you open?\n',
  })
})

test.each<[string, Schemas['CreateRetellLlmRequest'], string]>([
  ['whose user would speak first', { start_speaker: 'user' }, 'Hello! How can I help you today?'],
  ['with an empty begin message', { begin_message: '' }, 'Hello! How can I help you today?'],
  ['with words for when it speaks first', { start_speaker: 'user', begin_message: 'Hi.' }, 'Hi.'],
])('an outbound SMS of an LLM %s has words all the same', async (_, llm, words) => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  fake.settings({ default_scenario: 'unscripted' })
  const from_number = await numberOf(fake, await agentOn(fake, llm))
  const order = { from_number, to_number: '+14155550142' }
  const { transcript, chat_id } = await api<Chat>(fake, 'POST', '/create-sms-chat', order)
  expect(transcript).toBe(`Agent: ${words}\n`)
  const reply = await fake.inboundMessage({
    from_number: order.to_number,
    to_number: from_number,
    content: 'Hi.',
  })
  expect(reply).toMatchObject({ chat_id, messages: [{ role: 'agent' }] })
})

test('an outbound SMS of a flow whose user would speak first has words all the same', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  const flow = await api<object>(fake, 'POST', '/create-conversation-flow', {
    start_speaker: 'user',
    model_choice: { type: 'cascading', model: 'gpt-4.1' },
    start_node_id: 'news',
    nodes: [{ id: 'news', type: 'conversation', instruction: { type: 'static_text', text: 'It is ready.' } }],
  })
  const response_engine = { type: 'conversation-flow', ...flow }
  const agent = await api<ChatAgent>(fake, 'POST', '/create-chat-agent', { response_engine })
  const order = { from_number: await numberOf(fake, agent), to_number: '+14155550142' }
  const { transcript } = await api<Chat>(fake, 'POST', '/create-sms-chat', order)
  expect(transcript).toBe('Agent: It is ready.\n')
})
