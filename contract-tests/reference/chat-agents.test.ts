// Chat agents by the paths of the API reference, which names no fields of theirs.

import { expect } from 'vitest'
import { test } from '../marks.ts'
import { ask, type Fields } from './ask.ts'

test('S125 S126 a chat agent is made, and read by its id', async ({ target, make, cleanUp }) => {
  const { llm_id } = await make.llm()
  const body = { response_engine: { type: 'retell-llm', llm_id }, agent_name: 'Writes' }
  const made = await ask(target, 'POST', '/create-chat-agent', body)
  const { agent_id } = made.body
  cleanUp(() => ask(target, 'DELETE', `/delete-chat-agent/${agent_id}`))
  expect(made).toMatchObject({ status: 201, body: { agent_name: 'Writes', version: 0, is_published: false } })
  expect(await ask(target, 'GET', `/get-chat-agent/${agent_id}`)).toEqual({ status: 200, body: made.body })
})

test('S127 chat agents are listed whole, as a bare array, and no voice agents', async ({ target, make }) => {
  const writes = await make.chatAgent()
  const { agent_id: speaks } = await make.agent()
  const { status, body } = await ask<Fields[]>(target, 'GET', '/list-chat-agents')
  expect(status).toBe(200)
  expect(body).toContainEqual(writes)
  expect(body.map(agent => agent.agent_id)).not.toContain(speaks)
})

test('S128 a chat agent changes what is sent', async ({ target, make }) => {
  const { agent_id } = await make.chatAgent({ agent_name: 'Old' })
  const changed = await ask(target, 'PATCH', `/update-chat-agent/${agent_id}`, { agent_name: 'New' })
  expect(changed).toMatchObject({ status: 200, body: { agent_id, agent_name: 'New' } })
  expect((await ask(target, 'PATCH', '/update-chat-agent/agent_0', {})).status).toBe(404)
})

test('S129 a chat agent that is deleted is gone', async ({ target, make }) => {
  const { agent_id } = await make.chatAgent()
  expect((await ask(target, 'DELETE', `/delete-chat-agent/${agent_id}`)).status).toBe(204)
  expect((await ask(target, 'GET', `/get-chat-agent/${agent_id}`)).status).toBe(404)
})

test('S130 S131 publishing a chat agent makes its next version, and both are listed', async ({
  target,
  make,
}) => {
  const { agent_id } = await make.chatAgent()
  expect(await ask(target, 'POST', `/publish-chat-agent/${agent_id}`)).toEqual({
    status: 200,
    body: undefined,
  })
  const { status, body } = await ask<Fields[]>(target, 'GET', `/get-chat-agent-versions/${agent_id}`)
  expect(status).toBe(200)
  const published = Object.fromEntries(body.map(({ version, is_published }) => [version, is_published]))
  expect(published).toEqual({ 0: true, 1: false })
})
