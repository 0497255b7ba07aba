import { expect, test } from 'vitest'
import type { Chat } from './contract.ts'
import { api } from './testing/calls.ts'
import { startReceiver } from './testing/receiver.ts'
import { chatOf, frozen, over, PII } from './testing/storage.ts'

test('a chat without PII has placeholders where something personal stood', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver()
  const settings = {
    ...PII,
    data_storage_setting: 'everything_except_pii' as const,
    webhook_url: receiver.url,
  }
  const chat = await over(fake, await chatOf(fake, settings))
  expect(chat.transcript).toContain('User: My name is [person name 1] and my e-mail is [email 2].\n')
  expect(chat.metadata).toEqual({ email: '[email 1]' })
  expect(chat.message_with_tool_calls![1]).toMatchObject({
    content: 'My name is [person name 1] and my e-mail is [email 2].',
  })
  expect(JSON.stringify(chat)).not.toContain('Ada')
  expect(receiver.received.at(-1)!.body).toContain('Ada Byron')
})

test('of a chat that keeps basic attributes its words are not there, nor what was found in them', async () => {
  await using fake = await frozen()
  const chat = await over(fake, await chatOf(fake, { data_storage_setting: 'basic_attributes_only' }))
  for (const field of ['transcript', 'message_with_tool_calls', 'metadata'])
    expect(chat).not.toHaveProperty(field)
  expect(chat.chat_analysis).toEqual({ user_sentiment: expect.any(String), chat_successful: true })
  expect(chat.chat_cost!.combined_cost).toBeGreaterThan(0)
  await expect(api(fake, 'PUT', `/rerun-chat-analysis/${chat.chat_id}`)).rejects.toThrow('422')
})

test('analysing a chat again before the first analysis is told takes nothing from that', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver()
  const settings = { data_storage_setting: 'basic_attributes_only' as const, webhook_url: receiver.url }
  const { chat_id } = await chatOf(fake, settings)
  await api(fake, 'PATCH', `/end-chat/${chat_id}`)
  const again = await api<Chat>(fake, 'PUT', `/rerun-chat-analysis/${chat_id}`)
  expect(again.transcript).toContain('Ada')
  await fake.runUntilIdle()
  const { chat: told } = JSON.parse(receiver.received.at(-1)!.body) as { chat: Chat }
  expect(told).toMatchObject({ metadata: { email: 'a@b.example' }, chat_analysis: again.chat_analysis })
  expect(told.transcript).toBe(again.transcript)
  expect(await api<Chat>(fake, 'GET', `/get-chat/${chat_id}`)).not.toHaveProperty('transcript')
})

test('a chat can be stored more strictly when it is over', async () => {
  await using fake = await frozen()
  const chat = await over(fake, await chatOf(fake, {}))
  expect(chat.transcript).toContain('Ada')
  const strict = { data_storage_setting: 'basic_attributes_only' }
  const left = await api<Chat>(fake, 'PATCH', `/update-chat/${chat.chat_id}`, strict)
  expect(left).not.toHaveProperty('transcript')
})
