import { expect, test } from 'vitest'
import { type Bench, newAgent, newBench } from './testing-context.ts'

const KEY = { type: 'api_key', api_key: 'a secret' }
const create = (bench: Bench, body: object = {}) =>
  bench.ask('createApp', { body: { type: 'crm', provider: 'hubspot', auth_config: KEY, ...body } })

test('secrets go in and never come out', () => {
  const bench = newBench()
  const basic = { type: 'basic', username: 'ada', password: 'a secret' }
  const oauth2 = { type: 'oauth2', client_id: 'id', client_secret: 'a secret' }
  expect(create(bench).auth_config).toEqual({ type: 'api_key' })
  expect(create(bench, { auth_config: basic }).auth_config).toEqual({ type: 'basic', username: 'ada' })
  expect(create(bench, { auth_config: oauth2 }).auth_config).toEqual({ type: 'oauth2', client_id: 'id' })
  expect(JSON.stringify(bench.ask('listApps'))).not.toContain('a secret')
})

test('a test of the credentials is remembered, until they or the tenant change', () => {
  const bench = newBench()
  const params = { app_id: create(bench).app_id }
  const status = () => bench.ask('getApp', { params }).connection_status
  expect(status()).toBe('not_connected')
  expect(bench.ask('testAppAuth', { params })).toEqual({ success: true })
  expect(status()).toBe('connected')
  expect(bench.ask('updateApp', { params, body: { name: 'Ours' } }).connection_status).toBe('connected')
  bench.ask('updateApp', { params, body: { tenant_url: 'https://crm.example.com' } })
  expect(status()).toBe('not_connected')
  bench.ask('updateApp', { params, body: { auth_config: { type: 'api_key', api_key: 'invalid' } } })
  expect(status()).toBe('not_connected')
  expect(bench.ask('testAppAuth', { params })).toEqual({ success: false })
  expect(status()).toBe('error')
})

test('an app without credentials does not connect', () => {
  const bench = newBench()
  const { app_id } = bench.ask('createApp', { body: { type: 'support', provider: 'zendesk' } })
  expect(bench.ask('testAppAuth', { params: { app_id } })).toEqual({ success: false })
})

test('a provider has at most twenty apps', () => {
  const bench = newBench()
  for (let count = 0; count < 20; count++) create(bench)
  const body = { type: 'crm', provider: 'hubspot' }
  expect(bench.refusal('createApp', { body }).status).toBe(400)
  create(bench, { provider: 'salesforce' })
})

test('what does not belong to an app is refused', () => {
  const bench = newBench()
  const refused = (body: object) => bench.refusal('createApp', { body }).status
  expect(refused({ type: 'knowledge_base', provider: 'onedrive', auth_config: KEY })).toBe(400)
  expect(refused({ type: 'support', provider: 'zendesk', crm_config: {} })).toBe(400)
  const inbound_sync_mappings = [{ field_name: 'first_name', external_field_name: 'firstname' }]
  expect(refused({ type: 'crm', provider: 'hubspot', crm_config: { inbound_sync_mappings } })).toBe(400)
})

test('an app that an agent uses is deleted only by force', () => {
  const bench = newBench()
  const { app_id } = create(bench)
  const params = { app_id }
  expect(bench.ask('listAppUsages', { params }).items).toEqual([])
  const general_tools = [{ type: 'end_call', name: 'finish', app_id }]
  const { llm_id } = bench.ask('createRetellLlm', { body: { general_tools } })
  const agent = newAgent(bench, { agent_name: 'Ann', response_engine: { type: 'retell-llm', llm_id } })
  const usage = { type: 'agent', agent_id: agent.agent_id, agent_name: 'Ann', agent_versions: [0] }
  expect(bench.ask('listAppUsages', { params }).items).toMatchObject([usage])
  expect(bench.refusal('deleteApp', { params }).status).toBe(400)
  bench.ask('deleteApp', { params, query: { force_delete: 'true' } })
  expect(bench.refusal('getApp', { params })).toEqual({
    status: 404,
    message: `Item ${app_id} not found from app`,
  })
})

test('deleting the linked app unlinks it', () => {
  const bench = newBench()
  const { app_id } = create(bench)
  bench.ask('updateCrmConfig', { body: { app_id } })
  bench.ask('deleteApp', { params: { app_id } })
  expect(bench.ask('getCrmConfig')).not.toHaveProperty('app_id')
})
