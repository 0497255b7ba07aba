// The lists of agents in both generations. Other agents may be in the workspace, so a test looks for its own.

import { expect } from 'vitest'
import { test } from './marks.ts'
import { everyItem, everyPage } from './pages.ts'
import { refusal } from './refusal.ts'

test('an item of the list is thin, and named by the latest version', async ({ api, make }) => {
  const { agent_id, last_modification_timestamp } = await make.agent({ agent_name: 'Thin item' })
  const { items } = await api.listAgents({ body: { filter_criteria: { query: agent_id } } })
  expect(items).toEqual([
    {
      agent_id,
      agent_name: 'Thin item',
      channel: 'voice',
      is_suspended: false,
      tags: expect.any(Object),
      user_modified_timestamp: last_modification_timestamp,
    },
  ])
})

test('the tags of an agent made over the API point at no version', async ({ api, make }) => {
  const { agent_id } = await make.agent()
  const { items } = await api.listAgents({ body: { filter_criteria: { query: agent_id } } })
  expect(items[0]?.tags).toEqual({ staging: {}, prod: {} })
})

test('an agent with several versions is one item', async ({ api, make }) => {
  const { agent_id } = await make.agent()
  await api.createAgentVersion({ params: { agent_id }, body: { base_version: 0 } })
  const { items } = await api.listAgents({ body: { filter_criteria: { query: agent_id } } })
  expect(items).toHaveLength(1)
})

test('a query finds a part of the name in any case, and a part of the id', async ({ api, make }) => {
  const wanted = await make.agent({ agent_name: 'Harbour Pilot Desk' })
  await make.agent({ agent_name: 'Somebody else' })
  const found = async (query: string) =>
    (await api.listAgents({ body: { filter_criteria: { query } } })).items.map(item => item.agent_id)
  expect(await found('hARBOUR pilot')).toEqual([wanted.agent_id])
  expect(await found(wanted.agent_id.slice(4))).toEqual([wanted.agent_id])
  expect(await found('no agent is called like this')).toEqual([])
})

test('the channel tells voice agents from chat agents', async ({ api, make }) => {
  const { agent_id } = await make.agent()
  const found = async (op: 'eq' | 'ne', value: 'voice' | 'chat') => {
    const body = { filter_criteria: { channel: { type: 'string', op, value }, query: agent_id } } as const
    return (await api.listAgents({ body })).items.length
  }
  expect([await found('eq', 'voice'), await found('ne', 'voice')]).toEqual([1, 0])
  expect([await found('eq', 'chat'), await found('ne', 'chat')]).toEqual([0, 1])
})

test('pages of the list lead to the end without repeating an agent', async ({ api, make }) => {
  const agents = [await make.agent(), await make.agent(), await make.agent()]
  const pages = await everyPage(pagination_key => api.listAgents({ query: { limit: 2, pagination_key } }))
  const ids = pages.flat().map(item => item.agent_id)
  expect(pages.slice(0, -1).every(page => page.length === 2)).toBe(true)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids).toEqual(expect.arrayContaining(agents.map(agent => agent.agent_id)))
})

test('limit and order may come in the query or in the body', async ({ api, make }) => {
  await make.agent()
  await make.agent()
  const inQuery = await api.listAgents({ query: { limit: 1, sort_order: 'ascending' } })
  const inBody = await api.listAgents({ body: { limit: 1, sort_order: 'ascending' } })
  expect(inQuery.items).toHaveLength(1)
  expect(inBody.items).toEqual(inQuery.items)
})

test('the last agent that was made comes first, and last when the order is ascending', async ({
  api,
  make,
}) => {
  await make.agent()
  const { agent_id } = await make.agent()
  const idsIn = async (sort_order?: 'ascending' | 'descending') =>
    (await everyItem(pagination_key => api.listAgents({ query: { sort_order, pagination_key } }))).map(
      item => item.agent_id,
    )
  const descending = await idsIn()
  expect(descending[0]).toBe(agent_id)
  expect(await idsIn('ascending')).toEqual(descending.toReversed())
})

test('a limit is between 1 and 1000', async ({ api }) => {
  expect(await refusal(api.unchecked.listAgents({ query: { limit: 0 } }))).toEqual({
    status: 400,
    message: 'request/query/limit must be >= 1',
  })
  expect(await refusal(api.unchecked.listAgents({ body: { limit: 1001 } }))).toEqual({
    status: 400,
    message: 'request/body/limit must be <= 1000',
  })
})

test('a key that no list has handed out is refused', async ({ api }) => {
  expect(await refusal(api.listAgents({ query: { pagination_key: 'made-up' } }))).toMatchObject({
    status: 400,
  })
})

test('the first generation lists every version of an agent, whole', async ({ api, make }) => {
  const { agent_id } = await make.agent({ agent_name: 'Many rows', voice_speed: 1.1 })
  await api.createAgentVersion({ params: { agent_id }, body: { base_version: 0 } })
  const rows = (await api.listAgentsV1()).filter(agent => agent.agent_id === agent_id)
  expect(rows.map(agent => agent.version).sort()).toEqual([0, 1])
  expect(rows.every(agent => agent.voice_speed === 1.1)).toBe(true)
})

test('is_latest keeps the newest version of each agent', async ({ api, make }) => {
  const { agent_id } = await make.agent()
  await api.createAgentVersion({ params: { agent_id }, body: { base_version: 0 } })
  const rows = (await api.listAgentsV1({ query: { is_latest: true } })).filter(
    agent => agent.agent_id === agent_id,
  )
  expect(rows.map(agent => agent.version)).toEqual([1])
})

test('the first generation pages by the id and the version of the last row', async ({ api, make }) => {
  const { agent_id } = await make.agent()
  await api.createAgentVersion({ params: { agent_id }, body: { base_version: 0 } })
  await api.createAgentVersion({ params: { agent_id }, body: { base_version: 0 } })
  const all = await api.listAgentsV1()
  const rows = await rowsOneByOne(last => api.listAgentsV1({ query: { limit: 1, ...last } }))
  expect(rows).toEqual(all.map(({ agent_id: id, version }) => [id, version]))
})

test('in the first generation one half of the key is no key', async ({ api, make }) => {
  const { agent_id } = await make.agent()
  expect(await refusal(api.listAgentsV1({ query: { pagination_key: agent_id } }))).toMatchObject({
    status: 400,
  })
})

type Row = { agent_id: string; version: number }
type After = { pagination_key: string; pagination_key_version: number }

async function rowsOneByOne(read: (after: After | undefined) => Promise<Row[]>): Promise<[string, number][]> {
  const rows: [string, number][] = []
  for (let page = await read(undefined); page[0]; ) {
    const { agent_id, version } = page[0]
    rows.push([agent_id, version])
    page = await read({ pagination_key: agent_id, pagination_key_version: version })
  }
  return rows
}
