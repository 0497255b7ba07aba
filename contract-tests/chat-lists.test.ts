// The lists of chats: pages with typed filters, and the older bare array.

import { expect } from 'vitest'
import { test } from './marks.ts'
import { everyItem } from './pages.ts'
import { refusal } from './refusal.ts'

test('a page of chats has no transcripts, a total on request, and leads to every other page', async ({
  api,
  make,
}) => {
  const { agent_id } = await make.chatAgent()
  const ids: string[] = []
  for (const order of ['a', 'b', 'c']) ids.push((await make.chat({ agent_id, metadata: { order } })).chat_id)
  const filter_criteria = { agent: [{ agent_id }] }
  const found = await everyItem(pagination_key =>
    api.listChats({ body: { filter_criteria, limit: 1, ...(pagination_key ? { pagination_key } : {}) } }),
  )
  expect(found.map(chat => chat.chat_id)).toEqual(ids.toReversed())
  const page = await api.listChats({
    body: { filter_criteria, limit: 1, skip: 1, sort_order: 'ascending', include_total: true },
  })
  expect(page).toMatchObject({ items: [{ chat_id: ids[1] }], has_more: true, total: 3 })
  expect(page.items[0]).not.toHaveProperty('transcript')
  expect(page.items[0]).not.toHaveProperty('message_with_tool_calls')
  expect(page.items[0]).not.toHaveProperty('total')
})

test('chats are found by state, version, id, times and attributes', async ({ api, make }) => {
  const { agent_id } = await make.chatAgent()
  const open = await make.chat({ agent_id })
  const { chat_id } = await make.chat({ agent_id })
  await api.endChat({ params: { chat_id } })
  await api.updateChat({ params: { chat_id }, body: { custom_attributes: { plan: 'paid', seats: 2 } } })
  const found = async (filter: NonNullable<Parameters<typeof api.listChats>[0]>['body']) => {
    const filter_criteria = { agent: [{ agent_id }], ...filter?.filter_criteria }
    return (await api.listChats({ body: { filter_criteria } })).items.map(chat => chat.chat_id)
  }
  const ended = { chat_status: { type: 'enum' as const, op: 'in' as const, value: ['ended' as const] } }
  expect(await found({ filter_criteria: ended })).toEqual([chat_id])
  const since = { type: 'number' as const, op: 'ge' as const, value: 1 }
  expect(await found({ filter_criteria: { end_timestamp: since } })).toEqual([chat_id])
  expect(await found({ filter_criteria: { start_timestamp: since } })).toEqual([chat_id, open.chat_id])
  const duration_ms = { type: 'range' as const, op: 'bt' as const, value: [0, 60_000] }
  expect(await found({ filter_criteria: { duration_ms } })).toEqual([chat_id])
  const ends = { type: 'string' as const, op: 'ew' as const, value: chat_id.slice(-12) }
  expect(await found({ filter_criteria: { chat_id: ends } })).toEqual([chat_id])
  const paid = { type: 'string' as const, op: 'eq' as const, key: 'plan', value: 'paid' }
  const seats = { type: 'number' as const, op: 'gt' as const, key: 'seats', value: 2 }
  expect(await found({ filter_criteria: { custom_attributes: [paid] } })).toEqual([chat_id])
  expect(await found({ filter_criteria: { custom_attributes: [paid, seats] } })).toEqual([])
  expect(await found({ filter_criteria: { agent: [{ agent_id, version: [1] }] } })).toEqual([])
})

test('filters of the wrong kind, a foreign cursor, and two ways of paging at once are refused', async ({
  api,
}) => {
  for (const body of [
    { filter_criteria: { chat_status: ['ended'] } },
    { filter_criteria: { chat_status: { type: 'enum', op: 'in', value: ['registered'] } } },
    { filter_criteria: { start_timestamp: { type: 'string', op: 'eq', value: '1' } } },
    { filter_criteria: { agent: [{ version: [0] }] } },
    { pagination_key: 'nobody gave this out' },
    { pagination_key: 'WzAsMF0', skip: 1 },
    { limit: 1001 },
  ])
    expect(await refusal(api.unchecked.listChats({ body })), JSON.stringify(body)).toMatchObject({
      status: 400,
    })
})

test('the older list is a bare array of whole chats, and goes on after an id', async ({ api, make }) => {
  const { agent_id } = await make.chatAgent()
  const first = await make.chat({ agent_id })
  const second = await make.chat({ agent_id })
  const after = (pagination_key: string, sort_order: 'ascending' | 'descending') =>
    api.listChatV1({ query: { pagination_key, sort_order, limit: 1 } })
  expect(await api.listChatV1({ query: { limit: 1000 } })).toEqual(expect.arrayContaining([first, second]))
  expect(await refusal(after('chat_of_nobody', 'ascending'))).toEqual({
    status: 400,
    message: 'pagination_key is not one that this list has returned',
  })
  expect(await after(second.chat_id, 'descending')).toEqual([first])
  expect(await after(first.chat_id, 'ascending')).toEqual([second])
})

test('SDK 5 lists chats with arguments and without', async ({ sdk5, make }) => {
  const { agent_id } = await make.chatAgent()
  const { chat_id } = await make.chat({ agent_id })
  expect((await sdk5.chat.list()).items?.map(chat => chat.chat_id)).toContain(chat_id)
  const { items } = await sdk5.chat.list({ filter_criteria: { agent: [{ agent_id }] }, include_total: true })
  expect(items?.map(chat => chat.chat_id)).toEqual([chat_id])
})
