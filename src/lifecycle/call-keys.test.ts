import { expect, test } from 'vitest'
import type { Call } from '../contract.ts'
import { startFakeRetell } from '../index.ts'
import { api, dial, getCall, numberFor, scriptedAgent } from '../testing/calls.ts'

/** The keys of a record of the live service, in their order; a call has no others between them. */
const OBSERVED =
  'call_id call_type agent_id agent_version agent_name retell_llm_dynamic_variables collected_dynamic_variables custom_sip_headers call_status start_timestamp end_timestamp duration_ms transcript transcript_object transcript_with_tool_calls recording_url recording_multi_channel_url public_log_url disconnection_reason latency metadata call_cost call_analysis data_storage_setting opt_in_signed_url llm_token_usage from_number to_number direction telephony_identifier'

const observedOf = (call: object) => {
  const known = OBSERVED.split(' ')
  return Object.keys(call).filter(key => known.includes(key))
}
const inOrder = (call: object) => OBSERVED.split(' ').filter(key => key in call)
const isInOrder = (call: object) =>
  expect(Object.keys(call).slice(0, inOrder(call).length)).toEqual(inOrder(call))

const given = { metadata: { a: 1 }, retell_llm_dynamic_variables: { name: 'Ada' } }

test('a created call by phone has the keys of one on the live service, in their order', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  const call = await dial(fake, await scriptedAgent(fake, { agent_name: 'Ada' }), given)
  expect(Object.keys(call).join(' ')).toBe(
    'call_id call_type agent_id agent_version agent_name retell_llm_dynamic_variables custom_sip_headers call_status latency metadata call_cost data_storage_setting opt_in_signed_url from_number to_number direction',
  )
})

test('the keys of calls are in the observed order at each of their states', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  const agent = await scriptedAgent(fake, { agent_name: 'Ada' })
  const { phone_number } = await numberFor(fake, agent)
  const outbound = await dial(fake, agent, given)
  const inbound = await fake.inboundCall({ from_number: '+15005550100', to_number: phone_number })
  const web = await api<{ call_id: string }>(fake, 'POST', '/v2/create-web-call', {
    agent_id: agent.agent_id,
    ...given,
  })
  const ids = [outbound.call_id, inbound.call_id, web.call_id]
  const read = async (): Promise<Call[]> => Promise.all(ids.map(call_id => getCall(fake, { call_id })))
  const states = new Set<string>()
  for (let step = 0; step < 40; step++) {
    await fake.advance(2_000)
    for (const call of await read()) {
      isInOrder(call)
      states.add(call.call_analysis ? 'analyzed' : call.call_status)
    }
  }
  expect([...states].sort()).toEqual(['analyzed', 'ended', 'ongoing', 'registered'])
  await api(fake, 'PATCH', `/v2/update-call/${inbound.call_id}`, { metadata: { b: 2 } })
  for (const call of await read()) isInOrder(call)
  expect(observedOf((await read())[0]!)).toContain('llm_token_usage')
})
