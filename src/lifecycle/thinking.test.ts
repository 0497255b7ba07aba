import { expect, test } from 'vitest'
import type { Agent, PhoneCall } from '../contract.ts'
import type { FakeRetell } from '../index.ts'
import { type AgentSettings, api, dial, getCall, scriptedAgent } from '../testing/calls.ts'
import { startReceiver } from '../testing/receiver.ts'
import { ended, kindsOf, talking, withScenarios } from '../testing/thinking-agents.ts'

async function onFlow(fake: FakeRetell, flow: object, settings: AgentSettings = {}): Promise<Agent> {
  const made = await api<object>(fake, 'POST', '/create-conversation-flow', {
    start_speaker: 'agent',
    model_choice: { type: 'cascading', model: 'gpt-4.1' },
    ...flow,
  })
  const response_engine = { type: 'conversation-flow', ...made }
  return api(fake, 'POST', '/create-agent', { response_engine, voice_id: '11labs-Adrian', ...settings })
}

const text = (words: string) => ({ type: 'static_text', text: words })

const prompt = (id: string, words: string, destination_node_id: string) => ({
  id,
  destination_node_id,
  transition_condition: { type: 'prompt', prompt: words },
})

test('an agent on a flow walks it: what it says, where it was and what it collected is in the record', async () => {
  await using fake = await withScenarios(
    talking('books', [{ say: 'Yes, I would.' }, { say: 'My name is Ines Costa.' }]),
  )
  const agent = await onFlow(fake, {
    start_node_id: 'ask',
    nodes: [
      {
        id: 'ask',
        name: 'Ask',
        type: 'conversation',
        instruction: text('Would you like a table?'),
        edges: [prompt('e1', 'User agrees', 'name')],
      },
      {
        id: 'name',
        name: 'Name',
        type: 'conversation',
        instruction: text('On what name?'),
        edges: [prompt('e2', 'User provides a name', 'note')],
      },
      {
        id: 'note',
        name: 'Note',
        type: 'extract_dynamic_variables',
        variables: [{ type: 'string', name: 'caller_name', description: 'The name of the caller' }],
        edges: [],
        else_edge: {
          id: 'e3',
          destination_node_id: 'bye',
          transition_condition: { type: 'prompt', prompt: 'Else' },
        },
      },
      {
        id: 'bye',
        name: 'Bye',
        type: 'end',
        speak_during_execution: true,
        instruction: text('Until Friday, {{caller_name}}!'),
      },
    ],
  })
  const call = await ended(fake, agent, 'books')
  expect(call).toMatchObject({ call_status: 'ended', disconnection_reason: 'agent_hangup' })
  expect(call.transcript).toBe(
    'Agent: Would you like a table?\nUser: Yes, I would.\nAgent: On what name?\nUser: My name is Ines Costa.\nAgent: Until Friday, Ines Costa!\n',
  )
  const moves = call.transcript_with_tool_calls?.filter(({ role }) => role === 'node_transition')
  expect(moves).toMatchObject([
    { former_node_id: 'begin', new_node_name: 'Ask' },
    { former_node_name: 'Ask', new_node_name: 'Name', time_sec: expect.any(Number) },
    { former_node_name: 'Name', new_node_name: 'Note' },
    { former_node_name: 'Note', new_node_name: 'Bye' },
  ])
  expect(call.collected_dynamic_variables).toMatchObject({
    caller_name: 'Ines Costa',
    previous_node: 'Note',
    current_node: 'Bye',
  })
})

test('a call runs custom functions for real, between two sentences, with the call as it is', async () => {
  await using fake = await withScenarios(talking('asks', [{ say: 'Please find my order' }]))
  await using server = await startReceiver((_request, response) => {
    response.writeHead(200).end('{"state":"on its way"}')
  })
  const agent = await scriptedAgent(
    fake,
    {},
    {
      begin_message: 'Hello.',
      general_tools: [
        {
          type: 'custom',
          name: 'find_order',
          url: server.url,
          description: 'Finds an order',
          speak_during_execution: true,
          execution_message_type: 'static_text',
          execution_message_description: 'One moment, please.',
          response_variables: { order_state: 'state' },
        },
      ],
    },
  )
  const call = await ended(fake, agent, 'asks')
  expect(kindsOf(call)).toEqual([
    'agent',
    'user',
    'agent',
    'tool_call_invocation find_order',
    'tool_call_result',
    'agent',
    // The reminder of a caller who falls silent.
    'agent',
  ])
  expect(call.transcript).toContain('Agent: One moment, please.\nAgent: Here is what find_order says')
  const asked = JSON.parse(server.received[0]!.body) as { call: PhoneCall }
  expect(asked.call).toMatchObject({ call_id: call.call_id, call_status: 'ongoing' })
  expect(asked.call.transcript_with_tool_calls?.at(-1)).toMatchObject({ role: 'tool_call_invocation' })
  expect(call.collected_dynamic_variables).toEqual({ order_state: 'on its way' })
  expect(await fake.deliveries({ call_id: call.call_id, kind: 'tool' })).toMatchObject([
    { event: 'find_order', state: 'delivered' },
  ])
})

test('a function that does not answer fails, and the call goes on to its end', async () => {
  await using fake = await withScenarios(talking('asks', [{ say: 'Find my order' }, { say: 'Thanks.' }]))
  const tool = {
    type: 'custom' as const,
    name: 'find_order',
    url: 'http://127.0.0.1:9',
    description: 'Finds',
  }
  const call = await ended(fake, await scriptedAgent(fake, {}, { general_tools: [tool] }), 'asks')
  expect(call.transcript_with_tool_calls).toContainEqual(
    expect.objectContaining({ role: 'tool_call_result', successful: false }),
  )
  expect(call).toMatchObject({ call_status: 'ended', disconnection_reason: 'user_hangup' })
})

test('a function that fails is tried again after pauses that grow, and its answer is there after them', async () => {
  await using fake = await withScenarios(talking('asks', [{ say: 'Find my order' }]))
  let asked = 0
  await using server = await startReceiver((_request, response) => {
    asked += 1
    response.writeHead(asked < 3 ? 503 : 200).end('On its way.')
  })
  const tool = {
    type: 'custom' as const,
    name: 'find_order',
    url: server.url,
    description: 'Finds',
    max_retry: 2,
  }
  const call = await ended(fake, await scriptedAgent(fake, {}, { general_tools: [tool] }), 'asks')
  const [delivery] = await fake.deliveries({ call_id: call.call_id, kind: 'tool' })
  const [first, second, third] = delivery!.attempts.map(({ at }) => at) as [number, number, number]
  expect(second - first).toBeGreaterThanOrEqual(500)
  expect(second - first).toBeLessThanOrEqual(750)
  expect(third - second).toBeGreaterThanOrEqual(1_000)
  expect(third - second).toBeLessThanOrEqual(1_500)
  const items = call.transcript_with_tool_calls as { role: string; time_sec?: number; successful?: boolean }[]
  const [invocation, result] = ['tool_call_invocation', 'tool_call_result'].map(role =>
    items.find(item => item.role === role),
  )
  expect(result).toMatchObject({ successful: true, content: 'On its way.' })
  expect(result!.time_sec! - invocation!.time_sec!).toBeCloseTo((third - first) / 1_000, 2)
})

test('a call that is stopped while a function is tried again is over, and nothing comes after', async () => {
  await using fake = await withScenarios(talking('asks', [{ say: 'Find my order' }]))
  await api(fake, 'PATCH', '/_fake/settings', { tool_retry_pause_ms: 60_000 })
  const tool = {
    type: 'custom' as const,
    name: 'find_order',
    url: 'http://127.0.0.1:9',
    description: 'Finds',
    max_retry: 1,
  }
  const agent = await scriptedAgent(fake, {}, { general_tools: [tool] })
  const dialled = await dial(fake, agent, { scenario: 'asks' })
  await fake.advance(20_000)
  expect(kindsOf(await getCall(fake, dialled)).at(-1)).toBe('tool_call_invocation find_order')
  await api(fake, 'POST', `/v2/stop-call/${dialled.call_id}`)
  await fake.runUntilIdle()
  const call = await getCall(fake, dialled)
  expect(call).toMatchObject({ call_status: 'ended', disconnection_reason: 'manual_stopped' })
  expect(kindsOf(call)).not.toContain('tool_call_result')
})

test('an agent that is cut off neither hangs up nor says the rest', async () => {
  await using fake = await withScenarios(talking('leaves', [{ say: 'Goodbye' }]))
  const agent = await scriptedAgent(fake, {}, { general_tools: [{ type: 'end_call', name: 'end_call' }] })
  const call = await dial(fake, agent, { scenario: 'leaves' })
  const state = () => getCall(fake, call)
  for (let second = 0; second < 30 && !(await state()).transcript?.includes('User: Goodbye'); second++)
    await fake.advance(1_000)
  await fake.advance(1_500)
  await api(fake, 'POST', `/_fake/calls/${call.call_id}/actions`, {
    action: 'say',
    content: 'Wait, one more thing.',
  })
  await fake.advance(10_000)
  const { call_status, transcript } = await state()
  expect(call_status).toBe('ongoing')
  expect(transcript).toMatch(/User: Wait, one more thing\.\nAgent: /)
})

test('an operator’s words reach the mind, and a prompt makes it speak', async () => {
  await using fake = await withScenarios(talking('waits', []))
  const agent = await scriptedAgent(
    fake,
    {},
    {
      begin_message: 'Hello.',
      general_tools: [{ type: 'end_call', name: 'end_call' }],
    },
  )
  const call = await dial(fake, agent, { scenario: 'waits' })
  await fake.advance(5_000)
  await api(fake, 'PATCH', `/v2/update-live-call/${call.call_id}`, {
    call_control: { additional_context: 'Say goodbye now.', trigger_response: true },
  })
  await fake.runUntilIdle()
  expect(await getCall(fake, call)).toMatchObject({ disconnection_reason: 'agent_hangup' })
})

test('an operator’s words without a prompt are kept in mind, and what the caller says next is answered', async () => {
  await using fake = await withScenarios(talking('leaves', [{ say: 'Goodbye then.', after_ms: 10_000 }]))
  const settings = {
    begin_message: 'Hello.',
    general_tools: [{ type: 'end_call' as const, name: 'end_call' }],
  }
  const call = await dial(fake, await scriptedAgent(fake, {}, settings), { scenario: 'leaves' })
  await fake.advance(5_000)
  const call_control = { additional_context: 'The caller has paid.' }
  await api(fake, 'PATCH', `/v2/update-live-call/${call.call_id}`, { call_control })
  await fake.runUntilIdle()
  expect(await getCall(fake, call)).toMatchObject({ disconnection_reason: 'agent_hangup' })
})

test('keys that are pressed are heard by an agent that thinks', async () => {
  await using fake = await withScenarios(talking('presses', [{ press: '12' }]))
  const agent = await onFlow(fake, {
    start_node_id: 'menu',
    nodes: [
      {
        id: 'menu',
        type: 'conversation',
        instruction: text('Your pin, please.'),
        edges: [prompt('e1', 'User enters "12"', 'bye')],
      },
      { id: 'bye', type: 'end', speak_during_execution: true, instruction: text('Correct. Goodbye!') },
    ],
  })
  const call = await ended(fake, agent, 'presses')
  expect(call.disconnection_reason).toBe('agent_hangup')
  expect(kindsOf(call).filter(kind => kind === 'dtmf')).toHaveLength(2)
})

test('an override of the engine goes for the call alone', async () => {
  await using fake = await withScenarios(talking('asks', [{ say: 'Goodbye' }]))
  const agent = await scriptedAgent(fake, {}, { begin_message: 'Hello.' })
  const override = {
    general_tools: [{ type: 'end_call', name: 'end_call' }],
    begin_message: 'Hi {{user_number}}.',
  }
  const changed = await ended(fake, agent, 'asks', { agent_override: { retell_llm: override } })
  expect(changed.disconnection_reason).toBe('agent_hangup')
  expect(changed.transcript).toMatch(/^Agent: Hi \+14155550199\.\n/)
  expect((await ended(fake, agent, 'asks')).disconnection_reason).toBe('user_hangup')
})
