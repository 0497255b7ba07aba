import { beforeAll, expect, test } from 'vitest'
import type { Call, PhoneCall, Schemas, WebCall } from '../contract.ts'
import { Calls } from '../store/calls.ts'
import { openDatabase } from '../store/database.ts'
import { decodeCursor } from '../store/paging.ts'
import { typedConditions } from './call-filters.ts'
import { plainConditions } from './call-filters-v2.ts'

const calls = new Calls(openDatabase(':memory:'), 1)

const phone = (call_id: string, more: Partial<PhoneCall>): PhoneCall => ({
  call_id,
  call_type: 'phone_call',
  agent_id: 'agent_a',
  agent_version: 0,
  call_status: 'ended',
  from_number: '+14155550100',
  to_number: '+14155550101',
  direction: 'outbound',
  ...more,
})
const web = (call_id: string, more: Partial<WebCall>): WebCall => ({
  call_id,
  call_type: 'web_call',
  agent_id: 'agent_b',
  agent_version: 2,
  call_status: 'ended',
  access_token: 't',
  ...more,
})

const STORED: Call[] = [
  phone('c1', {
    start_timestamp: 1_000,
    duration_ms: 10_000,
    agent_tag: 'production',
    metadata: { order: 'A-1', vip: true, size: 3, note: 'abc', list: [5], 'a"b\\': 'odd' },
    custom_attributes: { tier: 'gold' },
  }),
  phone('c2', {
    start_timestamp: 2_000,
    duration_ms: 20_000,
    direction: 'inbound',
    from_number: 'anonymous',
    disconnection_reason: 'agent_hangup',
    call_analysis: {
      user_sentiment: 'Positive',
      call_successful: true,
      in_voicemail: false,
      custom_analysis_data: { score: 7 },
    },
  }),
  web('c3', {
    start_timestamp: 3_000,
    duration_ms: 30_000,
    call_cost: {
      product_costs: [],
      total_duration_seconds: 30,
      total_duration_unit_price: 0,
      combined_cost: 4.5,
    },
  }),
  web('c4', {
    start_timestamp: 4_000,
    call_status: 'error',
    disconnection_reason: 'error_asr',
    agent_version: 3,
    tool_calls: [{ name: 'find', type: 'custom', latency_ms: 80, success: true }],
  }),
  phone('c5', {
    call_status: 'not_connected',
    disconnection_reason: 'dial_busy',
    retell_llm_dynamic_variables: { name: 'Ines' },
  }),
]

beforeAll(() => {
  for (const [index, call] of STORED.entries()) calls.insert(call, 100 + index)
})

const idsOf = (conditions: ReturnType<typeof typedConditions>) =>
  calls
    .page({ conditions, limit: 50, order: 'ascending' })
    .items.map(({ call_id }) => call_id)
    .sort()
const typed = (criteria: Schemas['CallFilter']) => idsOf(typedConditions(criteria))
const plain = (criteria: Schemas['CallFilterV2']) => idsOf(plainConditions(criteria))

test.each<[Schemas['CallFilter'], string[]]>([
  [{}, ['c1', 'c2', 'c3', 'c4', 'c5']],
  [{ agent: [{ agent_id: 'agent_b' }] }, ['c3', 'c4']],
  [
    {
      agent: [
        { agent_id: 'agent_b', version: [3] },
        { agent_id: 'agent_a', version: [] },
      ],
    },
    ['c1', 'c2', 'c4', 'c5'],
  ],
  [{ call_id: { type: 'string', op: 'eq', value: 'c2' } }, ['c2']],
  [{ call_id: { type: 'enum', op: 'in', value: ['c1', 'c9'] } }, ['c1']],
  [{ call_status: { type: 'enum', op: 'in', value: ['error', 'not_connected'] } }, ['c4', 'c5']],
  [
    {
      call_type: { type: 'enum', op: 'in', value: ['web_call'] },
      call_status: { type: 'enum', op: 'in', value: ['ended'] },
    },
    ['c3'],
  ],
  [{ from_number: { type: 'string', op: 'ne', value: 'anonymous' } }, ['c1', 'c3', 'c4', 'c5']],
  [{ from_number: { type: 'string', op: 'sw', value: '+1415' } }, ['c1', 'c5']],
  [{ from_number: { type: 'string', op: 'ew', value: 'mous' } }, ['c2']],
  [{ to_number: { type: 'string', op: 'co', value: '555' } }, ['c1', 'c2', 'c5']],
  [{ start_timestamp: { type: 'number', op: 'ge', value: 3_000 } }, ['c3', 'c4']],
  [{ start_timestamp: { type: 'number', op: 'lt', value: 2_000 } }, ['c1']],
  [{ start_timestamp: { type: 'number', op: 'ne', value: 1_000 } }, ['c2', 'c3', 'c4', 'c5']],
  [{ duration_ms: { type: 'range', op: 'bt', value: [10_000, 20_000] } }, ['c1', 'c2']],
  [{ combined_cost: { type: 'number', op: 'gt', value: 4 } }, ['c3']],
  [{ call_successful: { type: 'boolean', op: 'eq', value: true } }, ['c2']],
  [{ in_voicemail: { type: 'boolean', op: 'eq', value: false } }, ['c2']],
  [{ user_sentiment: { type: 'enum', op: 'in', value: ['Positive'] } }, ['c2']],
  [
    {
      tool_calls: [
        {
          name: 'find',
          success: { type: 'boolean', op: 'eq', value: true },
          latency_ms: { type: 'number', op: 'lt', value: 100 },
        },
      ],
    },
    ['c4'],
  ],
  [{ tool_calls: [{ name: 'find' }, { name: 'other' }] }, []],
  [{ metadata: [{ key: 'order', type: 'string', op: 'eq', value: 'A-1' }] }, ['c1']],
  [{ metadata: [{ key: 'vip', type: 'boolean', op: 'eq', value: true }] }, ['c1']],
  [{ metadata: [{ key: 'size', type: 'range', op: 'bt', value: [1, 3] }] }, ['c1']],
  [{ metadata: [{ key: 'order', type: 'present', op: 'np' }] }, ['c2', 'c3', 'c4', 'c5']],
  [{ metadata: [{ key: 'a"b', type: 'present', op: 'pr' }] }, []],
  [{ metadata: [{ key: 'a"b\\', type: 'string', op: 'eq', value: 'odd' }] }, ['c1']],
  [{ metadata: [{ key: 'note', type: 'number', op: 'gt', value: 1 }] }, []],
  [{ metadata: [{ key: 'list', type: 'number', op: 'ge', value: 0 }] }, []],
  [{ metadata: [{ key: 'vip', type: 'range', op: 'bt', value: [0, 1] }] }, []],
  [{ metadata: [{ key: 'size', type: 'string', op: 'co', value: '3' }] }, []],
  [{ metadata: [{ key: 'size', type: 'string', op: 'ne', value: '3' }] }, ['c1', 'c2', 'c3', 'c4', 'c5']],
  [{ metadata: [{ key: 'order', type: 'string', op: 'ew', value: '' }] }, ['c1']],
  [{ agent_tag: { type: 'enum', op: 'in', value: ['production', 'test'] } }, ['c1']],
  [{ agent_tag: { type: 'enum', op: 'in', value: [] } }, []],
  [
    { metadata: [{ key: "'); DROP TABLE calls; --", type: 'string', op: 'ne', value: 'x' }] },
    ['c1', 'c2', 'c3', 'c4', 'c5'],
  ],
  [{ custom_attributes: [{ key: 'tier', type: 'enum', op: 'in', value: ['gold', 'silver'] }] }, ['c1']],
  [{ custom_analysis_data: [{ key: 'score', type: 'number', op: 'ge', value: 7 }] }, ['c2']],
  [{ dynamic_variables: [{ key: 'name', type: 'string', op: 'sw', value: 'In' }] }, ['c5']],
])('the typed filter %j finds %j', (criteria, found) => {
  expect(typed(criteria)).toEqual(found)
})

test.each<[Schemas['CallFilterV2'], string[]]>([
  [{}, ['c1', 'c2', 'c3', 'c4', 'c5']],
  [{ agent_id: ['agent_b'], version: [2] }, ['c3']],
  [{ agent_id: [] }, ['c1', 'c2', 'c3', 'c4', 'c5']],
  [{ call_type: ['inbound_phone_call', 'web_call'] }, ['c2', 'c3', 'c4']],
  [{ call_type: ['phone_call'] }, ['c1', 'c2', 'c5']],
  [{ call_successful: [true, false] }, ['c2']],
  [{ start_timestamp: { lower_threshold: 2_000, upper_threshold: 3_000 } }, ['c2', 'c3']],
  [{ disconnection_reason: ['dial_busy', 'error_asr'] }, ['c4', 'c5']],
  [{ 'metadata.order': ['A-1', 'A-2'] }, ['c1']],
  [{ 'metadata.size': ['3'] }, ['c1']],
  [{ 'metadata.vip': ['true'] }, ['c1']],
  [{ 'metadata.order': [] }, ['c1', 'c2', 'c3', 'c4', 'c5']],
  [{ dynamic_variables: { name: ['Ines'] } }, ['c5']],
])('the plain filter %j finds %j', (criteria, found) => {
  expect(plain(criteria)).toEqual(found)
})

test('a dotted key whose value is no list of texts is refused', () => {
  expect(() => plainConditions({ 'metadata.order': 'A-1' })).toThrow(
    'request/body/filter_criteria/metadata.order must be an array of strings',
  )
})

test('pages in both orders neither repeat nor skip, also while calls come and go', () => {
  for (const order of ['ascending', 'descending'] as const) {
    const seen: string[] = []
    let after: ReturnType<typeof decodeCursor> | undefined
    do {
      const page = calls.page({ conditions: [], limit: 2, order, after })
      seen.push(...page.items.map(({ call_id }) => call_id))
      after = page.pagination_key === undefined ? undefined : decodeCursor(page.pagination_key)
      const extra = `${order}${seen.length}`
      calls.insert(phone(extra, { start_timestamp: order === 'ascending' ? 1 : 9_999 }), 1)
    } while (after)
    expect(seen.filter(id => id.startsWith('c'))).toHaveLength(5)
    expect(new Set(seen).size).toBe(seen.length)
    for (const id of ['2', '4', '5', '6']) if (calls.find(order + id)) calls.delete(order + id)
  }
})

test('a cursor that no list has handed out is refused', () => {
  for (const cursor of ['', 'x', 'bm90IGpzb24', Buffer.from('{}').toString('base64url')]) {
    expect(() => decodeCursor(cursor)).toThrow('pagination_key is not one that this list has returned')
  }
})
