// Making, reading, changing and deleting calls, by the paths and names of the API reference.

import { expect } from 'vitest'
import type { Makers } from '../makers.ts'
import { mockOnly, test } from '../marks.ts'
import { ask, inReference } from './ask.ts'

/** A number of the workspace and an agent that is not bound to it. */
async function lineAndAgent(make: Makers) {
  const { agent_id } = await make.agent()
  const { phone_number } = await make.number()
  return { from_number: phone_number, to_number: '+14155550142', agent_id }
}

mockOnly('S4 S5 S6 S7 S11 a phone call is made from, to and with what is named', async ({ target, make }) => {
  const order = await lineAndAgent(make)
  const { status, body } = await ask(target, 'POST', '/v2/create-phone-call', order)
  expect(status).toBe(201)
  expect(body).toMatchObject({
    ...order,
    call_status: 'registered',
    call_id: expect.stringMatching(/^call_/),
  })
  for (const name of ['from_number', 'to_number']) {
    const without = { ...order, [name]: undefined }
    expect((await ask(target, 'POST', '/v2/create-phone-call', without)).status).toBe(400)
  }
  const { agent_id: _, ...nobody } = order
  expect((await ask(target, 'POST', '/v2/create-phone-call', nobody)).status).toBe(400)
})

mockOnly('S8 metadata stays with a phone call', async ({ target, make }) => {
  const order = { ...(await lineAndAgent(make)), metadata: { order: { id: 17 } } }
  const { body } = await ask(target, 'POST', '/v2/create-phone-call', order)
  expect((await ask(target, 'GET', `/v2/get-call/${body.call_id}`)).body).toMatchObject({
    metadata: { order: { id: 17 } },
  })
})

mockOnly('S9 dynamic variables are filled in while the agent speaks', async ({ target, make, fake }) => {
  const { llm_id } = await make.llm({ begin_message: 'Hello {{name}}.' })
  const { agent_id } = await make.agent({ response_engine: { type: 'retell-llm', llm_id } })
  const order = { ...(await lineAndAgent(make)), agent_id, retell_llm_dynamic_variables: { name: 'Ada' } }
  const { body } = await ask(target, 'POST', '/v2/create-phone-call', order)
  expect(body.retell_llm_dynamic_variables).toEqual({ name: 'Ada' })
  await fake.runUntilIdle()
  const call = await ask(target, 'GET', `/v2/get-call/${body.call_id}`)
  expect(call.body.transcript).toMatch(/^Agent: Hello Ada\.\n/)
})

mockOnly('S10 a call may drop when a machine answers', async ({ target, make, fake }) => {
  const order = { ...(await lineAndAgent(make)), to_number: '+15005550005' }
  const endOf = async (drop_if_machine_detected: boolean) => {
    const { body } = await ask(target, 'POST', '/v2/create-phone-call', {
      ...order,
      drop_if_machine_detected,
    })
    await fake.runUntilIdle()
    return (await ask(target, 'GET', `/v2/get-call/${body.call_id}`)).body.disconnection_reason
  }
  expect(await endOf(true)).toBe('voicemail_reached')
  expect(await endOf(false)).not.toBe('voicemail_reached')
})

test('S12 S13 a phone call answers 400 to a bad request and 401 without a key', async ({ target }) => {
  const bad = await ask(target, 'POST', '/v2/create-phone-call', {
    from_number: 4,
    to_number: '+14155550143',
  })
  expect(bad).toMatchObject({ status: 400, body: { message: expect.stringContaining('from_number') } })
  const order = { from_number: '+14155550142', to_number: '+14155550143' }
  const keyless = await ask({ ...target, apiKey: '' }, 'POST', '/v2/create-phone-call', order)
  expect(keyless.status).toBe(401)
})

mockOnly('S14 by the reference a body that fails validation is a 422', async ({ target, make, fake }) => {
  const order = await lineAndAgent(make)
  await inReference(fake, async () => {
    const failed = await ask(target, 'POST', '/v2/create-phone-call', { ...order, to_number: 4 })
    expect(failed).toMatchObject({
      status: 422,
      body: { error_message: 'request/body/to_number must be string' },
    })
    const { agent_id: _, ...nobody } = order
    expect((await ask(target, 'POST', '/v2/create-phone-call', nobody)).status).toBe(400)
  })
})

test('S15 S16 S17 S18 S19 a web call answers its token, and keeps what it was made with', async ({
  target,
  make,
  cleanUp,
}) => {
  const { agent_id } = await make.agent()
  const order = { agent_id, metadata: { page: '/contact' }, retell_llm_dynamic_variables: { name: 'Ada' } }
  const { status, body } = await ask(target, 'POST', '/v2/create-web-call', order)
  cleanUp(() => ask(target, 'DELETE', `/v2/delete-call/${body.call_id}`))
  expect(status).toBe(201)
  expect(body).toMatchObject({ call_id: expect.stringMatching(/^call_/), access_token: expect.any(String) })
  expect((await ask(target, 'GET', `/v2/get-call/${body.call_id}`)).body).toMatchObject({
    ...order,
    call_type: 'web_call',
  })
})

test('S20 S21 a web call answers 400 to a bad request and 401 without a key', async ({ target }) => {
  expect((await ask(target, 'POST', '/v2/create-web-call', {})).status).toBe(400)
  const order = { agent_id: 'agent_0' }
  expect((await ask({ ...target, apiKey: '' }, 'POST', '/v2/create-web-call', order)).status).toBe(401)
})

test('S22 S23 S24 S25 a call is read by its id, and one that is not there is a 404', async ({
  target,
  make,
}) => {
  const { agent_id } = await make.agent()
  const { call_id } = await make.webCall({ agent_id })
  const found = await ask(target, 'GET', `/v2/get-call/${call_id}`)
  expect(found).toMatchObject({ status: 200, body: { call_id, agent_id } })
  expect((await ask(target, 'GET', '/v2/get-call/call_0')).status).toBe(404)
})

test('S37 S38 S39 the metadata of a call is replaced', async ({ target, make }) => {
  const { agent_id } = await make.agent()
  const { call_id } = await make.webCall({ agent_id, metadata: { a: 1 } })
  const changed = await ask(target, 'PATCH', `/v2/update-call/${call_id}`, { metadata: { b: 2 } })
  expect(changed).toMatchObject({ status: 200, body: { call_id } })
  expect((await ask(target, 'GET', `/v2/get-call/${call_id}`)).body.metadata).toEqual({ b: 2 })
  expect((await ask(target, 'PATCH', '/v2/update-call/call_0', { metadata: {} })).status).toBe(404)
})

test('S40 S41 a call that is deleted is gone', async ({ target, make }) => {
  const { agent_id } = await make.agent()
  const { call_id } = await make.webCall({ agent_id })
  expect(await ask(target, 'DELETE', `/v2/delete-call/${call_id}`)).toEqual({ status: 204, body: undefined })
  expect((await ask(target, 'GET', `/v2/get-call/${call_id}`)).status).toBe(404)
  expect((await ask(target, 'DELETE', `/v2/delete-call/${call_id}`)).status).toBe(404)
})
