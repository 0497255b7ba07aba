import { expect, test } from 'vitest'
import { agentTurn, type Conversation, type Heard } from './agent-turn.ts'

const clerk = { newId: (kind: string) => kind, now: () => 7 }
const user = (content: string): Heard => ({ role: 'user', content })
const agent = (content: string): Heard => ({ role: 'agent', content })

const turn = (conversation: Partial<Conversation>) =>
  agentTurn({ engine: {}, messages: [], variables: {}, mocks: [], lines: [], ...conversation }, clerk)
const words = (conversation: Partial<Conversation>) =>
  turn(conversation).messages.flatMap(message => (message.role === 'agent' ? [message.content] : []))

test('an agent opens with its begin message, with the variables in it, or with the first line', () => {
  const variables = { name: 'Ada' }
  expect(words({ engine: { begin_message: 'Hello {{name}}' }, variables })).toEqual(['Hello Ada'])
  expect(words({ lines: ['First'] })).toEqual(['First'])
  expect(words({})).toEqual(['Hello! How can I help you today?'])
})

test('an agent that lets the user begin says nothing first', () => {
  expect(words({ engine: { begin_message: '' } })).toEqual([])
  expect(words({ engine: { start_speaker: 'user', begin_message: 'Hello' } })).toEqual([])
})

test('what an agent says has an id and the time', () => {
  expect(turn({}).messages[0]).toMatchObject({ message_id: 'simulatedMessage', created_timestamp: 7 })
})

test('the lines follow one another by what the agent has said already, and never run out', () => {
  const lines = ['One', { say: 'Two {{x}}', end_call: true }]
  expect(turn({ lines, messages: [agent('One'), user('And?')], variables: { x: '2' } })).toMatchObject({
    messages: [{ role: 'agent', content: 'Two 2' }],
    ended: true,
  })
  const [later] = words({ lines, messages: [agent('One'), agent('Two'), user('And?')] })
  expect(later).toMatch(/\w/)
})

const BOOK = {
  type: 'custom',
  name: 'book_table',
  url: 'https://tools.example.com/book',
  parameters: {
    type: 'object',
    properties: { party: { type: 'integer' }, room: { type: 'string', enum: ['garden', 'hall'] } },
  },
} as const
const ASKS = [user('Please book a table in the garden')]

test('a tool whose name the user speaks of is called with what is known, and its mock answers', () => {
  const mocks = [
    {
      tool_name: 'book_table',
      input_match_rule: { type: 'partial_match', args: { party: 3 } },
      output: 'no',
    },
    {
      tool_name: 'book_table',
      input_match_rule: { type: 'partial_match', args: { party: 2 } },
      output: 'T7',
    },
    { tool_name: 'book_table', input_match_rule: { type: 'any' }, output: 'any' },
  ] as const
  const { messages } = turn({
    engine: { general_tools: [BOOK] },
    messages: ASKS,
    variables: { party: '2' },
    mocks,
  })
  expect(messages).toMatchObject([
    { role: 'tool_call_invocation', name: 'book_table', arguments: '{"party":2,"room":"garden"}' },
    { role: 'tool_call_result', tool_call_id: 'toolCall', content: 'T7', successful: true },
    { role: 'agent', content: 'Here is what book_table says: T7' },
  ])
})

test('a call that no mock fits fails and says so, and so does one whose mock says that it failed', () => {
  const engine = { general_tools: [BOOK] }
  expect(turn({ engine, messages: ASKS }).messages[1]).toMatchObject({
    content: 'No tool mock fits this call of book_table.',
    successful: false,
  })
  const mocks = [
    { tool_name: 'book_table', input_match_rule: { type: 'any' }, output: '{}', result: false },
  ] as const
  expect(turn({ engine, messages: ASKS, mocks }).messages).toMatchObject([
    {},
    { successful: false },
    { content: 'I am sorry, book_table did not work.' },
  ])
})

test('the tool that ends a call is called when the user says goodbye', () => {
  const engine = { general_tools: [{ type: 'end_call', name: 'hang_up' }] } as const
  const conversation = { engine: { general_tools: [...engine.general_tools] }, messages: [user('Bye now')] }
  expect(turn(conversation)).toMatchObject({
    ended: true,
    messages: [{ role: 'agent' }, { name: 'hang_up' }, { role: 'tool_call_result' }],
  })
  expect(turn({ ...conversation, messages: [user('Hello')] }).ended).toBe(false)
})

const STATES = {
  starting_state: 'greet',
  states: [
    { name: 'greet', edges: [{ destination_state_name: 'make_booking', description: 'Wants a table' }] },
    { name: 'make_booking', tools: [BOOK] },
  ],
}

test('a state is left along an edge when the user speaks of its end, which has tools of its own', () => {
  const heard = [user('I want to make a booking: book a table')]
  expect(turn({ engine: STATES, messages: heard })).toMatchObject({
    state: 'make_booking',
    messages: [
      { role: 'state_transition', former_state_name: 'greet', new_state_name: 'make_booking' },
      { name: 'book_table' },
      {},
      {},
    ],
  })
  expect(turn({ engine: STATES, messages: ASKS })).toMatchObject({
    state: 'greet',
    messages: [{ role: 'agent' }],
  })
  expect(turn({ engine: STATES, messages: heard, state: 'make_booking' }).messages[0]).toMatchObject({
    role: 'tool_call_invocation',
  })
})
