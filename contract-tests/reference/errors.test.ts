// The statuses of errors that the API reference lists, as its clients meet them.

import Retell from 'retell-sdk'
import { expect } from 'vitest'
import { VOICE } from '../makers.ts'
import { mockOnly, test } from '../marks.ts'
import type { Target } from '../target.ts'
import { ask, inReference } from './ask.ts'

const clientOf = ({ baseUrl, apiKey }: Target) => new Retell({ apiKey, baseURL: baseUrl, maxRetries: 0 })
const failed = { status: 'error', message: expect.any(String) }

test('S247 400 is a request whose parameters are not valid', async ({ target, make }) => {
  const { agent_id } = await make.agent()
  const answer = await ask(target, 'PATCH', `/update-agent/${agent_id}`, { responsiveness: 7 })
  expect(answer).toMatchObject({ status: 400, body: failed })
  const asked = clientOf(target).agent.update(agent_id, { responsiveness: 7 })
  await expect(asked).rejects.toThrow(Retell.BadRequestError)
})

test('S248 401 is a key that is missing or no key', async ({ target }) => {
  expect(await ask({ ...target, apiKey: '' }, 'GET', '/list-agents')).toMatchObject({
    status: 401,
    body: failed,
  })
  const response = await fetch(`${target.baseUrl}/list-agents`, { headers: { authorization: 'Basic abc' } })
  expect(response.status).toBe(401)
})

test('S249 404 is a thing that is not there', async ({ target }) => {
  expect(await ask(target, 'GET', '/get-agent/agent_0')).toMatchObject({ status: 404, body: failed })
  await expect(clientOf(target).agent.retrieve('agent_0')).rejects.toThrow(Retell.NotFoundError)
})

mockOnly('S250 422 is, by the reference, a request that fails validation', async ({ target, make, fake }) => {
  const { llm_id } = await make.llm()
  const response_engine = { type: 'retell-llm' as const, llm_id }
  const body = { response_engine, voice_id: VOICE, voice_speed: 7 }
  expect((await ask(target, 'POST', '/create-agent', body)).status).toBe(400)
  await inReference(fake, async () => {
    const answer = await ask(target, 'POST', '/create-agent', body)
    expect(answer).toMatchObject({
      status: 422,
      body: { ...failed, message: expect.stringContaining('voice_speed') },
    })
    await expect(clientOf(target).agent.create(body)).rejects.toThrow(Retell.UnprocessableEntityError)
  })
})

mockOnly.for([
  ['S251 429 is a client that asks too often', 429, Retell.RateLimitError],
  ['S252 500 is a failure of the server', 500, Retell.InternalServerError],
] as const)('%s, when the mock is told to fail', async ([, status, fault], { target }) => {
  const order = { status, operation: 'listAgentsV1' }
  expect((await ask(target, 'POST', '/_fake/faults', order)).status).toBe(201)
  expect(await ask(target, 'GET', '/list-agents')).toMatchObject({ status, body: failed })
  expect((await ask(target, 'GET', '/list-agents')).status).toBe(200)
  await ask(target, 'POST', '/_fake/faults', { status, operation: 'getConcurrency' })
  await expect(clientOf(target).concurrency.retrieve()).rejects.toThrow(fault)
})
