// Phone numbers: bought, imported, bound to agents, released. Importing is free; what buys is marked.

import { expect } from 'vitest'
import { fictionalNumber } from './makers.ts'
import { mockOnly, spends, test } from './marks.ts'
import { everyItem, everyPage } from './pages.ts'
import { refusal } from './refusal.ts'

/** What a number costs for its first month, in US cents. */
const A_NUMBER = 200

const TRUNK = 'trunk.example.com'

spends(A_NUMBER)('a number that is bought lies in the area that was asked for', async ({ api, cleanUp }) => {
  const number = await api.createPhoneNumber({ body: { area_code: 415, nickname: 'Front desk' } })
  cleanUp(() => api.deletePhoneNumber({ params: { phone_number: number.phone_number } }))
  expect(number.phone_number).toMatch(/^\+1415\d{7}$/)
  expect(number.phone_number_pretty).toMatch(/^\+1 \(415\) \d{3}-\d{4}$/)
  expect(number).toMatchObject({ phone_number_type: 'retell-twilio', area_code: 415, nickname: 'Front desk' })
})

spends(2 * A_NUMBER)('two numbers that are bought are two numbers', async ({ api, cleanUp }) => {
  const buy = async () => {
    const { phone_number } = await api.createPhoneNumber({ body: { area_code: 415 } })
    cleanUp(() => api.deletePhoneNumber({ params: { phone_number } }))
    return phone_number
  }
  expect(await buy()).not.toBe(await buy())
})

spends(A_NUMBER)('a number may be bought from Telnyx', async ({ api, cleanUp }) => {
  const number = await api.createPhoneNumber({ body: { number_provider: 'telnyx' } })
  cleanUp(() => api.deletePhoneNumber({ params: { phone_number: number.phone_number } }))
  expect(number.phone_number_type).toBe('retell-telnyx')
})

test('an area without numbers sells none', async ({ api }) => {
  expect(await refusal(api.createPhoneNumber({ body: { area_code: 999 } }))).toEqual({
    status: 404,
    message: 'No phone numbers of this area code',
  })
})

mockOnly('the very number that is wanted is bought, unless it is taken', async ({ api, cleanUp }) => {
  const phone_number = fictionalNumber()
  const bought = await api.createPhoneNumber({ body: { phone_number } })
  cleanUp(() => api.deletePhoneNumber({ params: { phone_number } }))
  expect(bought.phone_number).toBe(phone_number)
  expect(await refusal(api.createPhoneNumber({ body: { phone_number } }))).toMatchObject({ status: 400 })
})

test('an imported number is custom and never tells its password', async ({ api, cleanUp }) => {
  const phone_number = fictionalNumber()
  const number = await api.importPhoneNumber({
    body: {
      phone_number,
      termination_uri: TRUNK,
      sip_trunk_auth_username: 'ada',
      sip_trunk_auth_password: 'correct horse',
    },
  })
  cleanUp(() => api.deletePhoneNumber({ params: { phone_number } }))
  expect(number).toMatchObject({
    phone_number,
    phone_number_type: 'custom',
    sip_outbound_trunk_config: { termination_uri: TRUNK, auth_username: 'ada' },
  })
  expect(JSON.stringify(number)).not.toContain('correct horse')
})

test('importing needs the number and its trunk', async ({ api }) => {
  expect(await refusal(api.unchecked.importPhoneNumber({ body: { termination_uri: TRUNK } }))).toEqual({
    status: 400,
    message: "request/body must have required property 'phone_number'",
  })
  expect(
    await refusal(api.unchecked.importPhoneNumber({ body: { phone_number: fictionalNumber() } })),
  ).toEqual({
    status: 400,
    message: "request/body must have required property 'termination_uri'",
  })
})

test('an imported number need not be E.164 unless that is asked for', async ({ api, make }) => {
  expect(await make.number({ phone_number: 'extension-12' })).toMatchObject({ phone_number: 'extension-12' })
  const body = { phone_number: 'extension-13', termination_uri: TRUNK, ignore_e164_validation: false }
  expect(await refusal(api.importPhoneNumber({ body }))).toMatchObject({ status: 400 })
})

test('whether to check for E.164 is said by a boolean', async ({ api }) => {
  const body = { phone_number: 'extension-12', termination_uri: TRUNK, ignore_e164_validation: 'true' }
  expect(await refusal(api.unchecked.importPhoneNumber({ body }))).toEqual({
    status: 400,
    message: 'request/body/ignore_e164_validation must be boolean',
  })
})

test('a number is read under its plus sign, bare or escaped', async ({ api, make, target }) => {
  const made = await make.number()
  expect(await api.getPhoneNumber({ params: { phone_number: made.phone_number } })).toEqual(made)
  const bare = await fetch(`${target.baseUrl}/get-phone-number/${made.phone_number}`, {
    headers: { authorization: `Bearer ${target.apiKey}` },
  })
  expect(await bare.json()).toEqual(made)
})

test('without its plus sign a number is another number', async ({ api, make }) => {
  const phone_number = (await make.number()).phone_number.slice(1)
  expect(await refusal(api.getPhoneNumber({ params: { phone_number } }))).toEqual({
    status: 404,
    message: `Item ${phone_number} not found from phone-number`,
  })
})

test('a number binds its calls to agents by weight, and keeps the list as it was sent', async ({
  api,
  make,
}) => {
  const [first, second] = [await make.agent(), await make.agent()]
  const { phone_number } = await make.number()
  const inbound_agents = [
    { agent_id: first.agent_id, weight: 0.7 },
    { agent_id: second.agent_id, weight: 0.3, agent_version: 0 },
  ]
  const bound = await api.updatePhoneNumber({ params: { phone_number }, body: { inbound_agents } })
  expect(bound.inbound_agents).toEqual(inbound_agents)
})

test('weights that do not add up to one bind nothing', async ({ api, make }) => {
  const { agent_id } = await make.agent()
  const { phone_number } = await make.number()
  const inbound_agents = [{ agent_id, weight: 0.5 }]
  expect(
    await refusal(api.updatePhoneNumber({ params: { phone_number }, body: { inbound_agents } })),
  ).toMatchObject({
    status: 400,
  })
  expect((await api.getPhoneNumber({ params: { phone_number } })).inbound_agents ?? null).toBeNull()
})

test('ten tenths add up to one', async ({ api, make }) => {
  const { agent_id } = await make.agent()
  const { phone_number } = await make.number()
  const outbound_agents = Array.from({ length: 10 }, () => ({ agent_id, weight: 0.1 }))
  const bound = await api.updatePhoneNumber({ params: { phone_number }, body: { outbound_agents } })
  expect(bound.outbound_agents).toEqual(outbound_agents)
})

test('a number binds no agent and no version that is not there', async ({ api, make }) => {
  const { agent_id } = await make.agent()
  const { phone_number } = await make.number()
  const bind = (agent: { agent_id: string; agent_version?: number }) =>
    refusal(
      api.updatePhoneNumber({
        params: { phone_number },
        body: { inbound_agents: [{ ...agent, weight: 1 }] },
      }),
    )
  expect(await bind({ agent_id: 'agent_gone' })).toEqual({
    status: 404,
    message: 'Item agent_gone not found from agent',
  })
  expect(await bind({ agent_id, agent_version: 4 })).toMatchObject({ status: 404 })
})

test('an empty list and null unbind', async ({ api, make }) => {
  const agents = [{ agent_id: (await make.agent()).agent_id, weight: 1 }]
  const { phone_number } = await make.number({ inbound_agents: agents, outbound_agents: agents })
  const body = { inbound_agents: [], outbound_agents: null }
  const unbound = await api.updatePhoneNumber({ params: { phone_number }, body })
  expect([unbound.inbound_agents ?? [], unbound.outbound_agents ?? []]).toEqual([[], []])
})

test('an update of a number leaves what it does not name, and null clears', async ({ api, make }) => {
  const { phone_number } = await make.number({
    nickname: 'Kept',
    inbound_webhook_url: 'https://hooks.example.com/inbound',
    allowed_inbound_country_list: ['US', 'CA'],
  })
  const body = { inbound_webhook_url: null, allowed_inbound_country_list: ['PT'] }
  const changed = await api.updatePhoneNumber({ params: { phone_number }, body })
  expect(changed).toMatchObject({ nickname: 'Kept', allowed_inbound_country_list: ['PT'] })
  expect(changed.inbound_webhook_url ?? null).toBeNull()
})

test('an update of a number notes the time', async ({ api, make, target }) => {
  const made = await make.number()
  await target.passTime()
  const { phone_number } = made
  const changed = await api.updatePhoneNumber({ params: { phone_number }, body: { nickname: 'Later' } })
  expect(changed.last_modification_timestamp).toBeGreaterThan(made.last_modification_timestamp)
})

test('an update moves the trunk of an imported number, a part at a time', async ({ api, make }) => {
  const { phone_number } = await make.number({ termination_uri: TRUNK, sip_trunk_auth_username: 'ada' })
  const body = { termination_uri: 'other.example.com', auth_password: 'correct horse' }
  const changed = await api.updatePhoneNumber({ params: { phone_number }, body })
  expect(changed.sip_outbound_trunk_config).toMatchObject({
    termination_uri: 'other.example.com',
    auth_username: 'ada',
  })
  expect(JSON.stringify(changed)).not.toContain('correct horse')
})

test('text messages have agents and a webhook of their own', async ({ api, make }) => {
  const { agent_id } = await make.agent()
  const { phone_number } = await make.number()
  const body = {
    inbound_sms_agents: [{ agent_id, weight: 1 }],
    inbound_sms_webhook_url: 'https://hooks.example.com/sms',
  }
  const changed = await api.updatePhoneNumber({ params: { phone_number }, body })
  expect(changed).toMatchObject(body)
  expect(changed.inbound_agents ?? null).toBeNull()
})

test('a fallback number is neither the number itself nor one that falls back', async ({ api, make }) => {
  const { phone_number } = await make.number()
  const other = await make.number()
  const fallBack = (from: string, to: string) =>
    api.updatePhoneNumber({ params: { phone_number: from }, body: { fallback_number: to } })
  expect(await refusal(fallBack(phone_number, phone_number))).toMatchObject({ status: 400 })
  expect(await fallBack(phone_number, other.phone_number)).toMatchObject({
    fallback_number: other.phone_number,
  })
  const third = await make.number()
  expect(await refusal(fallBack(third.phone_number, phone_number))).toMatchObject({ status: 400 })
})

test('the single agents of the older generations become lists of one', async ({ api, make }) => {
  const { agent_id } = await make.agent()
  const { phone_number } = await make.number({ outbound_agent_id: agent_id })
  const body = { inbound_agent_id: agent_id, inbound_agent_version: 0 }
  const bound = await api.updatePhoneNumber({ params: { phone_number }, body })
  expect(bound.inbound_agents).toEqual([{ agent_id, agent_version: 0, weight: 1 }])
  expect(bound.outbound_agents).toEqual([{ agent_id, weight: 1 }])
  const unbound = await api.updatePhoneNumber({ params: { phone_number }, body: { inbound_agent_id: null } })
  expect(unbound.inbound_agents ?? []).toEqual([])
})

test('a released number is gone', async ({ api, make }) => {
  const { phone_number } = await make.number()
  expect(await api.deletePhoneNumber({ params: { phone_number } })).toBeUndefined()
  const gone = { status: 404, message: `Item ${phone_number} not found from phone-number` }
  expect(await refusal(api.getPhoneNumber({ params: { phone_number } }))).toEqual(gone)
  expect(await refusal(api.updatePhoneNumber({ params: { phone_number }, body: {} }))).toEqual(gone)
  expect(await refusal(api.deletePhoneNumber({ params: { phone_number } }))).toEqual(gone)
})

test('pages of numbers lead to the end and hold what the first generation lists at once', async ({
  api,
  make,
}) => {
  const made = [await make.number(), await make.number(), await make.number()]
  const pages = await everyPage(pagination_key =>
    api.listPhoneNumbers({ query: { limit: 2, pagination_key } }),
  )
  const numbers = pages.flat().map(number => number.phone_number)
  expect(new Set(numbers).size).toBe(numbers.length)
  expect(numbers).toEqual(expect.arrayContaining(made.map(number => number.phone_number)))
  const atOnce = (await api.listPhoneNumbersV1()).map(number => number.phone_number)
  expect(numbers.toSorted()).toEqual(atOnce.toSorted())
})

test('the list of numbers turns round with its order', async ({ api, make }) => {
  await make.number()
  await make.number()
  const numbersIn = async (sort_order?: 'ascending' | 'descending') => {
    const items = await everyItem(pagination_key =>
      api.listPhoneNumbers({ query: { sort_order, pagination_key } }),
    )
    return items.map(number => number.phone_number)
  }
  expect(await numbersIn('ascending')).toEqual((await numbersIn('descending')).toReversed())
  expect(await numbersIn()).toEqual(await numbersIn('descending'))
})
