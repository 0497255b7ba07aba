// Apps, the CRM that one of them may be, exports, and what a key may know of itself.

import Retell from 'retell-sdk'
import { expect } from 'vitest'
import { mockOnly, test } from './marks.ts'
import { refusal } from './refusal.ts'

const KEY = { type: 'api_key', api_key: 'a secret of nobody' } as const
const CRM = {
  type: 'crm',
  provider: 'hubspot',
  auth_config: KEY,
  crm_config: {
    inbound_sync_mappings: [{ field_name: 'phone_number', external_field_name: 'phone' }],
  },
} as const

mockOnly('an app lives: made, tried, changed, deleted', async ({ api }) => {
  const body = { ...CRM, crm_config: { inbound_sync_mappings: [...CRM.crm_config.inbound_sync_mappings] } }
  const app = await api.createApp({ body })
  const params = { app_id: app.app_id }
  expect(app).toMatchObject({ connection_status: 'not_connected', auth_config: { type: 'api_key' } })
  expect(JSON.stringify(app)).not.toContain(KEY.api_key)
  expect(await api.testAppAuth({ params })).toEqual({ success: true })
  expect(await api.getApp({ params })).toMatchObject({ connection_status: 'connected' })
  const changed = await api.updateApp({ params, body: { name: 'Ours', tenant_id: 't1' } })
  expect(changed).toMatchObject({ name: 'Ours', connection_status: 'not_connected' })
  expect((await api.listApps()).items).toContainEqual(changed)
  expect(await api.listAppUsages({ params })).toEqual({ items: [], has_more: false })
  expect(await api.deleteApp({ params })).toBeUndefined()
  expect(await refusal(api.getApp({ params }))).toMatchObject({ status: 404 })
})

mockOnly('SDK 5 does the same with an app', async ({ sdk5 }) => {
  const { app_id } = await sdk5.app.create({ type: 'crm', provider: 'hubspot', auth_config: KEY })
  expect(await sdk5.app.testAuth(app_id)).toEqual({ success: true })
  const changed = await sdk5.app.update(app_id, { name: 'Ours' })
  expect(await sdk5.app.get(app_id)).toEqual(changed)
  expect((await sdk5.app.list()).items).toContainEqual(changed)
  expect((await sdk5.app.listUsages(app_id)).items).toEqual([])
  await sdk5.app.delete(app_id, { force_delete: true })
  await expect(sdk5.app.get(app_id)).rejects.toThrow(Retell.NotFoundError)
})

mockOnly('a CRM is linked, described and synced', async ({ api, sdk5, fake }) => {
  const body = { ...CRM, crm_config: { inbound_sync_mappings: [...CRM.crm_config.inbound_sync_mappings] } }
  const { app_id } = await api.createApp({ body })
  expect(await api.updateCrmConfig({ body: { app_id } })).toMatchObject({ app_id })
  expect(await sdk5.crm.getConfig()).toEqual(await api.getCrmConfig())
  const schema = await api.getCrmSchema()
  expect(schema.fields).toContainEqual({ name: 'phone', type: 'string' })
  expect(await sdk5.crm.getSchema({ app_id })).toEqual(schema)
  const records = { items: [{ id: '7', fields: { phone: '+14155550191' } }] }
  const written = await fake.fetch('/_fake/crm-records', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(records),
  })
  expect(await written.json()).toEqual(records)
  expect(await api.runSyncJob()).toMatchObject({ status: 'queued' })
  await fake.runUntilIdle()
  expect(await api.getSyncJobStatus()).toMatchObject({ status: 'idle', succeeded: 1, failed: 0 })
  const contact = await api.getContactByPhone({ params: { phone_number: '+14155550191' } })
  const params = { contact_id: contact.contact_id }
  expect(contact).toMatchObject({ external_id: '7' })
  expect(await refusal(api.deleteContact({ params }))).toMatchObject({ status: 400 })
  expect(await sdk5.crm.runSyncJob()).toMatchObject({ status: 'queued' })
  await fake.runUntilIdle()
  expect(await sdk5.crm.getSyncJobStatus()).toMatchObject({ status: 'idle' })
  expect(await sdk5.crm.updateConfig({ app_id: null })).not.toHaveProperty('app_id')
  await api.deleteContact({ params })
})

test('exports are listed', async ({ api, sdk5 }) => {
  const { items } = await api.listExportRequests({ query: { limit: 1 } })
  expect((await sdk5.exportRequest.list({ limit: 1 })).items).toEqual(items)
})

mockOnly(
  'an export that is asked for can be downloaded, and is seen by its workspace only',
  async ({ api, fake }) => {
    const order = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }
    const made = await fake.fetch('/_fake/export-requests', order)
    expect(await made.json()).toMatchObject({ status: 'created', channel: 'call' })
    await fake.runUntilIdle()
    const [request] = (await api.listExportRequests()).items
    expect(request).toMatchObject({ status: 'completed' })
    expect(await (await fetch(request!.url!)).text()).toMatch(/^call_id,/)
    const other = await fake.workspace().fetch('/v2/list-export-requests')
    expect(await other.json()).toMatchObject({ items: [] })
  },
)

test('a key is told whose it is', async ({ api, sdk5 }) => {
  const info = await api.getApiKeyInfo()
  expect(info).toHaveProperty('org_name')
  expect(await sdk5.identity.retrieve()).toEqual(info)
})
