import { expect, test } from 'vitest'
import { newMind } from '../mind/index.ts'
import { edge, fixed, flow, llm, says, talk } from '../testing/mind.ts'
import { exchange, type Scene } from './conversation.ts'

const clerk = { newId: (kind: string) => kind, now: () => 7 }
const scene = (rest: Partial<Scene> & Pick<Scene, 'engine'>): Scene => ({
  variables: {},
  mocks: [],
  script: {},
  ...rest,
})

function say(of: Scene, ...words: string[]) {
  let last = exchange(of, newMind(), { type: 'began' }, clerk)
  for (const text of words) last = exchange(of, last.state, { type: 'said', text }, clerk)
  return last
}

test('what an agent says has an id and the time', () => {
  expect(say(scene({ engine: llm({}) })).messages).toEqual([
    {
      message_id: 'simulatedMessage',
      created_timestamp: 7,
      role: 'agent',
      content: 'Hello! How can I help you today?',
    },
  ])
})

const BOOK = {
  type: 'custom' as const,
  name: 'book_table',
  url: 'https://tools.example.com/book',
  parameters: {
    type: 'object' as const,
    properties: { party: { type: 'integer' }, room: { type: 'string', enum: ['garden', 'hall'] } },
  },
  response_variables: { table: 'table' },
}
const ASKS = 'Please book a table in the garden'
const mock = (
  output: string,
  rule: Scene['mocks'][number]['input_match_rule'] = { type: 'any' },
  result?: boolean,
) => ({
  tool_name: 'book_table',
  input_match_rule: rule,
  output,
  ...(result === undefined ? {} : { result }),
})

test('the first mock that fits answers a tool, and its variables are kept', () => {
  const mocks = [
    mock('no', { type: 'partial_match', args: { party: 3 } }),
    mock('{"table":"T7"}', { type: 'partial_match', args: { party: 2 } }),
    mock('any'),
  ]
  const { messages, state } = say(
    scene({ engine: llm({ general_tools: [BOOK] }), variables: { party: '2' }, mocks }),
    ASKS,
  )
  expect(messages).toMatchObject([
    { role: 'tool_call_invocation', name: 'book_table', arguments: '{"party":2,"room":"garden"}' },
    { role: 'tool_call_result', tool_call_id: 'toolCall', content: '{"table":"T7"}', successful: true },
    { role: 'agent', content: 'Here is what book_table says: {"table":"T7"}' },
  ])
  expect(state.collected).toEqual({ table: 'T7' })
})

test('a call that no mock fits fails and says so, and so does one whose mock says that it failed', () => {
  const engine = llm({ general_tools: [BOOK] })
  expect(say(scene({ engine }), ASKS).messages[1]).toMatchObject({
    content: 'No tool mock fits this call of book_table.',
    successful: false,
  })
  expect(say(scene({ engine, mocks: [mock('{"table":"T7"}', { type: 'any' }, false)] }), ASKS)).toMatchObject(
    {
      messages: [{}, { successful: false }, { content: 'I am sorry, book_table did not work.' }],
      state: { collected: {} },
    },
  )
})

const transfer = {
  type: 'transfer_call' as const,
  name: 'to_office',
  transfer_destination: { type: 'predefined' as const, number: '+15550100009' },
  transfer_option: { type: 'cold_transfer' as const },
}

test('what nobody else need answer for is done without a mock, and fails by one', () => {
  const engine = llm({ general_tools: [transfer] })
  expect(say(scene({ engine }), 'A human, please').state.over).toMatchObject({ how: 'transferred' })
  const mocks = [
    { tool_name: 'to_office', input_match_rule: { type: 'any' as const }, output: 'busy', result: false },
  ]
  expect(say(scene({ engine, mocks }), 'A human, please').state.over).toBeNull()
})

test('several calls of one turn are answered one after the other', () => {
  const find = { ...BOOK, name: 'find_table' }
  const { messages } = say(scene({ engine: llm({ general_tools: [find, BOOK] }) }), 'find and book a table')
  expect(messages.map(({ role }) => role)).toEqual([
    'tool_call_invocation',
    'tool_call_result',
    'agent',
    'tool_call_invocation',
    'tool_call_result',
    'agent',
  ])
})

test('a call that is not waited for is answered in the same turn', () => {
  const engine = flow(
    [
      {
        id: 'f',
        type: 'function',
        tool_id: 'tool',
        tool_type: 'local',
        wait_for_result: false,
        else_edge: fixed('Else', 'a'),
      },
      talk('a'),
    ],
    { tools: [{ ...BOOK, tool_id: 'tool' }] },
  )
  const { messages, state } = say(scene({ engine, mocks: [mock('{"table":"T7"}')] }))
  expect(messages.map(({ role }) => role)).toEqual([
    'node_transition',
    'tool_call_invocation',
    'node_transition',
    'agent',
    'tool_call_result',
  ])
  expect(state.calls).toEqual([])
  expect(state.collected).toMatchObject({ table: 'T7' })
})

test('moves are written as messages', () => {
  const engine = flow([
    talk('a', { edges: [edge('User goes onwards', 'b')] }),
    { id: 'b', type: 'end', instruction: says('') },
  ])
  expect(say(scene({ engine }), 'onwards').messages).toEqual([
    {
      message_id: 'simulatedMessage',
      created_timestamp: 7,
      role: 'node_transition',
      former_node_id: 'a',
      former_node_name: 'a',
      new_node_id: 'b',
      new_node_name: 'b',
      transition_type: 'normal',
    },
  ])
  const states = [
    { name: 'one', edges: [{ destination_state_name: 'two', description: 'On' }] },
    { name: 'two' },
  ]
  const moved = say(scene({ engine: llm({ states, starting_state: 'one' }) }), 'two, please')
  expect(moved.messages[0]).toMatchObject({
    role: 'state_transition',
    former_state_name: 'one',
    new_state_name: 'two',
  })
})
