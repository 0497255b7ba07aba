// The SDK of the generation before, 4.66.0, against the API: bare arrays, the older way of publishing, web calls that
// answer the call. It has paths of its own, which must go on working beside the newer ones.

import { BadRequestError, NotFoundError } from 'retell-sdk-4'
import { expect } from 'vitest'
import { fictionalNumber, VOICE } from './makers.ts'
import { mockOnly, spends, test } from './marks.ts'

const NOTHING = [undefined, null, '']

test('SDK 4 makes, reads, edits, lists and deletes an agent', async ({ sdk4, make }) => {
  const { llm_id } = await make.llm()
  const made = await sdk4.agent.create({ response_engine: { type: 'retell-llm', llm_id }, voice_id: VOICE })
  const { agent_id } = made
  expect(made).toMatchObject({ version: 0, is_published: false })
  const changed = await sdk4.agent.update(agent_id, { version: 0, agent_name: 'By hand' })
  expect(changed).toMatchObject({ version: 0, agent_name: 'By hand' })
  expect(await sdk4.agent.retrieve(agent_id, { version: 0 })).toEqual(changed)
  expect((await sdk4.agent.list()).filter(agent => agent.agent_id === agent_id)).toEqual([changed])
  expect(NOTHING).toContain(await sdk4.agent.delete(agent_id))
  await expect(sdk4.agent.retrieve(agent_id)).rejects.toThrow(NotFoundError)
})

test('SDK 4 publishes without minding the empty reply, and goes on with the next draft', async ({
  sdk4,
  make,
}) => {
  const { agent_id } = await make.agent()
  expect(NOTHING).toContain(await sdk4.agent.publish(agent_id))
  expect(await sdk4.agent.update(agent_id, { agent_name: 'Next' })).toMatchObject({
    version: 1,
    is_published: false,
  })
  const versions = await sdk4.agent.getVersions(agent_id)
  expect(versions.map(({ version, is_published }) => [version, is_published]).sort()).toEqual([
    [0, true],
    [1, false],
  ])
})

test('SDK 4 pages through agents by id and version', async ({ sdk4, make }) => {
  await make.agent()
  await make.agent()
  const [first, second] = await sdk4.agent.list({ limit: 2 })
  const pagination = { pagination_key: first!.agent_id, pagination_key_version: first!.version }
  expect(await sdk4.agent.list({ limit: 1, ...pagination })).toEqual([second])
})

test('SDK 4 makes, reads, edits, lists and deletes an LLM', async ({ sdk4 }) => {
  const { llm_id } = await sdk4.llm.create({ general_prompt: 'Be brief.', start_speaker: 'agent' })
  const changed = await sdk4.llm.update(llm_id, { query_version: 0, begin_message: 'Hello' })
  expect(changed).toMatchObject({ general_prompt: 'Be brief.', begin_message: 'Hello', version: 0 })
  expect(await sdk4.llm.retrieve(llm_id, { version: 0 })).toEqual(changed)
  expect((await sdk4.llm.list()).filter(llm => llm.llm_id === llm_id)).toEqual([changed])
  expect(NOTHING).toContain(await sdk4.llm.delete(llm_id))
  await expect(sdk4.llm.retrieve(llm_id)).rejects.toThrow(NotFoundError)
})

spends(200)('SDK 4 buys a number for single agents', async ({ sdk4, make }) => {
  const { agent_id } = await make.agent()
  const number = await sdk4.phoneNumber.create({ area_code: 415, inbound_agent_id: agent_id })
  expect(number.phone_number).toMatch(/^\+1415/)
  expect(NOTHING).toContain(await sdk4.phoneNumber.delete(number.phone_number))
})

test('SDK 4 imports a number and reaches it under its bare plus sign', async ({ sdk4 }) => {
  const phone_number = fictionalNumber()
  await sdk4.phoneNumber.import({ phone_number, termination_uri: 'trunk.example.com' })
  const changed = await sdk4.phoneNumber.update(phone_number, { nickname: 'Desk' })
  expect(changed).toMatchObject({ phone_number, nickname: 'Desk' })
  expect(await sdk4.phoneNumber.retrieve(phone_number)).toEqual(changed)
  expect((await sdk4.phoneNumber.list()).map(number => number.phone_number)).toContain(phone_number)
  expect(NOTHING).toContain(await sdk4.phoneNumber.delete(phone_number))
  await expect(sdk4.phoneNumber.retrieve(phone_number)).rejects.toThrow(NotFoundError)
})

spends(10)('SDK 4 places a call', async ({ sdk4, make, cleanUp }) => {
  const { agent_id } = await make.agent()
  const { phone_number } = await make.number()
  const call = await sdk4.call.createPhoneCall({
    from_number: phone_number,
    to_number: '+14155550142',
    override_agent_id: agent_id,
  })
  cleanUp(() => sdk4.call.delete(call.call_id))
  expect(call).toMatchObject({ agent_id, call_status: 'registered', direction: 'outbound' })
})

test('SDK 4 opens a web call, edits and deletes it', async ({ sdk4, make }) => {
  const { agent_id } = await make.agent()
  const call = await sdk4.call.createWebCall({ agent_id, metadata: { order: 1 } })
  const { call_id } = call
  expect(call).toMatchObject({ agent_id, call_type: 'web_call', access_token: expect.any(String) })
  expect(await sdk4.call.update(call_id, { metadata: { order: 2 } })).toMatchObject({
    metadata: { order: 2 },
  })
  expect(await sdk4.call.retrieve(call_id)).toMatchObject({ metadata: { order: 2 } })
  expect(NOTHING).toContain(await sdk4.call.delete(call_id))
  await expect(sdk4.call.retrieve(call_id)).rejects.toThrow(NotFoundError)
})

test('SDK 4 registers a call', async ({ sdk4, make, cleanUp }) => {
  const { agent_id } = await make.agent()
  const call = await sdk4.call.registerPhoneCall({ agent_id, direction: 'inbound' })
  cleanUp(() => sdk4.call.delete(call.call_id))
  expect(call).toMatchObject({ agent_id, call_status: 'registered', direction: 'inbound' })
})

test('SDK 4 lists calls without arguments, with a filter, and after a call', async ({ sdk4, make }) => {
  const { agent_id } = await make.agent()
  const calls = [await make.webCall({ agent_id }), await make.webCall({ agent_id })].map(call => call.call_id)
  const [first, second] = calls
  // Its types ask for a body; its own documentation and many callers give none.
  const all: { call_id: string }[] = await Reflect.apply(sdk4.call.list, sdk4.call, [])
  expect(all.map(call => call.call_id)).toEqual(expect.arrayContaining(calls))
  const found = await sdk4.call.list({ filter_criteria: { agent_id: [agent_id] }, limit: 1 })
  expect(found.map(call => call.call_id)).toEqual([second])
  const next = await sdk4.call.list({ filter_criteria: { agent_id: [agent_id] }, pagination_key: second! })
  expect(next.map(call => call.call_id)).toEqual([first])
})

test('SDK 4 reads voices and the concurrency', async ({ sdk4 }) => {
  const voices = await sdk4.voice.list()
  expect(await sdk4.voice.retrieve(VOICE)).toEqual(voices.find(voice => voice.voice_id === VOICE))
  const { current_concurrency, concurrency_limit } = await sdk4.concurrency.retrieve()
  expect(concurrency_limit).toBeGreaterThanOrEqual(current_concurrency!)
})

test('SDK 4 tells refusals apart, in Retell’s words', async ({ sdk4 }) => {
  await expect(sdk4.call.retrieve('call_gone')).rejects.toThrow('404 Item call_gone not found from call')
  const made = sdk4.llm.create({ model: 'gpt-4.1', s2s_model: 'gpt-4o-realtime' })
  await expect(made).rejects.toThrow(BadRequestError)
  await expect(made).rejects.toThrow('400 Cannot set both model and s2s_model')
})

mockOnly('both generations of the SDK see the same call', async ({ sdk4, sdk5, make, fake }) => {
  const { agent_id } = await make.agent()
  const { call_id } = await make.webCall({ agent_id })
  await fake.runUntilIdle()
  expect(await sdk4.call.retrieve(call_id)).toEqual(await sdk5.call.retrieve(call_id))
})
