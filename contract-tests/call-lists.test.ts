// The lists of calls in their generations: order, paging, and filters on what a call is told when it is made. Filters on
// how calls went are in call-life.test.ts.

import { expect } from 'vitest'
import type { Schemas } from '../src/index.ts'
import { allowCalls, type Makers } from './makers.ts'
import { mockOnly, test } from './marks.ts'
import { everyItem, everyPage } from './pages.ts'
import { refusal } from './refusal.ts'

const idsOf = (calls: { call_id: string }[]) => calls.map(call => call.call_id)

/** Three calls of one agent, in the order in which they were made, and a filter that finds no others. */
async function threeCalls(make: Makers) {
  const { agent_id } = await make.agent()
  const calls = [
    await make.webCall({
      agent_id,
      metadata: { order: 'A-1', size: 3 },
      retell_llm_dynamic_variables: { name: 'Ada' },
    }),
    await make.webCall({ agent_id, metadata: { order: 'A-2', rush: true } }),
    await make.webCall({
      agent_id,
      metadata: { order: 'B-1', size: 7 },
      retell_llm_dynamic_variables: { name: 'Bo' },
    }),
  ]
  const [first, second, third] = idsOf(calls) as [string, string, string]
  return { agent_id, first, second, third, ofAgent: { agent: [{ agent_id }] } }
}

test('the newest list is a page of calls without transcripts', async ({ api, make }) => {
  const { first, second, third, ofAgent } = await threeCalls(make)
  const page = await api.listCalls({ body: { filter_criteria: ofAgent } })
  expect(page).toMatchObject({ has_more: false })
  expect(page).not.toHaveProperty('pagination_key')
  expect(page).not.toHaveProperty('total')
  expect(idsOf(page.items)).toEqual([third, second, first])
  expect(page.items[0]).toMatchObject({ metadata: { order: 'B-1' }, call_type: 'web_call' })
})

test('the list before it is a bare array of whole calls', async ({ api, make }) => {
  const { agent_id, first, second, third } = await threeCalls(make)
  const calls = await api.listCallsV2({ body: { filter_criteria: { agent_id: [agent_id] } } })
  expect(idsOf(calls)).toEqual([third, second, first])
  expect(calls[0]).toEqual(await api.getCall({ params: { call_id: third } }))
})

test('a list needs no body', async ({ api, make }) => {
  const { third } = await threeCalls(make)
  expect(idsOf((await api.listCalls()).items)).toContain(third)
  expect(idsOf((await api.listCalls({ body: {} })).items)).toContain(third)
  expect(idsOf(await api.listCallsV2())).toContain(third)
})

test('the oldest call comes first when the order is ascending', async ({ api, make }) => {
  const { agent_id, first, second, third, ofAgent } = await threeCalls(make)
  const page = await api.listCalls({ body: { filter_criteria: ofAgent, sort_order: 'ascending' } })
  const array = await api.listCallsV2({
    body: { filter_criteria: { agent_id: [agent_id] }, sort_order: 'ascending' },
  })
  expect(idsOf(page.items)).toEqual([first, second, third])
  expect(idsOf(array)).toEqual([first, second, third])
})

test('pages of calls lead to the end without repeating one', async ({ api, make }) => {
  const { first, second, third, ofAgent } = await threeCalls(make)
  const pagesIn = async (sort_order: 'ascending' | 'descending') => {
    const pages = await everyPage(pagination_key =>
      api.listCalls({ body: { filter_criteria: ofAgent, limit: 2, sort_order, pagination_key } }),
    )
    return pages.map(idsOf)
  }
  expect(await pagesIn('descending')).toEqual([[third, second], [first]])
  expect(await pagesIn('ascending')).toEqual([[first, second], [third]])
})

test('a page that ends with the last call is the last page', async ({ api, make }) => {
  const { ofAgent } = await threeCalls(make)
  const page = await api.listCalls({ body: { filter_criteria: ofAgent, limit: 3 } })
  expect(page).toMatchObject({ has_more: false })
  expect(page).not.toHaveProperty('pagination_key')
})

test('a call that comes in between two pages is not on the second', async ({ api, make }) => {
  const { agent_id, first, ofAgent } = await threeCalls(make)
  const { pagination_key } = await api.listCalls({ body: { filter_criteria: ofAgent, limit: 2 } })
  await make.webCall({ agent_id })
  const next = await api.listCalls({ body: { filter_criteria: ofAgent, limit: 2, pagination_key } })
  expect(idsOf(next.items)).toEqual([first])
})

test('the older list pages by the id of the last call', async ({ api, make }) => {
  const { agent_id, first, second, third } = await threeCalls(make)
  const filter_criteria = { agent_id: [agent_id] }
  const after = async (pagination_key: string) =>
    idsOf(await api.listCallsV2({ body: { filter_criteria, limit: 2, pagination_key } }))
  expect(await after(third)).toEqual([second, first])
  expect(await after(second)).toEqual([first])
  expect(await after(first)).toEqual([])
})

test('skipping leaves out so many calls, and does not go with a key', async ({ api, make }) => {
  const { first, second, ofAgent } = await threeCalls(make)
  const page = await api.listCalls({ body: { filter_criteria: ofAgent, skip: 1, limit: 2 } })
  expect(idsOf(page.items)).toEqual([second, first])
  const { pagination_key } = await api.listCalls({ body: { filter_criteria: ofAgent, limit: 1 } })
  expect(await refusal(api.unchecked.listCalls({ body: { skip: 0, pagination_key } }))).toMatchObject({
    status: 400,
  })
})

test('the total counts every match, on whatever page', async ({ api, make }) => {
  const { ofAgent } = await threeCalls(make)
  const body = { filter_criteria: ofAgent, include_total: true, limit: 1 }
  const { total, pagination_key } = await api.listCalls({ body })
  expect(total).toBe(3)
  expect(await api.listCalls({ body: { ...body, pagination_key } })).toMatchObject({ total: 3 })
  expect(await api.listCalls({ body: { ...body, skip: 5 } })).toMatchObject({ total: 3, items: [] })
})

mockOnly(
  'a page holds fifty calls unless another limit is asked for, at most a thousand',
  async ({ api, make, fake }) => {
    await allowCalls(fake, 51)
    const { agent_id } = await make.agent()
    for (let count = 0; count < 51; count++) await make.webCall({ agent_id })
    const filter_criteria = { agent: [{ agent_id }] }
    const page = await api.listCalls({ body: { filter_criteria } })
    expect(page.items).toHaveLength(50)
    expect(page.has_more).toBe(true)
    expect(await api.listCallsV2({ body: { filter_criteria: { agent_id: [agent_id] } } })).toHaveLength(50)
    const whole = await everyItem(pagination_key =>
      api.listCalls({ body: { filter_criteria, pagination_key } }),
    )
    expect(new Set(idsOf(whole)).size).toBe(51)
    for (const limit of [0, 1001]) {
      expect(await refusal(api.unchecked.listCalls({ body: { limit } }))).toMatchObject({ status: 400 })
      expect(await refusal(api.unchecked.listCallsV2({ body: { limit } }))).toMatchObject({ status: 400 })
    }
  },
)

test('agents are alternatives, each in all its versions or in some', async ({ api, make }) => {
  const { agent_id } = await make.agent()
  const other = await make.agent()
  await api.publishAgent({ params: { agent_id } })
  const nought = await make.webCall({ agent_id, agent_version: 0 })
  const one = await make.webCall({ agent_id, agent_version: 1 })
  const others = await make.webCall({ agent_id: other.agent_id })
  const found = async (agent: NonNullable<Schemas['CallFilter']['agent']>) =>
    idsOf((await api.listCalls({ body: { filter_criteria: { agent } } })).items)
  expect(await found([{ agent_id }])).toEqual([one.call_id, nought.call_id])
  expect(await found([{ agent_id, version: [0] }])).toEqual([nought.call_id])
  expect(await found([{ agent_id, version: [] }, { agent_id: other.agent_id }])).toEqual([
    others.call_id,
    one.call_id,
    nought.call_id,
  ])
  const older = await api.listCallsV2({ body: { filter_criteria: { agent_id: [agent_id], version: [1] } } })
  expect(idsOf(older)).toEqual([one.call_id])
})

test('the newest list finds calls by typed filters', async ({ api, make }) => {
  const { first, second, third, ofAgent } = await threeCalls(make)
  await api.updateCall({
    params: { call_id: first },
    body: { custom_attributes: { score: 4.5, done: true } },
  })
  const found = async (criteria: Schemas['CallFilter']) =>
    idsOf((await api.listCalls({ body: { filter_criteria: { ...ofAgent, ...criteria } } })).items)
  const text = (op: 'eq' | 'ne' | 'sw' | 'ew' | 'co', value: string) =>
    ({ type: 'string', op, value }) as const

  expect(await found({ call_id: text('eq', second) })).toEqual([second])
  expect(await found({ call_id: { type: 'enum', op: 'in', value: [first, third] } })).toEqual([third, first])
  expect(await found({ call_type: { type: 'enum', op: 'in', value: ['web_call'] } })).toEqual([
    third,
    second,
    first,
  ])
  expect(await found({ call_type: { type: 'enum', op: 'in', value: ['phone_call'] } })).toEqual([])

  expect(await found({ metadata: [{ key: 'order', ...text('eq', 'A-2') }] })).toEqual([second])
  expect(await found({ metadata: [{ key: 'order', ...text('ne', 'A-2') }] })).toEqual([third, first])
  expect(await found({ metadata: [{ key: 'order', ...text('sw', 'A-') }] })).toEqual([second, first])
  expect(await found({ metadata: [{ key: 'order', ...text('ew', '-1') }] })).toEqual([third, first])
  expect(await found({ metadata: [{ key: 'order', ...text('co', '-') }] })).toEqual([third, second, first])
  expect(await found({ metadata: [{ key: 'size', type: 'number', op: 'gt', value: 3 }] })).toEqual([third])
  expect(await found({ metadata: [{ key: 'size', type: 'range', op: 'bt', value: [3, 7] }] })).toEqual([
    third,
    first,
  ])
  expect(await found({ metadata: [{ key: 'rush', type: 'boolean', op: 'eq', value: true }] })).toEqual([
    second,
  ])
  expect(await found({ metadata: [{ key: 'size', type: 'present', op: 'np' }] })).toEqual([second])
  expect(await found({ dynamic_variables: [{ key: 'name', ...text('eq', 'Ada') }] })).toEqual([first])
  expect(
    await found({ custom_attributes: [{ key: 'score', type: 'number', op: 'ge', value: 4.5 }] }),
  ).toEqual([first])
  expect(await found({ custom_attributes: [{ key: 'done', type: 'present', op: 'pr' }] })).toEqual([first])
})

test('filters of the newest list hold together', async ({ api, make }) => {
  const { first, ofAgent } = await threeCalls(make)
  const order = { key: 'order', type: 'string', op: 'sw', value: 'A-' } as const
  const size = { key: 'size', type: 'present', op: 'pr' } as const
  const filter_criteria = { ...ofAgent, metadata: [order, size] }
  expect(idsOf((await api.listCalls({ body: { filter_criteria } })).items)).toEqual([first])
})

test('phone calls are found by their numbers and their direction', async ({ api, make, cleanUp }) => {
  const { agent_id } = await make.agent()
  const register = async (from_number: string, direction: 'inbound' | 'outbound') => {
    const { call_id } = await api.registerPhoneCall({
      body: { agent_id, from_number, to_number: '+14155550150', direction },
    })
    cleanUp(() => api.deleteCall({ params: { call_id } }))
    return call_id
  }
  const came = await register('+14155550151', 'inbound')
  const went = await register('+14155550152', 'outbound')
  const typed = async (criteria: Schemas['CallFilter']) =>
    idsOf((await api.listCalls({ body: { filter_criteria: { agent: [{ agent_id }], ...criteria } } })).items)
  expect(await typed({ direction: { type: 'enum', op: 'in', value: ['inbound'] } })).toEqual([came])
  expect(await typed({ from_number: { type: 'string', op: 'ew', value: '0152' } })).toEqual([went])
  expect(await typed({ to_number: { type: 'string', op: 'eq', value: '+14155550150' } })).toEqual([
    went,
    came,
  ])

  const plain = async (criteria: Schemas['CallFilterV2']) =>
    idsOf(await api.listCallsV2({ body: { filter_criteria: { agent_id: [agent_id], ...criteria } } }))
  expect(await plain({ direction: ['outbound'] })).toEqual([went])
  expect(await plain({ from_number: ['+14155550151', '+14155550152'] })).toEqual([went, came])
  expect(await plain({ from_number: ['+14155550151'], direction: ['outbound'] })).toEqual([])
})

test('the older list finds calls by lists of values', async ({ api, make }) => {
  const { agent_id, first, second, third } = await threeCalls(make)
  const found = async (criteria: Schemas['CallFilterV2']) =>
    idsOf(await api.listCallsV2({ body: { filter_criteria: { agent_id: [agent_id], ...criteria } } }))
  expect(await found({ call_id: [first, second] })).toEqual([second, first])
  expect(await found({ call_type: ['web_call'] })).toEqual([third, second, first])
  expect(await found({ call_type: ['phone_call'] })).toEqual([])
  expect(await found({ call_status: ['registered'] })).toEqual([third, second, first])
  expect(await found({ call_status: ['ended', 'error'] })).toEqual([])
  expect(await found({ 'metadata.order': ['A-1', 'B-1'] })).toEqual([third, first])
  expect(await found({ 'dynamic_variables.name': ['Bo'] })).toEqual([third])
  expect(await found({ 'metadata.order': ['A-1'], 'dynamic_variables.name': ['Bo'] })).toEqual([])
})

test('a filter of the wrong kind is refused', async ({ api }) => {
  const wrong: Record<string, unknown>[] = [
    { call_status: ['ended'] },
    { call_status: { type: 'enum', op: 'in', value: ['asleep'] } },
    { duration_ms: { type: 'number', op: 'about', value: 3 } },
    { duration_ms: { type: 'range', op: 'bt', value: [1] } },
    { agent: [{ version: [0] }] },
  ]
  for (const filter_criteria of wrong) {
    expect(await refusal(api.unchecked.listCalls({ body: { filter_criteria } }))).toMatchObject({
      status: 400,
    })
  }
  const filter_criteria = { call_status: ['asleep'] }
  expect(await refusal(api.unchecked.listCallsV2({ body: { filter_criteria } }))).toMatchObject({
    status: 400,
  })
})

test('a filter that the list does not have is passed over, whatever it is', async ({ api }) => {
  const whole = { calls: await api.listCalls({ body: {} }), chats: await api.listChats({ body: {} }) }
  for (const nonsense of ['', 0, false, [], ['x'], {}]) {
    const body = { filter_criteria: { unheard_of: nonsense, toString: nonsense } }
    expect(await api.unchecked.listCalls({ body })).toEqual(whole.calls)
    expect(await api.unchecked.listChats({ body })).toEqual(whole.chats)
  }
})

test('a page beyond everything that there can be is empty', async ({ api }) => {
  const body = { skip: 1e23 }
  for (const list of [api.listCalls({ body }), api.listChats({ body }), api.listContacts({ body })])
    expect(await list).toMatchObject({ items: [], has_more: false })
})
