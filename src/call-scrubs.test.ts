// What a call scrubs is decided by the agent that took it, whatever becomes of that agent, and holds for all that is stored
// of the call later.

import { expect, test } from 'vitest'
import type { Call, PhoneCall, Schemas } from './contract.ts'
import type { FakeRetell } from './index.ts'
import { type AgentSettings, api, dial, getCall, numberFor, scriptedAgent } from './testing/calls.ts'
import { frozen, PII } from './testing/storage.ts'

const EXCEPT_PII = { data_storage_setting: 'everything_except_pii' } as const
const LEAK = { metadata: { email: 'new@mail.example' } }

const update = (fake: FakeRetell, { call_id }: Call, changes: Schemas['UpdateCallRequest']) =>
  api<Call>(fake, 'PATCH', `/v2/update-call/${call_id}`, changes)
const rerun = (fake: FakeRetell, { call_id }: Call) =>
  api<Call>(fake, 'PUT', `/rerun-call-analysis/${call_id}`)

async function finished(fake: FakeRetell, settings: AgentSettings, more: Parameters<typeof dial>[2] = {}) {
  const agent = await scriptedAgent(fake, settings)
  const made = await dial(fake, agent, { scenario: 'personal', ...more })
  await fake.runUntilIdle()
  return { agent, call: await getCall(fake, made) }
}

test('what the overrides of a call scrub stays scrubbed when the call is updated or analysed again', async () => {
  await using fake = await frozen()
  const agent_override = { agent: { ...PII, ...EXCEPT_PII } }
  const { call } = await finished(fake, {}, { agent_override })
  const updated = await update(fake, call, LEAK)
  expect(updated).not.toHaveProperty('metadata')
  expect(updated.scrubbed_metadata).toEqual({ email: '[email 1]' })
  const again = await rerun(fake, call)
  expect(again).not.toHaveProperty('call_analysis')
  expect(again.scrubbed_call_analysis).toBeDefined()
})

test('an agent that scrubs no more, or is gone, still scrubs the calls it took before', async () => {
  await using fake = await frozen()
  const { agent, call } = await finished(fake, PII)
  await api(fake, 'PATCH', `/update-agent/${agent.agent_id}`, {
    pii_config: { mode: 'post_call', categories: [] },
  })
  const stricter = await update(fake, call, EXCEPT_PII)
  for (const field of ['metadata', 'transcript', 'call_analysis']) expect(stricter).not.toHaveProperty(field)
  await api(fake, 'DELETE', `/delete-agent/${agent.agent_id}`)
  expect(JSON.stringify(await update(fake, call, LEAK))).not.toContain('new@mail.example')
})

test('the scrubbed copies follow the originals', async () => {
  await using fake = await frozen()
  const { agent, call } = await finished(fake, PII)
  const updated = await update(fake, call, LEAK)
  expect(updated).toMatchObject({ ...LEAK, scrubbed_metadata: { email: '[email 1]' } })
  const mood = { type: 'string', name: 'mood', description: 'How the caller feels.' }
  await api(fake, 'PATCH', `/update-agent/${agent.agent_id}`, { post_call_analysis_data: [mood] })
  const { call_analysis, scrubbed_call_analysis } = await rerun(fake, call)
  expect(Object.keys(call_analysis!.custom_analysis_data!)).toEqual(['mood'])
  expect(Object.keys(scrubbed_call_analysis!.custom_analysis_data!)).toEqual(['mood'])
})

test.each([
  [
    'everything_except_pii',
    {
      'x-customer-name': '[person name 1]',
      'p-asserted-identity': '<sip:[phone number 1]@pbx>',
      'x-reply-to': '[email 1]',
      'x-shop': 'Berlin',
    },
  ],
  ['basic_attributes_only', undefined],
] as const)('the headers of a call that stores %s tell of nobody', async (data_storage_setting, stored) => {
  await using fake = await frozen()
  const number = await numberFor(fake, await scriptedAgent(fake, { ...PII, data_storage_setting }))
  const headers = {
    'p-asserted-identity': '<sip:+14155550123@pbx>',
    'x-customer-name': 'Ada Byron',
    'x-reply-to': 'ada@mail.example',
    'x-shop': 'Berlin',
  }
  const order = { to_number: number.phone_number, from_number: '+14155550123', sip_headers: headers }
  const { call_id } = await api<PhoneCall>(fake, 'POST', '/_fake/inbound-calls', order)
  expect((await getCall(fake, { call_id })).custom_sip_headers).toMatchObject(headers)
  await fake.runUntilIdle()
  const { custom_sip_headers } = await getCall(fake, { call_id })
  if (stored) expect(custom_sip_headers).toMatchObject(stored)
  else expect(custom_sip_headers).toBeUndefined()
})
