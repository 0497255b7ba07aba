import { faker } from '@faker-js/faker/locale/en'
import { expect, test } from 'vitest'
import type { PhoneCall } from '../contract.ts'
import { type Bench, newBench } from './testing-context.ts'

const upload = (bench: Bench, text: string) => {
  const file = { name: 'people.csv', type: 'text/csv', bytes: new TextEncoder().encode(text) }
  return bench.ask('uploadContactImportFile', { body: { file } }).upload_id!
}
const NUMBER = { field_name: 'phone_number', external_field_name: 'Phone' }
const NAME = { field_name: 'first_name', external_field_name: 'Name' }

test('an import is queued, runs and is idle, with counts of what was taken and rejected', async () => {
  const bench = newBench()
  bench.ask('createContact', { body: { phone_number: '+14155550101', last_name: 'King', tags: ['old'] } })
  const upload_id = upload(bench, 'Phone,Name,Other\n415-555-0101,Ada,x\nnonsense,Eve,x\n+14155550102,,x\n')
  expect(bench.ask('getContactImport')).toEqual({ status: 'idle' })
  const body = { upload_id, column_mapping: [NUMBER, NAME], tags: ['fair'] }
  expect(bench.ask('createContactImport', { body })).toMatchObject({
    status: 'queued',
    triggered_by: 'manual',
  })
  expect(bench.refusal('createContactImport', { body }).status).toBe(409)
  await bench.advance(1_000)
  expect(bench.ask('getContactImport').status).toBe('running')
  await bench.runUntilIdle()
  expect(bench.ask('getContactImport')).toMatchObject({ status: 'idle', succeeded: 2, failed: 1 })
  const known = bench.ask('getContactByPhone', { params: { phone_number: '+14155550101' } })
  expect(known).toMatchObject({ first_name: 'Ada', last_name: 'King', tags: ['old', 'fair'] })
  const made = bench.ask('getContactByPhone', { params: { phone_number: '+14155550102' } })
  expect(made).toMatchObject({ tags: ['fair'] })
  expect(made).not.toHaveProperty('first_name')
})

test('a file larger than one portion is imported whole', async () => {
  const bench = newBench()
  const rows = Array.from(
    { length: 700 },
    (_, index) => `+1500555${1000 + index},${faker.person.firstName()}`,
  )
  const upload_id = upload(bench, `Phone,Name\n${rows.join('\n')}`)
  bench.ask('createContactImport', { body: { upload_id, column_mapping: [NUMBER, NAME] } })
  await bench.advance(2_000)
  expect(bench.ask('getContactImport')).toMatchObject({ status: 'running', succeeded: 500 })
  await bench.runUntilIdle()
  expect(bench.ask('getContactImport')).toMatchObject({ status: 'idle', succeeded: 700 })
  expect(bench.ask('listContacts').total).toBe(700)
})

test('an import needs a file, one column of numbers, and fields that there are', () => {
  const bench = newBench()
  const upload_id = upload(bench, 'Phone,Name\n+14155550101,Ada')
  const refused = (body: object) =>
    bench.refusal('createContactImport', { body: { upload_id, ...body } }).status
  expect(refused({ upload_id: 'upload_00', column_mapping: [NUMBER] })).toBe(404)
  expect(refused({ column_mapping: [NAME] })).toBe(400)
  expect(refused({ column_mapping: [NUMBER, NUMBER] })).toBe(400)
  expect(refused({ column_mapping: [NUMBER, { ...NAME, external_field_name: 'Nome' }] })).toBe(400)
  expect(refused({ column_mapping: [NUMBER, { ...NAME, field_name: 'nome' }] })).toBe(400)
})

test('a file is text with a row of headers', () => {
  const bench = newBench()
  for (const bytes of [new Uint8Array(), Uint8Array.of(0xff, 0xfe, 0)]) {
    const body = { file: { name: 'people.csv', type: 'text/csv', bytes } }
    expect(bench.refusal('uploadContactImportFile', { body }).status).toBe(400)
  }
})

test('numbers without a country are read in the country that is named', async () => {
  const bench = newBench()
  const upload_id = upload(bench, 'Phone\n020 7946 0018')
  bench.ask('createContactImport', { body: { upload_id, column_mapping: [NUMBER], default_country: 'gb' } })
  await bench.runUntilIdle()
  expect(bench.ask('listContacts').items[0]?.phone_number).toBe('+442079460018')
})

test('a backfill writes what past calls told, those that the filter lets through', async () => {
  const bench = newBench()
  bench.ask('createContact', { body: { phone_number: '+14155550101' } })
  for (const [agent_id, name] of [
    ['agent_a', 'Ada'],
    ['agent_b', 'Eve'],
  ]) {
    const call = {
      call_id: `call_${name}`,
      agent_id,
      agent_version: 0,
      call_type: 'phone_call',
      call_status: 'ended',
      direction: 'inbound',
      from_number: '+14155550101',
      to_number: '+14155550100',
      start_timestamp: bench.world.now(),
      call_analysis: { custom_analysis_data: { name } },
    } as PhoneCall
    bench.world.store.calls.insert(call, 0)
  }
  const body = {
    backfill_attributes: ['first_name'],
    backfill_call_filter: { agent: [{ agent_id: 'agent_a' }] },
  }
  expect(bench.refusal('backfillContactAnalysisData', { body }).status).toBe(400)
  const mapping = { field_name: 'first_name', analysis_data_name: 'name', update_mode: 'overwrite' }
  bench.ask('updateCrmConfig', { body: { crm_analysis_data_mappings: [mapping] } })
  const unknown = { ...body, backfill_attributes: ['nome'] }
  expect(bench.refusal('backfillContactAnalysisData', { body: unknown }).status).toBe(400)
  expect(bench.ask('backfillContactAnalysisData', { body }).status).toBe('queued')
  expect(bench.refusal('backfillContactAnalysisData', { body }).status).toBe(400)
  await bench.runUntilIdle()
  expect(bench.ask('getBackfillContactJobStatus')).toMatchObject({ status: 'idle', succeeded: 1, failed: 0 })
  expect(bench.ask('listContacts').items[0]?.first_name).toBe('Ada')
})
