import { expect, test } from 'vitest'
import { calendar, edge, swap, talk, transfer } from '../testing/llm-talk.ts'
import type { Tool } from './engine.ts'

const BOOK: Tool = {
  type: 'custom',
  name: 'book_table',
  url: 'https://tools.example.com/{{city}}',
  headers: { 'x-name': '{{name}}' },
  query_params: { city: '{{city}}' },
  parameters: {
    type: 'object',
    properties: { party: { type: 'integer' }, room: { type: 'string', enum: ['garden', 'hall'] } },
  },
}

const ASKS = 'Please book a table in the garden'

test('a tool whose name the user speaks of is asked for with everything that is needed, and the turn waits', () => {
  const mind = talk({ general_tools: [BOOK] }, { variables: { party: '2', city: 'Porto', name: 'Ada' } })
  expect(mind.hear(ASKS)).toEqual(['call book_table({"party":2,"room":"garden"}) custom'])
  expect(mind.acts[0]).toMatchObject({
    call: {
      id: 't1',
      waits: true,
      need: {
        tool: {
          url: 'https://tools.example.com/Porto',
          headers: { 'x-name': 'Ada' },
          query_params: { city: 'Porto' },
        },
      },
    },
  })
  expect(mind.answer('T7', { variables: { table: 'T7' } })).toEqual([
    'ok T7',
    'collect {"table":"T7"}',
    '"Here is what book_table says: T7"',
  ])
  expect(mind.state.collected).toEqual({ table: 'T7' })
})

test('a tool that fails is spoken of, and one that is not to be spoken of is not', () => {
  const mind = talk({ general_tools: [BOOK] })
  mind.hear(ASKS)
  expect(mind.answer('Boom', { successful: false })).toEqual([
    'failed Boom',
    '"I am sorry, book_table did not work."',
  ])
  const silent = talk({ general_tools: [{ ...BOOK, speak_after_execution: false }] })
  silent.hear(ASKS)
  expect(silent.answer('T7')).toEqual(['ok T7'])
})

test.each<[string, Partial<Tool>, string]>([
  [
    'a static text',
    { execution_message_type: 'static_text', execution_message_description: 'Wait, {{name}}' },
    'Wait, Ada',
  ],
  ['a prompt', { execution_message_description: 'Say "Let me see" kindly.' }, 'Let me see'],
  ['nothing', {}, 'One moment, please.'],
])('what is said during execution is %s', (_kind, message, words) => {
  const tool = { ...BOOK, ...message, speak_during_execution: true } as Tool
  expect(talk({ general_tools: [tool] }, { variables: { name: 'Ada' } }).hear(ASKS)).toEqual([
    `"${words}"`,
    expect.stringContaining('call book_table'),
  ])
})

test('several tools are called one after the other in a turn, each once', () => {
  const find: Tool = { ...BOOK, name: 'find_table', speak_after_execution: false }
  const mind = talk({ general_tools: [find, BOOK] })
  expect(mind.hear('Find and book a table')).toEqual(['call find_table({}) custom'])
  expect(mind.answer('free')).toEqual(['ok free', 'call book_table({}) custom'])
  expect(mind.answer('T7')).toEqual(['ok T7', '"Here is what book_table says: T7"'])
})

test('a state has tools of its own, which are at hand as soon as it is reached', () => {
  const states = [
    { name: 'greet', edges: [edge('booking', 'User wants a booking')] },
    { name: 'booking', tools: [BOOK] },
  ]
  const mind = talk({ states, starting_state: 'greet' })
  expect(mind.hear(ASKS)[0]).toBe('state greet → booking')
  expect(mind.acts[1]).toMatchObject({ type: 'tool_call' })
  expect(talk({ states, starting_state: 'greet' }).hear('a table')).toEqual([expect.stringMatching(/^"/)])
})

test.each<[Tool, string, string, string[]]>([
  [BOOK, ASKS, 'custom', ['ok {}', '"Here is what book_table says: {}"']],
  [
    {
      type: 'mcp',
      name: 'find_order',
      description: '',
      mcp_id: 'shop',
      input_schema: { order_id: 'The id' },
    },
    'Find my order, order id is A7',
    'mcp',
    ['ok {}', '"Here is what find_order says: {}"'],
  ],
  [
    { type: 'code', name: 'add_up', code: 'return 1', response_variables: { sum: 'sum' } },
    'Add it up',
    'code',
    ['ok {}', '"Here is what add_up says: {}"'],
  ],
  [
    { type: 'check_availability_cal', name: 'check_slots', ...calendar },
    'Check the slots',
    'check_availability_cal',
    ['ok {}', '"Here is what check_slots says: {}"'],
  ],
  [
    { type: 'book_appointment_cal', name: 'book_slot', ...calendar },
    'Book a slot',
    'book_appointment_cal',
    ['ok {}', '"Here is what book_slot says: {}"'],
  ],
  [
    { type: 'send_sms', name: 'send_text', sms_content: { type: 'predefined', content: 'Hello {{event}}' } },
    'Send a text',
    'send_sms',
    ['ok {}', '"Here is what send_text says: {}"'],
  ],
  [
    {
      type: 'integration_app',
      name: 'find_contact',
      app_id: 'app_1',
      provider: 'hubspot',
      app_tool_template_name: 'find',
    },
    'Find the contact',
    'integration_app',
    ['ok {}', '"Here is what find_contact says: {}"'],
  ],
  [
    { type: 'send_email', name: 'send_mail' },
    'Send a mail',
    'send_email',
    ['ok {}', '"Here is what send_mail says: {}"'],
  ],
  [
    transfer,
    'I want to speak to a human',
    'transfer',
    ['ok {}', 'end {"how":"transferred","number":"+15550100009","option":"warm_transfer"}'],
  ],
  [
    swap,
    'Swap the agent',
    'agent_swap',
    ['ok {}', 'end {"how":"swapped","agentId":"agent_2","agentVersion":"latest"}'],
  ],
  [
    { type: 'bridge_transfer', name: 'bridge' },
    'bridge it',
    'bridge_transfer',
    ['ok {}', 'end {"how":"bridged"}'],
  ],
  [
    { type: 'cancel_transfer', name: 'cancel' },
    'cancel it',
    'cancel_transfer',
    ['ok {}', 'end {"how":"cancelled"}'],
  ],
])('a tool $type is asked of the world', (tool, words, kind, afterwards) => {
  const variables = { office: '+15550100009', event: '77' }
  const mind = talk(
    { general_tools: [tool], mcps: [{ name: 'shop', url: 'https://mcp.example.com' }] },
    { variables },
  )
  expect(mind.hear(words).at(-1)).toMatch(new RegExp(`^call ${tool.name}\\(.*\\) ${kind}$`))
  expect(mind.answer('{}')).toEqual(afterwards)
})

test('a transfer that fails is told of, and the conversation goes on', () => {
  const mind = talk({ general_tools: [transfer] }, { variables: { office: '+15550100009' } })
  mind.hear('a human')
  expect(mind.answer('busy', { successful: false })).toEqual([
    'failed busy',
    '"I am sorry, to_a_human did not work."',
  ])
  expect(mind.state.over).toBeNull()
})

test('the tool that ends a call is used at a goodbye, with its own words or others', () => {
  expect(talk({ general_tools: [{ type: 'end_call', name: 'hang_up' }] }).hear('Bye now')).toEqual([
    '"Thank you. Goodbye!"',
    'call hang_up({}) itself',
    'ok',
    'end {"how":"ended"}',
  ])
  const own: Tool = {
    type: 'end_call',
    name: 'hang_up',
    speak_during_execution: true,
    execution_message_type: 'static_text',
    execution_message_description: 'So long.',
  }
  expect(talk({ general_tools: [own] }).hear('Goodbye')[0]).toBe('"So long."')
  expect(talk({ general_tools: [own] }).hear('Hello')).toEqual([expect.stringMatching(/^"/)])
})

test('the tool that presses keys reads a menu', () => {
  const press: Tool = {
    type: 'press_digit',
    name: 'press',
    description: 'Get to appointments',
    delay_ms: 200,
  }
  expect(
    talk({ general_tools: [press] })
      .hear('For appointments, press 2. For sales, press 1.')
      .slice(0, 3),
  ).toEqual(['call press({"digit":"2"}) itself', 'press 2 after 200', 'ok'])
  expect(talk({ general_tools: [press] }).hear('Press 1 for sales.')).toContain(
    'failed There is no key to press.',
  )
})

test('the tool that extracts is used when the words hold something new', () => {
  const extract: Tool = {
    type: 'extract_dynamic_variable',
    name: 'note',
    description: '',
    variables: [
      { type: 'string', name: 'city', description: '' },
      { type: 'number', name: 'people', description: '' },
    ],
  }
  const mind = talk({ general_tools: [extract] })
  expect(mind.hear('Hm')).toHaveLength(1)
  expect(mind.hear('My city is Porto')).toEqual([
    'call note({"city":"Porto"}) itself',
    'ok {"city":"Porto"}',
    'collect {"city":"Porto"}',
    expect.stringMatching(/^"/),
  ])
  expect(mind.hear('I said my city is Porto')).toHaveLength(1)
})

test('a knowledge base is looked up before an answer, and not before a tool', () => {
  const definition = { knowledge_base_ids: ['kb_1', 'kb_2'], general_tools: [BOOK] }
  expect(talk(definition).hear('When do you open?')[0]).toBe('look up kb_1+kb_2: When do you open? (3)')
  expect(talk({ ...definition, kb_config: { top_k: 5 } }).hear('When?')[0]).toContain('(5)')
  expect(talk(definition).hear(ASKS)).toHaveLength(1)
})
