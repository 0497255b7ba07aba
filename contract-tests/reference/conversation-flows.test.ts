// Conversation flows by the paths of the API reference, which names no fields of theirs.

import { expect } from 'vitest'
import { SMALLEST_FLOW } from '../makers.ts'
import { test } from '../marks.ts'
import { ask, type Fields } from './ask.ts'

test('S153 S154 a flow is made, and read by its id', async ({ target, cleanUp }) => {
  const made = await ask(target, 'POST', '/create-conversation-flow', SMALLEST_FLOW)
  const { conversation_flow_id } = made.body
  cleanUp(() => ask(target, 'DELETE', `/delete-conversation-flow/${conversation_flow_id}`))
  expect(made).toMatchObject({ status: 201, body: { start_speaker: 'agent', version: 0 } })
  expect(await ask(target, 'GET', `/get-conversation-flow/${conversation_flow_id}`)).toEqual({
    status: 200,
    body: made.body,
  })
})

test('S155 flows are listed as a bare array', async ({ target, make }) => {
  const { conversation_flow_id } = await make.flow()
  const { status, body } = await ask<Fields[]>(target, 'GET', '/list-conversation-flows')
  expect(status).toBe(200)
  expect(body.map(flow => flow.conversation_flow_id)).toContain(conversation_flow_id)
})

test('S156 a flow changes what is sent', async ({ target, make }) => {
  const { conversation_flow_id } = await make.flow()
  const path = `/update-conversation-flow/${conversation_flow_id}`
  expect(await ask(target, 'PATCH', path, { global_prompt: 'Be brief.' })).toMatchObject({
    status: 200,
    body: { conversation_flow_id, global_prompt: 'Be brief.', start_speaker: 'agent' },
  })
})

test('S157 a flow that is deleted is gone', async ({ target, make }) => {
  const { conversation_flow_id } = await make.flow()
  expect((await ask(target, 'DELETE', `/delete-conversation-flow/${conversation_flow_id}`)).status).toBe(204)
  expect((await ask(target, 'GET', `/get-conversation-flow/${conversation_flow_id}`)).status).toBe(404)
})
