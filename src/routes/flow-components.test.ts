import { expect, test } from 'vitest'
import { newAgent, newBench, newComponent, newFlow } from './testing-context.ts'

const greeting = { id: 'hello', type: 'conversation', instruction: { type: 'static_text', text: 'Hello.' } }
const else_edge = { id: 'else', transition_condition: { type: 'prompt', prompt: 'Else' } }
const uses = (component_id: string, component_type = 'shared') => ({
  id: `uses-${component_id}`,
  type: 'component',
  component_id,
  component_type,
  else_edge,
})

test('a component keeps what it was made of and is edited in place', () => {
  const bench = newBench()
  const made = newComponent(bench, { name: 'Greeting', nodes: [greeting], start_node_id: 'hello' })
  expect(made).toEqual({
    conversation_flow_component_id: expect.stringMatching(/^conversation_flow_component_[0-9a-f]{12}$/),
    name: 'Greeting',
    nodes: [greeting],
    start_node_id: 'hello',
    user_modified_timestamp: bench.world.now(),
    linked_conversation_flow_ids: [],
  })
  bench.pass()
  const params = { conversation_flow_component_id: made.conversation_flow_component_id }
  const body = { name: 'Welcome', start_node_id: null }
  const changed = bench.ask('updateConversationFlowComponent', { params, body })
  const { start_node_id: _gone, ...kept } = made
  expect(changed).toEqual({
    ...kept,
    name: 'Welcome',
    user_modified_timestamp: made.user_modified_timestamp + 1_000,
  })
  expect(bench.ask('getConversationFlowComponent', { params })).toEqual(changed)
})

test('a component that is not there is not found', () => {
  const bench = newBench()
  const params = { conversation_flow_component_id: 'none' }
  for (const id of [
    'getConversationFlowComponent',
    'updateConversationFlowComponent',
    'deleteConversationFlowComponent',
  ] as const) {
    expect(bench.refusal(id, { params, body: {} })).toEqual({
      status: 404,
      message: 'Item none not found from conversation-flow-component',
    })
  }
})

test('a component names the flows that share it, each once, and not those with a local one of that name', () => {
  const bench = newBench()
  const { conversation_flow_component_id: id } = newComponent(bench)
  const one = newFlow(bench, { nodes: [uses(id)] }).conversation_flow_id
  bench.pass()
  const nested = { components: [{ name: 'Own', nodes: [uses(id)] }] }
  const two = newFlow(bench, nested).conversation_flow_id
  newFlow(bench, { nodes: [uses(id, 'local')] })
  const response_engine = { type: 'conversation-flow', conversation_flow_id: one }
  const { agent_id } = newAgent(bench, { response_engine })
  bench.ask('createAgentVersion', { params: { agent_id }, body: { base_version: 0 } })
  const params = { conversation_flow_component_id: id }
  const linked = bench.ask('getConversationFlowComponent', { params }).linked_conversation_flow_ids
  expect(linked?.toSorted()).toEqual([one, two].toSorted())
  expect(bench.ask('listConversationFlowComponents').items[0]?.linked_conversation_flow_ids).toEqual(linked)
  expect(bench.ask('listConversationFlowComponentsV1')[0]?.linked_conversation_flow_ids).toEqual(linked)
})

test('deleting a component leaves each flow a copy of its own, and every version of it', () => {
  const bench = newBench()
  const shared = newComponent(bench, { name: 'Greeting', nodes: [greeting] })
  const id = shared.conversation_flow_component_id
  const taken = `cf-component-${bench.world.now()}`
  const own = { name: 'Own', nodes: [uses(id)], conversation_flow_component_id: taken }
  const flow = newFlow(bench, { nodes: [greeting, uses(id)], components: [own] })
  const other = newFlow(bench)
  const { conversation_flow_id } = flow
  const { agent_id } = newAgent(bench, {
    response_engine: { type: 'conversation-flow', conversation_flow_id },
  })
  bench.ask('publishAgent', { params: { agent_id } })
  bench.ask('deleteConversationFlowComponent', { params: { conversation_flow_component_id: id } })

  const copy = `cf-component-${bench.world.now() + 1}`
  const pointing = { ...uses(id), component_id: copy, component_type: 'local' }
  const { linked_conversation_flow_ids: _links, ...content } = shared
  for (const version of ['0', '1']) {
    const after = bench.ask('getConversationFlow', { params: { conversation_flow_id }, query: { version } })
    expect(after.nodes).toEqual([greeting, pointing])
    expect(after.components).toEqual([
      { ...own, nodes: [pointing] },
      { ...content, conversation_flow_component_id: copy },
    ])
    expect(after.is_published).toBe(version === '0')
  }
  const params = { conversation_flow_id: other.conversation_flow_id }
  expect(bench.ask('getConversationFlow', { params })).toEqual(other)
  expect(bench.ask('listConversationFlowComponentsV1')).toEqual([])
})

test('pages of components are in order of their last edit', () => {
  const bench = newBench()
  const [one, two, three] = ['One', 'Two', 'Three'].map(name => {
    bench.pass()
    return newComponent(bench, { name }).conversation_flow_component_id
  })
  bench.pass()
  const params = { conversation_flow_component_id: one! }
  bench.ask('updateConversationFlowComponent', { params, body: { name: 'First' } })
  const first = bench.ask('listConversationFlowComponents', { query: { limit: '2' } })
  expect(first.items.map(item => item.conversation_flow_component_id)).toEqual([one, three])
  const query = { limit: '2', pagination_key: first.pagination_key! }
  const second = bench.ask('listConversationFlowComponents', { query })
  expect(second.items.map(item => item.conversation_flow_component_id)).toEqual([two])
  expect(second.has_more).toBe(false)
})
