import { expect, test } from 'vitest'
import type { WebCall } from '../contract.ts'
import { newBench } from './testing-context.ts'

const many = <Item>(count: number, item: (index: number) => Item) =>
  Array.from({ length: count }, (_, index) => item(index))
const numbered = (count: number) => many(count, index => `x${index}`)
const among = (value: string[]) => ({ type: 'enum', op: 'in', value })
const absent = (key: string) => ({ type: 'present', op: 'np', key })

const CALL: WebCall = {
  call_id: 'x7',
  call_type: 'web_call',
  agent_id: 'x7',
  agent_version: 7,
  call_status: 'ended',
  access_token: 't',
  metadata: { k: 'x7' },
}

const countIn = (answer: unknown) =>
  (Array.isArray(answer) ? answer : (answer as { items: unknown[] }).items).length

test.each<[string, 'listCalls' | 'listCallsV2' | 'listCallReference', object]>([
  ['agents', 'listCalls', { agent: many(1_100, index => ({ agent_id: `x${index}` })) }],
  [
    'agents with versions',
    'listCalls',
    { agent: many(1_100, index => ({ agent_id: `x${index}`, version: [index] })) },
  ],
  ['versions', 'listCalls', { agent: [{ agent_id: 'x7', version: many(40_000, index => index) }] }],
  ['ids', 'listCalls', { call_id: among(numbered(40_000)) }],
  ['values of a key', 'listCalls', { metadata: [{ ...among(numbered(40_000)), key: 'k' }] }],
  ['ids', 'listCallsV2', { call_id: numbered(40_000) }],
  ['versions', 'listCallsV2', { version: many(40_000, index => index) }],
  ['types', 'listCallsV2', { call_type: many(1_100, () => 'web_call') }],
  ['values of a key', 'listCallsV2', { 'metadata.k': numbered(33_000) }],
  ['agents', 'listCallReference', { agent_id: numbered(40_000) }],
])('a filter may have any number of %s in %s', (_, list, filter_criteria) => {
  const bench = newBench()
  bench.world.store.calls.insert(CALL, 0)
  bench.world.store.calls.insert(
    {
      ...CALL,
      call_id: 'other',
      agent_id: 'x70000',
      agent_version: 70_000,
      call_type: 'web_call',
      metadata: {},
    },
    0,
  )
  const found = countIn(bench.ask(list, { body: { filter_criteria } }))
  expect(found).toBe('call_type' in filter_criteria ? 2 : 1)
})

test('a list of chats or contacts takes any number of values', () => {
  const bench = newBench()
  const agent = many(1_100, index => ({ agent_id: `x${index}`, version: [1] }))
  expect(countIn(bench.ask('listChats', { body: { filter_criteria: { agent } } }))).toBe(0)
  expect(
    countIn(bench.ask('listChats', { body: { filter_criteria: { chat_id: among(numbered(40_000)) } } })),
  ).toBe(0)
  const contact = bench.ask('createContact', { body: { phone_number: '+15005550100', tags: ['x3'] } })
  const excluded_contact_ids = numbered(999)
  expect(countIn(bench.ask('listContacts', { body: { excluded_contact_ids } }))).toBe(1)
  excluded_contact_ids.push(contact.contact_id)
  expect(countIn(bench.ask('listContacts', { body: { excluded_contact_ids } }))).toBe(0)
  const tagged = (filter_criteria: object) =>
    countIn(bench.ask('listContacts', { body: { filter_criteria } }))
  expect(tagged({ tags: among(numbered(40_000)) })).toBe(1)
  expect(tagged({ contact_tag_ids: among(numbered(40_000)) })).toBe(0)
})

test.each<['listCalls' | 'listCallsV2' | 'listChats' | 'listContacts', object]>([
  ['listCalls', { metadata: many(301, index => absent(`k${index}`)) }],
  ['listCalls', { tool_calls: many(301, index => ({ name: `k${index}` })) }],
  ['listCallsV2', Object.fromEntries(many(301, index => [`metadata.k${index}`, ['a']]))],
  ['listCallsV2', { metadata: Object.fromEntries(many(301, index => [`k${index}`, ['a']])) }],
  ['listChats', { custom_attributes: many(301, index => absent(`k${index}`)) }],
  ['listContacts', { custom_fields: many(301, index => absent(`k${index}`)) }],
])('%s refuses more conditions than it can take', (list, filter_criteria) => {
  expect(newBench().refusal(list, { body: { filter_criteria } })).toEqual({
    status: 400,
    message: 'request/body/filter_criteria must NOT have more than 300 conditions',
  })
})

test('a list takes as many conditions as it may', () => {
  const bench = newBench()
  bench.world.store.calls.insert(CALL, 0)
  const filter_criteria = {
    metadata: many(300, index => ({ type: 'string', op: 'ne', value: 'a', key: `k${index}` })),
  }
  expect(countIn(bench.ask('listCalls', { body: { filter_criteria } }))).toBe(1)
})
