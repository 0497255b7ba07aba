import { expect, test } from 'vitest'
import { newAgent, newBench, newFlow } from './testing-context.ts'

const onFlow = (conversation_flow_id: string) => ({ type: 'conversation-flow', conversation_flow_id })
const voice_id = '11labs-Adrian'

test('a flow begins as draft 0 and keeps what is in its graph, unknown keys too', () => {
  const bench = newBench()
  const nodes = [
    {
      id: 'start-node-1',
      type: 'conversation',
      instruction: { type: 'prompt', text: 'Greet.' },
      start_speaker: 'agent',
      edges: [{ id: 'edge-1', condition: 'Old', transition_condition: { type: 'prompt', prompt: 'Done' } }],
    },
  ]
  const tools = [{ type: 'custom', tool_id: 'tool-1', name: 'book', url: 'https://tools.test', stamp: 1 }]
  const body = {
    start_speaker: 'agent',
    model_choice: { type: 'cascading', model: 'gpt-4.1' },
    nodes,
    tools,
    start_node_id: 'start-node-1',
    nonsense: true,
  }
  const made = bench.ask('createConversationFlow', { body })
  expect(made).toEqual({
    conversation_flow_id: expect.stringMatching(/^conversation_flow_[0-9a-f]{12}$/),
    version: 0,
    is_published: false,
    last_modification_timestamp: bench.world.now(),
    start_speaker: 'agent',
    model_choice: { type: 'cascading', model: 'gpt-4.1' },
    nodes,
    tools,
    start_node_id: 'start-node-1',
  })
  const params = { conversation_flow_id: made.conversation_flow_id }
  expect(bench.ask('getConversationFlow', { params })).toEqual(made)
})

test('a flow needs a first speaker, a model and nodes', () => {
  const bench = newBench()
  for (const property of ['start_speaker', 'model_choice', 'nodes']) {
    const body = { start_speaker: 'user', model_choice: { type: 'cascading', model: 'gpt-5' }, nodes: [] }
    Reflect.deleteProperty(body, property)
    expect(bench.refusal('createConversationFlow', { body })).toEqual({
      status: 400,
      message: `request/body must have required property '${property}'`,
    })
  }
})

test('an update edits the draft in place: null clears, lists are replaced, what takes transfers stays', () => {
  const bench = newBench()
  const flow = newFlow(bench, {
    global_prompt: 'Old',
    is_transfer_cf: false,
    default_dynamic_variables: { a: 'b' },
  })
  bench.pass()
  const body = {
    global_prompt: null,
    nodes: [],
    default_dynamic_variables: { c: 'd' },
    is_transfer_cf: true,
    is_transfer_llm: true,
  }
  const params = { conversation_flow_id: flow.conversation_flow_id }
  const changed = bench.ask('updateConversationFlow', { params, body })
  const { global_prompt: _gone, ...kept } = flow
  expect(changed).toEqual({
    ...kept,
    nodes: [],
    default_dynamic_variables: { c: 'd' },
    last_modification_timestamp: flow.last_modification_timestamp + 1_000,
  })
})

test('a flow’s versions are its agent’s: copied from the base, published with it, dropped with it', () => {
  const bench = newBench()
  const { conversation_flow_id } = newFlow(bench, { global_prompt: 'Nought' })
  const params = { conversation_flow_id }
  const { agent_id, response_engine } = newAgent(bench, { response_engine: onFlow(conversation_flow_id) })
  expect(response_engine).toEqual({ ...onFlow(conversation_flow_id), version: 0 })
  bench.ask('publishAgentVersion', { params: { agent_id }, body: { version: 0 } })
  const frozen = { status: 400, message: 'Cannot update published conversation flow' }
  expect(bench.refusal('updateConversationFlow', { params, body: {} })).toEqual(frozen)
  const draft = bench.ask('createAgentVersion', { params: { agent_id }, body: { base_version: 0 } })
  expect(draft.response_engine).toEqual({ ...onFlow(conversation_flow_id), version: 1 })
  const edited = bench.ask('updateConversationFlow', { params, body: { global_prompt: 'One' } })
  expect(edited).toMatchObject({ version: 1, is_published: false, global_prompt: 'One' })
  const first = bench.ask('getConversationFlow', { params, query: { version: '0' } })
  expect(first).toMatchObject({ version: 0, is_published: true, global_prompt: 'Nought' })
  expect(bench.refusal('updateConversationFlow', { params, query: { version: '0' }, body: {} })).toEqual(
    frozen,
  )
  bench.ask('deleteAgentVersion', { params: { agent_id }, query: { version: '1' } })
  expect(bench.refusal('getConversationFlow', { params, query: { version: '1' } })).toEqual({
    status: 404,
    message: `Item ${conversation_flow_id} not found from conversation-flow`,
  })
})

test('an agent on a flow is bound as one on an LLM is', () => {
  const bench = newBench()
  const { conversation_flow_id } = newFlow(bench)
  const other = newFlow(bench).conversation_flow_id
  const mismatched = { ...onFlow(conversation_flow_id), version: 3 }
  expect(bench.refusal('createAgent', { body: { response_engine: mismatched, voice_id } })).toEqual({
    status: 400,
    message: 'Response engine version must match agent version',
  })
  const { agent_id } = newAgent(bench, { response_engine: onFlow(conversation_flow_id) })
  const update = { params: { agent_id }, body: { response_engine: onFlow(other) } }
  expect(bench.ask('updateAgent', update).response_engine).toEqual({ ...onFlow(other), version: 0 })
  bench.ask('createAgentVersion', { params: { agent_id }, body: { base_version: 0 } })
  const back = { params: { agent_id }, body: { response_engine: onFlow(conversation_flow_id) } }
  expect(bench.refusal('updateAgent', back)).toEqual({
    status: 400,
    message: 'Cannot update response engine after agent versions have been created',
  })
})

test('a flow in use, by a chat agent too, is deleted by force alone', () => {
  const bench = newBench()
  const { conversation_flow_id } = newFlow(bench)
  const params = { conversation_flow_id }
  const agent = bench.ask('createChatAgent', { body: { response_engine: onFlow(conversation_flow_id) } })
  expect(bench.refusal('deleteConversationFlow', { params })).toEqual({
    status: 400,
    message: `Cannot delete conversation flow ${conversation_flow_id}: agent ${agent.agent_id} still uses it`,
  })
  bench.ask('deleteConversationFlow', { params, query: { force_delete: 'true' } })
  const gone = { status: 404, message: `Item ${conversation_flow_id} not found from conversation-flow` }
  expect(bench.refusal('getConversationFlow', { params })).toEqual(gone)
  expect(bench.refusal('deleteConversationFlow', { params })).toEqual(gone)
  expect(bench.ask('getChatAgent', { params: { agent_id: agent.agent_id } }).response_engine).toMatchObject(
    params,
  )
})

test('the newer list has a row a flow, the older one a row a version', () => {
  const bench = newBench()
  const { conversation_flow_id } = newFlow(bench)
  const { agent_id } = newAgent(bench, { response_engine: onFlow(conversation_flow_id) })
  bench.ask('createAgentVersion', { params: { agent_id }, body: { base_version: 0 } })
  expect(bench.ask('listConversationFlows').items.map(flow => flow.version)).toEqual([1])
  expect(bench.ask('listConversationFlowsV1').map(flow => flow.version)).toEqual([1, 0])
})
