// Changing and deleting the record of a call.

import { expect } from 'vitest'
import { test } from './marks.ts'
import { refusal } from './refusal.ts'

test('an update replaces the metadata of a call whole and leaves the rest', async ({ api, make }) => {
  const { agent_id } = await make.agent()
  const given = { metadata: { a: 1, b: 2 }, retell_llm_dynamic_variables: { name: 'Ada' } }
  const { call_id } = await make.webCall({ agent_id, ...given })
  const changed = await api.updateCall({ params: { call_id }, body: { metadata: { c: 3 } } })
  expect(changed).toMatchObject({ call_id, retell_llm_dynamic_variables: { name: 'Ada' } })
  expect(changed.metadata).toEqual({ c: 3 })
  expect((await api.getCall({ params: { call_id } })).metadata).toEqual({ c: 3 })
})

test('a call takes attributes of text, number and truth', async ({ api, make }) => {
  const { call_id } = await make.webCall({ agent_id: (await make.agent()).agent_id })
  const custom_attributes = { team: 'north', score: 4.5, done: true }
  await api.updateCall({ params: { call_id }, body: { custom_attributes } })
  expect((await api.getCall({ params: { call_id } })).custom_attributes).toEqual(custom_attributes)
})

test('what is stored of a call can become less and not more', async ({ api, make }) => {
  const { call_id } = await make.webCall({ agent_id: (await make.agent()).agent_id })
  const keep = (data_storage_setting: 'everything' | 'everything_except_pii' | 'basic_attributes_only') =>
    api.updateCall({ params: { call_id }, body: { data_storage_setting } })
  expect(await keep('everything_except_pii')).toMatchObject({ data_storage_setting: 'everything_except_pii' })
  expect(await refusal(keep('everything'))).toMatchObject({ status: 400 })
  expect(await keep('basic_attributes_only')).toMatchObject({ data_storage_setting: 'basic_attributes_only' })
  expect(await refusal(keep('everything_except_pii'))).toMatchObject({ status: 400 })
})

test('an update of a call knows no other keys', async ({ api, make }) => {
  const { call_id } = await make.webCall({ agent_id: (await make.agent()).agent_id })
  const body = { metadata: { seen: true }, call_status: 'ended' }
  expect(await refusal(api.unchecked.updateCall({ params: { call_id }, body }))).toEqual({
    status: 400,
    message: 'request/body must NOT have additional properties',
  })
  expect(await api.getCall({ params: { call_id } })).not.toHaveProperty('metadata')
})

test('metadata beyond 50 kB is refused, up to it taken', async ({ api, make }) => {
  const { call_id } = await make.webCall({ agent_id: (await make.agent()).agent_id })
  const note = (length: number) =>
    api.updateCall({ params: { call_id }, body: { metadata: { note: 'x'.repeat(length) } } })
  expect(await note(49_000)).toMatchObject({ call_id })
  expect(await refusal(note(51_000))).toMatchObject({ status: 400 })
})

test('a deleted call is gone', async ({ api, make }) => {
  const { agent_id } = await make.agent()
  const { call_id } = await make.webCall({ agent_id })
  expect(await api.deleteCall({ params: { call_id } })).toBeUndefined()
  const gone = { status: 404, message: `Item ${call_id} not found from call` }
  expect(await refusal(api.getCall({ params: { call_id } }))).toEqual(gone)
  expect(await refusal(api.updateCall({ params: { call_id }, body: {} }))).toEqual(gone)
  expect(await refusal(api.deleteCall({ params: { call_id } }))).toEqual(gone)
  const { items } = await api.listCalls({ body: { filter_criteria: { agent: [{ agent_id }] } } })
  expect(items).toEqual([])
})
