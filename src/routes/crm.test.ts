import { expect, test } from 'vitest'
import { type Bench, newBench } from './testing-context.ts'

const MAPPINGS = {
  inbound_sync_mappings: [
    { field_name: 'phone_number', external_field_name: 'phone' },
    { field_name: 'first_name', external_field_name: 'firstname' },
  ],
  outbound_sync_mappings: [{ field_name: 'last_name', external_field_name: 'lastname' }],
}

function linkedApp(bench: Bench, body: object = {}): string {
  const auth_config = { type: 'api_key', api_key: 'a secret' }
  const { app_id } = bench.ask('createApp', {
    body: { type: 'crm', provider: 'hubspot', auth_config, crm_config: MAPPINGS, ...body },
  })
  bench.ask('updateCrmConfig', { body: { app_id } })
  return app_id
}

const put = (bench: Bench, id: string, fields: Record<string, unknown>) =>
  bench.world.store.crmRecords.insert(id, { id, fields, unread: true, modified_timestamp: 0 })

async function sync(bench: Bench) {
  bench.ask('runSyncJob')
  await bench.runUntilIdle()
  return bench.ask('getSyncJobStatus')
}

test('the configuration is nearly empty at first, and what is sent replaces what was there', () => {
  const bench = newBench()
  const first = bench.ask('getCrmConfig')
  expect(first).toEqual({
    org_id: expect.any(String),
    default_contact_memory_update_prompt: expect.any(String),
  })
  bench.ask('updateCrmConfig', { body: { contact_columns_order: ['a', 'b'] } })
  const custom_fields = [{ name: 'city', type: 'string' }]
  const config = bench.ask('updateCrmConfig', { body: { custom_fields } })
  expect(config).toEqual({ ...first, custom_fields, contact_columns_order: ['a', 'b'] })
})

test.each([
  ['city_Name', {}],
  ['first_name', {}],
  ['contact_city', {}],
  ['external_ref', {}],
  ['plan', { type: 'enum' }],
])('a custom field cannot be %s', (name, more) => {
  const body = { custom_fields: [{ name, type: 'string', ...more }] }
  expect(newBench().refusal('updateCrmConfig', { body }).status).toBe(400)
})

test('mappings lead to fields that there are, and a field with a mapping stays', () => {
  const bench = newBench()
  const mapped = (field_name: string, update_mode = 'overwrite') => ({
    crm_analysis_data_mappings: [{ field_name, analysis_data_name: 'told', update_mode }],
  })
  const custom_fields = [{ name: 'seats', type: 'number' }]
  const refused = (body: object) => bench.refusal('updateCrmConfig', { body }).status
  expect(refused(mapped('phone_number'))).toBe(400)
  expect(refused(mapped('seats'))).toBe(400)
  expect(refused({ custom_fields, ...mapped('seats', 'merge') })).toBe(400)
  bench.ask('updateCrmConfig', { body: { custom_fields, ...mapped('seats') } })
  expect(refused({ custom_fields: [] })).toBe(400)
  bench.ask('updateCrmConfig', { body: { custom_fields: [], crm_analysis_data_mappings: [] } })
})

test('only a CRM can be linked, and null unlinks it', () => {
  const bench = newBench()
  const { app_id } = bench.ask('createApp', { body: { type: 'support', provider: 'zendesk' } })
  expect(bench.refusal('updateCrmConfig', { body: { app_id } }).status).toBe(400)
  expect(bench.refusal('updateCrmConfig', { body: { app_id: 'app_gone' } }).status).toBe(404)
  linkedApp(bench)
  expect(bench.ask('updateCrmConfig', { body: { app_id: null } })).not.toHaveProperty('app_id')
  expect(bench.refusal('runSyncJob').status).toBe(400)
  expect(bench.refusal('getCrmSchema').status).toBe(400)
})

test('the schema has the provider’s fields and those of its records', () => {
  const bench = newBench()
  linkedApp(bench)
  put(bench, '7', { phone: '+14155550101', seats: 2 })
  const { provider, fields } = bench.ask('getCrmSchema')
  expect(provider).toBe('hubspot')
  expect(fields).toEqual(
    expect.arrayContaining([
      { name: 'firstname', type: 'string' },
      { name: 'seats', type: 'number' },
    ]),
  )
})

test('a sync takes records in, counts those it cannot, and next time reads what changed', async () => {
  const bench = newBench()
  const app_id = linkedApp(bench)
  put(bench, '7', { phone: '+14155550101', firstname: 'Ada' })
  put(bench, '8', { phone: 'nonsense', firstname: 'Eve' })
  put(bench, '9', { phone: '+14155550102' })
  expect(bench.ask('runSyncJob')).toMatchObject({ status: 'queued', triggered_by: 'manual' })
  expect(bench.refusal('runSyncJob').status).toBe(400)
  await bench.runUntilIdle()
  expect(bench.ask('getSyncJobStatus')).toMatchObject({ status: 'idle', succeeded: 1, failed: 2 })
  expect(bench.ask('listContacts').items).toMatchObject([{ external_id: '7', first_name: 'Ada' }])
  expect(bench.ask('getCrmConfig').last_sync_timestamp).toBe(bench.world.now())
  expect(bench.ask('getApp', { params: { app_id } }).connection_status).toBe('connected')
  expect(await sync(bench)).toMatchObject({ succeeded: 0, failed: 0 })
  bench.ask('updateCrmConfig', { body: { app_id: null } })
  bench.ask('updateCrmConfig', { body: { app_id } })
  expect(await sync(bench)).toMatchObject({ succeeded: 1, failed: 2 })
})

test('a sync gives back what contacts have, and makes records only after a conversation and when wanted', async () => {
  const bench = newBench()
  const app_id = linkedApp(bench)
  put(bench, '7', { phone: '+14155550101', firstname: 'Ada' })
  await sync(bench)
  const [contact] = bench.ask('listContacts').items
  const params = { contact_id: contact!.contact_id }
  bench.ask('updateContact', { params, body: { last_name: 'King' } })
  const other = bench.ask('createContact', { body: { phone_number: '+14155550102', last_name: 'Byron' } })
  bench.world.store.contacts.put(other.contact_id, { ...other, conversation_count: 1 })
  expect(await sync(bench)).toMatchObject({ succeeded: 1 })
  expect(bench.world.store.crmRecords.get('7').fields).toMatchObject({ lastname: 'King', firstname: 'Ada' })
  bench.ask('updateApp', {
    params: { app_id },
    body: { crm_config: { ...MAPPINGS, sync_new_contacts: true } },
  })
  expect(await sync(bench)).toMatchObject({ succeeded: 1 })
  expect(bench.ask('getContact', { params: { contact_id: other.contact_id } }).external_id).toBeDefined()
})

test('a sync whose credentials are refused does nothing but say so', async () => {
  const bench = newBench()
  const app_id = linkedApp(bench, { auth_config: { type: 'api_key', api_key: 'invalid' } })
  put(bench, '7', { phone: '+14155550101', firstname: 'Ada' })
  expect(await sync(bench)).toMatchObject({ status: 'idle', succeeded: 0 })
  expect(bench.ask('getApp', { params: { app_id } }).connection_status).toBe('error')
  expect(bench.ask('getCrmConfig')).not.toHaveProperty('last_sync_timestamp')
})

test('a contact that a CRM would bring back is not deleted', async () => {
  const bench = newBench()
  linkedApp(bench)
  put(bench, '7', { phone: '+14155550101', firstname: 'Ada' })
  await sync(bench)
  const params = { contact_id: bench.ask('listContacts').items[0]!.contact_id }
  expect(bench.refusal('deleteContact', { params }).status).toBe(400)
  bench.ask('updateCrmConfig', { body: { app_id: null } })
  bench.ask('deleteContact', { params })
})
