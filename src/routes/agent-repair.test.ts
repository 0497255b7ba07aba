import { expect, test } from 'vitest'
import {
  type Bench,
  newAgent,
  newBench,
  newChatAgent,
  newComponent,
  newFlow,
  newLlm,
} from './testing-context.ts'

const DEAD = 'knowledge_base_0000000000000000'
const else_edge = (to?: string) => ({
  id: 'else',
  transition_condition: { type: 'prompt', prompt: 'Else' },
  ...(to ? { destination_node_id: to } : {}),
})
const speaks = (id: string, rest: object = {}) => ({
  id,
  type: 'conversation',
  instruction: { type: 'static_text', text: 'Hello.' },
  ...rest,
})
const uses = (id: string, component_id: string, component_type = 'shared') => ({
  id,
  type: 'component',
  component_id,
  component_type,
  else_edge: else_edge(),
})
const onLlm = (llm_id: string) => ({ type: 'retell-llm', llm_id })
const onFlow = (conversation_flow_id: string) => ({ type: 'conversation-flow', conversation_flow_id })
const repair = (bench: Bench, agent_id: string, query = {}) =>
  bench.ask('repairAgent', { params: { agent_id }, query })

test('repairing what is in order changes nothing, not even the time', () => {
  const bench = newBench()
  const component_id = newComponent(bench).conversation_flow_component_id
  const flow = newFlow(bench, { nodes: [uses('use', component_id), uses('own', 'cf-component-1', 'local')] })
  const { conversation_flow_id } = flow
  const voice = newAgent(bench, {
    response_engine: onFlow(conversation_flow_id),
    fallback_voice_ids: ['openai-Nova'],
  })
  const chat = newChatAgent(bench)
  bench.pass()
  expect(repair(bench, voice.agent_id)).toEqual(voice)
  expect(repair(bench, chat.agent_id)).toEqual(chat)
  expect(bench.ask('getConversationFlow', { params: { conversation_flow_id } })).toEqual(flow)
})

test('an LLM loses its dead knowledge bases, of a chat agent too', () => {
  const bench = newBench()
  for (const make of [newAgent, newChatAgent]) {
    const llm_id = newLlm(bench, { knowledge_base_ids: [DEAD] })
    const { agent_id } = make(bench, { response_engine: onLlm(llm_id) })
    bench.pass()
    expect(repair(bench, agent_id).agent_id).toBe(agent_id)
    const llm = bench.ask('getRetellLlm', { params: { llm_id } })
    expect(llm).toMatchObject({ knowledge_base_ids: [], last_modification_timestamp: bench.world.now() })
  }
})

test('a knowledge base that is there stays', () => {
  const bench = newBench()
  const body = { knowledge_base_name: 'Prices', knowledge_base_texts: [{ title: 'A', text: 'b' }] }
  const { knowledge_base_id } = bench.ask('createKnowledgeBase', { body })
  const llm_id = newLlm(bench, { knowledge_base_ids: [knowledge_base_id, DEAD] })
  repair(bench, newAgent(bench, { response_engine: onLlm(llm_id) }).agent_id)
  expect(bench.ask('getRetellLlm', { params: { llm_id } }).knowledge_base_ids).toEqual([knowledge_base_id])
})

test('a flow loses dead knowledge bases and dead components, and the ways that led to them', () => {
  const bench = newBench()
  const way = {
    id: 'edge',
    destination_node_id: 'lost',
    transition_condition: { type: 'prompt', prompt: 'Go' },
  }
  const kept = { ...way, id: 'kept', destination_node_id: 'hello' }
  const { conversation_flow_id } = newFlow(bench, {
    knowledge_base_ids: [DEAD],
    start_node_id: 'lost',
    nodes: [
      uses('lost', 'conversation_flow_component_gone'),
      speaks('hello', { knowledge_base_ids: [DEAD], edges: [way, kept], else_edge: else_edge('lost') }),
    ],
    components: [{ name: 'Own', nodes: [speaks('inside', { knowledge_base_ids: [DEAD] })] }],
  })
  const { agent_id } = newAgent(bench, { response_engine: onFlow(conversation_flow_id) })
  repair(bench, agent_id)
  const { destination_node_id: _gone, ...open } = way
  const flow = bench.ask('getConversationFlow', { params: { conversation_flow_id } })
  expect(flow.knowledge_base_ids).toEqual([])
  expect(flow.start_node_id).toBeNull()
  expect(flow.nodes).toEqual([
    speaks('hello', { knowledge_base_ids: [], edges: [open, kept], else_edge: else_edge() }),
  ])
  expect(flow.components?.[0]?.nodes).toEqual([speaks('inside', { knowledge_base_ids: [] })])
})

test('a dead voice becomes the default one, and a fallback that is dead or of its provider goes', () => {
  const bench = newBench()
  const voice = {
    voice_id: 'custom_voice_1',
    voice_name: 'Own',
    provider: 'cartesia',
    gender: 'female',
  } as const
  for (const voice_id of ['custom_voice_1', 'custom_voice_2'])
    bench.world.store.voices.insert(voice_id, {
      ...voice,
      voice_id,
      provider: voice_id.endsWith('2') ? 'openai' : 'cartesia',
    })
  const { agent_id } = newAgent(bench, {
    voice_id: 'custom_voice_1',
    fallback_voice_ids: ['11labs-Willa', 'custom_voice_2', 'openai-Nova'],
  })
  for (const voice_id of ['custom_voice_1', 'custom_voice_2']) bench.world.store.voices.delete(voice_id)
  bench.pass()
  const mended = repair(bench, agent_id)
  expect(mended).toMatchObject({
    voice_id: '11labs-Adrian',
    fallback_voice_ids: ['openai-Nova'],
    last_modification_timestamp: bench.world.now(),
  })
  expect(bench.ask('getAgent', { params: { agent_id } })).toEqual(mended)
})

test('a published version is refused, and a named draft is the one that is mended', () => {
  const bench = newBench()
  const llm_id = newLlm(bench, { knowledge_base_ids: [DEAD] })
  const { agent_id } = newAgent(bench, { response_engine: onLlm(llm_id) })
  const params = { agent_id }
  bench.ask('createAgentVersion', { params, body: { base_version: 0 } })
  bench.ask('createAgentVersion', { params, body: { base_version: 0 } })
  repair(bench, agent_id, { version: '1' })
  const kept = [0, 1, 2].map(
    version =>
      bench.ask('getRetellLlm', { params: { llm_id }, query: { version: String(version) } })
        .knowledge_base_ids,
  )
  expect(kept).toEqual([[DEAD], [], [DEAD]])
  bench.ask('publishAgentVersion', { params, body: { version: 2 } })
  expect(bench.refusal('repairAgent', { params })).toEqual({
    status: 422,
    message: 'Cannot repair published agent',
  })
})

test('an engine version that another agent has published stays as it is', () => {
  const bench = newBench()
  const llm_id = newLlm(bench, { knowledge_base_ids: [DEAD] })
  const { conversation_flow_id } = newFlow(bench, { knowledge_base_ids: [DEAD] })
  for (const response_engine of [onLlm(llm_id), onFlow(conversation_flow_id)]) {
    const one = newAgent(bench, { response_engine }).agent_id
    const two = newAgent(bench, { response_engine }).agent_id
    bench.ask('publishAgentVersion', { params: { agent_id: one }, body: { version: 0 } })
    repair(bench, two)
  }
  expect(bench.ask('getRetellLlm', { params: { llm_id } }).knowledge_base_ids).toEqual([DEAD])
  const flow = bench.ask('getConversationFlow', { params: { conversation_flow_id } })
  expect(flow.knowledge_base_ids).toEqual([DEAD])
})

test('an agent whose engine is gone, or its own server, is repaired all the same', () => {
  const bench = newBench()
  const llm_id = newLlm(bench)
  const gone = newAgent(bench, { response_engine: onLlm(llm_id) })
  bench.ask('deleteRetellLlm', { params: { llm_id }, query: { force_delete: 'true' } })
  expect(repair(bench, gone.agent_id)).toEqual(gone)
  const own = newAgent(bench, {
    response_engine: { type: 'custom-llm', llm_websocket_url: 'wss://llm.test' },
  })
  expect(repair(bench, own.agent_id)).toEqual(own)
})
