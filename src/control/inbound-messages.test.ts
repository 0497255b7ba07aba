import type { ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import type { Chat, PhoneNumber, RetellLlm, Schemas } from '../contract.ts'
import { validators } from '../generated/contract-validators/index.ts'
import { type FakeRetell, startFakeRetell } from '../index.ts'
import { api, scriptedAgent } from '../testing/calls.ts'
import { startReceiver } from '../testing/receiver.ts'

const frozen = () => startFakeRetell({ time: 'frozen' })
const PERSON = '+14155550142'

const answering = (answer: object | string | number) =>
  startReceiver((_request, response) => {
    if (typeof answer === 'number') return void response.writeHead(answer).end()
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer))
  })

async function chatAgent(fake: FakeRetell, settings: object = {}): Promise<string> {
  const { llm_id } = await api<RetellLlm>(fake, 'POST', '/create-retell-llm', { begin_message: 'Hello.' })
  const { agent_id } = await api<{ agent_id: string }>(fake, 'POST', '/create-chat-agent', {
    response_engine: { type: 'retell-llm', llm_id },
    ...settings,
  })
  return agent_id
}

async function numberWith(fake: FakeRetell, url: string | null, agent_id?: string): Promise<string> {
  const { phone_number } = await api<PhoneNumber>(fake, 'POST', '/create-phone-number', { area_code: 415 })
  const changes: Schemas['UpdatePhoneNumberRequest'] = {
    inbound_sms_webhook_url: url,
    ...(agent_id === undefined ? {} : { inbound_sms_agents: [{ agent_id, weight: 1 }] }),
  }
  await api(fake, 'PATCH', `/update-phone-number/${encodeURIComponent(phone_number)}`, changes)
  return phone_number
}

const write = (fake: FakeRetell, to_number: string, content = 'Are you open?') =>
  fake.inboundMessage({ from_number: PERSON, to_number, content })
const getChat = (fake: FakeRetell, chat_id: string) => api<Chat>(fake, 'GET', `/get-chat/${chat_id}`)
const chatsOf = async (fake: FakeRetell) => (await api<Chat[]>(fake, 'GET', '/list-chat')).length

test('the number’s owner is asked before there is a chat, with the id that the chat will have', async () => {
  await using fake = await frozen()
  const seen: number[] = []
  await using receiver = await startReceiver(async (_request, response) => {
    seen.push(await chatsOf(fake))
    response.end('{}')
  })
  const agent_id = await chatAgent(fake)
  const to_number = await numberWith(fake, receiver.url, agent_id)
  const { chat_id, messages, rejected } = await write(fake, to_number)
  expect(rejected).toBeUndefined()
  expect(seen).toEqual([0])
  expect(messages).toMatchObject([{ role: 'agent' }])
  const payload = JSON.parse(receiver.received[0]!.body)
  expect(payload).toEqual({
    event: 'chat_inbound',
    chat_inbound: { chat_id, agent_id, from_number: PERSON, to_number },
  })
  expect((await validators['inbound-webhooks']!()).chatInbound_body!(payload)).toBe(true)
  expect(await getChat(fake, chat_id)).toMatchObject({ agent_id, chat_type: 'sms_chat' })
})

test('only the first message of a chat is asked about', async () => {
  await using fake = await frozen()
  await using receiver = await answering({})
  const to_number = await numberWith(fake, receiver.url, await chatAgent(fake))
  const first = await write(fake, to_number)
  const second = await write(fake, to_number, 'And tomorrow?')
  expect(second.chat_id).toBe(first.chat_id)
  expect(receiver.received).toHaveLength(1)
  await api(fake, 'PATCH', `/end-chat/${first.chat_id}`)
  expect((await write(fake, to_number)).chat_id).not.toBe(first.chat_id)
  expect(receiver.received).toHaveLength(2)
})

test('a message that comes while the first is asked about joins the chat that comes of it', async () => {
  await using fake = await frozen()
  let asked = (_response: ServerResponse) => {}
  const arrived = new Promise<ServerResponse>(resolve => {
    asked = resolve
  })
  await using receiver = await startReceiver((_request, response) => asked(response))
  const to_number = await numberWith(fake, receiver.url, await chatAgent(fake))
  const first = write(fake, to_number)
  const response = await arrived
  const second = write(fake, to_number, 'Hello?')
  response.end('{}')
  expect((await second).chat_id).toBe((await first).chat_id)
  expect(receiver.received).toHaveLength(1)
  const { message_with_tool_calls: messages = [] } = await getChat(fake, (await first).chat_id)
  expect(messages.filter(({ role }) => role === 'user')).toMatchObject([
    { content: 'Are you open?' },
    { content: 'Hello?' },
  ])
})

test('reject: true drops the message', async () => {
  await using fake = await frozen()
  await using receiver = await answering({ chat_inbound: { reject: true } })
  const to_number = await numberWith(fake, receiver.url, await chatAgent(fake))
  expect(await write(fake, to_number)).toEqual({
    chat_id: expect.stringMatching(/^chat_/),
    messages: [],
    rejected: { reason: 'webhook_rejected', message: 'the inbound webhook answered reject: true' },
  })
  expect(await chatsOf(fake)).toBe(0)
})

test('the answer chooses agent, variables and metadata, and changes the agent for this chat alone', async () => {
  await using fake = await frozen()
  await using events = await startReceiver()
  const night = await chatAgent(fake, { agent_name: 'Night shift' })
  await using receiver = await answering({
    chat_inbound: {
      override_agent_id: night,
      override_agent_version: 0,
      dynamic_variables: { name: 'Ines' },
      metadata: { from: PERSON },
      agent_override: {
        agent: { webhook_url: `${events.url}?name={{name}}`, webhook_events: ['chat_started'] },
      },
    },
  })
  const to_number = await numberWith(fake, receiver.url, await chatAgent(fake))
  const { chat_id } = await write(fake, to_number)
  expect(await getChat(fake, chat_id)).toMatchObject({
    agent_id: night,
    metadata: { from: PERSON },
    retell_llm_dynamic_variables: { name: 'Ines' },
  })
  await fake.runUntilIdle()
  expect(events.received.map(({ path }) => path)).toEqual(['/hook?name=Ines'])
  expect(await api(fake, 'GET', `/get-chat-agent/${night}`)).not.toHaveProperty('webhook_url')
})

test.each([
  ['an unknown agent', { override_agent_id: 'agent_of_nobody' }, /Item agent_of_nobody not found from agent/],
  [
    'an unknown engine',
    { agent_override: { agent: { response_engine: { type: 'retell-llm', llm_id: 'llm_0' } } } },
    /Item llm_0 not found/,
  ],
])('what cannot be had makes no chat: %s', async (_name, chat_inbound, why) => {
  await using fake = await frozen()
  await using receiver = await answering({ chat_inbound })
  const to_number = await numberWith(fake, receiver.url, await chatAgent(fake))
  const { chat_id, rejected } = await write(fake, to_number)
  expect(rejected).toMatchObject({ reason: 'webhook_unusable', message: expect.stringMatching(why) })
  expect(fake.deliveries({ chat_id })).toMatchObject([{ kind: 'inbound', state: 'failed', attempts: [{}] }])
  expect(await chatsOf(fake)).toBe(0)
})

test('the engine is overridden too, and what it costs follows', async () => {
  await using fake = await frozen()
  await using receiver = await answering({
    chat_inbound: { agent_override: { retell_llm: { model: 'gpt-5-nano' } } },
  })
  const to_number = await numberWith(fake, receiver.url, await chatAgent(fake))
  const { chat_id } = await write(fake, to_number)
  await api(fake, 'PATCH', `/end-chat/${chat_id}`)
  const { chat_cost } = await getChat(fake, chat_id)
  expect(chat_cost?.product_costs).toMatchObject([{ product: 'gpt_5_nano' }])
})

test('an agent that speaks cannot be had for a chat', async () => {
  await using fake = await frozen()
  const { agent_id } = await scriptedAgent(fake)
  await using receiver = await answering({ chat_inbound: { override_agent_id: agent_id } })
  const to_number = await numberWith(fake, receiver.url)
  expect((await write(fake, to_number)).rejected?.message).toMatch(/is a voice agent/)
})

test.each([500, 'OK', { chat_inbound: { dynamic_variables: { age: 42 } } }])(
  'after three retries without a good answer the number’s own agent writes, or nobody: %j',
  async answer => {
    await using fake = await frozen()
    await using receiver = await answering(answer)
    const bound = await chatAgent(fake)
    const to_number = await numberWith(fake, receiver.url, bound)
    const { chat_id } = await write(fake, to_number)
    expect(await getChat(fake, chat_id)).toMatchObject({ agent_id: bound })
    expect(fake.deliveries({ chat_id, kind: 'inbound' })[0]).toMatchObject({ state: 'failed' })
    expect(receiver.received).toHaveLength(4)
    const alone = await numberWith(fake, receiver.url)
    expect((await write(fake, alone)).rejected).toMatchObject({ reason: 'nobody' })
    expect(await chatsOf(fake)).toBe(1)
  },
)

test('an empty answer at a number without an agent makes no chat', async () => {
  await using fake = await frozen()
  await using receiver = await answering({})
  const to_number = await numberWith(fake, receiver.url)
  expect((await write(fake, to_number)).rejected).toEqual({
    reason: 'nobody',
    message: `${to_number} has no inbound SMS agent, and its inbound webhook named none`,
  })
})

test('a flat answer is ignored, and the log says so', async () => {
  await using fake = await frozen()
  await using receiver = await answering({ reject: true })
  const to_number = await numberWith(fake, receiver.url, await chatAgent(fake))
  const { chat_id } = await write(fake, to_number)
  expect(fake.deliveries({ chat_id, kind: 'inbound' })[0]?.attempts[0]?.notes).toEqual([
    'reject stands beside chat_inbound, where it is ignored',
  ])
})

test('without the URL nobody is asked', async () => {
  await using fake = await frozen()
  const to_number = await numberWith(fake, null, await chatAgent(fake))
  const { chat_id } = await write(fake, to_number)
  expect(fake.deliveries({ chat_id, kind: 'inbound' })).toEqual([])
  await expect(write(fake, await numberWith(fake, null))).rejects.toThrow(/has no inbound SMS agent/)
})

test('a workspace that is reset while it is asked gets no chat', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver((_request, response) => {
    fake.reset()
    response.end('{}')
  })
  const to_number = await numberWith(fake, receiver.url, await chatAgent(fake))
  await expect(write(fake, to_number)).rejects.toThrow('the workspace was reset')
  expect(await chatsOf(fake)).toBe(0)
})
