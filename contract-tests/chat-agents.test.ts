// Agents that write: made, read, edited, listed, published, deleted, apart from the voice agents they share paths with.
// By every client.

import { NotFoundError } from 'retell-sdk'
import { expect } from 'vitest'
import { test } from './marks.ts'
import { refusal } from './refusal.ts'

const NOTHING = [undefined, null, '']

test('a chat agent begins as draft 0, reads back as answered, and is edited in place', async ({
  api,
  make,
  cleanUp,
}) => {
  const { llm_id } = await make.llm()
  const made = await api.createChatAgent({ body: { response_engine: { type: 'retell-llm', llm_id } } })
  const params = { agent_id: made.agent_id }
  cleanUp(() => api.deleteChatAgent({ params }))
  expect(made).toMatchObject({ version: 0, is_published: false, response_engine: { llm_id, version: 0 } })
  expect(made.agent_id).toMatch(/^agent_[0-9a-f]{26}$/)
  expect(await api.getChatAgent({ params })).toEqual(made)
  const body = { agent_name: 'Writes', webhook_events: ['chat_started' as const] }
  expect(await api.updateChatAgent({ params, body })).toMatchObject({ version: 0, ...body })
})

test('a chat agent hears of chats, not of calls', async ({ api, make }) => {
  const { agent_id } = await make.chatAgent()
  const body = { webhook_events: ['call_started'] }
  expect(await refusal(api.unchecked.updateChatAgent({ params: { agent_id }, body }))).toMatchObject({
    status: 400,
  })
})

test('each kind of agent answers on its own paths', async ({ api, make }) => {
  const chat = { agent_id: (await make.chatAgent()).agent_id }
  const voice = { agent_id: (await make.agent()).agent_id }
  expect(await refusal(api.getAgent({ params: chat }))).toMatchObject({ status: 404 })
  expect(await refusal(api.getChatAgent({ params: voice }))).toMatchObject({ status: 404 })
  expect(await refusal(api.deleteChatAgent({ params: voice }))).toMatchObject({ status: 404 })
  expect(await api.getAgent({ params: voice })).toMatchObject(voice)
})

test('the newest list mixes the kinds, the older ones keep them apart', async ({ api, make }) => {
  const chat = (await make.chatAgent()).agent_id
  const voice = (await make.agent()).agent_id
  const { items } = await api.listAgents({
    body: { filter_criteria: { channel: { op: 'eq', value: 'chat' } } },
  })
  const ids = items.map(item => item.agent_id)
  expect(ids).toContain(chat)
  expect(ids).not.toContain(voice)
  const older = (await api.listChatAgentsV1()).map(agent => agent.agent_id)
  expect(older).toContain(chat)
  expect(older).not.toContain(voice)
  expect((await api.listAgentsV1()).map(agent => agent.agent_id)).not.toContain(chat)
})

test('a chat agent is published and copied as a voice agent is', async ({ api, make }) => {
  const { agent_id } = await make.chatAgent({ agent_name: 'Writes' })
  const params = { agent_id }
  await api.publishAgentVersion({ params, body: { version: 0, version_description: 'First' } })
  expect(await refusal(api.updateChatAgent({ params, body: { agent_name: 'Moved' } }))).toEqual({
    status: 422,
    message: 'Cannot update published agent other than version title',
  })
  const draft = await api.createAgentVersion({ params, body: { base_version: 0 } })
  expect(draft).toMatchObject({ version: 1, base_version: 0, agent_name: 'Writes' })
  expect(draft).not.toHaveProperty('voice_id')
  expect(await api.getChatAgentVersions({ params })).toHaveLength(2)
})

test('the older way of publishing a chat agent freezes the draft and opens the next', async ({
  api,
  make,
}) => {
  const params = { agent_id: (await make.chatAgent()).agent_id }
  expect(await api.publishChatAgent({ params })).toBeUndefined()
  expect(await api.getChatAgent({ params })).toMatchObject({ version: 1, is_published: false })
})

test('a chat agent is deleted with all its versions', async ({ api, make }) => {
  const params = { agent_id: (await make.chatAgent()).agent_id }
  await api.createAgentVersion({ params, body: { base_version: 0 } })
  expect(await api.deleteChatAgent({ params })).toBeUndefined()
  expect(await refusal(api.getChatAgent({ params, query: { version: '0' } }))).toMatchObject({ status: 404 })
})

test('SDK 5 makes, reads, edits, publishes, lists and deletes a chat agent', async ({ sdk5, make }) => {
  const { llm_id } = await make.llm()
  const made = await sdk5.chatAgent.create({ response_engine: { type: 'retell-llm', llm_id } })
  const { agent_id } = made
  const changed = await sdk5.chatAgent.update(agent_id, { version: 0, agent_name: 'Writes' })
  expect(changed).toMatchObject({ agent_name: 'Writes', version: 0 })
  expect(await sdk5.chatAgent.retrieve(agent_id)).toEqual(changed)
  expect(NOTHING).toContain(await sdk5.chatAgent.publish(agent_id, { version: 0 }))
  expect(await sdk5.chatAgent.createVersion(agent_id, { base_version: 0 })).toMatchObject({ version: 1 })
  expect(await sdk5.chatAgent.getVersions(agent_id)).toHaveLength(2)
  expect(NOTHING).toContain(await sdk5.chatAgent.deleteVersion(agent_id, { version: 1 }))
  const { items } = await sdk5.chatAgent.list()
  expect(items).toContainEqual(expect.objectContaining({ agent_id, channel: 'chat' }))
  expect(NOTHING).toContain(await sdk5.chatAgent.delete(agent_id))
  await expect(sdk5.chatAgent.retrieve(agent_id)).rejects.toThrow(NotFoundError)
})

test('SDK 4 makes, reads, edits, publishes, lists and deletes a chat agent', async ({ sdk4, make }) => {
  const { llm_id } = await make.llm()
  const made = await sdk4.chatAgent.create({ response_engine: { type: 'retell-llm', llm_id } })
  const { agent_id } = made
  const changed = await sdk4.chatAgent.update(agent_id, { version: 0, agent_name: 'Writes' })
  expect(changed).toMatchObject({ agent_name: 'Writes' })
  expect(await sdk4.chatAgent.retrieve(agent_id)).toEqual(changed)
  expect(NOTHING).toContain(await sdk4.chatAgent.publish(agent_id))
  expect(await sdk4.chatAgent.getVersions(agent_id)).toHaveLength(2)
  expect((await sdk4.chatAgent.list()).filter(agent => agent.agent_id === agent_id)).toHaveLength(2)
  expect(NOTHING).toContain(await sdk4.chatAgent.delete(agent_id))
  await expect(sdk4.chatAgent.retrieve(agent_id)).rejects.toThrow('404 Item')
})
