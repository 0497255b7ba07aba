import { expect, test } from 'vitest'
import { is, NUMBER, one, stocked } from '../testing/explained-store.ts'

const flag = { type: 'boolean' as const, op: 'eq' as const, value: true }
const above = { type: 'number' as const, op: 'ge' as const, value: 1 }

test.each<[string, object]>([
  ['agent_id', { agent: [{ agent_id: 'agent_1' }] }],
  ['agent_id', { agent: [{ agent_id: 'agent_1' }, { agent_id: 'agent_2' }] }],
  ['id', { call_id: is('call_1') }],
  ['agent_tag', { agent_tag: one('a') }],
  ['batch_call_id', { batch_call_id: is('batch_call_1') }],
  ['call_status', { call_status: one('ended') }],
  ['call_status', { call_status: { ...one('ended'), value: ['ended', 'error'] } }],
  ['call_type', { call_type: one('web_call') }],
  ['direction', { direction: one('inbound') }],
  ['from_number', { from_number: is(NUMBER) }],
  ['to_number', { to_number: is(NUMBER) }],
  ['disconnection_reason', { disconnection_reason: one('user_hangup') }],
  ['user_sentiment', { user_sentiment: one('Positive') }],
  ['data_storage_setting', { data_storage_setting: one('everything') }],
  ['call_successful', { call_successful: flag }],
  ['in_voicemail', { in_voicemail: flag }],
  ['sort_at', { start_timestamp: above }],
  ['end_timestamp', { end_timestamp: above }],
  ['duration_ms', { duration_ms: above }],
  ['combined_cost', { combined_cost: { type: 'range', op: 'bt', value: [1, 2] } }],
  ['e2e_latency_p50', { e2e_latency_p50: above }],
])('a few calls are found by an index of %s: %j', (column, filter_criteria) => {
  const { bench, plans } = stocked()
  bench.ask('listCalls', { body: { filter_criteria } })
  const searches = plans.filter(plan => / calls /.test(plan))
  expect(searches.length).toBeGreaterThan(0)
  for (const search of searches)
    expect(search).toMatch(new RegExp(`^SEARCH calls USING (COVERING )?INDEX calls_${column}(_sort_at)? `))
})

test('many calls of a range are found in the order of the list', () => {
  const { bench, plans } = stocked()
  const model = {
    call_type: 'web_call',
    agent_id: 'agent_1',
    agent_version: 0,
    call_status: 'ended',
  } as const
  for (let index = 0; index <= 1_000; index++)
    bench.world.store.calls.insert(
      {
        ...model,
        call_id: `call_${index}`,
        access_token: 'a',
        start_timestamp: index,
        duration_ms: index + 1,
      },
      0,
    )
  plans.length = 0
  const { items } = bench.ask('listCalls', { body: { filter_criteria: { duration_ms: above }, limit: 2 } })
  expect(items.map(({ call_id }) => call_id)).toEqual(['call_1000', 'call_999'])
  expect(plans.at(-1)).toBe('SEARCH calls USING INDEX calls_sort_at (workspace=?)')
})
