import { expect, test } from 'vitest'
import { type Bench, newAgent, newBench, newLlm } from './testing-context.ts'

const onLlm = (llm_id: string, version?: number | null) => ({
  type: 'retell-llm',
  llm_id,
  ...(version === undefined ? {} : { version }),
})

const AFTER_VERSIONS = {
  status: 400,
  message: 'Cannot update response engine after agent versions have been created',
}

function fork(bench: Bench, agent_id: string) {
  return bench.ask('createAgentVersion', { params: { agent_id }, body: { base_version: 0 } })
}

const update = (agent_id: string, response_engine: object) => ({
  params: { agent_id },
  body: { response_engine },
})

test('an engine that is not there is not found', () => {
  const bench = newBench()
  const create = (response_engine: object) => ({ body: { response_engine, voice_id: '11labs-Adrian' } })
  for (const version of [undefined, 3]) {
    expect(bench.refusal('createAgent', create(onLlm('llm_none', version)))).toEqual({
      status: 404,
      message: 'Item llm_none not found from retell-llm',
    })
  }
  expect(
    bench.refusal('createAgent', create({ type: 'conversation-flow', conversation_flow_id: 'cf' })),
  ).toEqual({
    status: 404,
    message: 'Item cf not found from conversation-flow',
  })
})

test('the version of an engine is answered though not sent, and another than the agent’s is refused', () => {
  const bench = newBench()
  const llm_id = newLlm(bench)
  expect(newAgent(bench, { response_engine: onLlm(llm_id, null) }).response_engine).toEqual(onLlm(llm_id, 0))
  const { agent_id } = newAgent(bench, { response_engine: onLlm(llm_id, 0) })
  fork(bench, agent_id)
  const refused = { status: 400, message: 'Response engine version must match agent version' }
  expect(bench.refusal('updateAgent', update(agent_id, onLlm(llm_id, 0)))).toEqual(refused)
  const body = { response_engine: onLlm(llm_id, 1), voice_id: '11labs-Adrian' }
  expect(bench.refusal('createAgent', { body })).toEqual(refused)
})

test('an agent with nothing but its first draft may change to another LLM, not to another type', () => {
  const bench = newBench()
  const { agent_id } = newAgent(bench)
  const llm_id = newLlm(bench)
  expect(bench.ask('updateAgent', update(agent_id, onLlm(llm_id))).response_engine).toEqual(onLlm(llm_id, 0))
  expect(bench.refusal('updateAgent', update(agent_id, onLlm('llm_none'))).status).toBe(404)
  const custom = { type: 'custom-llm', llm_websocket_url: 'wss://llm.test' }
  expect(bench.refusal('updateAgent', update(agent_id, custom))).toEqual({
    status: 400,
    message: 'Cannot update response engine to different response engine type',
  })
})

test('once there are versions the engine stays, though it may be named again', () => {
  const bench = newBench()
  const llm_id = newLlm(bench)
  const { agent_id } = newAgent(bench, { response_engine: onLlm(llm_id) })
  fork(bench, agent_id)
  expect(bench.refusal('updateAgent', update(agent_id, onLlm(newLlm(bench))))).toEqual(AFTER_VERSIONS)
  const custom = { type: 'custom-llm', llm_websocket_url: 'wss://llm.test' }
  expect(bench.refusal('updateAgent', update(agent_id, custom))).toEqual(AFTER_VERSIONS)
  const first = { ...update(agent_id, onLlm(newLlm(bench))), query: { version: '0' } }
  expect(bench.refusal('updateAgent', first)).toEqual(AFTER_VERSIONS)
  expect(bench.ask('updateAgent', update(agent_id, onLlm(llm_id))).response_engine).toEqual(onLlm(llm_id, 1))
  expect(bench.ask('updateAgent', update(agent_id, onLlm(llm_id, 1))).response_engine).toEqual(
    onLlm(llm_id, 1),
  )
})

test('a later version keeps its engine even when it is the only one left', () => {
  const bench = newBench()
  const { agent_id } = newAgent(bench)
  fork(bench, agent_id)
  bench.ask('deleteAgentVersion', { params: { agent_id }, query: { version: '0' } })
  expect(bench.refusal('updateAgent', update(agent_id, onLlm(newLlm(bench))))).toEqual(AFTER_VERSIONS)
})

test('a draft may move its own LLM server at any time', () => {
  const bench = newBench()
  const at = (llm_websocket_url: string) => ({ type: 'custom-llm', llm_websocket_url })
  const { agent_id } = newAgent(bench, { response_engine: at('wss://one.test') })
  bench.ask('publishAgent', { params: { agent_id } })
  const moved = bench.ask('updateAgent', update(agent_id, at('wss://two.test')))
  expect(moved).toMatchObject({ version: 1, response_engine: at('wss://two.test') })
  const first = bench.ask('getAgent', { params: { agent_id }, query: { version: '0' } })
  expect(first.response_engine).toEqual(at('wss://one.test'))
})

test('bound strictly, an agent with versions may not even name its engine again', () => {
  const bench = newBench()
  bench.world.changeSettings({ strict_engine_binding: true })
  const llm_id = newLlm(bench)
  const { agent_id } = newAgent(bench, { response_engine: onLlm(llm_id) })
  expect(bench.ask('updateAgent', update(agent_id, onLlm(llm_id))).version).toBe(0)
  fork(bench, agent_id)
  expect(bench.refusal('updateAgent', update(agent_id, onLlm(llm_id)))).toEqual(AFTER_VERSIONS)
})

test('agents that share an LLM share its versions by number, and nobody’s is overwritten or lost', () => {
  const bench = newBench()
  const llm_id = newLlm(bench, { general_prompt: 'first' })
  const one = newAgent(bench, { response_engine: onLlm(llm_id) }).agent_id
  const two = newAgent(bench, { response_engine: onLlm(llm_id) }).agent_id
  fork(bench, one)
  bench.ask('updateRetellLlm', { params: { llm_id }, body: { general_prompt: 'second' } })
  fork(bench, two)
  const prompt = () =>
    bench.ask('getRetellLlm', { params: { llm_id }, query: { version: '1' } }).general_prompt
  expect(prompt()).toBe('second')
  bench.ask('deleteAgentVersion', { params: { agent_id: two }, query: { version: '1' } })
  expect(prompt()).toBe('second')
  bench.ask('publishAgentVersion', { params: { agent_id: one }, body: { version: 0 } })
  bench.ask('publishAgentVersion', { params: { agent_id: two }, body: { version: 0 } })
  expect(bench.ask('getAgent', { params: { agent_id: two } }).is_published).toBe(true)
})

test('an agent whose LLM was deleted by force is neither copied nor published', () => {
  const bench = newBench()
  const llm_id = newLlm(bench)
  const { agent_id } = newAgent(bench, { response_engine: onLlm(llm_id) })
  bench.ask('deleteRetellLlm', { params: { llm_id }, query: { force_delete: 'true' } })
  const refused = { status: 404, message: `Item ${llm_id} not found from retell-llm` }
  const params = { agent_id }
  expect(bench.refusal('createAgentVersion', { params, body: { base_version: 0 } })).toEqual(refused)
  expect(bench.refusal('publishAgentVersion', { params, body: { version: 0 } })).toEqual(refused)
  expect(bench.refusal('publishAgent', { params })).toEqual(refused)
  expect(bench.ask('getAgent', { params }).is_published).toBe(false)
})
