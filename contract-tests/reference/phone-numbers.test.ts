// Buying, reading, changing and releasing numbers, with one agent for each direction as the API reference has it.

import { expect } from 'vitest'
import type { FakeRetell } from '../../src/index.ts'
import type { CleanUp } from '../clean-up.ts'
import { mockOnly, test } from '../marks.ts'
import { ask, type Caller, type Fields } from './ask.ts'

async function buy(target: Caller, cleanUp: CleanUp, order: Fields = {}) {
  const { status, body } = await ask(target, 'POST', '/create-phone-number', order)
  const phone_number = String(body.phone_number)
  cleanUp(() => ask(target, 'DELETE', `/delete-phone-number/${encodeURIComponent(phone_number)}`))
  return { status, body, phone_number, path: `/update-phone-number/${encodeURIComponent(phone_number)}` }
}

/** Who answers at a number, and who speaks when it is dialled from. */
async function agentsOf(target: Caller, fake: FakeRetell, phone_number: string) {
  const { call_id } = await fake.inboundCall({ to_number: phone_number })
  const order = { from_number: phone_number, to_number: '+14155550142' }
  const outbound = await ask(target, 'POST', '/v2/create-phone-call', order)
  const inbound = await ask(target, 'GET', `/v2/get-call/${call_id}`)
  return { inbound: inbound.body.agent_id, outbound: outbound.body.agent_id }
}

mockOnly('S57 S58 a number is bought in the area that is named as text', async ({ target, cleanUp }) => {
  const { status, body } = await buy(target, cleanUp, { area_code: '415' })
  expect(status).toBe(201)
  expect(body).toMatchObject({ phone_number: expect.stringMatching(/^\+1415\d{7}$/), area_code: 415 })
})

mockOnly(
  'S59 S60 a new number has an agent for either direction',
  async ({ target, make, cleanUp, fake }) => {
    const [inbound, outbound] = [(await make.agent()).agent_id, (await make.agent()).agent_id]
    const order = { area_code: '415', inbound_agent_id: inbound, outbound_agent_id: outbound }
    const { status, phone_number } = await buy(target, cleanUp, order)
    expect(status).toBe(201)
    expect(await agentsOf(target, fake, phone_number)).toEqual({ inbound, outbound })
  },
)

mockOnly('S61 a new number has the name that it was given', async ({ target, cleanUp }) => {
  const { body } = await buy(target, cleanUp, { area_code: '415', nickname: 'Front desk' })
  expect(body).toMatchObject({ nickname: 'Front desk' })
})

test('S62 a number is read by itself', async ({ target, make }) => {
  const { phone_number } = await make.number({ nickname: 'Front desk' })
  const path = `/get-phone-number/${encodeURIComponent(phone_number)}`
  expect(await ask(target, 'GET', path)).toMatchObject({
    status: 200,
    body: { phone_number, nickname: 'Front desk' },
  })
})

test('S63 numbers are listed as a bare array', async ({ target, make }) => {
  const { phone_number } = await make.number()
  const { status, body } = await ask<Fields[]>(target, 'GET', '/list-phone-numbers')
  expect(status).toBe(200)
  expect(body.map(number => number.phone_number)).toContain(phone_number)
})

mockOnly('S64 S65 S66 a number changes its agents', async ({ target, make, cleanUp, fake }) => {
  const [first, inbound, outbound] = [
    (await make.agent()).agent_id,
    (await make.agent()).agent_id,
    (await make.agent()).agent_id,
  ]
  const { path, phone_number } = await buy(target, cleanUp, {
    inbound_agent_id: first,
    outbound_agent_id: first,
  })
  expect((await ask(target, 'PATCH', path, { inbound_agent_id: inbound })).status).toBe(200)
  expect(await agentsOf(target, fake, phone_number)).toEqual({ inbound, outbound: first })
  expect((await ask(target, 'PATCH', path, { outbound_agent_id: outbound })).status).toBe(200)
  expect(await agentsOf(target, fake, phone_number)).toEqual({ inbound, outbound })
})

test('S67 a number changes its name', async ({ target, make }) => {
  const { phone_number } = await make.number({ nickname: 'Old' })
  const path = `/update-phone-number/${encodeURIComponent(phone_number)}`
  expect(await ask(target, 'PATCH', path, { nickname: 'New' })).toMatchObject({
    status: 200,
    body: { phone_number, nickname: 'New' },
  })
})

test('S68 a number that is released is gone', async ({ target, make }) => {
  const number = encodeURIComponent((await make.number()).phone_number)
  expect((await ask(target, 'DELETE', `/delete-phone-number/${number}`)).status).toBe(204)
  expect((await ask(target, 'GET', `/get-phone-number/${number}`)).status).toBe(404)
})
