// The newest SDK against the API: every method that it has for an operation of the contract, and what it makes of
// replies without a body, of lists and of refusals.

import { BadRequestError, NotFoundError } from 'retell-sdk'
import { expect } from 'vitest'
import { fictionalNumber, VOICE } from './makers.ts'
import { mockOnly, spends, test } from './marks.ts'
import { everyItem } from './pages.ts'

const NOTHING = [undefined, null, '']

test('SDK 5 makes, reads, edits and deletes an agent', async ({ sdk5, make }) => {
  const { llm_id } = await make.llm()
  const made = await sdk5.agent.create({ response_engine: { type: 'retell-llm', llm_id }, voice_id: VOICE })
  const { agent_id } = made
  expect(made).toMatchObject({ version: 0, is_published: false, assigned_tags: [] })
  const changed = await sdk5.agent.update(agent_id, { version: 0, agent_name: 'By hand' })
  expect(changed).toMatchObject({ version: 0, agent_name: 'By hand' })
  expect(await sdk5.agent.retrieve(agent_id)).toEqual(changed)
  expect(NOTHING).toContain(await sdk5.agent.delete(agent_id))
  await expect(sdk5.agent.retrieve(agent_id)).rejects.toThrow(NotFoundError)
})

test('SDK 5 publishes a version without minding the empty reply, and opens the next', async ({
  sdk5,
  make,
}) => {
  const { agent_id } = await make.agent()
  expect(NOTHING).toContain(await sdk5.agent.publish(agent_id, { version: 0, version_title: 'One' }))
  expect(await sdk5.agent.createVersion(agent_id, { base_version: 0 })).toMatchObject({
    version: 1,
    base_version: 0,
  })
  const { items, has_more } = await sdk5.agent.listVersions(agent_id)
  expect(items?.map(item => [item.version, item.is_published])).toEqual([
    [1, false],
    [0, true],
  ])
  expect(has_more).toBe(false)
  expect(await sdk5.agent.getVersions(agent_id)).toHaveLength(2)
  expect(NOTHING).toContain(await sdk5.agent.deleteVersion(agent_id, { version: 1 }))
  expect(await sdk5.agent.getVersions(agent_id)).toHaveLength(1)
})

test('SDK 5 reaches a version by number and by name', async ({ sdk5, make }) => {
  const { agent_id } = await make.agent()
  await sdk5.agent.publish(agent_id, { version: 0 })
  await sdk5.agent.createVersion(agent_id, { base_version: 0 })
  expect(await sdk5.agent.retrieve(agent_id, { version: 0 })).toMatchObject({ version: 0 })
  expect(await sdk5.agent.retrieve(agent_id, { version: 'latest' })).toMatchObject({ version: 1 })
  expect(await sdk5.agent.retrieve(agent_id, { version: 'latest_published' })).toMatchObject({ version: 0 })
})

test('SDK 5 lists agents with arguments and without', async ({ sdk5, make }) => {
  const { agent_id } = await make.agent()
  await make.agent()
  expect((await sdk5.agent.list()).items?.map(item => item.agent_id)).toContain(agent_id)
  const { items, has_more } = await sdk5.agent.list({ limit: 1, filter_criteria: { query: agent_id } })
  expect(items).toMatchObject([{ agent_id, channel: 'voice' }])
  expect(has_more).toBe(false)
})

test('SDK 5 makes, reads, edits, lists and deletes an LLM', async ({ sdk5 }) => {
  const { llm_id } = await sdk5.llm.create({ general_prompt: 'Be brief.' })
  const changed = await sdk5.llm.update(llm_id, { version: 0, begin_message: 'Hello' })
  expect(changed).toMatchObject({ general_prompt: 'Be brief.', begin_message: 'Hello', version: 0 })
  expect(await sdk5.llm.retrieve(llm_id, { version: 0 })).toEqual(changed)
  expect((await sdk5.llm.list()).items?.map(llm => llm.llm_id)).toContain(llm_id)
  expect(NOTHING).toContain(await sdk5.llm.delete(llm_id))
  await expect(sdk5.llm.retrieve(llm_id)).rejects.toThrow(NotFoundError)
})

test('SDK 5 deletes an LLM in use by force', async ({ sdk5, make }) => {
  const { llm_id } = await make.llm()
  await make.agent({ response_engine: { type: 'retell-llm', llm_id } })
  await expect(sdk5.llm.delete(llm_id)).rejects.toThrow(BadRequestError)
  expect(NOTHING).toContain(await sdk5.llm.delete(llm_id, { force_delete: true }))
})

spends(200)('SDK 5 buys a number', async ({ sdk5 }) => {
  const { phone_number } = await sdk5.phoneNumber.create({ area_code: 415 })
  expect(phone_number).toMatch(/^\+1415/)
  expect(NOTHING).toContain(await sdk5.phoneNumber.delete(phone_number))
})

test('SDK 5 imports a number and reaches it under its bare plus sign', async ({ sdk5, make }) => {
  const { agent_id } = await make.agent()
  const phone_number = fictionalNumber()
  await sdk5.phoneNumber.import({ phone_number, termination_uri: 'trunk.example.com' })
  const inbound_agents = [{ agent_id, weight: 1 }]
  const changed = await sdk5.phoneNumber.update(phone_number, { inbound_agents, nickname: 'Desk' })
  expect(changed).toMatchObject({ phone_number, inbound_agents, nickname: 'Desk' })
  expect(await sdk5.phoneNumber.retrieve(phone_number)).toEqual(changed)
  expect((await sdk5.phoneNumber.list()).items?.map(number => number.phone_number)).toContain(phone_number)
  expect(NOTHING).toContain(await sdk5.phoneNumber.delete(phone_number))
  await expect(sdk5.phoneNumber.retrieve(phone_number)).rejects.toThrow(NotFoundError)
})

spends(10)('SDK 5 places a call', async ({ sdk5, make, cleanUp }) => {
  const { agent_id } = await make.agent()
  const { phone_number } = await make.number({ outbound_agents: [{ agent_id, weight: 1 }] })
  const call = await sdk5.call.createPhoneCall({ from_number: phone_number, to_number: '+14155550142' })
  cleanUp(() => sdk5.call.delete(call.call_id))
  expect(call).toMatchObject({ agent_id, call_status: 'registered', direction: 'outbound' })
})

test('SDK 5 opens a web call, edits and deletes it', async ({ sdk5, make }) => {
  const { agent_id } = await make.agent()
  const { call_id, access_token, transport } = await sdk5.call.createWebCall({
    agent_id,
    metadata: { order: 1 },
  })
  expect({ access_token, transport }).toEqual({ access_token: expect.any(String), transport: 'gateway' })
  expect(await sdk5.call.update(call_id, { metadata: { order: 2 } })).toMatchObject({
    metadata: { order: 2 },
  })
  expect(await sdk5.call.retrieve(call_id)).toMatchObject({ call_type: 'web_call', metadata: { order: 2 } })
  expect(NOTHING).toContain(await sdk5.call.delete(call_id))
  await expect(sdk5.call.retrieve(call_id)).rejects.toThrow(NotFoundError)
})

test('SDK 5 registers a call', async ({ sdk5, make, cleanUp }) => {
  const { agent_id } = await make.agent()
  const call = await sdk5.call.registerPhoneCall({ agent_id, direction: 'inbound' })
  cleanUp(() => sdk5.call.delete(call.call_id))
  expect(call).toMatchObject({ agent_id, call_status: 'registered', direction: 'inbound' })
})

test('SDK 5 lists calls without arguments, with a filter, and page by page', async ({ sdk5, make }) => {
  const { agent_id } = await make.agent()
  const calls = [await make.webCall({ agent_id }), await make.webCall({ agent_id })].map(call => call.call_id)
  expect((await sdk5.call.list()).items?.map(call => call.call_id)).toEqual(expect.arrayContaining(calls))
  const found = await everyItem(async pagination_key => {
    const page = await sdk5.call.list({
      filter_criteria: { agent: [{ agent_id }] },
      limit: 1,
      ...(pagination_key === undefined ? {} : { pagination_key }),
    })
    const { items = [], has_more = false, pagination_key: next } = page
    return { items, has_more, ...(next === undefined ? {} : { pagination_key: next }) }
  })
  expect(found.map(call => call.call_id)).toEqual(calls.toReversed())
})

test('SDK 5 reads voices and the concurrency', async ({ sdk5 }) => {
  const voices = await sdk5.voice.list()
  expect(await sdk5.voice.retrieve(VOICE)).toEqual(voices.find(voice => voice.voice_id === VOICE))
  const { concurrency_limit, base_concurrency, purchased_concurrency } = await sdk5.concurrency.retrieve()
  expect(concurrency_limit).toBe(base_concurrency! + purchased_concurrency!)
})

test('SDK 5 tells refusals apart, in Retell’s words', async ({ sdk5 }) => {
  await expect(sdk5.call.retrieve('call_gone')).rejects.toThrow('404 Item call_gone not found from call')
  const made = sdk5.llm.create({ model: 'gpt-4.1', s2s_model: 'gpt-realtime' })
  await expect(made).rejects.toThrow(BadRequestError)
  await expect(made).rejects.toThrow('400 Cannot set both model and s2s_model')
})

mockOnly('SDK 5 follows a call to its end', async ({ sdk5, make, fake }) => {
  const { agent_id } = await make.agent()
  const { call_id } = await make.webCall({ agent_id })
  await fake.runUntilIdle()
  const call = await sdk5.call.retrieve(call_id)
  expect(call).toMatchObject({ call_status: 'ended', call_analysis: { in_voicemail: false } })
})
