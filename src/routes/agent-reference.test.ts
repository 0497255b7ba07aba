import { expect, test } from 'vitest'
import { agentAt, resolveCallAgent } from './agent-reference.ts'
import { type Bench, newAgent, newBench } from './testing-context.ts'

/** Version 0 published, 1 published, 2 a draft. */
function withVersions(bench: Bench): string {
  const { agent_id } = newAgent(bench)
  bench.ask('publishAgent', { params: { agent_id } })
  bench.ask('publishAgent', { params: { agent_id } })
  return agent_id
}

test('a reference is a number, as such or as text, latest, latest_published or nothing', () => {
  const bench = newBench()
  const agentId = withVersions(bench)
  const versionOf = (reference?: number | string) => agentAt(bench.world.store, agentId, reference).version
  expect(versionOf()).toBe(2)
  expect(versionOf('latest')).toBe(2)
  expect(versionOf('latest_published')).toBe(1)
  expect(versionOf(0)).toBe(0)
  expect(versionOf('1')).toBe(1)
})

test('a get takes every form of reference', () => {
  const bench = newBench()
  const agent_id = withVersions(bench)
  const get = (version: string) => bench.ask('getAgent', { params: { agent_id }, query: { version } }).version
  expect([get('0'), get('latest'), get('latest_published'), get('prod')]).toEqual([0, 2, 1, 2])
  const malformed = bench.refusal('getAgent', { params: { agent_id }, query: { version: 'Prod!' } })
  expect(malformed.status).toBe(400)
})

test('a tag that exists and is unassigned means the latest version; an unknown one is not found', () => {
  const bench = newBench()
  const agentId = withVersions(bench)
  expect(agentAt(bench.world.store, agentId, 'staging').version).toBe(2)
  expect(() => agentAt(bench.world.store, agentId, 'canary')).toThrow('Item canary not found from agent-tag')
})

test('an unknown version, an unknown agent and latest_published of a draft are not found', () => {
  const bench = newBench()
  const { agent_id } = newAgent(bench)
  for (const version of ['5', 'latest_published', '99999999999999999999']) {
    expect(bench.refusal('getAgent', { params: { agent_id }, query: { version } })).toEqual({
      status: 404,
      message: `Item ${agent_id} not found from agent`,
    })
  }
  for (const reference of ['latest_published', 'canary', 0]) {
    expect(() => agentAt(bench.world.store, 'agent_none', reference)).toThrow(
      'Item agent_none not found from agent',
    )
  }
})

test('a call without a version gets the latest, or the latest published where the workspace is set so', () => {
  const bench = newBench()
  const agentId = withVersions(bench)
  const versionOf = (version?: number | string) => resolveCallAgent(bench.world, agentId, version).version
  expect(versionOf()).toBe(2)
  bench.world.changeSettings({ unversioned: 'latest_published' })
  expect(versionOf()).toBe(1)
  expect(versionOf(0)).toBe(0)
  expect(versionOf('latest')).toBe(2)
})
