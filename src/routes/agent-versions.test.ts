import { expect, test } from 'vitest'
import { type Bench, newAgent, newBench, newLlm } from './testing-context.ts'

function agentOnLlm(bench: Bench) {
  const llm_id = newLlm(bench, { general_prompt: 'first' })
  const { agent_id } = newAgent(bench, { response_engine: { type: 'retell-llm', llm_id } })
  return { llm_id, agent_id }
}

const fork = (bench: Bench, agent_id: string, base_version: number) =>
  bench.ask('createAgentVersion', { params: { agent_id }, body: { base_version } })

const publish = (bench: Bench, agent_id: string, body: object) =>
  bench.ask('publishAgentVersion', { params: { agent_id }, body })

const versionsOf = (bench: Bench, agent_id: string) =>
  bench.ask('listAgentVersions', { params: { agent_id } }).items.map(item => item.version)

test('a new version is a draft copied from its base, engine and all, without the title', () => {
  const bench = newBench()
  const { agent_id, llm_id } = agentOnLlm(bench)
  publish(bench, agent_id, { version: 0, version_title: 'launch', version_description: 'the first' })
  bench.pass()
  const draft = fork(bench, agent_id, 0)
  expect(draft).toEqual({
    agent_id,
    version: 1,
    base_version: 0,
    is_published: false,
    assigned_tags: [],
    response_engine: { type: 'retell-llm', llm_id, version: 1 },
    voice_id: '11labs-Adrian',
    last_modification_timestamp: bench.world.now(),
  })
  expect(bench.ask('getRetellLlm', { params: { llm_id } })).toEqual({
    llm_id,
    version: 1,
    is_published: false,
    general_prompt: 'first',
    last_modification_timestamp: bench.world.now(),
  })
})

test('the number of a new version is one above the largest, whatever its base, and several drafts may be open', () => {
  const bench = newBench()
  const { agent_id, llm_id } = agentOnLlm(bench)
  fork(bench, agent_id, 0)
  bench.ask('updateRetellLlm', { params: { llm_id }, body: { general_prompt: 'second' } })
  expect(fork(bench, agent_id, 0)).toMatchObject({ version: 2, base_version: 0 })
  expect(fork(bench, agent_id, 1)).toMatchObject({ version: 3, base_version: 1 })
  const prompts = [0, 1, 2, 3].map(
    version =>
      bench.ask('getRetellLlm', { params: { llm_id }, query: { version: `${version}` } }).general_prompt,
  )
  expect(prompts).toEqual(['first', 'second', 'first', 'second'])
})

test('the body of a new version is its base alone', () => {
  const bench = newBench()
  const { agent_id } = agentOnLlm(bench)
  const body = { base_version: 0, version_title: 'x' }
  expect(bench.refusal('createAgentVersion', { params: { agent_id }, body })).toEqual({
    status: 400,
    message: 'request/body must NOT have additional properties',
  })
  expect(
    bench.refusal('createAgentVersion', { params: { agent_id }, body: { base_version: 4 } }).status,
  ).toBe(404)
})

test('publishing a version freezes it and its LLM in place, and opens no draft', () => {
  const bench = newBench()
  const { agent_id, llm_id } = agentOnLlm(bench)
  bench.pass()
  expect(publish(bench, agent_id, { version: 0, version_title: 'launch' })).toBeUndefined()
  expect(bench.ask('getAgent', { params: { agent_id } })).toMatchObject({
    version: 0,
    is_published: true,
    version_title: 'launch',
    last_modification_timestamp: bench.world.now(),
  })
  expect(bench.ask('getRetellLlm', { params: { llm_id } })).toMatchObject({ version: 0, is_published: true })
  expect(versionsOf(bench, agent_id)).toEqual([0])
})

test('any draft can be published, and those published before stay so', () => {
  const bench = newBench()
  const { agent_id } = agentOnLlm(bench)
  fork(bench, agent_id, 0)
  fork(bench, agent_id, 0)
  publish(bench, agent_id, { version: 1 })
  publish(bench, agent_id, { version: 0 })
  const items = bench.ask('listAgentVersions', { params: { agent_id } }).items
  expect(items.map(item => [item.version, item.is_published])).toEqual([
    [2, false],
    [1, true],
    [0, true],
  ])
})

test('publishing needs a version that is there and a draft', () => {
  const bench = newBench()
  const { agent_id } = agentOnLlm(bench)
  const refused = (body: object) => bench.refusal('publishAgentVersion', { params: { agent_id }, body })
  expect(refused({})).toEqual({ status: 400, message: "request/body must have required property 'version'" })
  expect(refused({ version: 3 })).toEqual({ status: 404, message: `Item ${agent_id} not found from agent` })
  publish(bench, agent_id, { version: 0 })
  expect(refused({ version: 0 })).toEqual({ status: 400, message: 'Version is already published' })
})

test('the older way to publish also opens the next draft, so that updates go on', () => {
  const bench = newBench()
  const { agent_id, llm_id } = agentOnLlm(bench)
  expect(bench.ask('publishAgent', { params: { agent_id } })).toBeUndefined()
  expect(bench.ask('getAgent', { params: { agent_id } })).toMatchObject({
    version: 1,
    base_version: 0,
    is_published: false,
    response_engine: { llm_id, version: 1 },
  })
  expect(bench.ask('updateAgent', { params: { agent_id }, body: { agent_name: 'Bea' } }).version).toBe(1)
  bench.ask('publishAgent', { params: { agent_id } })
  expect(bench.ask('getAgent', { params: { agent_id } }).version).toBe(2)
  expect(
    bench.ask('getAgent', { params: { agent_id }, query: { version: 'latest_published' } }).version,
  ).toBe(1)
})

test('the older way publishes the newest draft, or the one its body names, and refuses where there is none', () => {
  const bench = newBench()
  const { agent_id } = agentOnLlm(bench)
  fork(bench, agent_id, 0)
  fork(bench, agent_id, 0)
  publish(bench, agent_id, { version: 2 })
  bench.ask('publishAgent', { params: { agent_id } })
  const isPublished = (version: string) =>
    bench.ask('getAgent', { params: { agent_id }, query: { version } }).is_published
  expect(['0', '1', '2', '3'].map(isPublished)).toEqual([false, true, true, false])
  bench.ask('publishAgent', { params: { agent_id }, body: { version: 0 } })
  expect(isPublished('0')).toBe(true)
  for (const version of [3, 4]) publish(bench, agent_id, { version })
  expect(bench.refusal('publishAgent', { params: { agent_id } })).toEqual({
    status: 400,
    message: 'Version is already published',
  })
})

test('deleting a draft deletes its LLM version too, and its number is free again', () => {
  const bench = newBench()
  const { agent_id, llm_id } = agentOnLlm(bench)
  fork(bench, agent_id, 0)
  expect(bench.ask('deleteAgentVersion', { params: { agent_id }, query: { version: '1' } })).toBeUndefined()
  expect(versionsOf(bench, agent_id)).toEqual([0])
  expect(bench.refusal('getRetellLlm', { params: { llm_id }, query: { version: '1' } }).status).toBe(404)
  expect(fork(bench, agent_id, 0).version).toBe(1)
})

test('a deletion needs a version, and spares a published one and the only one', () => {
  const bench = newBench()
  const { agent_id } = agentOnLlm(bench)
  const refused = (query: Record<string, string>) =>
    bench.refusal('deleteAgentVersion', { params: { agent_id }, query })
  expect(refused({})).toEqual({ status: 400, message: "request/query must have required property 'version'" })
  expect(refused({ version: '7' }).status).toBe(404)
  expect(refused({ version: '0' })).toEqual({ status: 400, message: 'Cannot delete the only agent version' })
  fork(bench, agent_id, 0)
  publish(bench, agent_id, { version: 0 })
  expect(refused({ version: '0' })).toEqual({ status: 400, message: 'Cannot delete published agent version' })
})

test('the list of versions is a page of thin items, newest first unless asked otherwise', () => {
  const bench = newBench()
  const { agent_id } = agentOnLlm(bench)
  publish(bench, agent_id, { version: 0, version_title: 'launch' })
  fork(bench, agent_id, 0)
  fork(bench, agent_id, 1)
  const first = bench.ask('listAgentVersions', {
    params: { agent_id },
    query: { limit: '2', sort_order: 'ascending' },
  })
  const at = bench.world.now()
  expect(first.items).toEqual([
    { version: 0, is_published: true, version_title: 'launch', last_modification_timestamp: at },
    { version: 1, is_published: false, base_version: 0, last_modification_timestamp: at },
  ])
  const query = { limit: '2', sort_order: 'ascending', pagination_key: first.pagination_key! }
  const second = bench.ask('listAgentVersions', { params: { agent_id }, query })
  expect(second).toMatchObject({ items: [{ version: 2, base_version: 1 }], has_more: false })
  expect(versionsOf(bench, agent_id)).toEqual([2, 1, 0])
})

test('the older list of versions is whole agents by their last modification, not by number', () => {
  const bench = newBench()
  const { agent_id } = agentOnLlm(bench)
  newAgent(bench)
  bench.pass()
  fork(bench, agent_id, 0)
  bench.pass()
  const edited = bench.ask('updateAgent', {
    params: { agent_id },
    query: { version: '0' },
    body: { volume: 2 },
  })
  const agents = bench.ask('getAgentVersions', { params: { agent_id } })
  expect(agents.map(agent => agent.version)).toEqual([0, 1])
  expect(agents[0]).toEqual(edited)
})

test('both lists of versions know no unknown agent', () => {
  const bench = newBench()
  const refused = { status: 404, message: 'Item agent_none not found from agent' }
  expect(bench.refusal('getAgentVersions', { params: { agent_id: 'agent_none' } })).toEqual(refused)
  expect(bench.refusal('listAgentVersions', { params: { agent_id: 'agent_none' } })).toEqual(refused)
})
