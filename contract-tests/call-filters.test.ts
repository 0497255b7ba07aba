// Every filter of the lists of calls with every operator, held against the records themselves. How calls go is the mock's to
// decide, so this is for the mock alone.

import { expect } from 'vitest'
import { at, type CallRecord, differentCalls, look } from './different-calls.ts'
import { CALL_FIELDS } from './filter-fields.ts'
import { type Filter, filtersAbout, meets, numberFilters, textFilters } from './filter-oracle.ts'
import { mockOnly } from './marks.ts'

/** Two different values that the records have there, or fewer. */
const someOf = (records: readonly CallRecord[], field: string) =>
  valuesOf(records, record => look(record, field))

const valuesOf = (records: readonly CallRecord[], read: (record: CallRecord) => unknown) =>
  [...new Set(records.map(read))].filter(value => value !== undefined).slice(0, 2)

const TEXTS = [...CALL_FIELDS.textOrEnum, ...CALL_FIELDS.text]
const NUMBERS = CALL_FIELDS.number
const ENUMS = [...CALL_FIELDS.textOrEnum, ...CALL_FIELDS.enum]
const TRUTHS = CALL_FIELDS.truth

mockOnly('each typed filter finds what it says, and nothing else', async ({ api, make, fake }) => {
  const records = await differentCalls({ api, make, fake })
  const seen = { found: new Set<string>(), missed: new Set<string>() }
  const check = async (what: string, criteria: object, holds: (record: CallRecord) => boolean) => {
    const agent = [...new Set(records.map(({ agent_id }) => agent_id))].map(agent_id => ({ agent_id }))
    const body = { filter_criteria: { agent, ...criteria }, include_total: true }
    const { items, total } = await api.listCalls({ body })
    const expected = records.filter(holds).map(({ call_id }) => call_id)
    const found = items.map(({ call_id }) => call_id)
    expect(found.sort(), JSON.stringify(criteria)).toEqual(expected.sort())
    expect(total, JSON.stringify(criteria)).toBe(expected.length)
    if (found.length > 0) seen.found.add(what)
    if (found.length < records.length) seen.missed.add(what)
  }
  const checkField = (field: string, filter: Filter) =>
    check(`${field} ${filter.type} ${filter.op}`, { [field]: filter }, record =>
      meets(look(record, field), filter),
    )

  for (const field of TEXTS)
    for (const value of someOf(records, field))
      if (typeof value === 'string') for (const filter of textFilters(value)) await checkField(field, filter)
  for (const field of NUMBERS)
    for (const value of someOf(records, field))
      if (typeof value === 'number')
        for (const filter of numberFilters(value)) await checkField(field, filter)
  for (const field of ENUMS) {
    const values = [...new Set(records.map(record => look(record, field)))].filter(
      value => typeof value === 'string',
    )
    expect(values.length, field).toBeGreaterThan(1)
    for (const value of [...values.map(one => [one]), values.slice(0, 2), []])
      await checkField(field, { type: 'enum', op: 'in', value })
  }
  for (const field of TRUTHS)
    for (const value of [true, false]) await checkField(field, { type: 'boolean', op: 'eq', value })

  const objects: [string, (record: CallRecord) => unknown, keys: string[]][] = [
    ['metadata', record => at(record, 'metadata'), ['order', 'size', 'rush', 'nothing']],
    ['dynamic_variables', record => at(record, 'retell_llm_dynamic_variables'), ['name', 'tier']],
    ['custom_attributes', record => at(record, 'custom_attributes'), ['plan', 'seats', 'vip']],
    [
      'custom_analysis_data',
      record => at(record, 'call_analysis', 'custom_analysis_data'),
      ['score', 'booked', 'city'],
    ],
  ]
  for (const [name, object, keys] of objects)
    for (const key of keys)
      for (const value of valuesOf(records, record => at(object(record), key)))
        for (const filter of [
          ...filtersAbout(value),
          { type: 'enum' as const, op: 'in' as const, value: [String(value), 'x'] },
        ])
          await check(`${name} ${filter.type} ${filter.op}`, { [name]: [{ key, ...filter }] }, record =>
            meets(at(object(record), key), filter),
          )

  const toolsOf = (record: CallRecord) => (at(record, 'tool_calls') ?? []) as Record<string, unknown>[]
  const truth = (value: boolean) => ({ type: 'boolean' as const, op: 'eq' as const, value })
  const tools: [string, object[], (record: CallRecord) => boolean][] = [
    ['name', [{ name: 'note' }], record => toolsOf(record).some(({ name }) => name === 'note')],
    ['type', [{ type: 'custom' }], record => toolsOf(record).some(({ type }) => type === 'custom')],
    [
      'success',
      [{ success: truth(true) }],
      record => toolsOf(record).some(({ success }) => success === true),
    ],
    [
      'failure',
      [{ success: truth(false) }],
      record => toolsOf(record).some(({ success }) => success === false),
    ],
    ['one call, all of it', [{ name: 'find_order', success: truth(true) }], () => false],
    [
      'several calls',
      [{ name: 'note' }, { name: 'find_order' }],
      record => ['note', 'find_order'].every(wanted => toolsOf(record).some(({ name }) => name === wanted)),
    ],
    [
      'latency',
      [{ latency_ms: { type: 'number', op: 'ge', value: 0 } }],
      record => toolsOf(record).some(({ latency_ms }) => typeof latency_ms === 'number'),
    ],
    ['latency range', [{ latency_ms: { type: 'range', op: 'bt', value: [-2, -1] } }], () => false],
    ['any', [{}], record => toolsOf(record).length > 0],
  ]
  for (const [what, tool_calls, holds] of tools) await check(`tool_calls ${what}`, { tool_calls }, holds)

  // Not one of them finds all or nothing, but those that are made to.
  const nothing = ['one call, all of it', 'latency range'].map(what => `tool_calls ${what}`)
  expect([...seen.missed].filter(what => !seen.found.has(what)).sort()).toEqual(
    expect.arrayContaining(nothing.sort()),
  )
  for (const field of [...TEXTS.map(name => `${name} string`), ...NUMBERS.map(name => `${name} number`)])
    for (const op of field.endsWith('number')
      ? ['eq', 'ne', 'gt', 'ge', 'lt', 'le']
      : ['eq', 'ne', 'sw', 'ew', 'co']) {
      expect(seen.found, `${field} ${op}`).toContain(`${field} ${op}`)
      expect(seen.missed, `${field} ${op}`).toContain(`${field} ${op}`)
    }
})

mockOnly('each plain filter finds what it says, in both of the older lists', async ({ api, make, fake }) => {
  const records = await differentCalls({ api, make, fake })
  const agent_id = [...new Set(records.map(record => record.agent_id))]
  const check = async (criteria: object, holds: (record: CallRecord) => boolean) => {
    const body = { filter_criteria: { agent_id, ...criteria } }
    const expected = records
      .filter(holds)
      .map(({ call_id }) => call_id)
      .sort()
    const ids = (calls: { call_id: string }[]) => calls.map(({ call_id }) => call_id).sort()
    expect(ids(await api.listCallsV2({ body })), JSON.stringify(criteria)).toEqual(expected)
    expect(ids((await api.listCallReference({ body })).items), JSON.stringify(criteria)).toEqual(expected)
    return expected.length
  }
  const lists = [
    ...ENUMS.filter(name => name !== 'data_storage_setting'),
    ...TRUTHS,
    'batch_call_id',
    'from_number',
    'to_number',
    'agent_id',
  ]
  for (const field of lists) {
    const values = [...new Set(records.map(record => look(record, field)))].filter(
      value => value !== undefined,
    )
    expect(values.length, field).toBeGreaterThan(0)
    for (const wanted of [...values.map((one): unknown[] => [one]), values.slice(0, 2)]) {
      const found = await check({ [field]: wanted }, record => wanted.includes(look(record, field)))
      expect(found, field).toBeGreaterThan(0)
    }
    await check(field === 'agent_id' ? {} : { [field]: [] }, () => true)
  }
  await check({ version: [0] }, record => record.agent_version === 0)
  await check({ version: [7] }, () => false)
  await check({ call_type: ['inbound_phone_call'] }, record => at(record, 'direction') === 'inbound')
  await check(
    { call_type: ['outbound_phone_call', 'web_call'] },
    record => at(record, 'direction') !== 'inbound',
  )
  for (const field of NUMBERS.filter(name => name !== 'combined_cost')) {
    const values = records.map(record => look(record, field)).filter(value => typeof value === 'number')
    const middle = values.toSorted((one, two) => one - two)[Math.floor(values.length / 2)]!
    const within = (low: number, high: number) => (record: CallRecord) => {
      const value = look(record, field)
      return typeof value === 'number' && low <= value && value <= high
    }
    const most = Number.MAX_SAFE_INTEGER
    expect(await check({ [field]: { lower_threshold: middle } }, within(middle, most))).toBeGreaterThan(0)
    expect(await check({ [field]: { upper_threshold: middle } }, within(-1, middle))).toBeGreaterThan(0)
    expect(
      await check({ [field]: { lower_threshold: middle, upper_threshold: middle } }, within(middle, middle)),
    ).toBeGreaterThan(0)
    expect(
      await check({ [field]: { lower_threshold: middle + 1, upper_threshold: middle } }, () => false),
    ).toBe(0)
    expect(await check({ [field]: {} }, () => true)).toBe(records.length)
  }
  const dotted: [string, string[], (record: CallRecord) => boolean][] = [
    [
      'metadata.order',
      ['A-1', 'B-1'],
      record => ['A-1', 'B-1'].includes(String(at(record, 'metadata', 'order'))),
    ],
    [
      'metadata.size',
      ['3', 'seven'],
      record => ['3', 'seven'].includes(String(at(record, 'metadata', 'size'))),
    ],
    ['metadata.rush', ['true'], record => String(at(record, 'metadata', 'rush')) === 'true'],
    ['metadata.nothing', ['null'], () => false],
    ['metadata.order', [], () => true],
    [
      'dynamic_variables.name',
      ['Ada'],
      record => at(record, 'retell_llm_dynamic_variables', 'name') === 'Ada',
    ],
  ]
  for (const [key, values, holds] of dotted) {
    await check({ [key]: values }, holds)
    const [object, name] = key.split('.') as [string, string]
    await check({ [object]: { [name]: values } }, holds)
  }
})

mockOnly('a key of metadata may be any text', async ({ api, make }) => {
  const { agent_id } = await make.agent()
  const keys = ['plain', 'a"b', 'a\\', 'a.b', '', "it's", '$', '[0]', 'naïve\n', '\u0001', 'x'.repeat(300)]
  const { call_id } = await make.webCall({
    agent_id,
    metadata: Object.fromEntries(keys.map(key => [key, 'here'])),
  })
  await make.webCall({ agent_id })
  for (const key of keys) {
    const filter = { type: 'string' as const, op: 'eq' as const, value: 'here' }
    const typed = { filter_criteria: { agent: [{ agent_id }], metadata: [{ key, ...filter }] } }
    const plain = { filter_criteria: { agent_id: [agent_id], [`metadata.${key}`]: ['here'] } }
    for (const calls of [
      (await api.listCalls({ body: typed })).items,
      await api.listCallsV2({ body: plain }),
    ])
      expect(
        calls.map(call => call.call_id),
        JSON.stringify(key),
      ).toEqual([call_id])
  }
})
