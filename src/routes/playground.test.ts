import { expect, test } from 'vitest'
import { newAgent, newBench, newLlm } from './testing-context.ts'

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
