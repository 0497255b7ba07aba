// A flow as somebody would draw it: a clinic's appointments, with a split by customer, a subflow for the caller's details,
// two functions, a global node and a transfer.

import { expect, test } from 'vitest'
import { edge, equation, fixed, flow, mindOf, type Node, prompt, says } from '../testing/mind.ts'

const tool = (tool_id: string, name: string, properties: Record<string, unknown>) => ({
  type: 'custom' as const,
  tool_id,
  name,
  url: `https://clinic.example.com/${name}`,
  parameters: { type: 'object' as const, properties },
  response_variables: {},
})

const nodes: Node[] = [
  {
    id: 'start',
    name: 'Welcome',
    type: 'conversation',
    instruction: says('Hello {{first_name}}, this is the clinic. What can I do for you?'),
    edges: [
      edge('User wants to book an appointment', 'who'),
      edge('User wants to cancel an appointment', 'cancel'),
    ],
  },
  {
    id: 'who',
    name: 'New or known',
    type: 'branch',
    edges: [equation('{{customer_id}}', 'exists', '', 'when')],
    else_edge: fixed('Else', 'details'),
  },
  {
    id: 'details',
    name: 'Details',
    type: 'component',
    component_id: 'collect-details',
    component_type: 'local',
    else_edge: fixed('Else', 'when'),
  },
  {
    id: 'when',
    name: 'Ask for a day',
    type: 'conversation',
    instruction: prompt('Ask {{caller_name}} for a day and an hour. Offer weekdays only.'),
    edges: [edge('User gives a day', 'note')],
  },
  {
    id: 'note',
    name: 'Note the day',
    type: 'extract_dynamic_variables',
    variables: [
      { type: 'string', name: 'appointment_day', description: 'The day' },
      { type: 'string', name: 'appointment_time', description: 'The time' },
    ],
    edges: [equation('{{appointment_day}}', 'exists', '', 'check')],
    else_edge: fixed('Else', 'when'),
  },
  {
    id: 'check',
    name: 'Check the calendar',
    type: 'function',
    tool_id: 'tool-check',
    tool_type: 'local',
    wait_for_result: true,
    speak_during_execution: true,
    instruction: says('Let me look at {{appointment_day}}.'),
    edges: [equation('{{free}}', '==', 'true', 'confirm')],
    else_edge: fixed('Else', 'when'),
  },
  {
    id: 'confirm',
    name: 'Confirm',
    type: 'conversation',
    instruction: says('{{appointment_day}} at {{appointment_time}} is free. Shall I book it?'),
    edges: [edge('User agrees', 'book'), edge('User declines', 'when')],
  },
  {
    id: 'book',
    name: 'Book',
    type: 'function',
    tool_id: 'tool-book',
    tool_type: 'local',
    wait_for_result: true,
    edges: [edge('The booking succeeded', 'done'), edge('The booking failed', 'human')],
  },
  {
    id: 'done',
    name: 'Done',
    type: 'conversation',
    instruction: says('Booked under {{reference}}. Goodbye!'),
    skip_response_edge: fixed('Skip response', 'end'),
  },
  { id: 'end', name: 'End', type: 'end' },
  {
    id: 'cancel',
    name: 'Cancel',
    type: 'end',
    speak_during_execution: true,
    instruction: says('Cancelled.'),
  },
  {
    id: 'human',
    name: 'Transfer to the desk',
    type: 'transfer_call',
    transfer_destination: { type: 'predefined', number: '+15550100009' },
    transfer_option: { type: 'cold_transfer' },
    edge: fixed('Transfer failed', 'end'),
    global_node_setting: { condition: 'User wants to speak to a human' },
  },
  {
    id: 'hours',
    name: 'Opening hours',
    type: 'conversation',
    instruction: says('We are open from eight to six.'),
    global_node_setting: {
      condition: 'User asks about opening hours',
      go_back_conditions: [edge('User understood, or thanks')],
      cool_down: 2,
    },
  },
]
const details: Node[] = [
  {
    id: 'ask',
    type: 'conversation',
    instruction: prompt('Ask "May I have your name?"'),
    edges: [edge('User gives their name', 'keep')],
  },
  {
    id: 'keep',
    type: 'extract_dynamic_variables',
    variables: [{ type: 'string', name: 'caller_name', description: 'Full name' }],
    edges: [equation('{{caller_name}}', 'exists', '', 'exit')],
    else_edge: fixed('Else', 'ask'),
  },
  { id: 'exit', type: 'end' },
]
const CLINIC = flow(nodes, {
  start_node_id: 'start',
  default_dynamic_variables: { first_name: 'there' },
  tools: [
    tool('tool-check', 'check_calendar', { appointment_day: { type: 'string' } }),
    tool('tool-book', 'book_appointment', {
      appointment_day: { type: 'string' },
      appointment_time: { type: 'string' },
      caller_name: { type: 'string' },
    }),
  ],
  components: [
    {
      conversation_flow_component_id: 'collect-details',
      name: 'Collect details',
      start_node_id: 'ask',
      nodes: details,
    },
  ],
})

test('an appointment is made from the first word to the last', () => {
  const { begin, hear, answer, ...mind } = mindOf(CLINIC)
  expect(begin()).toEqual(['begin → start', '"Hello there, this is the clinic. What can I do for you?"'])
  expect(hear('Hi, I would like to book an appointment')).toEqual([
    'start → who',
    'who → details',
    'details → ask',
    '"May I have your name?"',
  ])
  expect(hear('When do you open? What are your opening hours?')).toEqual([
    'ask → hours (global)',
    '"We are open from eight to six."',
  ])
  expect(hear('Thanks')).toEqual(['hours → ask (global_go_back)', '"May I have your name?"'])
  expect(hear('My name is Ines Costa')).toEqual([
    'ask → keep',
    'call extract_dynamic_variables({"caller_name":"Ines Costa"}) itself',
    'ok {"caller_name":"Ines Costa"}',
    'collect {"caller_name":"Ines Costa"}',
    'keep → exit',
    'exit → when',
    '"Ask Ines Costa for a day and an hour."',
  ])
  expect(hear('Friday at nine')).toEqual([
    'when → note',
    'call Note the day({"appointment_day":"Friday","appointment_time":"nine"}) itself',
    'ok {"appointment_day":"Friday","appointment_time":"nine"}',
    'collect {"appointment_day":"Friday","appointment_time":"nine"}',
    'note → check',
    '"Let me look at Friday."',
    'call check_calendar({"appointment_day":"Friday"}) custom',
  ])
  expect(answer('{"free":true}', { variables: { free: true } })).toEqual([
    'ok {"free":true}',
    'collect {"free":"true"}',
    'check → confirm',
    '"Friday at nine is free. Shall I book it?"',
  ])
  expect(hear('Yes, please')).toEqual([
    'confirm → book',
    'call book_appointment({"appointment_day":"Friday","appointment_time":"nine","caller_name":"Ines Costa"}) custom',
  ])
  expect(answer('{"reference":"A7"}', { variables: { reference: 'A7' } })).toEqual([
    'ok {"reference":"A7"}',
    'collect {"reference":"A7"}',
    'book → done',
    '"Booked under A7. Goodbye!"',
    'done → end',
    'end {"how":"ended"}',
  ])
  expect(mind.on({ type: 'said', text: 'Hello?' })).toEqual([])
})

test('a known customer is not asked for a name, and may decline, change the day, and ask for a human', () => {
  const { begin, hear, answer } = mindOf(CLINIC, { variables: { customer_id: '7', first_name: 'Ada' } })
  begin()
  expect(hear('Book an appointment').at(-2)).toBe('who → when')
  hear('Friday at nine')
  expect(answer('{"free":false}', { variables: { free: false } }).at(-2)).toBe('check → when')
  hear('Monday at noon')
  expect(answer('{"free":true}', { variables: { free: true } }).at(-1)).toBe(
    '"Monday at noon is free. Shall I book it?"',
  )
  expect(hear('No, rather not')[0]).toBe('confirm → when')
  expect(hear('I want to speak to a human')).toEqual([
    'when → human (global)',
    'call Transfer to the desk({}) transfer',
  ])
  expect(answer('').at(-1)).toContain('transferred')
})

test('a scenario drives the flow whatever is said', () => {
  const script = {
    agent: ['', 'And your name?', 'Which day?'],
    choices: ['who', 'keep', 'note', 'book'],
    extracts: { caller_name: 'Eve', appointment_day: 'Tuesday', appointment_time: 'ten' },
  }
  const { begin, hear, answer } = mindOf(CLINIC, { script })
  begin()
  expect(hear('Hm').at(-1)).toBe('"And your name?"')
  expect(hear('Hm').at(-1)).toBe('"Which day?"')
  expect(hear('Hm').at(-1)).toBe('call check_calendar({"appointment_day":"Tuesday"}) custom')
  answer('{}', { variables: { free: 'true' } })
  expect(hear('Hm').at(-1)).toContain('"caller_name":"Eve"')
  expect(answer('down', { successful: false }).slice(1)).toEqual([
    'book → human',
    'call Transfer to the desk({}) transfer',
  ])
})
