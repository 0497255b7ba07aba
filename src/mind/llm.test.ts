import { expect, test } from 'vitest'
import { llm, mindOf } from '../testing/mind.ts'
import type { Tool } from './engine.ts'

const talk = (definition: Parameters<typeof llm>[0], circumstances: Parameters<typeof mindOf>[1] = {}) => {
  const mind = mindOf(llm(definition), circumstances)
  mind.begin()
  return mind
}

test('the first words are the begin message with its variables, the first line, or a greeting', () => {
  const begin_message = 'Hello {{name}}, it is {{current_hour}}'
  const variables = { name: 'Ada' }
  expect(mindOf(llm({ begin_message }), { variables }).begin()).toEqual(['"Hello Ada, it is 22.43"'])
  expect(mindOf(llm({ default_dynamic_variables: { name: 'Eve' }, begin_message })).begin()).toEqual([
    '"Hello Eve, it is 22.43"',
  ])
  expect(mindOf(llm({}), { script: { agent: ['First'] } }).begin()).toEqual(['"First"'])
  expect(mindOf(llm({})).begin()).toEqual(['"Hello! How can I help you today?"'])
})

test.each([{ begin_message: '' }, { start_speaker: 'user', begin_message: 'Hello' }] as const)(
  'the user speaks first with %j',
  definition => {
    const mind = mindOf(llm(definition), { script: { agent: ['Greeting', 'Answer'] } })
    expect(mind.begin()).toEqual([])
    expect(mind.hear('Hi')).toEqual(['"Answer"'])
  },
)

test('lines follow one another, one ends the call, and stock sentences never run out', () => {
  const agent = ['One', 'Two {{x}}', { say: 'Bye', end_call: true }]
  const mind = talk({}, { script: { agent }, variables: { x: '2' } })
  expect(mind.hear('And?')).toEqual(['"Two 2"'])
  expect(mind.hear('And?')).toEqual(['"Bye"', 'end {"how":"ended"}'])
  expect(mind.hear('And?')).toEqual([])
  const other = talk({})
  const replies = ['a', 'b', 'c'].map(other.hear)
  expect(replies[0]).not.toEqual(replies[1])
  expect(replies[0]).toEqual(replies[2])
})

const edge = (to: string, description: string, parameters?: object) => ({
  destination_state_name: to,
  description,
  ...(parameters ? { parameters: { type: 'object' as const, properties: { ...parameters } } } : {}),
})
const STATES = {
  starting_state: 'greet',
  states: [
    {
      name: 'greet',
      edges: [
        edge('make_booking', 'User wants to reserve a table', { party_size: { type: 'integer' } }),
        edge('complain', 'User is unhappy with an order'),
        edge('gone', 'User wants what is not there'),
      ],
    },
    {
      name: 'make_booking',
      state_prompt: 'Ask "For what day, {{party_size}} people?" Do not talk of food.',
      edges: [edge('complain', 'User reserved before')],
    },
    { name: 'complain', state_prompt: '# Complaints\nApologise, and offer a refund. Then ask for more.' },
  ],
}

test('a state is left along the edge whose description or end the user speaks of, and its prompt gives the words', () => {
  expect(talk(STATES).hear('I would like to reserve a table')).toEqual([
    'state greet → make_booking',
    '"For what day, {{party_size}} people?"',
  ])
  expect(talk(STATES).hear('Let us make a booking')[0]).toBe('state greet → make_booking')
  expect(talk(STATES).hear('My order was cold, I am unhappy')).toEqual([
    'state greet → complain',
    '"Apologise, and offer a refund."',
  ])
  expect(talk(STATES).hear('Hm')).toEqual(['"I see. Could you tell me a little more?"'])
})

test('the parameters of an edge become variables of the state it leads to', () => {
  const mind = talk(STATES)
  expect(mind.hear('Reserve a table, a party of four')).toEqual([
    'state greet → make_booking',
    'collect {"party_size":"4"}',
    '"For what day, 4 people?"',
  ])
  expect(mind.acts[0]).toMatchObject({
    tool: { name: 'transition_to_make_booking', arguments: { party_size: 4 } },
  })
})

test('words lead along one edge only, and the scenario along as many as it names', () => {
  const words = 'Reserve a table, I reserved before'
  expect(talk(STATES).hear(words)[0]).toBe('state greet → make_booking')
  expect(talk(STATES).hear(words)).not.toContain('state make_booking → complain')
  const choices = ['transition_to_make_booking', 'complain']
  expect(talk(STATES, { script: { choices } }).hear('Hm').slice(0, 2)).toEqual([
    'state greet → make_booking',
    'state make_booking → complain',
  ])
})

test('the scenario keeps the agent where it is with "stay"', () => {
  const mind = talk(STATES, { script: { choices: ['stay'] } })
  expect(mind.hear('I would like to reserve a table')).toEqual(['"I see. Could you tell me a little more?"'])
  expect(mind.hear('I would like to reserve a table')[0]).toBe('state greet → make_booking')
})

test('the states are built-in variables', () => {
  const mind = talk(STATES, { script: { agent: ['', '{{current_agent_state}}, {{previous_agent_state}}'] } })
  expect(mind.hear('Reserve a table')).toContain('"make_booking, greet"')
})

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

const transfer: Tool = {
  type: 'transfer_call',
  name: 'to_a_human',
  transfer_destination: { type: 'predefined', number: '{{office}}', extension: '12' },
  transfer_option: { type: 'warm_transfer' },
}
const swap: Tool = {
  type: 'agent_swap',
  name: 'swap_agent',
  agent_id: 'agent_2',
  agent_version: 'latest',
  post_call_analysis_setting: 'both_agents',
}
const calendar = { cal_api_key: 'cal_key', event_type_id: '{{event}}' }

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

const needOf = (tool: Tool, words: string, variables: Record<string, string> = {}) => {
  const mind = talk(
    { general_tools: [tool], mcps: [{ name: 'shop', url: 'https://{{host}}' }] },
    { variables },
  )
  mind.hear(words)
  const [act] = mind.acts.filter(candidate => candidate.type === 'tool_call')
  return act?.call.need
}

test('a need has what is to be done, with the variables filled in', () => {
  const mcp: Tool = {
    type: 'mcp',
    name: 'find_order',
    description: '',
    mcp_id: 'shop',
    response_variables: { a: 'b' },
  }
  expect(needOf(mcp, 'find the order', { host: 'mcp.example.com' })).toEqual({
    kind: 'mcp',
    mcpId: 'shop',
    toolName: 'find_order',
    responseVariables: { a: 'b' },
    server: { name: 'shop', url: 'https://mcp.example.com' },
  })
  const code: Tool = { type: 'code', name: 'add_up', code: 'return dv.{{x}}', timeout_ms: 5_000 }
  expect(needOf(code, 'add up', { x: '1' })).toEqual({
    kind: 'code',
    code: 'return dv.{{x}}',
    timeoutMs: 5_000,
    variables: { x: '1' },
    responseVariables: {},
  })
  expect(needOf(transfer, 'a human', { office: 'sip:desk@example.com' })).toMatchObject({
    number: 'sip:desk@example.com',
    extension: '12',
  })
  expect(
    needOf({ type: 'check_availability_cal', name: 'slots', ...calendar }, 'slots', { event: '77' }),
  ).toMatchObject({
    tool: { event_type_id: '77' },
  })
  expect(needOf(swap, 'swap agent')).toMatchObject({
    settings: { post_call_analysis_setting: 'both_agents' },
  })
})

test.each<[Extract<Tool, { type: 'send_sms' }>['sms_content'], string]>([
  [{ type: 'predefined', text: 'Hi {{name}}' }, 'Hi Ada'],
  [{ type: 'predefined', content: 'Hi {{name}}' }, 'Hi Ada'],
  [{ type: 'inferred', prompt: 'Write "See you, {{name}}".' }, 'Write "See you, Ada".'],
  [
    { type: 'template', template: 'info_collection' },
    'Please reply with the information that was asked for.',
  ],
])('the text of an SMS comes of %j', (sms_content, text) => {
  expect(needOf({ type: 'send_sms', name: 'sms', sms_content }, 'sms', { name: 'Ada' })).toEqual({
    kind: 'send_sms',
    text,
  })
})

test('a transfer without a number that can be dialled fails at once, unless it is not to be checked', () => {
  const dial = (tool: Tool) =>
    talk({ general_tools: [tool] }, { variables: { office: 'desk 9' } }).hear('a human')
  expect(dial(transfer)).toEqual([
    'call to_a_human({}) itself',
    'failed desk 9 is neither an E.164 number nor a SIP URI.',
    '"I am sorry, to_a_human did not work."',
  ])
  expect(dial({ ...transfer, ignore_e164_validation: true })).toEqual(['call to_a_human({}) transfer'])
})

test('an inferred number is the one of the sentence that has most in common with the words', () => {
  const inferred = (text: string): Tool => ({
    ...transfer,
    transfer_destination: { type: 'inferred', prompt: text },
  })
  const PROMPT = 'For sales dial +15550100001; for support of a human, +15550100002'
  expect(needOf(inferred(PROMPT), 'a human in support')).toMatchObject({ number: '+15550100002' })
  expect(needOf(inferred(PROMPT), 'an operator')).toMatchObject({ number: '+15550100001' })
  expect(needOf(inferred('Whoever is there'), 'a human')).toBeNull()
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
