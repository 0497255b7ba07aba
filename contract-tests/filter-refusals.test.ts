// Filters and page parameters of every wrong kind, at each of the lists of calls and chats: each is refused with 400 and with
// words that name what was wrong, and nothing else comes of it.

import { expect } from 'vitest'
import { CALL_FIELDS, CHAT_FIELDS } from './filter-fields.ts'
import { test } from './marks.ts'
import type { LooseOperations } from './raw-client.ts'
import { refusal } from './refusal.ts'

type List = 'listCalls' | 'listCallsV2' | 'listCallReference' | 'listChats'

const TEXT = { type: 'string', op: 'eq', value: 'x' }
const NUMBER = { type: 'number', op: 'eq', value: 1 }
const TRUTH = { type: 'boolean', op: 'eq', value: true }
const RANGE = { type: 'range', op: 'bt', value: [1, 2] }
const ENUM = { type: 'enum', op: 'in', value: ['x'] }

/** No filters at all. */
const NONE = [
  'x',
  5,
  true,
  null,
  [],
  [{}],
  {},
  { type: 'string' },
  { type: 'never', op: 'eq', value: 'x' },
  { op: 'eq', value: 'x' },
]

/** By what a field may be filtered, everything that may not be said of it. */
const WRONG = {
  text: [
    ...NONE,
    NUMBER,
    TRUTH,
    RANGE,
    ENUM,
    { ...TEXT, op: 'gt' },
    { ...TEXT, value: 5 },
    { type: 'string', op: 'eq' },
  ],
  textOrEnum: [
    ...NONE,
    NUMBER,
    TRUTH,
    RANGE,
    { ...TEXT, op: 'in' },
    { ...ENUM, value: 'x' },
    { ...ENUM, value: [5] },
    { ...ENUM, op: 'eq' },
  ],
  enum: [
    ...NONE,
    TEXT,
    NUMBER,
    TRUTH,
    RANGE,
    { ...ENUM, value: ['nonsense'] },
    { ...ENUM, value: 'ended' },
    { ...ENUM, op: 'eq' },
    { type: 'enum', op: 'in' },
  ],
  openEnum: [
    ...NONE,
    TEXT,
    NUMBER,
    TRUTH,
    RANGE,
    { ...ENUM, value: 'x' },
    { ...ENUM, value: [5] },
    { ...ENUM, op: 'eq' },
  ],
  truth: [
    ...NONE,
    TEXT,
    NUMBER,
    RANGE,
    ENUM,
    { ...TRUTH, value: 'true' },
    { ...TRUTH, value: 1 },
    { ...TRUTH, op: 'ne' },
  ],
  number: [
    ...NONE,
    TEXT,
    TRUTH,
    ENUM,
    { ...NUMBER, op: 'co' },
    { ...NUMBER, value: '1' },
    { ...NUMBER, value: [1] },
    { ...RANGE, op: 'eq' },
    { ...RANGE, value: [1] },
    { ...RANGE, value: [1, 2, 3] },
    { ...RANGE, value: ['1', '2'] },
    { ...RANGE, value: 1 },
  ],
  keyed: [
    'x',
    5,
    null,
    {},
    { key: 'a', ...TEXT },
    [5],
    ['a'],
    [{}],
    [{ key: 'a' }],
    [{ key: 5, ...TEXT }],
    [{ key: 'a', type: 'string', op: 'eq', value: 5 }],
    [{ key: 'a', type: 'present', op: 'eq' }],
    [
      { key: 'a', ...TEXT },
      { key: 'b', type: 'range', op: 'bt', value: [1] },
    ],
  ],
  agents: [
    'x',
    5,
    null,
    {},
    ['agent_1'],
    [{}],
    [{ agent_id: '' }],
    [{ agent_id: 5 }],
    [{ agent_id: 'a', version: 0 }],
    [{ agent_id: 'a', version: ['0'] }],
  ],
  tools: [
    'x',
    {},
    null,
    ['find'],
    [{ name: 5 }],
    [{ success: true }],
    [{ latency_ms: 5 }],
    [{ latency_ms: TEXT }],
    [{ success: { ...TRUTH, op: 'ne' } }],
  ],
} as const satisfies Record<keyof typeof CALL_FIELDS, readonly unknown[]>

async function expectRefused(
  unchecked: LooseOperations,
  list: List,
  body: object,
  where: string,
): Promise<void> {
  const { status, message } = await refusal(unchecked[list]({ body }))
  expect(status, JSON.stringify(body)).toBe(400)
  expect(message, JSON.stringify(body)).toContain(where)
}

test.for([
  ['listCalls', CALL_FIELDS],
  ['listChats', CHAT_FIELDS],
] as const)('%s refuses a typed filter of every wrong kind', async ([list, fields], { api }) => {
  for (const [kind, names] of Object.entries(fields))
    for (const name of names)
      for (const wrong of WRONG[kind as keyof typeof WRONG])
        await expectRefused(
          api.unchecked,
          list,
          { filter_criteria: { [name]: wrong } },
          `request/body/filter_criteria/${name}`,
        )
})

const TEXT_LISTS = ['call_id', 'agent_id', 'batch_call_id', 'from_number', 'to_number']
const ENUM_LISTS = ['call_status', 'call_type', 'direction', 'disconnection_reason', 'user_sentiment']

test.for(['listCallsV2', 'listCallReference'] as const)(
  '%s refuses a plain filter of every wrong kind',
  async (list, { api }) => {
    const wrong: [string[], unknown[]][] = [
      [TEXT_LISTS, ['x', 5, null, {}, [5], [null], ENUM]],
      [ENUM_LISTS, ['ended', 5, null, {}, ['nonsense'], [5], ENUM]],
      [
        ['in_voicemail', 'call_successful'],
        [true, null, {}, ['true'], [1], TRUTH],
      ],
      [['version'], [0, null, {}, ['0'], [0.5]]],
      [
        ['start_timestamp', 'end_timestamp', 'duration_ms', 'e2e_latency_p50'],
        [5, null, [], [1, 2], '5', { lower_threshold: '5' }, { upper_threshold: null }],
      ],
      [
        ['metadata', 'dynamic_variables'],
        ['x', 5, null, [], { a: 'x' }, { a: [5] }, { a: null }],
      ],
      [
        ['metadata.a', 'dynamic_variables.a', 'metadata.'],
        ['x', 5, null, {}, [5], [['x']]],
      ],
    ]
    for (const [names, values] of wrong)
      for (const name of names)
        for (const value of values)
          await expectRefused(
            api.unchecked,
            list,
            { filter_criteria: { [name]: value } },
            `request/body/filter_criteria/${name}`,
          )
  },
)

test.for(['listCalls', 'listCallsV2', 'listCallReference', 'listChats'] as const)(
  '%s refuses criteria, limits, orders and keys of every wrong kind',
  async (list, { api }) => {
    const wrong: [string, unknown[]][] = [
      ['filter_criteria', ['x', 5, null, [], true]],
      ['limit', [0, -1, 1.5, 1001, '50', null, [50]]],
      ['sort_order', ['up', 'DESC', 1, null, ['ascending']]],
      ['pagination_key', [5, null, {}, ['x']]],
    ]
    const newer = list === 'listCalls' || list === 'listChats'
    if (newer) {
      wrong.push(['skip', [-1, 0.5, '1', null]], ['include_total', ['true', 1, null]])
      const foreign = ['nonsense', '', Buffer.from('{"a":1}').toString('base64url')]
      for (const pagination_key of foreign)
        await expectRefused(api.unchecked, list, { pagination_key }, 'pagination_key')
      const { pagination_key } = { pagination_key: 'WzEsMV0' }
      await expectRefused(api.unchecked, list, { pagination_key, skip: 0 }, 'request/body')
    }
    for (const [name, values] of wrong)
      for (const value of values)
        await expectRefused(api.unchecked, list, { [name]: value }, `request/body/${name}`)
    for (const body of ['x', 5, [], null])
      expect(await refusal(api.unchecked[list]({ body })), JSON.stringify(body)).toEqual({
        status: 400,
        message: 'request/body must be object',
      })
  },
)

test('the key of an older list is the id of what there is, or of a call or chat that there was', async ({
  api,
}) => {
  const unknown = { status: 400, message: 'pagination_key is not one that this list has returned' }
  expect(await refusal(api.unchecked.listCallsV2({ body: { pagination_key: 'call_0' } }))).toEqual(unknown)
  expect(await refusal(api.unchecked.listChatV1({ query: { pagination_key: 'chat_0' } }))).toEqual(unknown)
  const row = { pagination_key: 'agent_0', pagination_key_version: 0 }
  for (const list of [
    'listAgentsV1',
    'listChatAgentsV1',
    'listRetellLlmsV1',
    'listConversationFlowsV1',
  ] as const)
    expect(await refusal(api.unchecked[list]({ query: row })), list).toEqual(unknown)
  for (const query of [{ limit: 0 }, { limit: 1001 }, { limit: 'x' }, { sort_order: 'up' }])
    expect(await refusal(api.unchecked.listChatV1({ query })), JSON.stringify(query)).toMatchObject({
      status: 400,
    })
})
