import { expect, test } from 'vitest'
import { newAgent, newBench, newLlm } from './testing-context.ts'

test('a new agent is draft version 0 with the identity fields and what was sent', () => {
  const bench = newBench()
  const llm_id = newLlm(bench)
  const agent = newAgent(bench, {
    response_engine: { type: 'retell-llm', llm_id },
    agent_name: 'Ada',
    volume: 1.5,
  })
  expect(agent.agent_id).toMatch(/^agent_[0-9a-f]{26}$/)
  expect(agent).toEqual({
    agent_id: agent.agent_id,
    version: 0,
    base_version: null,
    is_published: false,
    assigned_tags: [],
    response_engine: { type: 'retell-llm', llm_id, version: 0 },
    voice_id: '11labs-Adrian',
    agent_name: 'Ada',
    volume: 1.5,
    last_modification_timestamp: bench.world.now(),
  })
  expect(bench.ask('getAgent', { params: { agent_id: agent.agent_id } })).toEqual(agent)
})

test('a new agent needs a voice and an engine', () => {
  const bench = newBench()
  expect(bench.refusal('createAgent', { body: { voice_id: '11labs-Adrian' } })).toEqual({
    status: 400,
    message: "request/body must have required property 'response_engine'",
  })
  expect(
    bench.refusal('createAgent', {
      body: { response_engine: { type: 'custom-llm', url: 'wss://llm.test' } },
    }),
  ).toEqual({
    status: 400,
    message: "request/body must have required property 'voice_id'",
  })
})

test('the older name of an LLM server address is taken and answered under the real one', () => {
  const agent = newAgent(newBench(), {
    response_engine: { type: 'custom-llm', url: 'wss://llm.test/socket' },
  })
  expect(agent.response_engine).toEqual({ type: 'custom-llm', llm_websocket_url: 'wss://llm.test/socket' })
})

test('a null at creation stores nothing', () => {
  const agent = newAgent(newBench(), { agent_name: null, webhook_url: null })
  expect(Object.keys(agent)).not.toContain('agent_name')
  expect(Object.keys(agent)).not.toContain('webhook_url')
})

test('unknown fields are ignored and not answered', () => {
  expect(Object.keys(newAgent(newBench(), { inactivity_messages: ['Hello?'] }))).not.toContain(
    'inactivity_messages',
  )
})

test('an update edits in place: absent stays, null clears, lists and objects are replaced whole', () => {
  const bench = newBench()
  const { agent_id } = newAgent(bench, {
    agent_name: 'Ada',
    webhook_url: 'https://hooks.test',
    boosted_keywords: ['a', 'b'],
    handbook_config: { high_empathy: true, ai_disclosure: true },
  })
  bench.pass()
  const body = { webhook_url: null, boosted_keywords: ['c'], handbook_config: { ai_disclosure: false } }
  const updated = bench.ask('updateAgent', { params: { agent_id }, body })
  expect(updated).toMatchObject({
    version: 0,
    agent_name: 'Ada',
    boosted_keywords: ['c'],
    handbook_config: { ai_disclosure: false },
    last_modification_timestamp: bench.world.now(),
  })
  expect(updated.handbook_config).toEqual({ ai_disclosure: false })
  expect(Object.keys(updated)).not.toContain('webhook_url')
  expect(bench.ask('getAgent', { params: { agent_id } })).toEqual(updated)
})

test('a field that cannot be cleared refuses null', () => {
  const bench = newBench()
  const { agent_id } = newAgent(bench)
  expect(bench.refusal('updateAgent', { params: { agent_id }, body: { volume: null } })).toEqual({
    status: 400,
    message: 'request/body/volume must be number',
  })
})

test('what only the service sets cannot be set', () => {
  const bench = newBench()
  const { agent_id } = newAgent(bench)
  const body = { version: 7, is_published: true, agent_id: 'agent_other', last_modification_timestamp: 1 }
  expect(bench.ask('updateAgent', { params: { agent_id }, body })).toMatchObject({
    agent_id,
    version: 0,
    is_published: false,
    last_modification_timestamp: bench.world.now(),
  })
})

test('a published version refuses every change but its title and description', () => {
  const bench = newBench()
  const { agent_id } = newAgent(bench)
  bench.ask('publishAgentVersion', { params: { agent_id }, body: { version: 0 } })
  const refused = { status: 422, message: 'Cannot update published agent other than version title' }
  expect(bench.refusal('updateAgent', { params: { agent_id }, body: { agent_name: 'Bea' } })).toEqual(refused)
  const both = { version_title: 'first', agent_name: 'Bea' }
  expect(bench.refusal('updateAgent', { params: { agent_id }, body: both })).toEqual(refused)
  const titles = { version_title: 'first', version_description: 'the one' }
  expect(bench.ask('updateAgent', { params: { agent_id }, body: titles })).toMatchObject({
    ...titles,
    is_published: true,
  })
})

test('an update and a get reach the latest version unless the query names one', () => {
  const bench = newBench()
  const { agent_id } = newAgent(bench, { agent_name: 'old' })
  bench.ask('createAgentVersion', { params: { agent_id }, body: { base_version: 0 } })
  bench.ask('updateAgent', { params: { agent_id }, body: { agent_name: 'new' } })
  bench.ask('updateAgent', { params: { agent_id }, query: { version: '0' }, body: { volume: 2 } })
  expect(bench.ask('getAgent', { params: { agent_id } })).toMatchObject({ version: 1, agent_name: 'new' })
  expect(bench.ask('getAgent', { params: { agent_id }, query: { version: '0' } })).toMatchObject({
    version: 0,
    agent_name: 'old',
    volume: 2,
  })
})

test('a deleted agent is gone with all its versions, and its LLM stays', () => {
  const bench = newBench()
  const llm_id = newLlm(bench)
  const { agent_id } = newAgent(bench, { response_engine: { type: 'retell-llm', llm_id } })
  bench.ask('createAgentVersion', { params: { agent_id }, body: { base_version: 0 } })
  expect(bench.ask('deleteAgent', { params: { agent_id } })).toBeUndefined()
  const gone = { status: 404, message: `Item ${agent_id} not found from agent` }
  expect(bench.refusal('getAgent', { params: { agent_id } })).toEqual(gone)
  expect(bench.refusal('deleteAgent', { params: { agent_id } })).toEqual(gone)
  expect(bench.ask('getRetellLlm', { params: { llm_id } })).toMatchObject({ version: 1 })
})

test('an id that is not exactly the same is not found', () => {
  const bench = newBench()
  const { agent_id } = newAgent(bench)
  for (const wrong of [agent_id.replace('agent_', ''), `${agent_id}\u200b`]) {
    const refused = { status: 404, message: `Item ${wrong} not found from agent` }
    expect(bench.refusal('getAgent', { params: { agent_id: wrong } })).toEqual(refused)
  }
})
