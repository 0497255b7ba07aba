// Voice agents by the paths of the API reference: their engine and voice, what creating one answers, and the operations on
// one that is there. Its settings are in agent-settings.test.ts.

import { expect } from 'vitest'
import type { CleanUp } from '../clean-up.ts'
import type { Makers } from '../makers.ts'
import { VOICE } from '../makers.ts'
import { mockOnly, test } from '../marks.ts'
import { ask, type Caller, type Fields } from './ask.ts'

async function create(target: Caller, cleanUp: CleanUp, body: Fields) {
  const answer = await ask(target, 'POST', '/create-agent', body)
  if (answer.status === 201) cleanUp(() => ask(target, 'DELETE', `/delete-agent/${answer.body.agent_id}`))
  return answer
}

const engineOf = async (make: Makers) => ({ type: 'retell-llm', llm_id: (await make.llm()).llm_id })

test('S69 S111 S112 S113 S114 a new agent answers what it is given', async ({ target, make, cleanUp }) => {
  const { status, body } = await create(target, cleanUp, {
    response_engine: await engineOf(make),
    voice_id: VOICE,
  })
  expect(status).toBe(201)
  expect(body).toMatchObject({
    agent_id: expect.stringMatching(/^agent_/),
    version: 0,
    last_modification_timestamp: expect.any(Number),
    is_published: false,
  })
})

test('S70 S71 S72 an agent needs an engine of one of three types, that one its id', async ({
  target,
  make,
  cleanUp,
}) => {
  const { conversation_flow_id } = await make.flow()
  const engines = [
    await engineOf(make),
    { type: 'conversation-flow', conversation_flow_id },
    { type: 'custom-llm', llm_websocket_url: 'wss://llm.example.com/socket' },
  ]
  for (const response_engine of engines) {
    const { status, body } = await create(target, cleanUp, { response_engine, voice_id: VOICE })
    expect({ status, engine: body.response_engine }).toEqual({
      status: 201,
      engine: expect.objectContaining(response_engine),
    })
  }
  for (const response_engine of [undefined, { type: 'own-llm' }, { type: 'retell-llm' }]) {
    expect((await create(target, cleanUp, { response_engine, voice_id: VOICE })).status).toBe(400)
  }
  const missing = { type: 'retell-llm', llm_id: 'llm_0' }
  expect((await create(target, cleanUp, { response_engine: missing, voice_id: VOICE })).status).toBe(404)
})

mockOnly('S73 the address of a custom LLM is its url', async ({ target, cleanUp }) => {
  const response_engine = { type: 'custom-llm', url: 'wss://llm.example.com/socket' }
  const { status, body } = await create(target, cleanUp, { response_engine, voice_id: VOICE })
  expect(status).toBe(201)
  expect(body.response_engine).toEqual({
    type: 'custom-llm',
    llm_websocket_url: 'wss://llm.example.com/socket',
  })
})

test('S74 an agent needs a voice of the catalogue', async ({ target, make, cleanUp }) => {
  const response_engine = await engineOf(make)
  for (const voice_id of ['11labs-Adrian', 'openai-Alloy']) {
    const { status, body } = await create(target, cleanUp, { response_engine, voice_id })
    expect({ status, voice: body.voice_id }).toEqual({ status: 201, voice: voice_id })
  }
  expect((await create(target, cleanUp, { response_engine })).status).toBe(400)
  expect((await create(target, cleanUp, { response_engine, voice_id: 'nobody' })).status).toBe(404)
})

test('S115 a new agent answers all that was sent', async ({ target, make, cleanUp }) => {
  const response_engine = await engineOf(make)
  const sent = { agent_name: 'Echo', voice_id: VOICE, voice_speed: 1.2, boosted_keywords: ['Retell'] }
  const { body } = await create(target, cleanUp, { response_engine, ...sent })
  expect(body).toMatchObject({ ...sent, response_engine })
})

test('S116 S117 an agent is read by its id', async ({ target, make }) => {
  const made = await make.agent({ agent_name: 'Reception' })
  expect(await ask(target, 'GET', `/get-agent/${made.agent_id}`)).toEqual({ status: 200, body: made })
  expect((await ask(target, 'GET', '/get-agent/agent_0')).status).toBe(404)
})

test('S118 agents are listed whole, as a bare array', async ({ target, make }) => {
  const made = await make.agent()
  const { status, body } = await ask<Fields[]>(target, 'GET', '/list-agents')
  expect(status).toBe(200)
  expect(body).toContainEqual(made)
})

test('S119 S120 S121 an agent changes what is sent, and keeps the rest', async ({ target, make }) => {
  const { agent_id } = await make.agent({ agent_name: 'Old', responsiveness: 0.5 })
  const path = `/update-agent/${agent_id}`
  const changes = { agent_name: 'New', voice_id: 'openai-Alloy', ambient_sound: 'call-center' }
  expect(await ask(target, 'PATCH', path, changes)).toMatchObject({
    status: 200,
    body: { agent_id, ...changes, responsiveness: 0.5 },
  })
  expect((await ask(target, 'PATCH', path, {})).status).toBe(200)
  expect((await ask(target, 'PATCH', path, { responsiveness: 2 })).status).toBe(400)
  expect((await ask(target, 'PATCH', '/update-agent/agent_0', {})).status).toBe(404)
})

test('S122 an agent that is deleted is gone', async ({ target, make }) => {
  const { agent_id } = await make.agent()
  expect((await ask(target, 'DELETE', `/delete-agent/${agent_id}`)).status).toBe(204)
  expect((await ask(target, 'GET', `/get-agent/${agent_id}`)).status).toBe(404)
})

test('S123 S124 publishing an agent makes its next version, and both are listed', async ({
  target,
  make,
}) => {
  const { agent_id } = await make.agent()
  expect(await ask(target, 'POST', `/publish-agent/${agent_id}`)).toEqual({ status: 200, body: undefined })
  const { status, body } = await ask<Fields[]>(target, 'GET', `/get-agent-versions/${agent_id}`)
  expect(status).toBe(200)
  const published = Object.fromEntries(body.map(({ version, is_published }) => [version, is_published]))
  expect(published).toEqual({ 0: true, 1: false })
})
