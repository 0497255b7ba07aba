import { expect, test } from 'vitest'
import { type Bench, newAgent, newBench } from './testing-context.ts'

function threeAgents(bench: Bench): string[] {
  return ['Frontdesk', 'Sales', 'sales EU'].map(agent_name => {
    bench.pass()
    return newAgent(bench, { agent_name }).agent_id
  })
}

const names = (bench: Bench, body: object) =>
  bench.ask('listAgents', { body }).items.map(item => item.agent_name)

test('an item is thin, and a workspace has its two tags pointing nowhere', () => {
  const bench = newBench()
  const { agent_id } = newAgent(bench, { agent_name: 'Ada' })
  expect(bench.ask('listAgents')).toEqual({
    items: [
      {
        agent_id,
        agent_name: 'Ada',
        channel: 'voice',
        is_suspended: false,
        tags: { staging: {}, prod: {} },
        user_modified_timestamp: bench.world.now(),
      },
    ],
    has_more: false,
  })
})

test('an agent without a name has an empty one in the list', () => {
  const bench = newBench()
  newAgent(bench)
  expect(names(bench, {})).toEqual([''])
})

test('an agent is one item, at its latest version, the last modified first', () => {
  const bench = newBench()
  const [first] = threeAgents(bench)
  bench.pass()
  bench.ask('createAgentVersion', { params: { agent_id: first! }, body: { base_version: 0 } })
  bench.ask('updateAgent', { params: { agent_id: first! }, body: { agent_name: 'Reception' } })
  expect(names(bench, {})).toEqual(['Reception', 'sales EU', 'Sales'])
  expect(names(bench, { sort_order: 'ascending' })).toEqual(['Sales', 'sales EU', 'Reception'])
})

test('pages follow one another by the cursor, which the last page lacks', () => {
  const bench = newBench()
  threeAgents(bench)
  const first = bench.ask('listAgents', { body: { limit: 2 } })
  expect(first.items.map(item => item.agent_name)).toEqual(['sales EU', 'Sales'])
  expect(first.has_more).toBe(true)
  const second = bench.ask('listAgents', { body: { limit: 2, pagination_key: first.pagination_key } })
  expect(second.items.map(item => item.agent_name)).toEqual(['Frontdesk'])
  expect(second.has_more).toBe(false)
  expect(Object.keys(second)).not.toContain('pagination_key')
})

test('paging comes from the query or the body, and the query wins', () => {
  const bench = newBench()
  threeAgents(bench)
  expect(bench.ask('listAgents', { query: { limit: '1' } }).items).toHaveLength(1)
  expect(bench.ask('listAgents', { query: { limit: '1' }, body: { limit: 2 } }).items).toHaveLength(1)
})

test('the query finds a part of a name in any case, and a part of an id', () => {
  const bench = newBench()
  const [first] = threeAgents(bench)
  expect(names(bench, { filter_criteria: { query: 'SALES' } })).toEqual(['sales EU', 'Sales'])
  expect(names(bench, { filter_criteria: { query: first!.slice(6, 20) } })).toEqual(['Frontdesk'])
  expect(names(bench, { filter_criteria: { query: '%' } })).toEqual([])
})

test('the query looks at the latest version only', () => {
  const bench = newBench()
  const { agent_id } = newAgent(bench, { agent_name: 'before' })
  bench.ask('createAgentVersion', { params: { agent_id }, body: { base_version: 0 } })
  bench.ask('updateAgent', { params: { agent_id }, body: { agent_name: 'after' } })
  expect(names(bench, { filter_criteria: { query: 'before' } })).toEqual([])
})

test('the channel filter tells voice agents from chat agents, with or without its type', () => {
  const bench = newBench()
  newAgent(bench, { agent_name: 'Ada' })
  const filtered = (channel: object) => names(bench, { filter_criteria: { channel } })
  for (const op of ['eq', 'sw', 'ew', 'co']) {
    expect(filtered({ op, value: 'voice' })).toEqual(['Ada'])
    expect(filtered({ op, value: 'chat' })).toEqual([])
  }
  expect(filtered({ type: 'string', op: 'ne', value: 'chat' })).toEqual(['Ada'])
  expect(filtered({ type: 'string', op: 'ne', value: 'voice' })).toEqual([])
})

test('both filters hold together', () => {
  const bench = newBench()
  newAgent(bench, { agent_name: 'Ada' })
  const filter_criteria = { channel: { op: 'eq', value: 'chat' }, query: 'ada' }
  expect(names(bench, { filter_criteria })).toEqual([])
})

test('the first-generation list has a row for each version and goes on after an id and a version', () => {
  const bench = newBench()
  const { agent_id } = newAgent(bench)
  bench.pass()
  bench.ask('publishAgent', { params: { agent_id } })
  bench.pass()
  bench.ask('publishAgent', { params: { agent_id } })
  const versions = (query?: Record<string, string>) =>
    bench.ask('listAgentsV1', query ? { query } : {}).map(agent => agent.version)
  expect(versions()).toEqual([2, 1, 0])
  expect(versions({ limit: '2' })).toEqual([2, 1])
  expect(versions({ pagination_key: agent_id, pagination_key_version: '1' })).toEqual([0])
  expect(versions({ is_latest: 'true' })).toEqual([2])
  expect(bench.ask('listAgentsV1').filter(agent => agent.is_published)).toHaveLength(2)
  expect(bench.refusal('listAgentsV1', { query: { pagination_key: agent_id } }).status).toBe(400)
})
