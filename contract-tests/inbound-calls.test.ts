// Calls that come in: the mock's control API rings a number, and Retell's API tells of the call.

import { expect } from 'vitest'
import type { Makers } from './makers.ts'
import { mockOnly } from './marks.ts'
import type { Target } from './target.ts'

interface Ringing {
  to_number: string
  from_number?: string
  scenario?: string
  sip_headers?: Record<string, string>
}

async function ring(
  { baseUrl, apiKey }: Target,
  call: Ringing,
): Promise<{ status: number; body: Record<string, string> }> {
  const response = await fetch(`${baseUrl}/_fake/inbound-calls`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(call),
  })
  return { status: response.status, body: (await response.json()) as Record<string, string> }
}

async function numberWithAgent(make: Makers) {
  const { agent_id } = await make.agent()
  const { phone_number } = await make.number({ inbound_agents: [{ agent_id, weight: 1 }] })
  return { agent_id, phone_number }
}

mockOnly(
  'a number that is rung answers with its inbound agent, at once',
  async ({ api, make, target, fake }) => {
    const { agent_id, phone_number } = await numberWithAgent(make)
    const { status, body } = await ring(target, { to_number: phone_number, from_number: '+14155550170' })
    expect(status).toBe(201)
    await fake.settled()
    expect(await api.getCall({ params: { call_id: body.call_id! } })).toMatchObject({
      call_type: 'phone_call',
      direction: 'inbound',
      call_status: 'ongoing',
      agent_id,
      from_number: '+14155550170',
      to_number: phone_number,
    })
  },
)

mockOnly('a caller who does not show a number is anonymous', async ({ api, make, target }) => {
  const { phone_number } = await numberWithAgent(make)
  const { body } = await ring(target, { to_number: phone_number })
  expect(await api.getCall({ params: { call_id: body.call_id! } })).toMatchObject({
    from_number: 'anonymous',
  })
})

mockOnly('an inbound call runs its scenario to the end', async ({ api, make, target, fake }) => {
  const { phone_number } = await numberWithAgent(make)
  const { body } = await ring(target, { to_number: phone_number, scenario: 'agent_hangup' })
  await fake.runUntilIdle()
  expect(await api.getCall({ params: { call_id: body.call_id! } })).toMatchObject({
    call_status: 'ended',
    disconnection_reason: 'agent_hangup',
  })
})

mockOnly('headers of the caller’s telephony become dynamic variables', async ({ api, make, target }) => {
  const { phone_number } = await numberWithAgent(make)
  const sip_headers = { 'X-Customer': 'gold', 'User-To-User': 'abc', Via: 'not passed on' }
  const { body } = await ring(target, { to_number: phone_number, sip_headers })
  const call = await api.getCall({ params: { call_id: body.call_id! } })
  expect(call.retell_llm_dynamic_variables).toEqual({ 'x-customer': 'gold', 'user-to-user': 'abc' })
})

mockOnly(
  'a number that is pinned to a version answers with it after the next is published',
  async ({ api, make, target }) => {
    const { agent_id } = await make.agent()
    await api.publishAgent({ params: { agent_id } })
    const { phone_number } = await make.number({
      inbound_agents: [{ agent_id, agent_version: 0, weight: 1 }],
    })
    await api.publishAgent({ params: { agent_id } })
    const { body } = await ring(target, { to_number: phone_number })
    expect(await api.getCall({ params: { call_id: body.call_id! } })).toMatchObject({ agent_version: 0 })
  },
)

mockOnly('a number that is not there cannot be rung', async ({ target }) => {
  expect(await ring(target, { to_number: '+14155550198' })).toMatchObject({
    status: 404,
    body: { message: 'Item +14155550198 not found from phone-number' },
  })
})

mockOnly('a number that nobody answers makes no call', async ({ api, make, target }) => {
  const { phone_number } = await make.number()
  expect(await ring(target, { to_number: phone_number })).toMatchObject({ status: 400 })
  expect(await api.listCallsV2({ body: { filter_criteria: { to_number: [phone_number] } } })).toEqual([])
})
