import { expect, test } from 'vitest'
import { type Bench, newBench } from './testing-context.ts'

const VIP = { id: 'a'.repeat(32), label: 'VIP' }
const NEW = { id: 'b'.repeat(32), label: 'New' }

const setTags = (bench: Bench, contact_tags: object[] | null) =>
  bench.ask('updateCrmConfig', { body: { contact_tags } }).contact_tags

const contactWith = (bench: Bench, phone_number: string, body: object = {}) =>
  bench.ask('createContact', { body: { phone_number, ...body } })

test('labelled tags are trimmed, replaced whole, and taken away by null', () => {
  const bench = newBench()
  expect(setTags(bench, [{ ...VIP, label: ' VIP ' }])).toEqual([VIP])
  expect(setTags(bench, [NEW])).toEqual([NEW])
  expect(setTags(bench, null)).toBeUndefined()
  expect(setTags(bench, [])).toBeUndefined()
  const refused = (contact_tags: object[]) =>
    bench.refusal('updateCrmConfig', { body: { contact_tags } }).status
  expect(refused([VIP, { ...NEW, id: VIP.id }])).toBe(400)
  expect(refused([{ id: 'short', label: 'x' }])).toBe(400)
})

test('a contact has the tags that there still are, as they are called now', () => {
  const bench = newBench()
  setTags(bench, [VIP, NEW])
  const { contact_id, contact_tags } = contactWith(bench, '+14155550101', {
    contact_tag_ids: [NEW.id, VIP.id],
  })
  expect(contact_tags).toEqual([NEW, VIP].toSorted((a, b) => a.id.localeCompare(b.id)))
  const params = { contact_id }
  setTags(bench, [{ ...VIP, label: 'Gold' }])
  expect(bench.ask('getContact', { params }).contact_tags).toEqual([{ ...VIP, label: 'Gold' }])
  setTags(bench, [VIP, NEW])
  expect(bench.ask('getContact', { params }).contact_tags).toEqual([VIP, NEW])
  const body = { contact_tag_ids: [] }
  expect(bench.ask('updateContact', { params, body }).contact_tags).toEqual([])
  const unknown = { contact_tag_ids: ['c'.repeat(32)] }
  expect(bench.refusal('updateContact', { params, body: unknown }).status).toBe(400)
})

test('contacts are found by any of their tags, without those that are left out', () => {
  const bench = newBench()
  setTags(bench, [VIP, NEW])
  const first = contactWith(bench, '+14155550101', { contact_tag_ids: [VIP.id] })
  const second = contactWith(bench, '+14155550102', { contact_tag_ids: [NEW.id] })
  contactWith(bench, '+14155550103')
  const found = (body: object) => {
    const { items, total } = bench.ask('listContacts', { body })
    expect(total).toBe(items.length)
    return items.map(({ contact_id }) => contact_id).sort()
  }
  const contact_tag_ids = { type: 'enum', op: 'in', value: [VIP.id, NEW.id] }
  expect(found({ filter_criteria: { contact_tag_ids } })).toEqual(
    [first.contact_id, second.contact_id].sort(),
  )
  const excluded_contact_ids = [first.contact_id]
  expect(found({ filter_criteria: { contact_tag_ids }, excluded_contact_ids })).toEqual([second.contact_id])
  expect(found({ excluded_contact_ids })).toHaveLength(2)
})

test('text tags of older clients get an id once there are labelled ones', () => {
  const bench = newBench()
  contactWith(bench, '+14155550101', { tags: ['old'] })
  expect(bench.ask('getCrmConfig').contact_tags).toEqual(['old'])
  setTags(bench, [VIP])
  contactWith(bench, '+14155550102', { tags: ['fair', 'VIP'] })
  expect(bench.ask('getCrmConfig').contact_tags).toEqual([
    VIP,
    { id: expect.stringMatching(/^[0-9a-f]{32}$/), label: 'fair' },
  ])
})

test('an import gives labels, makes those that are new, and keeps the tags there were', async () => {
  const bench = newBench()
  setTags(bench, [VIP])
  contactWith(bench, '+14155550101', { contact_tag_ids: [VIP.id] })
  const file = {
    name: 'people.csv',
    type: 'text/csv',
    bytes: new TextEncoder().encode('Phone\n+14155550101\n+14155550102'),
  }
  const { upload_id } = bench.ask('uploadContactImportFile', { body: { file } })
  const column_mapping = [{ field_name: 'phone_number', external_field_name: 'Phone' }]
  bench.ask('createContactImport', { body: { upload_id, column_mapping, contact_tags: [' fair ', 'fair'] } })
  await bench.runUntilIdle()
  const labels = (phone_number: string) =>
    bench.ask('getContactByPhone', { params: { phone_number } }).contact_tags?.map(({ label }) => label)
  expect(labels('+14155550101')).toEqual(['VIP', 'fair'])
  expect(labels('+14155550102')).toEqual(['fair'])
})

test('what is remembered of a contact is kept, and null forgets it', () => {
  const bench = newBench()
  const { contact_id, contact_memory } = contactWith(bench, '+14155550101', { contact_memory: 'Likes tea.' })
  expect(contact_memory).toBe('Likes tea.')
  const params = { contact_id }
  const forgotten = bench.ask('updateContact', { params, body: { contact_memory: null } })
  expect(forgotten).not.toHaveProperty('contact_memory')
})

test('the prompt that rewrites the memory is the workspace’s own or the default', () => {
  const bench = newBench()
  const own = { contact_memory_update_prompt: 'In verse.' }
  expect(bench.ask('updateCrmConfig', { body: own })).toMatchObject(own)
  const restored = bench.ask('updateCrmConfig', { body: { contact_memory_update_prompt: null } })
  expect(restored).not.toHaveProperty('contact_memory_update_prompt')
  expect(restored.default_contact_memory_update_prompt).toBeTruthy()
})
