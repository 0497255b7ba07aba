import { faker } from '@faker-js/faker/locale/en'
import { expect, test } from 'vitest'
import type { PhoneCall } from '../contract.ts'
import { noteCall } from '../lifecycle/contact-book.ts'
import { type Bench, newBench } from './testing-context.ts'

faker.seed(1)
const person = () => ({ first_name: faker.person.firstName(), last_name: faker.person.lastName() })

const create = (bench: Bench, phone_number: string, body: object = {}) =>
  bench.ask('createContact', { body: { phone_number, ...body } })

/** A phone call that was answered and is over. */
function talk(bench: Bench, number: string, more: Partial<PhoneCall> = {}): PhoneCall {
  const now = bench.world.now()
  const call = {
    call_id: bench.world.newId('call'),
    agent_id: 'agent_1',
    agent_version: 0,
    call_type: 'phone_call',
    call_status: 'ended',
    direction: 'outbound',
    from_number: '+14155550100',
    to_number: number,
    start_timestamp: now,
    end_timestamp: now + 1_000,
    duration_ms: 1_000,
    disconnection_reason: 'user_hangup',
    ...more,
  } as PhoneCall
  bench.world.store.calls.insert(call, now)
  noteCall(bench.world, 'call_ended', call)
  return call
}

test('a contact is found by its id and by its number, however that is written', () => {
  const bench = newBench()
  const names = person()
  const contact = create(bench, '(415) 555-0101', names)
  expect(contact).toMatchObject({ ...names, phone_number: '+14155550101', conversation_count: 0 })
  expect(bench.ask('getContact', { params: { contact_id: contact.contact_id } })).toEqual(contact)
  expect(bench.ask('getContactByPhone', { params: { phone_number: '+1 415 555 0101' } })).toEqual(contact)
  expect(bench.refusal('getContactByPhone', { params: { phone_number: '+14155550102' } })).toEqual({
    status: 404,
    message: 'Item +14155550102 not found from contact',
  })
  expect(bench.refusal('getContactByPhone', { params: { phone_number: 'nobody' } }).status).toBe(400)
})

test('a number has one contact', () => {
  const bench = newBench()
  create(bench, '+14155550101')
  expect(bench.refusal('createContact', { body: { phone_number: '415-555-0101' } }).status).toBe(400)
})

test('custom fields are of the configured types, and null takes one away', () => {
  const bench = newBench()
  bench.ask('updateCrmConfig', {
    body: {
      custom_fields: [
        { name: 'seats', type: 'number' },
        { name: 'plan', type: 'enum', options: ['free', 'paid'] },
        { name: 'since', type: 'date' },
      ],
    },
  })
  const { contact_id } = create(bench, '+14155550101', { custom_fields: { seats: 2, plan: 'free' } })
  const params = { contact_id }
  for (const custom_fields of [{ seats: '2' }, { plan: 'gold' }, { since: 'May' }, { colour: 'red' }])
    expect(bench.refusal('updateContact', { params, body: { custom_fields } }).status).toBe(400)
  const changed = bench.ask('updateContact', { params, body: { custom_fields: { plan: null } } })
  expect(changed.custom_fields).toEqual({ seats: 2 })
})

test('an update replaces tags whole, keeps what it does not name, and the tags join the organisation’s', () => {
  const bench = newBench()
  const { contact_id, ...made } = create(bench, '+14155550101', { first_name: 'Ada', tags: ['a', 'b'] })
  bench.pass()
  const changed = bench.ask('updateContact', { params: { contact_id }, body: { tags: ['c'] } })
  expect(changed).toMatchObject({ first_name: 'Ada', tags: ['c'] })
  expect(changed.user_modified_timestamp).toBeGreaterThan(made.user_modified_timestamp!)
  expect(bench.ask('getCrmConfig').contact_tags).toEqual(['a', 'b', 'c'])
})

test('a call counts for the contact at its other end, and leads the list', () => {
  const bench = newBench()
  const one = create(bench, '+14155550101')
  const other = create(bench, '+14155550102')
  bench.pass()
  talk(bench, '+14155550101')
  talk(bench, '+14155550102', { direction: 'inbound', from_number: one.phone_number })
  const { items, total } = bench.ask('listContacts')
  expect(items.map(contact => contact.contact_id)).toEqual([one.contact_id, other.contact_id])
  expect(total).toBe(2)
  expect(items[0]).toMatchObject({ conversation_count: 2, last_conversation_timestamp: bench.world.now() })
  expect(items[1]).toMatchObject({ conversation_count: 0 })
})

test('a call that nobody answered is no conversation', () => {
  const bench = newBench()
  const { contact_id } = create(bench, '+14155550101')
  const { start_timestamp: _start, ...call } = talk(bench, '+14155550109')
  const missed: PhoneCall = { ...call, call_id: 'call_missed', to_number: '+14155550101' }
  bench.world.store.calls.insert(missed, 0)
  noteCall(bench.world, 'call_ended', missed)
  expect(bench.ask('getContact', { params: { contact_id } }).conversation_count).toBe(0)
  expect(bench.ask('listContactConversations', { params: { contact_id } }).items).toEqual([])
})

test('a call makes a contact only when the setting says so', () => {
  const bench = newBench()
  talk(bench, '+14155550103')
  expect(bench.ask('listContacts').total).toBe(0)
  bench.world.changeSettings({ create_contacts_from_calls: true })
  talk(bench, '+14155550104')
  expect(bench.ask('listContacts').items).toMatchObject([
    { phone_number: '+14155550104', conversation_count: 1 },
  ])
})

test('conversations come latest first, page by page', () => {
  const bench = newBench()
  const { contact_id } = create(bench, '+14155550101')
  const first = talk(bench, '+14155550101')
  bench.pass()
  const second = talk(bench, '+14155550101')
  const page = bench.ask('listContactConversations', { params: { contact_id }, query: { limit: '1' } })
  expect(page).toMatchObject({ items: [{ type: 'call', call_id: second.call_id }], has_more: true })
  const query = { pagination_key: page.pagination_key! }
  const rest = bench.ask('listContactConversations', { params: { contact_id }, query })
  expect(rest).toMatchObject({ items: [{ call_id: first.call_id, direction: 'outbound' }], has_more: false })
})

test('contacts are filtered, searched, skipped and paged', () => {
  const bench = newBench()
  bench.ask('updateCrmConfig', { body: { custom_fields: [{ name: 'city', type: 'string' }] } })
  create(bench, '+14155550101', { first_name: 'Ada', tags: ['vip'], custom_fields: { city: 'Porto' } })
  create(bench, '+14155550102', { last_name: 'Byron', do_not_call: true })
  create(bench, '+14155550103')
  const found = (body: object) =>
    bench.ask('listContacts', { body }).items.map(({ phone_number }) => phone_number.slice(-3))
  expect(found({ search_query: 'aDa' })).toEqual(['101'])
  expect(found({ search_query: 'byr' })).toEqual(['102'])
  expect(found({ search_query: 'PORT' })).toEqual(['101'])
  expect(found({ search_query: '50103' })).toEqual(['103'])
  const by = (filter_criteria: object) => found({ filter_criteria })
  expect(by({ tags: { type: 'enum', op: 'in', value: ['vip', 'x'] } })).toEqual(['101'])
  expect(by({ do_not_call: { type: 'boolean', op: 'eq', value: false } })).toEqual(['103', '101'])
  expect(by({ custom_fields: [{ type: 'string', op: 'sw', value: 'Po', key: 'city' }] })).toEqual(['101'])
  expect(by({ external_id: { type: 'present', op: 'pr' } })).toEqual([])
  expect(by({ phone_number: { type: 'string', op: 'ew', value: '102' } })).toEqual(['102'])
  expect(by({ last_conversation_timestamp: { type: 'number', op: 'lt', value: 1 } })).toHaveLength(3)
  expect(found({ sort_order: 'asc', skip: 1 })).toEqual(['102', '103'])
  const page = bench.ask('listContacts', { body: { limit: 2 } })
  expect(page).toMatchObject({ has_more: true, total: 3 })
  expect(found({ pagination_key: page.pagination_key })).toEqual(['101'])
})

test('a deleted contact is gone, and its number is free', () => {
  const bench = newBench()
  const { contact_id } = create(bench, '+14155550101')
  bench.ask('deleteContact', { params: { contact_id } })
  expect(bench.refusal('getContact', { params: { contact_id } }).status).toBe(404)
  create(bench, '+14155550101')
})

test('what an analysis tells is written into the contact, each mapping in its mode', () => {
  const bench = newBench()
  const mapping = (field_name: string, analysis_data_name: string, update_mode: string) => ({
    field_name,
    analysis_data_name,
    update_mode,
  })
  bench.ask('updateCrmConfig', {
    body: {
      custom_fields: [
        { name: 'notes', type: 'string' },
        { name: 'seats', type: 'number' },
      ],
      crm_analysis_data_mappings: [
        mapping('first_name', 'name', 'fill_if_empty'),
        mapping('last_name', 'surname', 'overwrite'),
        mapping('notes', 'note', 'merge'),
        mapping('seats', 'seats', 'overwrite'),
      ],
    },
  })
  const { contact_id } = create(bench, '+14155550101', {
    first_name: 'Ada',
    last_name: 'King',
    custom_fields: { notes: 'old' },
  })
  const custom_analysis_data = { name: 'Eve', surname: 'Byron', note: 'new', seats: 'many' }
  const call = talk(bench, '+14155550101', { call_analysis: { custom_analysis_data } })
  noteCall(bench.world, 'call_analyzed', call)
  expect(bench.ask('getContact', { params: { contact_id } })).toMatchObject({
    first_name: 'Ada',
    last_name: 'Byron',
    custom_fields: { notes: 'old\nnew' },
  })
})
