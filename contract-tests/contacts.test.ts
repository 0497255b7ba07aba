// Contacts, one by one and many at a time. How they are configured and synced is in apps.test.ts.

import Retell from 'retell-sdk'
import { expect } from 'vitest'
import { fictionalNumber } from './makers.ts'
import { mockOnly, test } from './marks.ts'
import { refusal } from './refusal.ts'

const NUMBER = { field_name: 'phone_number', external_field_name: 'Phone' }
const csv = (text: string) => new File([text], 'people.csv', { type: 'text/csv' })

test('a contact lives: made, found, changed, deleted', async ({ api }) => {
  const phone_number = fictionalNumber()
  const contact = await api.createContact({ body: { phone_number, first_name: 'Ada', tags: ['vip'] } })
  const params = { contact_id: contact.contact_id }
  expect(await api.getContact({ params })).toEqual(contact)
  expect(await api.getContactByPhone({ params: { phone_number } })).toEqual(contact)
  const again = refusal(api.createContact({ body: { phone_number } }))
  expect(await again).toMatchObject({ status: 400 })
  const changed = await api.updateContact({ params, body: { last_name: 'King', tags: [] } })
  expect(changed).toMatchObject({ first_name: 'Ada', last_name: 'King', tags: [] })
  const filter_criteria = { phone_number: { type: 'string', op: 'eq', value: phone_number } } as const
  expect(await api.listContacts({ body: { filter_criteria } })).toMatchObject({ items: [changed], total: 1 })
  expect(await api.listContactConversations({ params })).toMatchObject({ items: [], has_more: false })
  expect(await api.deleteContact({ params })).toBeUndefined()
  expect(await refusal(api.getContact({ params }))).toMatchObject({ status: 404 })
  const gone = { status: 404, message: `Item ${phone_number} not found from contact` }
  expect(await refusal(api.getContactByPhone({ params: { phone_number } }))).toEqual(gone)
  const unreadable = api.getContactByPhone({ params: { phone_number: 'nobody' } })
  expect(await refusal(unreadable)).toMatchObject({ status: 400 })
})

test('SDK 5 does the same with a contact', async ({ sdk5 }) => {
  const phone_number = fictionalNumber()
  const { contact_id } = await sdk5.contact.create({ phone_number, first_name: 'Ada' })
  const changed = await sdk5.contact.update(contact_id, { do_not_call: true })
  expect(await sdk5.contact.get(contact_id)).toEqual(changed)
  expect(await sdk5.contact.getByPhone(phone_number)).toEqual(changed)
  expect((await sdk5.contact.list({ search_query: phone_number })).items).toEqual([changed])
  expect((await sdk5.contact.listConversations(contact_id)).items).toEqual([])
  await sdk5.contact.delete(contact_id)
  await expect(sdk5.contact.get(contact_id)).rejects.toThrow(Retell.NotFoundError)
})

mockOnly('a file of contacts is imported', async ({ api, fake }) => {
  const phone_number = fictionalNumber()
  const body = new FormData()
  body.append('file', csv(`Phone\n${phone_number}\nnonsense`))
  const { upload_id = '', file_name } = await api.uploadContactImportFile({ body })
  expect(file_name).toBe('people.csv')
  const order = { upload_id, column_mapping: [NUMBER], tags: ['fair'] }
  expect(await api.createContactImport({ body: order })).toMatchObject({ status: 'queued' })
  expect(await refusal(api.createContactImport({ body: order }))).toMatchObject({ status: 409 })
  await fake.runUntilIdle()
  expect(await api.getContactImport()).toMatchObject({ status: 'idle', succeeded: 1, failed: 1 })
  expect(await api.getContactByPhone({ params: { phone_number } })).toMatchObject({ tags: ['fair'] })
})

mockOnly('SDK 5 imports a file of contacts', async ({ sdk5, fake }) => {
  const phone_number = fictionalNumber()
  const { upload_id = '' } = await sdk5.contact.uploadImportFile({ file: csv(`Phone\n${phone_number}`) })
  const job = await sdk5.contact.createImport({ upload_id, column_mapping: [NUMBER] })
  expect(job.status).toBe('queued')
  await fake.runUntilIdle()
  expect(await sdk5.contact.getImport()).toMatchObject({ status: 'idle', succeeded: 1, failed: 0 })
  expect(await sdk5.contact.getByPhone(phone_number)).toMatchObject({ phone_number })
})

mockOnly(
  'a call is a conversation of its contact, and a backfill reads it',
  async ({ api, sdk5, make, fake }) => {
    const phone_number = '+14155550190'
    const { contact_id } = await api.createContact({ body: { phone_number } })
    const { agent_id } = await make.agent()
    const number = await make.number()
    const { call_id } = await api.createPhoneCall({
      body: { from_number: number.phone_number, to_number: phone_number, override_agent_id: agent_id },
    })
    await fake.runUntilIdle()
    const call = await api.getCall({ params: { call_id } })
    expect(await api.getContact({ params: { contact_id } })).toMatchObject({
      conversation_count: 1,
      last_conversation_timestamp: call.start_timestamp,
    })
    const { items } = await api.listContactConversations({ params: { contact_id } })
    expect(items).toMatchObject([{ type: 'call', call_id, summary: call.call_analysis?.call_summary }])
    const mapping = {
      field_name: 'last_name',
      analysis_data_name: 'user_sentiment',
      update_mode: 'overwrite',
    } as const
    await api.updateCrmConfig({ body: { crm_analysis_data_mappings: [mapping] } })
    const body = { backfill_attributes: ['last_name'] }
    expect(await api.backfillContactAnalysisData({ body })).toMatchObject({ status: 'queued' })
    await fake.runUntilIdle()
    expect(await api.getBackfillContactJobStatus()).toMatchObject({ status: 'idle', succeeded: 1 })
    expect(await sdk5.contact.backfillAnalysisData(body)).toMatchObject({ status: 'queued' })
    await fake.runUntilIdle()
    expect(await sdk5.contact.getBackfillJobStatus()).toMatchObject({ status: 'idle' })
    const { last_name } = await api.getContact({ params: { contact_id } })
    expect(last_name).toBe(call.call_analysis?.user_sentiment)
  },
  30_000,
)
