import Retell from 'retell-sdk'
import { expect, test } from 'vitest'
import type { Chat, ChatAgent, ControlSchemas, RetellLlm, Schemas } from '../contract.ts'
import { type FakeRetell, startFakeRetell } from '../index.ts'
import { api } from '../testing/calls.ts'
import { startReceiver } from '../testing/receiver.ts'

interface Settings {
  agent?: Partial<Schemas['CreateChatAgentRequest']>
  llm?: Schemas['CreateRetellLlmRequest']
}

async function chatAgent(fake: FakeRetell, { agent = {}, llm = {} }: Settings = {}): Promise<ChatAgent> {
  const { llm_id } = await api<RetellLlm>(fake, 'POST', '/create-retell-llm', llm)
  const response_engine = { type: 'retell-llm', llm_id }
  return api(fake, 'POST', '/create-chat-agent', { response_engine, ...agent })
}

const beginChat = (fake: FakeRetell, { agent_id }: ChatAgent, body: object = {}) =>
  api<Chat>(fake, 'POST', '/create-chat', { agent_id, ...body })
const write = (fake: FakeRetell, { chat_id }: Pick<Chat, 'chat_id'>, content: string) =>
  api<Schemas['ChatCompletion']>(fake, 'POST', '/create-chat-completion', { chat_id, content })
const getChat = (fake: FakeRetell, { chat_id }: Pick<Chat, 'chat_id'>) =>
  api<Chat>(fake, 'GET', `/get-chat/${chat_id}`)
const smsIn = (fake: FakeRetell, order: ControlSchemas['InboundMessage']) =>
  api<ControlSchemas['InboundMessageReply']>(fake, 'POST', '/_fake/inbound-messages', order)

const MINUTES = 60_000

test('a chat in which nobody writes any more is closed, with the words set for it', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  const settings = { end_chat_after_silence_ms: 5 * MINUTES, auto_close_message: 'Closing for now.' }
  const chat = await beginChat(fake, await chatAgent(fake, { agent: settings }))
  await fake.advance(4 * MINUTES)
  await write(fake, chat, 'Still here.')
  await fake.advance(4 * MINUTES)
  expect((await getChat(fake, chat)).chat_status).toBe('ongoing')
  await fake.advance(1 * MINUTES)
  const closed = await getChat(fake, chat)
  expect(closed).toMatchObject({ chat_status: 'ended', end_timestamp: chat.start_timestamp! + 9 * MINUTES })
  expect(closed.message_with_tool_calls?.at(-1)).toMatchObject({ content: 'Closing for now.' })
  expect(closed.transcript?.endsWith('Agent: Closing for now.\n')).toBe(true)
})

test('three signed webhooks tell of a chat; only the last has its analysis', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  const verified: boolean[] = []
  await using receiver = await startReceiver(async ({ body, headers }, response) => {
    verified.push(await Retell.verify(body, fake.apiKey, String(headers['x-retell-signature'])))
    response.writeHead(204).end()
  })
  const agent = await chatAgent(fake, {
    agent: { webhook_url: `${receiver.url}?order={{order}}` },
    llm: { begin_message: 'Hello.' },
  })
  const chat = await beginChat(fake, agent, { retell_llm_dynamic_variables: { order: 'A-17' } })
  await write(fake, chat, 'Good morning, I am happy.')
  await api(fake, 'PATCH', `/end-chat/${chat.chat_id}`)
  await fake.runUntilIdle()
  expect(receiver.events()).toEqual(['chat_started', 'chat_ended', 'chat_analyzed'])
  expect(verified).toEqual([true, true, true])
  expect(receiver.received[0]?.path).toBe('/hook?order=A-17')
  const [started, ended, analyzed] = receiver.received.map(
    ({ body }) => (JSON.parse(body) as { chat: Chat }).chat,
  )
  expect(started).toMatchObject({ chat_status: 'ongoing', chat_id: chat.chat_id })
  expect(started).not.toHaveProperty('chat_cost')
  expect(ended).toMatchObject({
    chat_status: 'ended',
    chat_cost: { combined_cost: 0.4, product_costs: [{ product: 'gpt_4_1', unit_price: 0.2, cost: 0.4 }] },
  })
  expect(ended).not.toHaveProperty('chat_analysis')
  expect(analyzed).toMatchObject({ chat_analysis: { user_sentiment: 'Positive', chat_successful: true } })
  expect(analyzed).toEqual(await getChat(fake, chat))
})

test('an agent hears only of the events it subscribes to, and the account of those without a URL', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  await using receiver = await startReceiver()
  await api(fake, 'PATCH', '/_fake/settings', { webhook_url: receiver.url })
  const agent = await chatAgent(fake, { agent: { webhook_events: ['chat_ended'] } })
  const { chat_id } = await beginChat(fake, agent)
  await api(fake, 'PATCH', `/end-chat/${chat_id}`)
  await fake.runUntilIdle()
  expect(receiver.events()).toEqual(['chat_ended'])
  expect(await fake.deliveries({ chat_id })).toMatchObject([{ event: 'chat_ended', chat_id }])
})

test('a scenario says what the agent writes and what the analysis finds', async () => {
  await using fake = await startFakeRetell({
    time: 'frozen',
    scenarios: [
      {
        name: 'orders',
        rings: { then: 'answer' },
        agent: ['Hello.', 'Your order is on its way.', { say: 'Goodbye.', end_call: true }],
        analysis: { chat_successful: false, user_sentiment: 'Negative', topic: 'orders' },
      },
    ],
  })
  const agent = await chatAgent(fake, {
    llm: { begin_message: 'Hello.' },
    agent: {
      post_chat_analysis_data: [
        { type: 'enum', name: 'topic', description: 'About what', choices: ['prices', 'orders'] },
      ],
    },
  })
  const chat = await beginChat(fake, agent, { metadata: { fake_retell: { scenario: 'orders' } } })
  expect(await write(fake, chat, 'Where is it?')).toMatchObject({
    messages: [{ content: 'Your order is on its way.' }],
  })
  await write(fake, chat, 'Thanks.')
  await fake.runUntilIdle()
  expect(await getChat(fake, chat)).toMatchObject({
    chat_status: 'ended',
    chat_analysis: {
      chat_successful: false,
      user_sentiment: 'Negative',
      custom_analysis_data: { topic: 'orders' },
    },
  })
  const byReason = (value: string) =>
    api<Schemas['ChatPage']>(fake, 'POST', '/v3/list-chats', {
      filter_criteria: { disconnection_reason: { type: 'enum', op: 'in', value: [value] } },
    })
  expect((await byReason('agent_hangup')).items).toHaveLength(1)
  expect((await byReason('inactivity')).items).toHaveLength(0)
})

test('variables of a running chat can be overridden, and given back', async () => {
  await using fake = await startFakeRetell({
    time: 'frozen',
    scenarios: [{ name: 'named', rings: { then: 'answer' }, agent: ['Hello.', '{{name}}?', '{{name}}!'] }],
  })
  const chat = await beginChat(fake, await chatAgent(fake, { llm: { begin_message: 'Hello.' } }), {
    retell_llm_dynamic_variables: { name: 'Ines' },
    metadata: { fake_retell: { scenario: 'named' } },
  })
  const override = (override_dynamic_variables: object | null) =>
    api(fake, 'PATCH', `/update-chat/${chat.chat_id}`, { override_dynamic_variables })
  await override({ name: 'Olga' })
  expect((await write(fake, chat, 'Hm.')).messages).toMatchObject([{ content: 'Olga?' }])
  await override(null)
  expect((await write(fake, chat, 'Hm.')).messages).toMatchObject([{ content: 'Ines!' }])
})

test('an SMS begins a chat with the number’s inbound SMS agent, and the next one continues it', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  const { agent_id } = await chatAgent(fake)
  const { phone_number } = await api<{ phone_number: string }>(fake, 'POST', '/create-phone-number', {})
  const order = { from_number: '+14155550142', to_number: phone_number, content: 'Hi.' }
  await expect(smsIn(fake, order)).rejects.toThrow('400')
  await api(fake, 'PATCH', `/update-phone-number/${phone_number}`, {
    inbound_sms_agents: [{ agent_id, weight: 1 }],
  })
  const first = await smsIn(fake, order)
  expect(first.messages).toMatchObject([{ role: 'agent' }])
  expect((await smsIn(fake, { ...order, content: 'And?' })).chat_id).toBe(first.chat_id)
  const chat = await getChat(fake, first)
  expect(chat).toMatchObject({ chat_type: 'sms_chat', agent_id })
  expect(chat.message_with_tool_calls?.map(({ role }) => role)).toEqual(['user', 'agent', 'user', 'agent'])
  await api(fake, 'PATCH', `/end-chat/${first.chat_id}`)
  expect((await smsIn(fake, order)).chat_id).not.toBe(first.chat_id)
  await expect(smsIn(fake, { ...order, to_number: '+14155550143' })).rejects.toThrow('404')
})

test('chats by SMS are conversations of the contact, beside the calls', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  const { agent_id } = await chatAgent(fake)
  const { phone_number } = await api<{ phone_number: string }>(fake, 'POST', '/create-phone-number', {})
  const { contact_id } = await api<{ contact_id: string }>(fake, 'POST', '/create-contact', {
    phone_number: '+14155550142',
  })
  const chat = await api<Chat>(fake, 'POST', '/create-sms-chat', {
    from_number: phone_number,
    to_number: '+14155550142',
    override_agent_id: agent_id,
  })
  await fake.advance(1_000)
  await api(fake, 'PATCH', `/end-chat/${chat.chat_id}`)
  await fake.runUntilIdle()
  expect(await api(fake, 'GET', `/get-contact/${contact_id}`)).toMatchObject({
    conversation_count: 1,
    last_conversation_timestamp: chat.start_timestamp,
  })
  expect(await api(fake, 'GET', `/list-contact-conversations/${contact_id}`)).toEqual({
    items: [
      {
        type: 'chat',
        chat_id: chat.chat_id,
        direction: 'outbound',
        start_timestamp: chat.start_timestamp,
        duration_ms: 1_000,
        disconnection_reason: 'manual_stopped',
        summary: expect.any(String),
        sentiment: expect.any(String),
        successful: false,
      },
    ],
    has_more: false,
  })
})

test('nothing comes of a chat that was deleted while it went on', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  await using receiver = await startReceiver()
  const agent = await chatAgent(fake, { agent: { webhook_url: receiver.url } })
  const { chat_id } = await beginChat(fake, agent)
  await fake.settled()
  await api(fake, 'DELETE', `/delete-chat/${chat_id}`)
  await fake.runUntilIdle()
  expect(receiver.events()).toEqual(['chat_started'])
})
