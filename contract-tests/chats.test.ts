// Written conversations: begun, continued, ended by either side or in silence, analysed, changed and deleted. Their lists
// are in chat-lists.test.ts.

import { BadRequestError, NotFoundError } from 'retell-sdk'
import { expect } from 'vitest'
import { mockOnly, spends, test } from './marks.ts'
import { refusal } from './refusal.ts'

const NOTHING = [undefined, null, '']
const BYE = { content: 'That was all, goodbye!' }

test('a chat begins with the begin message, filled in, and reads back as answered', async ({ api, make }) => {
  const { llm_id } = await make.llm({
    begin_message: 'Hello {{name}}, {{unknown}}.',
    default_dynamic_variables: { name: 'stranger' },
  })
  const { agent_id } = await make.chatAgent({ response_engine: { type: 'retell-llm', llm_id } })
  const retell_llm_dynamic_variables = { name: 'Ines' }
  const chat = await make.chat({ agent_id, metadata: { order: 1 }, retell_llm_dynamic_variables })
  expect(chat).toMatchObject({
    agent_id,
    version: 0,
    chat_status: 'ongoing',
    chat_type: 'api_chat',
    metadata: { order: 1 },
    retell_llm_dynamic_variables,
    start_timestamp: expect.any(Number),
    transcript: 'Agent: Hello Ines, {{unknown}}.\n',
    message_with_tool_calls: [{ role: 'agent', content: 'Hello Ines, {{unknown}}.' }],
  })
  expect(chat.chat_id).toMatch(/^chat_[0-9a-f]{27}$/)
  expect(await api.getChat({ params: { chat_id: chat.chat_id } })).toEqual(chat)
})

test('a chat whose user writes first has no messages', async ({ make }) => {
  const { llm_id } = await make.llm({ start_speaker: 'user', begin_message: 'Hello.' })
  const { agent_id } = await make.chatAgent({ response_engine: { type: 'retell-llm', llm_id } })
  expect((await make.chat({ agent_id })).message_with_tool_calls ?? []).toEqual([])
})

test('a chat takes the version that is asked for, and keeps it', async ({ api, make }) => {
  const { agent_id } = await make.chatAgent()
  await api.publishAgentVersion({ params: { agent_id }, body: { version: 0 } })
  const pinned = await make.chat({ agent_id, agent_version: 'latest_published' })
  await api.createAgentVersion({ params: { agent_id }, body: { base_version: 0 } })
  expect(pinned.version).toBe(0)
  expect(await make.chat({ agent_id })).toMatchObject({ version: 1 })
  expect(await api.getChat({ params: { chat_id: pinned.chat_id } })).toMatchObject({ version: 0 })
})

test('a chat needs an agent that chats', async ({ api, make }) => {
  const body = { agent_id: (await make.agent()).agent_id }
  expect(await refusal(api.createChat({ body }))).toMatchObject({ status: 400 })
  expect(await refusal(api.createChat({ body: { agent_id: 'agent_gone' } }))).toMatchObject({
    status: 404,
    message: 'Item agent_gone not found from agent',
  })
})

spends(5)('a completion answers what is new, and the chat keeps everything', async ({ api, make }) => {
  const { chat_id } = await make.chat()
  const { messages } = await api.createChatCompletion({ body: { chat_id, content: 'Good morning.' } })
  expect(messages.length).toBeGreaterThan(0)
  expect(messages.some(({ role }) => role === 'user')).toBe(false)
  const chat = await api.getChat({ params: { chat_id } })
  expect(chat.message_with_tool_calls?.slice(-1 - messages.length)).toEqual([
    {
      message_id: expect.any(String),
      created_timestamp: expect.any(Number),
      role: 'user',
      content: 'Good morning.',
    },
    ...messages,
  ])
  expect(chat.transcript).toContain('User: Good morning.\nAgent: ')
})

spends(5)('an agent that says goodbye ends the chat', async ({ api, make }) => {
  const { llm_id } = await make.llm({ general_tools: [{ type: 'end_call', name: 'end_call' }] })
  const { agent_id } = await make.chatAgent({ response_engine: { type: 'retell-llm', llm_id } })
  const { chat_id } = await make.chat({ agent_id })
  await api.createChatCompletion({ body: { chat_id, ...BYE } })
  expect(await api.getChat({ params: { chat_id } })).toMatchObject({ chat_status: 'ended' })
})

test('a chat that is over takes no more messages and no second end', async ({ api, make }) => {
  const { chat_id } = await make.chat()
  const params = { chat_id }
  expect(NOTHING).toContain(await api.endChat({ params }))
  const ended = await api.getChat({ params })
  expect(ended).toMatchObject({ chat_status: 'ended', end_timestamp: expect.any(Number) })
  expect(await refusal(api.createChatCompletion({ body: { chat_id, ...BYE } }))).toMatchObject({
    status: 400,
  })
  expect(await refusal(api.endChat({ params }))).toMatchObject({ status: 400 })
  expect(await api.getChat({ params })).toEqual(ended)
})

test('metadata is replaced, attributes are kept, and nothing else may be changed', async ({ api, make }) => {
  const { chat_id } = await make.chat({ metadata: { order: 1, by: 'phone' } })
  const params = { chat_id }
  const body = { metadata: { order: 2 }, custom_attributes: { vip: true } }
  expect(await api.updateChat({ params, body })).toMatchObject(body)
  expect((await api.getChat({ params })).metadata).toEqual({ order: 2 })
  for (const wrong of [
    { chat_status: 'ended' },
    { override_dynamic_variables: { seats: 2 } },
    { metadata: { text: 'x'.repeat(50_001) } },
  ])
    expect(await refusal(api.unchecked.updateChat({ params, body: wrong }))).toMatchObject({ status: 400 })
})

test('what is kept of a chat may only become less', async ({ api, make }) => {
  const { chat_id } = await make.chat()
  const params = { chat_id }
  await api.updateChat({ params, body: { data_storage_setting: 'basic_attributes_only' } })
  const looser = api.updateChat({ params, body: { data_storage_setting: 'everything' } })
  expect(await refusal(looser)).toMatchObject({ status: 400 })
})

test('a deleted chat is gone', async ({ api, make }) => {
  const { agent_id } = await make.chatAgent()
  const params = { chat_id: (await api.createChat({ body: { agent_id } })).chat_id }
  expect(NOTHING).toContain(await api.deleteChat({ params }))
  for (const asked of [api.getChat, api.deleteChat, api.endChat])
    expect(await refusal(asked({ params }))).toMatchObject({
      status: 404,
      message: `Item ${params.chat_id} not found from chat`,
    })
})

spends(5)(
  'a chat that is over is analysed anew, by the newest version of its agent',
  async ({ api, make }) => {
    const { agent_id } = await make.chatAgent()
    const { chat_id } = await make.chat({ agent_id })
    const params = { chat_id }
    expect(await refusal(api.rerunChatAnalysis({ params }))).toMatchObject({ status: 422 })
    await api.endChat({ params })
    const post_chat_analysis_data = [
      { type: 'boolean' as const, name: 'booked', description: 'Was it booked?' },
    ]
    await api.updateChatAgent({ params: { agent_id }, body: { post_chat_analysis_data } })
    const { chat_analysis } = await api.rerunChatAnalysis({ params })
    expect(chat_analysis).toMatchObject({
      chat_summary: expect.any(String),
      chat_successful: expect.any(Boolean),
      custom_analysis_data: { booked: expect.any(Boolean) },
    })
  },
)

spends(5)('a chat by SMS begins with a message of the number’s agent', async ({ api, make, cleanUp }) => {
  const { agent_id } = await make.chatAgent()
  const { phone_number } = await make.number()
  const params = { phone_number }
  const body = { from_number: phone_number, to_number: '+14155550142' }
  expect(await refusal(api.createSmsChat({ body }))).toMatchObject({ status: 400 })
  await api.updatePhoneNumber({ params, body: { outbound_sms_agents: [{ agent_id, weight: 1 }] } })
  const chat = await api.createSmsChat({ body })
  cleanUp(() => api.deleteChat({ params: { chat_id: chat.chat_id } }))
  expect(chat).toMatchObject({ agent_id, chat_type: 'sms_chat', chat_status: 'ongoing' })
  expect(chat.message_with_tool_calls).toMatchObject([{ role: 'agent', content: expect.any(String) }])
  expect(JSON.stringify(chat)).not.toContain(phone_number)
})

spends(5)(
  'SDK 5 chats: from the first message to the analysis, and by SMS',
  async ({ sdk5, make, cleanUp }) => {
    const { agent_id } = await make.chatAgent()
    const { chat_id } = await sdk5.chat.create({ agent_id })
    const { messages } = await sdk5.chat.createChatCompletion({ chat_id, content: 'Good morning.' })
    expect(messages[0]).toMatchObject({ role: 'agent' })
    await sdk5.chat.update(chat_id, { metadata: { order: 1 } })
    expect(NOTHING).toContain(await sdk5.chat.end(chat_id))
    await expect(sdk5.chat.end(chat_id)).rejects.toThrow(BadRequestError)
    expect(await sdk5.chat.rerunAnalysis(chat_id)).toMatchObject({ chat_id, metadata: { order: 1 } })
    expect(await sdk5.chat.retrieve(chat_id)).toMatchObject({ chat_status: 'ended' })
    expect(NOTHING).toContain(await sdk5.chat.delete(chat_id))
    await expect(sdk5.chat.retrieve(chat_id)).rejects.toThrow(NotFoundError)

    const { phone_number } = await make.number()
    const order = { from_number: phone_number, to_number: '+14155550142', override_agent_id: agent_id }
    const sms = await sdk5.chat.createSMSChat(order)
    cleanUp(() => sdk5.chat.delete(sms.chat_id))
    expect(sms).toMatchObject({ agent_id, chat_type: 'sms_chat' })
  },
)

spends(5)('SDK 4 chats, and lists its chats', async ({ sdk4, make }) => {
  const { agent_id } = await make.chatAgent()
  const { chat_id } = await make.chat({ agent_id })
  const { messages } = await sdk4.chat.createChatCompletion({ chat_id, content: 'Good morning.' })
  expect(messages[0]).toMatchObject({ role: 'agent' })
  expect(await sdk4.chat.update(chat_id, { metadata: { order: 1 } })).toMatchObject({ chat_id })
  expect(NOTHING).toContain(await sdk4.chat.end(chat_id))
  expect(await sdk4.chat.retrieve(chat_id)).toMatchObject({ chat_status: 'ended' })
  expect((await sdk4.chat.list()).map(chat => chat.chat_id)).toContain(chat_id)
})

mockOnly('SDK 4 begins a chat, by API and by SMS', async ({ sdk4, make, cleanUp, api }) => {
  const { agent_id } = await make.chatAgent()
  const { phone_number } = await make.number()
  const chat = await sdk4.chat.create({ agent_id })
  const order = { from_number: phone_number, to_number: '+14155550142', override_agent_id: agent_id }
  const sms = await sdk4.chat.createSMSChat(order)
  for (const { chat_id } of [chat, sms]) cleanUp(() => api.deleteChat({ params: { chat_id } }))
  expect(chat).toMatchObject({ agent_id, chat_status: 'ongoing' })
  expect(sms).toMatchObject({ agent_id, chat_status: 'ongoing' })
})
