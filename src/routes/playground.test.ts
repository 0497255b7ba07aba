import { expect, test } from 'vitest'
import { type Bench, newAgent, newBench, newComponent, newFlow, newLlm } from './testing-context.ts'

test('the playground answers only what is new, by the default scenario, with the variables', () => {
  const bench = newBench()
  const llm_id = newLlm(bench, { default_dynamic_variables: { city: 'Porto', name: 'Ada' } })
  const { agent_id } = newAgent(bench, { response_engine: { type: 'retell-llm', llm_id } })
  const messages = [
    { role: 'agent', content: 'Hello!' },
    { role: 'user', content: 'Who is there?' },
  ]
  const reply = bench.ask('createAgentPlaygroundCompletion', {
    params: { agent_id },
    body: { messages, dynamic_variables: { name: 'Eve' } },
  })
  expect(reply).toEqual({
    messages: [
      {
        message_id: expect.stringMatching(/^\w+$/),
        created_timestamp: bench.world.now(),
        role: 'agent',
        content: 'You are speaking with the virtual assistant. I can help you right away.',
      },
    ],
    call_ended: false,
    dynamic_variables: { city: 'Porto', name: 'Eve' },
  })
})

test('a conversation without messages begins with the begin message of the version that is named', () => {
  const bench = newBench()
  const llm_id = newLlm(bench, { begin_message: 'Old' })
  const { agent_id } = newAgent(bench, { response_engine: { type: 'retell-llm', llm_id } })
  bench.ask('createAgentVersion', { params: { agent_id }, body: { base_version: 0 } })
  bench.ask('updateRetellLlm', { params: { llm_id }, body: { begin_message: 'New' } })
  const ask = (query: Record<string, string>) =>
    bench.ask('createAgentPlaygroundCompletion', { params: { agent_id }, query, body: { messages: [] } })
  expect(ask({}).messages).toMatchObject([{ content: 'New' }])
  expect(ask({ version: '0' }).messages).toMatchObject([{ content: 'Old' }])
})

test('the playground goes on from the state that is given, and refuses one that is unknown', () => {
  const bench = newBench()
  const edges = [{ destination_state_name: 'booking', description: 'Wants a table' }]
  const llm_id = newLlm(bench, {
    states: [{ name: 'greet', edges }, { name: 'booking' }],
    starting_state: 'greet',
  })
  const { agent_id } = newAgent(bench, { response_engine: { type: 'retell-llm', llm_id } })
  const ask = (current_state?: string) => ({
    params: { agent_id },
    body: { messages: [{ role: 'user', content: 'A booking' }], ...(current_state ? { current_state } : {}) },
  })
  expect(bench.ask('createAgentPlaygroundCompletion', ask())).toMatchObject({
    current_state: 'booking',
    messages: [{ role: 'state_transition' }, { role: 'agent' }],
  })
  expect(bench.ask('createAgentPlaygroundCompletion', ask('booking')).messages).toHaveLength(1)
  expect(bench.refusal('createAgentPlaygroundCompletion', ask('pay'))).toEqual({
    status: 400,
    message: 'request/body/current_state must be equal to one of the allowed values: greet, booking',
  })
})

test('an agent that is not there, or thinks on a customer’s server, has no playground', () => {
  const bench = newBench()
  const { agent_id } = newAgent(bench, {
    response_engine: { type: 'custom-llm', llm_websocket_url: 'wss://llm.example.com' },
  })
  const refused = (id: string) =>
    bench.refusal('createAgentPlaygroundCompletion', { params: { agent_id: id }, body: { messages: [] } })
  expect(refused('agent_gone')).toEqual({ status: 404, message: 'Item agent_gone not found from agent' })
  expect(refused(agent_id)).toMatchObject({ status: 400, message: expect.stringContaining('custom-llm') })
})

const FLOW = {
  start_node_id: 'hello',
  default_dynamic_variables: { shop: 'the shop' },
  nodes: [
    {
      id: 'hello',
      name: 'Hello',
      type: 'conversation',
      instruction: { type: 'static_text', text: 'This is {{shop}}.' },
      edges: [
        {
          id: 'edge-1',
          transition_condition: { type: 'prompt', prompt: 'User asks about an order' },
          destination_node_id: 'number',
        },
      ],
    },
    {
      id: 'number',
      type: 'extract_dynamic_variables',
      variables: [{ type: 'string', name: 'order_number', description: '' }],
      else_edge: {
        id: 'edge-2',
        transition_condition: { type: 'prompt', prompt: 'Else' },
        destination_node_id: 'bye',
      },
    },
    {
      id: 'bye',
      type: 'end',
      speak_during_execution: true,
      instruction: { type: 'static_text', text: 'I look for {{order_number}}.' },
    },
  ],
}
const newFlowAgent = (bench: Bench, flow: object = FLOW) => {
  const { conversation_flow_id } = newFlow(bench, flow)
  const response_engine = { type: 'conversation-flow', conversation_flow_id }
  return newAgent(bench, { response_engine }).agent_id
}
const play = (bench: Bench, agent_id: string, body: object) =>
  bench.ask('createAgentPlaygroundCompletion', { params: { agent_id }, body })

test('a flow is walked from its beginning to its end, over a conversation that the client keeps', () => {
  const bench = newBench()
  const agent_id = newFlowAgent(bench)
  const first = play(bench, agent_id, { messages: [] })
  expect(first).toMatchObject({
    messages: [
      { role: 'node_transition', former_node_id: 'begin', new_node_id: 'hello', new_node_name: 'Hello' },
      { role: 'agent', content: 'This is the shop.' },
    ],
    current_node_id: 'hello',
    call_ended: false,
    dynamic_variables: { shop: 'the shop', current_node: 'Hello' },
  })
  const messages = [
    ...first.messages,
    { role: 'user', content: 'My order number is A7, where is the order?' },
  ]
  const second = play(bench, agent_id, { messages, dynamic_variables: first.dynamic_variables })
  expect(second).toMatchObject({
    messages: [
      { role: 'node_transition', new_node_id: 'number' },
      { role: 'tool_call_invocation', arguments: '{"order_number":"A7"}' },
      { role: 'tool_call_result' },
      { role: 'node_transition', new_node_id: 'bye' },
      { role: 'agent', content: 'I look for A7.' },
    ],
    current_node_id: 'bye',
    call_ended: true,
    dynamic_variables: { order_number: 'A7', current_node: 'bye', previous_node: 'number' },
  })
})

test('the playground goes on from the node that is given', () => {
  const bench = newBench()
  const messages = [{ role: 'user', content: 'Where is my order?' }]
  const agent_id = newFlowAgent(bench)
  expect(play(bench, agent_id, { messages, current_node_id: 'hello' }).messages[0]).toMatchObject({
    role: 'node_transition',
    former_node_id: 'hello',
  })
  expect(play(bench, agent_id, { messages }).messages).toMatchObject([
    { former_node_id: 'begin', new_node_id: 'hello' },
    { role: 'agent', content: 'This is the shop.' },
  ])
})

test('the playground enters a component that flows share, and refuses nodes and components that are not there', () => {
  const bench = newBench()
  const { conversation_flow_component_id: component_id } = newComponent(bench, {
    start_node_id: 'inner',
    nodes: [
      { id: 'inner', type: 'conversation', instruction: { type: 'static_text', text: 'Inside' } },
      { id: 'exit', type: 'end' },
    ],
  })
  const node = {
    id: 'part',
    type: 'component',
    component_id,
    component_type: 'shared',
    else_edge: FLOW.nodes[1]!.else_edge,
  }
  const agent_id = newFlowAgent(bench, { ...FLOW, nodes: [node, ...FLOW.nodes], start_node_id: 'part' })
  expect(play(bench, agent_id, { messages: [] }).current_node_id).toBe('inner')
  const inside = { messages: [{ role: 'agent', content: 'Hm' }], component_id, current_node_id: 'inner' }
  expect(play(bench, agent_id, inside).current_node_id).toBe('inner')
  const refused = (place: object) =>
    bench.refusal('createAgentPlaygroundCompletion', {
      params: { agent_id },
      body: { messages: [], ...place },
    })
  expect(refused({ current_node_id: 'inner' })).toEqual({
    status: 400,
    message:
      'request/body/current_node_id must be equal to one of the allowed values: part, hello, number, bye',
  })
  expect(refused({ component_id: 'x', current_node_id: 'inner' }).message).toBe(
    `request/body/component_id must be equal to one of the allowed values: ${component_id}`,
  )
  expect(refused({ component_id, current_node_id: 'hello' }).message).toMatch(/inner, exit$/)
})

test('the playground tells what the knowledge bases of an agent say about a question', async () => {
  const bench = newBench()
  const { knowledge_base_id } = bench.ask('createKnowledgeBase', {
    body: {
      knowledge_base_name: 'Shop',
      knowledge_base_texts: [
        { title: 'Hours', text: 'The shop opens at eight.\n\nReturns are free for a month.' },
        { title: 'Staff', text: 'Ada runs it.' },
      ],
    },
  })
  await bench.runUntilIdle()
  const llm_id = newLlm(bench, { knowledge_base_ids: [knowledge_base_id] })
  const { agent_id } = newAgent(bench, { response_engine: { type: 'retell-llm', llm_id } })
  const ask = (content: string) => play(bench, agent_id, { messages: [{ role: 'user', content }] })
  expect(ask('When does the shop open?').knowledge_base_retrieved_contents).toEqual([
    'The shop opens at eight.',
  ])
  expect(ask('Are returns free at the shop?').knowledge_base_retrieved_contents).toEqual([
    'Returns are free for a month.',
    'The shop opens at eight.',
  ])
  expect(ask('Hm').knowledge_base_retrieved_contents).toEqual([])
})
