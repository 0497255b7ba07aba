import { expect, test } from 'vitest'
import type { Agent } from '../contract.ts'
import { startFakeRetell } from '../index.ts'
import { api } from '../testing/calls.ts'
import { ended, linesOf, llmAgent, speaking, talking } from '../testing/model-calls.ts'
import { startModelServer, TOKENS } from '../testing/model-server.ts'
import { startReceiver } from '../testing/receiver.ts'
import type { Scenario } from './scenario.ts'

test('a model says what the agent says, and is told what it is, what was said, and nothing of our own keys', async () => {
  await using model = await startModelServer('Good day, Ines!', 'From nine to five, of course.')
  await using fake = await speaking(model.baseURL, talking({ say: 'When are you open?' }))
  const agent = await llmAgent(fake, {
    general_prompt: 'You answer for {{shop}}.',
    model_temperature: 0.3,
    begin_message: null,
  })
  const call = await ended(fake, agent, { retell_llm_dynamic_variables: { shop: 'the Lamp Shop' } })

  expect(linesOf(call)).toEqual([
    'agent: Good day, Ines!',
    'user: When are you open?',
    'agent: From nine to five, of course.',
  ])
  expect(model.asked[1]).toMatchObject({ model: 'small', temperature: 0.3, max_tokens: 1_000 })
  expect(model.asked[1]!.messages.map(({ role, content }) => [role, content])).toEqual([
    ['system', expect.stringContaining('You answer for the Lamp Shop.')],
    ['assistant', 'Good day, Ines!'],
    ['user', 'When are you open?'],
  ])
  expect(model.headers[0]!.authorization).toBe('Bearer none')
  expect(call.llm_token_usage).toEqual({ values: [TOKENS, TOKENS], average: TOKENS, num_requests: 2 })
})

test('what the answer takes on a frozen clock is what a turn takes without a model', async () => {
  await using model = await startModelServer('Hello!', 'At nine.')
  const scenario = talking({ say: 'When?' })
  await using fake = await speaking(model.baseURL, scenario)
  await using plain = await startFakeRetell({ time: 'frozen', scenarios: [scenario] })
  const calls = await Promise.all([fake, plain].map(async each => ended(each, await llmAgent(each, {}))))
  expect(calls[0]!.latency).toEqual(calls[1]!.latency)
  expect(calls[0]!.latency?.e2e?.values).toHaveLength(1)
})

test('a function that the model calls is really called, and its answer goes back to the model', async () => {
  await using server = await startReceiver((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"shipped","days":2}')
  })
  await using model = await startModelServer(
    { say: 'Let me look.', calls: [['find_order', { order: 'A-17', shop: 'elsewhere' }]] },
    'It was shipped two days ago.',
  )
  await using fake = await speaking(model.baseURL, talking({ say: 'Where is my order A-17?' }))
  const agent = await llmAgent(fake, {
    begin_message: 'Hello.',
    general_tools: [
      {
        type: 'custom',
        name: 'find_order',
        description: 'Finds an order',
        url: server.url,
        speak_after_execution: true,
        parameters: {
          type: 'object',
          properties: { order: { type: 'string' }, shop: { type: 'string', const: 'main' } },
          required: ['order', 'shop'],
        },
        response_variables: { order_status: 'status' },
      },
    ],
  })
  const call = await ended(fake, agent)

  expect(linesOf(call)).toEqual([
    'agent: Hello.',
    'user: Where is my order A-17?',
    'agent: Let me look.',
    'find_order {"order":"A-17","shop":"main"}',
    '→ {"status":"shipped","days":2}',
    'agent: It was shipped two days ago.',
  ])
  expect(JSON.parse(server.received[0]!.body)).toMatchObject({
    name: 'find_order',
    args: { order: 'A-17', shop: 'main' },
  })
  expect(model.asked[0]!.tools).toEqual([
    {
      type: 'function',
      function: {
        name: 'find_order',
        description: 'Finds an order',
        parameters: { type: 'object', properties: { order: { type: 'string' } }, required: ['order'] },
      },
    },
  ])
  const [, , , called, answered] = model.asked[1]!.messages.slice(1)
  expect(called).toMatchObject({ role: 'assistant', tool_calls: [{ function: { name: 'find_order' } }] })
  expect(answered).toMatchObject({ role: 'tool', content: '{"status":"shipped","days":2}' })
  expect(call.collected_dynamic_variables).toMatchObject({ order_status: 'shipped' })
})

test('a model that calls end_call hangs up, with its own words or with ours', async () => {
  await using model = await startModelServer({ say: 'Take care!', calls: [['end_call', {}]] })
  await using fake = await speaking(model.baseURL, talking({ say: 'That is all.' }, { silence_ms: 60_000 }))
  const agent = await llmAgent(fake, {
    begin_message: 'Hello.',
    general_tools: [{ type: 'end_call', name: 'end_call' }],
  })
  const call = await ended(fake, agent)
  expect(call.disconnection_reason).toBe('agent_hangup')
  expect(linesOf(call)).toEqual([
    'agent: Hello.',
    'user: That is all.',
    'agent: Take care!',
    'end_call {}',
    '→ ',
  ])
})

test('a transition is a function: the model moves to another state and speaks by its prompt', async () => {
  await using model = await startModelServer(
    { calls: [['transition_to_booking', { party: 4 }]] },
    'Four people. On which day?',
  )
  await using fake = await speaking(model.baseURL, talking({ say: 'A table for four.' }))
  const agent = await llmAgent(fake, {
    begin_message: 'Hello.',
    general_prompt: 'You are a waiter.',
    starting_state: 'greeting',
    states: [
      {
        name: 'greeting',
        state_prompt: 'Find out what they want.',
        edges: [
          {
            destination_state_name: 'booking',
            description: 'When somebody wants a table',
            parameters: { type: 'object', properties: { party: { type: 'number' } } },
          },
        ],
      },
      { name: 'booking', state_prompt: 'Book a table for {{party}}.' },
    ],
  })
  const call = await ended(fake, agent)
  expect(linesOf(call).slice(2)).toEqual([
    'transition_to_booking {"party":4}',
    '→ booking',
    'agent: Four people. On which day?',
  ])
  expect(model.offered(0)).toEqual(['transition_to_booking'])
  expect(model.asked[0]!.messages[0]!.content).toContain('Find out what they want.')
  expect(model.asked[1]!.messages[0]!.content).toContain('Book a table for 4.')
  expect(model.offered(1)).toEqual([])
})

test('in a flow the model chooses among the prompts, extracts, and speaks where a node has a prompt', async () => {
  await using model = await startModelServer(
    { say: 'Moving on.', calls: [['transition_to_Note', {}]] },
    { calls: [['Note', { caller_name: 'Ines', guests: 'many' }]] },
    'Thank you, Ines. Anything else?',
  )
  await using fake = await speaking(model.baseURL, talking({ say: 'It is Ines, for the two of us.' }))
  const flow = await api<object>(fake, 'POST', '/create-conversation-flow', {
    start_speaker: 'agent',
    model_choice: { type: 'cascading', model: 'gpt-4.1' },
    global_prompt: 'You are a waiter.',
    start_node_id: 'ask',
    nodes: [
      {
        id: 'ask',
        name: 'Ask',
        type: 'conversation',
        instruction: { type: 'static_text', text: 'What is your name?' },
        edges: [
          {
            id: 'e1',
            destination_node_id: 'note',
            transition_condition: { type: 'prompt', prompt: 'The name is known' },
          },
          {
            id: 'e2',
            destination_node_id: 'bye',
            transition_condition: { type: 'prompt', prompt: 'It is Ines, for the two of us' },
          },
        ],
      },
      {
        id: 'note',
        name: 'Note',
        type: 'extract_dynamic_variables',
        variables: [
          { type: 'string', name: 'caller_name', description: 'The name of the caller' },
          { type: 'number', name: 'guests', description: 'How many come' },
        ],
        edges: [],
        else_edge: {
          id: 'e3',
          destination_node_id: 'more',
          transition_condition: { type: 'prompt', prompt: 'Else' },
        },
      },
      {
        id: 'more',
        name: 'More',
        type: 'conversation',
        instruction: { type: 'prompt', text: 'Thank {{caller_name}} and ask for more.' },
        edges: [],
      },
      { id: 'bye', name: 'Bye', type: 'end' },
    ],
  })
  const agent = await api<Agent>(fake, 'POST', '/create-agent', {
    response_engine: { type: 'conversation-flow', ...flow },
    voice_id: '11labs-Adrian',
  })
  const call = await ended(fake, agent)
  expect(linesOf(call)).toEqual([
    'begin to Ask',
    'agent: What is your name?',
    'user: It is Ines, for the two of us.',
    'Ask to Note',
    'Note {"caller_name":"Ines"}',
    '→ {"caller_name":"Ines"}',
    'Note to More',
    'agent: Thank you, Ines. Anything else?',
  ])
  expect(model.offered(0)).toEqual(['transition_to_Note', 'transition_to_Bye'])
  expect(model.asked[1]).toMatchObject({ tool_choice: { function: { name: 'Note' } } })
  expect(model.asked[2]!.messages[0]!.content).toContain('You are a waiter.\n\nThank Ines and ask for more.')
})

test('lines, choices and extracts of the scenario win over the model', async () => {
  await using model = await startModelServer()
  const scenario: Scenario = {
    ...talking({ say: 'A table, please.' }),
    agent: ['Welcome.', 'On which day?'],
    choices: ['transition_to_booking'],
    extracts: { party: 2 },
  }
  await using fake = await speaking(model.baseURL, scenario)
  const agent = await llmAgent(fake, {
    starting_state: 'greeting',
    states: [
      {
        name: 'greeting',
        edges: [
          {
            destination_state_name: 'booking',
            description: 'Books',
            parameters: { type: 'object', properties: { party: { type: 'number' } } },
          },
        ],
      },
      { name: 'booking' },
    ],
  })
  const call = await ended(fake, agent)
  expect(linesOf(call)).toEqual([
    'agent: Welcome.',
    'user: A table, please.',
    'transition_to_booking {"party":2}',
    '→ booking',
    'agent: On which day?',
  ])
  expect(model.asked).toEqual([])
})
