import { expect, test } from 'vitest'
import { newBench } from './testing-context.ts'

test('an export is created, processed and completed or not, and the list pages', async () => {
  const bench = newBench()
  const order = { channel: 'call', timezone: 'UTC' } as const
  const good = bench.contactJobs.startExport(bench.world, { ...order, outcome: 'completed' })
  const statuses = () => bench.ask('listExportRequests').items.map(({ status }) => status)
  expect(statuses()).toEqual(['created'])
  await bench.advance(1_000)
  expect(statuses()).toEqual(['processing'])
  bench.contactJobs.startExport(bench.world, { ...order, outcome: 'error' })
  await bench.runUntilIdle()
  expect(statuses()).toEqual(['error', 'completed'])
  const page = bench.ask('listExportRequests', { query: { limit: '1', sort_order: 'ascending' } })
  expect(page).toMatchObject({ has_more: true, items: [{ export_request_id: good.export_request_id }] })
  expect(page.items[0]?.url).toMatch(/export\.csv$/)
})

test('a key is told the name and the id of its organisation', () => {
  const bench = newBench()
  const { org_id } = bench.ask('getCrmConfig')
  expect(bench.ask('getApiKeyInfo')).toEqual({ api_key_name: null, org_id, org_name: 'fake-retell' })
})
