// Calls as they are made: placed, opened, registered. What becomes of them: call-changes.test.ts and call-life.test.ts.

import { expect } from 'vitest'
import { mockOnly, spends, test } from './marks.ts'
import { refusal } from './refusal.ts'

/** What a call to nobody may cost at most, in US cents. */
const A_CALL = 10

/** A line that is set aside for fiction. */
const SOMEBODY = '+14155550142'

spends(A_CALL)(
  'a call is registered with the agent of its number, before anything is known of it',
  async ({ api, make, cleanUp }) => {
    const { agent_id } = await make.agent({ agent_name: 'Dialler' })
    const { phone_number } = await make.number({ outbound_agents: [{ agent_id, weight: 1 }] })
    const call = await api.createPhoneCall({ body: { from_number: phone_number, to_number: SOMEBODY } })
    cleanUp(() => api.deleteCall({ params: { call_id: call.call_id } }))
    expect(call).toMatchObject({
      call_type: 'phone_call',
      direction: 'outbound',
      call_status: 'registered',
      agent_id,
      agent_version: 0,
      agent_name: 'Dialler',
      from_number: phone_number,
      to_number: SOMEBODY,
      latency: {},
      custom_sip_headers: {},
      call_cost: {
        product_costs: [],
        total_duration_seconds: 0,
        total_duration_unit_price: 0,
        combined_cost: 0,
      },
    })
    expect(call.call_id).toMatch(/^call_[0-9a-f]{27}$/)
    for (const unknown of [
      'start_timestamp',
      'end_timestamp',
      'transcript',
      'disconnection_reason',
      'call_analysis',
    ]) {
      expect(call).not.toHaveProperty(unknown)
    }
  },
)

spends(A_CALL)(
  'a call can be given another agent, headers and variables of its own',
  async ({ api, make, cleanUp }) => {
    const [bound, chosen] = [await make.agent(), await make.agent()]
    const { phone_number } = await make.number({ outbound_agents: [{ agent_id: bound.agent_id, weight: 1 }] })
    const given = {
      metadata: { order: { id: 17, open: true } },
      retell_llm_dynamic_variables: { name: 'Ada' },
      custom_sip_headers: { 'X-Order': '17' },
    }
    const call = await api.createPhoneCall({
      body: { from_number: phone_number, to_number: SOMEBODY, override_agent_id: chosen.agent_id, ...given },
    })
    cleanUp(() => api.deleteCall({ params: { call_id: call.call_id } }))
    expect(call).toMatchObject({ agent_id: chosen.agent_id, ...given })
    expect(await api.getCall({ params: { call_id: call.call_id } })).toMatchObject(given)
  },
)

test('headers of a call begin with X-', async ({ api, make }) => {
  const { agent_id } = await make.agent()
  const { phone_number } = await make.number({ outbound_agents: [{ agent_id, weight: 1 }] })
  const body = { from_number: phone_number, to_number: SOMEBODY, custom_sip_headers: { Order: '17' } }
  expect(await refusal(api.unchecked.createPhoneCall({ body }))).toMatchObject({
    status: 400,
    message: expect.stringContaining('request/body/custom_sip_headers'),
  })
})

spends(3 * A_CALL)(
  'a number pinned to a version keeps it, and one without takes the latest',
  async ({ api, make, cleanUp }) => {
    const { agent_id } = await make.agent()
    await api.publishAgent({ params: { agent_id } })
    const { phone_number } = await make.number()
    const versionCalled = async (agent_version?: number | string) => {
      const outbound_agents = [
        { agent_id, weight: 1, ...(agent_version === undefined ? {} : { agent_version }) },
      ]
      await api.updatePhoneNumber({ params: { phone_number }, body: { outbound_agents } })
      const call = await api.createPhoneCall({ body: { from_number: phone_number, to_number: SOMEBODY } })
      cleanUp(() => api.deleteCall({ params: { call_id: call.call_id } }))
      return call.agent_version
    }
    expect(await versionCalled(0)).toBe(0)
    expect(await versionCalled()).toBe(1)
    expect(await versionCalled('latest_published')).toBe(0)
  },
)

spends(A_CALL)('an imported number may dial what is no E.164 number', async ({ api, make, cleanUp }) => {
  const { agent_id } = await make.agent()
  const { phone_number } = await make.number({ outbound_agents: [{ agent_id, weight: 1 }] })
  const body = { from_number: phone_number, to_number: 'extension-12' }
  expect(await refusal(api.createPhoneCall({ body }))).toMatchObject({ status: 400 })
  const call = await api.createPhoneCall({ body: { ...body, ignore_e164_validation: true } })
  cleanUp(() => api.deleteCall({ params: { call_id: call.call_id } }))
  expect(call.to_number).toBe('extension-12')
})

test('nobody calls from a number that is not there', async ({ api }) => {
  const body = { from_number: '+14155550199', to_number: SOMEBODY }
  expect(await refusal(api.createPhoneCall({ body }))).toEqual({
    status: 404,
    message: 'Item +14155550199 not found from phone-number',
  })
})

test('nobody calls without an agent, or with one that is not there', async ({ api, make }) => {
  const { phone_number } = await make.number()
  const body = { from_number: phone_number, to_number: SOMEBODY }
  expect(await refusal(api.createPhoneCall({ body }))).toMatchObject({ status: 400 })
  expect(await refusal(api.createPhoneCall({ body: { ...body, override_agent_id: 'agent_gone' } }))).toEqual({
    status: 404,
    message: 'Item agent_gone not found from agent',
  })
})

test('a call needs both its numbers', async ({ api }) => {
  expect(await refusal(api.unchecked.createPhoneCall({ body: { from_number: '+14155550100' } }))).toEqual({
    status: 400,
    message: "request/body must have required property 'to_number'",
  })
  expect(
    await refusal(api.unchecked.createPhoneCall({ body: { from_number: 1, to_number: SOMEBODY } })),
  ).toEqual({
    status: 400,
    message: 'request/body/from_number must be string',
  })
})

test('dynamic variables are text', async ({ api, make }) => {
  const { agent_id } = await make.agent()
  for (const value of [7, null, true]) {
    const body = { agent_id, retell_llm_dynamic_variables: { age: value } }
    expect(await refusal(api.unchecked.createWebCallV2({ body }))).toEqual({
      status: 400,
      message: 'request/body/retell_llm_dynamic_variables/age must be string',
    })
  }
})

test('the newest way to open a web call answers how to join it, and no call', async ({
  api,
  make,
  cleanUp,
}) => {
  const { agent_id } = await make.agent()
  const connection = await api.createWebCall({ body: { agent_id } })
  const { call_id } = connection
  cleanUp(() => api.deleteCall({ params: { call_id } }))
  expect(connection).toMatchObject({ transport: 'gateway', access_token: expect.any(String) })
  expect(connection.expires_at).toBeGreaterThan(1_700_000_000_000)
  expect(connection).not.toHaveProperty('agent_id')
  expect(await api.getCall({ params: { call_id } })).toMatchObject({
    call_id,
    agent_id,
    call_type: 'web_call',
  })
})

test('the older way to open a web call answers the call, token included', async ({ api, make, cleanUp }) => {
  const { agent_id } = await make.agent({ agent_name: 'In the browser' })
  const call = await api.createWebCallV2({ body: { agent_id } })
  cleanUp(() => api.deleteCall({ params: { call_id: call.call_id } }))
  expect(call).toMatchObject({
    call_type: 'web_call',
    call_status: 'registered',
    agent_id,
    agent_version: 0,
    agent_name: 'In the browser',
  })
  expect(call.access_token.split('.')).toHaveLength(3)
  for (const telephony of ['direction', 'from_number', 'to_number', 'telephony_identifier']) {
    expect(call).not.toHaveProperty(telephony)
  }
})

test('metadata and variables that were never given are absent, not null', async ({ make }) => {
  const { agent_id } = await make.agent()
  const call = await make.webCall({ agent_id })
  expect(call).not.toHaveProperty('metadata')
  expect(call).not.toHaveProperty('retell_llm_dynamic_variables')
})

test('metadata comes back as it was sent, whatever is in it', async ({ api, make }) => {
  const { agent_id } = await make.agent()
  const metadata = { deep: { list: [1, null, 'ä'] }, 'dotted.key': true, '': 'nameless' }
  const { call_id } = await make.webCall({ agent_id, metadata })
  expect((await api.getCall({ params: { call_id } })).metadata).toEqual(metadata)
})

test('a call takes the version that it names, and keeps it', async ({ api, make }) => {
  const { agent_id } = await make.agent()
  await api.publishAgent({ params: { agent_id } })
  const first = await make.webCall({ agent_id, agent_version: 0 })
  const latest = await make.webCall({ agent_id })
  const published = await make.webCall({ agent_id, agent_version: 'latest_published' })
  expect([first.agent_version, latest.agent_version, published.agent_version]).toEqual([0, 1, 0])
  await api.createAgentVersion({ params: { agent_id }, body: { base_version: 1 } })
  expect(await api.getCall({ params: { call_id: latest.call_id } })).toMatchObject({ agent_version: 1 })
})

mockOnly('a call without a version can be set to take the published one', async ({ api, make, fake }) => {
  const { agent_id } = await make.agent()
  fake.settings({ unversioned: 'latest_published' })
  try {
    expect(await refusal(api.createWebCallV2({ body: { agent_id } }))).toMatchObject({ status: 404 })
    await api.publishAgent({ params: { agent_id } })
    expect(await make.webCall({ agent_id })).toMatchObject({ agent_version: 0 })
  } finally {
    fake.settings({ unversioned: 'latest' })
  }
  expect(await make.webCall({ agent_id })).toMatchObject({ agent_version: 1 })
})

test('a call for an agent or a version that is not there is not made', async ({ api, make }) => {
  const { agent_id } = await make.agent()
  const missing = [
    { agent_id: 'agent_gone' },
    { agent_id, agent_version: 8 },
    { agent_id, agent_version: 'nobodys-tag' },
  ]
  for (const body of missing) {
    expect(await refusal(api.createWebCall({ body }))).toMatchObject({ status: 404 })
    expect(await refusal(api.createWebCallV2({ body }))).toMatchObject({ status: 404 })
    expect(await refusal(api.registerPhoneCall({ body }))).toMatchObject({ status: 404 })
  }
})

test('what one call overrides leaves the agent as it is', async ({ api, make }) => {
  const { agent_id } = await make.agent({ voice_speed: 1.1 })
  const before = await api.getAgent({ params: { agent_id } })
  const agent_override = { agent: { voice_speed: 1.9 }, retell_llm: { begin_message: 'Only once' } }
  await make.webCall({ agent_id, agent_override })
  expect(await api.getAgent({ params: { agent_id } })).toEqual(before)
  const wrong = { agent_id, agent_override: { agent: { voice_speed: 9 } } }
  expect(await refusal(api.unchecked.createWebCallV2({ body: wrong }))).toEqual({
    status: 400,
    message: 'request/body/agent_override/agent/voice_speed must be <= 2',
  })
})

test('what one call overrides is held to the rules of an agent', async ({ api, make }) => {
  const { agent_id } = await make.agent()
  const agent_override = { agent: { fallback_voice_ids: ['11labs-Nobody'] } }
  expect(await refusal(api.createWebCallV2({ body: { agent_id, agent_override } }))).toMatchObject({
    status: 404,
  })
})

test('a registered call keeps the numbers and the direction that it was told', async ({
  api,
  make,
  cleanUp,
}) => {
  const { agent_id } = await make.agent()
  const told = { from_number: '+14155550110', to_number: SOMEBODY, direction: 'outbound' } as const
  const call = await api.registerPhoneCall({ body: { agent_id, ...told, metadata: { leg: 1 } } })
  cleanUp(() => api.deleteCall({ params: { call_id: call.call_id } }))
  expect(call).toMatchObject({ call_type: 'phone_call', call_status: 'registered', agent_id, ...told })
  expect(await api.getCall({ params: { call_id: call.call_id } })).toMatchObject({
    ...told,
    metadata: { leg: 1 },
  })
})

test('a registered call needs no numbers, and is inbound', async ({ api, make, cleanUp }) => {
  const { agent_id } = await make.agent()
  const call = await api.registerPhoneCall({ body: { agent_id } })
  cleanUp(() => api.deleteCall({ params: { call_id: call.call_id } }))
  expect(call).toMatchObject({ direction: 'inbound', from_number: '', to_number: '' })
})
