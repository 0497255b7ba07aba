// The composite scenarios, one by one: what a receiver hears of the call, what its record holds, and what was said.

import { expect, test } from 'vitest'
import type { PhoneCall, Schemas } from '../contract.ts'
import { startFakeRetell } from '../index.ts'
import { dial, getCall, scriptedAgent } from '../testing/calls.ts'
import {
  asks,
  asksTarget,
  booksInCalendar,
  type CompositeAgent,
  extracts,
  introducesItself,
  leavesMessage,
  TARGET,
  transfers,
  withTools,
} from '../testing/composite-agents.ts'
import { startReceiver } from '../testing/receiver.ts'
import { endings } from './endings.ts'
import { Scenarios } from './scenario.ts'

interface Servers {
  /** Where tools are answered. */
  tools: string
  /** An agent that could take over. */
  sales: string
}

interface Row {
  scenario: string
  /** What the agent is, beside one on an LLM without tools. */
  agent?: CompositeAgent | ((servers: Servers) => CompositeAgent)
  ends: Schemas['DisconnectionReason']
  events?: string[]
  /** Fields that this call has, with their values, and that others lack or have otherwise. */
  has: Record<string, unknown>
  lacks: string[]
  says: RegExp
  /** The tools that are called, in order, with success or without. */
  tools?: string[]
}

const EVENTS = ['call_started', 'call_ended', 'call_analyzed']
const TRANSFERRED = [
  'call_started',
  'transfer_started',
  'transfer_bridged',
  'call_ended',
  'call_analyzed',
  'transfer_ended',
]
const NOT_TRANSFERRED = [
  'call_started',
  'transfer_started',
  'transfer_cancelled',
  'call_ended',
  'call_analyzed',
]
const SUBSCRIBED = [
  ...new Set([...TRANSFERRED, ...NOT_TRANSFERRED]),
] as Schemas['CreateAgentRequest']['webhook_events']
const TALKED = [
  'start_timestamp',
  'end_timestamp',
  'transcript_object',
  'recording_url',
  'public_log_url',
  'call_analysis',
]
const NO_TRANSFER = ['transfer_destination', 'transfer_end_timestamp']
const IN_VOICEMAIL = {
  call_analysis: { in_voicemail: true, call_successful: false, user_sentiment: 'Unknown' },
}
const analysed = (call_analysis: object) => ({ call_analysis })
const collected = (values: object) => ({ collected_dynamic_variables: values })

const ROWS: Row[] = [
  {
    scenario: 'voicemail_with_message',
    agent: leavesMessage('Please call us back, {{name}}.'),
    ends: 'voicemail_reached',
    has: IN_VOICEMAIL,
    lacks: ['llm_token_usage'],
    says: /^User: Hi, this is the mailbox .* call you back\.\nAgent: Please call us back, Ines\.\n$/,
  },
  {
    scenario: 'voicemail_cuts_off_message',
    agent: leavesMessage('This is Harbor Grill. Please call us back about your table for tonight.'),
    ends: 'user_hangup',
    has: IN_VOICEMAIL,
    lacks: ['llm_token_usage'],
    says: /^User: Please leave a short message\.\nAgent: This is Harbor Grill\.\n$/,
  },
  {
    scenario: 'voicemail_full',
    agent: leavesMessage('Please call us back.'),
    ends: 'user_hangup',
    has: { ...IN_VOICEMAIL, latency: {} },
    lacks: ['llm_token_usage'],
    says: /^User: The mailbox .* is full\. Goodbye\.\n$/,
  },
  {
    scenario: 'ivr_navigation',
    agent: withTools({ type: 'press_digit', name: 'press', description: 'Get to deliveries' }),
    ends: 'user_hangup',
    has: analysed({ in_voicemail: false, call_successful: true }),
    lacks: NO_TRANSFER,
    says: /press two\.\nAgent: .*\nUser: Deliveries, Jonas speaking\./,
    tools: ['press ok'],
  },
  {
    scenario: 'ivr_without_end',
    agent: { settings: { ivr_option: { action: { type: 'hangup' } } } },
    ends: 'ivr_reached',
    has: analysed({ in_voicemail: false, call_successful: false }),
    lacks: ['llm_token_usage'],
    says: /^User: I am sorry, I did not get that\. For opening hours, press nine\.\n$/,
  },
  {
    scenario: 'ivr_without_end',
    agent: { settings: { max_call_duration_ms: 60_000 } },
    ends: 'max_duration_reached',
    has: { duration_ms: 60_000 },
    lacks: NO_TRANSFER,
    says: /^Agent: Hello! (?:.*\n.*press nine\.\nAgent: ){3}/,
  },
  {
    scenario: 'call_screening',
    agent: introducesItself,
    ends: 'user_hangup',
    has: analysed({ in_voicemail: false, call_successful: true }),
    lacks: NO_TRANSFER,
    says: /^User: Hi\. .*\nAgent: This is Harbor Dental\. .* the check-up of Ines\nAgent: Hello! How are you today\?\nUser: Hello, this is Ines\./,
  },
  {
    scenario: 'call_screening_declined',
    agent: introducesItself,
    ends: 'user_hangup',
    has: { latency: {} },
    lacks: ['llm_token_usage'],
    says: /^User: Hi\. Please say your name .*\nAgent: This is Harbor Dental\. .*\n$/,
  },
  {
    scenario: 'cold_transfer_answered',
    agent: withTools(transfers({ type: 'cold_transfer' })),
    ends: 'call_transfer',
    events: TRANSFERRED,
    has: { transfer_destination: TARGET, transfer_end_timestamp: expect.any(Number) },
    lacks: ['batch_call_id'],
    says: /User: Hello, can I speak to a real person, please\?\n$/,
    tools: ['to_office ok'],
  },
  {
    scenario: 'cold_transfer_no_answer',
    agent: withTools(transfers({ type: 'cold_transfer', transfer_ring_duration_ms: 20_000 })),
    ends: 'user_hangup',
    events: NOT_TRANSFERRED,
    has: analysed({ call_successful: true }),
    lacks: NO_TRANSFER,
    says: /Agent: I am sorry, to_office did not work\.\nUser: What a pity\./,
    tools: ['to_office failed'],
  },
  {
    scenario: 'transfer_declined',
    agent: withTools(
      transfers({ type: 'warm_transfer' }),
      extracts('note', { type: 'string', name: 'callback_number', description: 'Where to call' }),
    ),
    ends: 'user_hangup',
    events: NOT_TRANSFERRED,
    has: collected({ callback_number: '+15005550199' }),
    lacks: NO_TRANSFER,
    says: /Agent: I am sorry, to_office did not work\.\nUser: Then call me back, please\./,
    tools: ['to_office failed', 'note ok'],
  },
  {
    scenario: 'transfer_given_up',
    agent: withTools(transfers({ type: 'warm_transfer' })),
    ends: 'user_hangup',
    events: NOT_TRANSFERRED,
    has: { call_status: 'ended' },
    lacks: NO_TRANSFER,
    says: /User: Hello, can I speak to the operator, please\?\n$/,
    tools: ['to_office unanswered'],
  },
  {
    scenario: 'warm_transfer_answered',
    agent: withTools(
      transfers({
        type: 'warm_transfer',
        private_handoff_option: { type: 'static_message', message: 'Somebody asks for a person.' },
        public_handoff_option: { type: 'static_message', message: 'You are connected.' },
      }),
    ),
    ends: 'call_transfer',
    events: TRANSFERRED,
    has: { transfer_destination: TARGET, transfer_end_timestamp: expect.any(Number) },
    lacks: ['batch_call_id'],
    says: /\nTransfer Target: Front desk, this is Sam\.\nAgent: Somebody asks for a person\.\nAgent: You are connected\.\n$/,
    tools: ['to_office ok'],
  },
  {
    scenario: 'warm_transfer_bridged',
    agent: asksTarget,
    ends: 'transfer_bridged',
    has: analysed({ call_successful: true }),
    lacks: NO_TRANSFER,
    says: /Can you take it\?\nUser: Sure, put her through\.\n$/,
    tools: ['bridge_transfer ok'],
  },
  {
    scenario: 'warm_transfer_cancelled',
    agent: asksTarget,
    ends: 'transfer_cancelled',
    has: analysed({ call_successful: false }),
    lacks: NO_TRANSFER,
    says: /Can you take it\?\nUser: I am in a meeting\. .*\n$/,
    tools: ['cancel_transfer ok'],
  },
  {
    scenario: 'silence_then_reminders_then_inactivity',
    agent: { settings: { reminder_max_count: 2, end_call_after_silence_ms: 60_000 } },
    ends: 'inactivity',
    has: analysed({ call_successful: false }),
    lacks: NO_TRANSFER,
    says: /take your time\.\n(?:Agent: Are you still there\?\n){2}$/,
  },
  {
    scenario: 'goes_quiet_and_returns',
    ends: 'user_hangup',
    has: analysed({ call_successful: true, user_sentiment: 'Positive' }),
    lacks: NO_TRANSFER,
    says: /Agent: Of course\.\nAgent: Are you still there\?\nUser: I am back\. .*\nAgent: It is on its way\.\n/,
  },
  {
    scenario: 'slow_to_answer',
    ends: 'user_hangup',
    has: analysed({ user_sentiment: 'Neutral' }),
    lacks: NO_TRANSFER,
    says: /User: Let me think about it\.\nAgent: Of course\.\nAgent: Are you still there\?\nUser: No,/,
  },
  {
    scenario: 'barge_in',
    ends: 'user_hangup',
    has: analysed({ user_sentiment: 'Positive' }),
    lacks: NO_TRANSFER,
    says: /Agent: We offer chairs, tables,\nUser: Wait, do you have that in blue\?\nAgent: Yes, everything/,
  },
  {
    scenario: 'talks_over_the_greeting',
    ends: 'user_hangup',
    has: analysed({ call_successful: true }),
    lacks: NO_TRANSFER,
    says: /^Agent: Hello and\nUser: Hello\? Hello, is anybody there\?\nAgent: Yes, I am here\.\n/,
  },
  {
    scenario: 'interrupts_again_and_again',
    ends: 'user_hangup',
    has: { latency: { e2e: { num: 4 } } },
    lacks: NO_TRANSFER,
    says: /^Agent: Hello! I\nUser: Yes, yes\.\nAgent: It comes with a\nUser: .*\nAgent: As I was\nUser: .*\nAgent: Forty dollars\.\n/,
  },
  {
    scenario: 'angry_caller',
    ends: 'user_hangup',
    has: analysed({ user_sentiment: 'Negative' }),
    lacks: NO_TRANSFER,
    says: /Agent: I am very\nUser: No, you listen\. .*\nAgent: I understand\n$/,
  },
  {
    scenario: 'dtmf_entry',
    ends: 'user_hangup',
    has: {
      transcript_with_tool_calls: expect.arrayContaining(
        ['4', '7', '1', '#'].map(digit => ({ role: 'dtmf', digit })),
      ),
    },
    lacks: NO_TRANSFER,
    says: /press the hash key\.\nAgent: Thank you\. Your order has left the house\.\n/,
  },
  {
    scenario: 'max_duration_after_talk',
    agent: { settings: { max_call_duration_ms: 120_000 } },
    ends: 'max_duration_reached',
    has: { duration_ms: 120_000, ...analysed({ call_successful: false }) },
    lacks: NO_TRANSFER,
    says: /(?:User: Mm, .*\nAgent: .*\nAgent: Are you still there\?\n){4}$/,
  },
  {
    scenario: 'long_call',
    ends: 'user_hangup',
    has: { llm_token_usage: { num_requests: 19 }, ...analysed({ user_sentiment: 'Positive' }) },
    lacks: NO_TRANSFER,
    says: /^(?:Agent: .*\nUser: .*\n){19}Agent: You are welcome\. Goodbye!\n$/,
  },
  {
    scenario: 'two_tools_in_a_turn',
    agent: ({ tools }) =>
      withTools(
        asks('find_order', tools, { order_number: { type: 'string' } }),
        asks('check_stock', tools, { item: { type: 'string' } }),
      ),
    ends: 'user_hangup',
    has: {
      tool_calls: [
        { name: 'find_order', success: true },
        { name: 'check_stock', success: true },
      ],
    },
    lacks: NO_TRANSFER,
    says: /still there\?\nAgent: Here is what find_order says: .*\nAgent: Here is what check_stock says: .*\nUser: Thank you\./,
    tools: ['find_order ok', 'check_stock ok'],
  },
  {
    scenario: 'tool_failure',
    agent: ({ tools }) => withTools(asks('find_order', tools, { order_number: { type: 'string' } })),
    ends: 'user_hangup',
    has: {
      tool_calls: [
        { name: 'find_order', success: false },
        { name: 'find_order', success: true },
      ],
    },
    lacks: NO_TRANSFER,
    says: /Agent: I am sorry, find_order did not work\.\nUser: Then try .*\nAgent: Here is what find_order says: /,
    tools: ['find_order failed', 'find_order ok'],
  },
  {
    scenario: 'agent_swap',
    agent: ({ sales }) =>
      withTools({
        type: 'agent_swap',
        name: 'to_sales',
        agent_id: sales,
        post_call_analysis_setting: 'both_agents',
        webhook_setting: 'both_agents',
      }),
    ends: 'user_hangup',
    events: ['call_started', 'call_ended', 'call_ended', 'call_analyzed', 'call_analyzed'],
    has: { agent_name: 'First' },
    lacks: NO_TRANSFER,
    says: /buy something\.\nAgent: Welcome to the sales department\..*\nUser: A chair, please\.\nAgent: A good choice\./,
    tools: ['to_sales ok'],
  },
  {
    scenario: 'late_pickup',
    ends: 'user_hangup',
    has: analysed({ call_successful: true }),
    lacks: NO_TRANSFER,
    says: /Is it a good moment\?\nUser: Yes, hello, I am here!\n/,
  },
  {
    scenario: 'hangs_up_during_greeting',
    ends: 'user_hangup',
    has: {
      duration_ms: 1_200,
      latency: {},
      ...analysed({ user_sentiment: 'Unknown', call_successful: false }),
    },
    lacks: ['llm_token_usage'],
    says: /^Agent: Hello, this is\n$/,
  },
  {
    scenario: 'silent_pickup',
    ends: 'user_hangup',
    has: { latency: {}, ...analysed({ user_sentiment: 'Unknown', call_successful: false }) },
    lacks: ['llm_token_usage'],
    says: /^Agent: Hello\?\n$/,
  },
  {
    scenario: 'books_appointment',
    agent: booksInCalendar,
    ends: 'user_hangup',
    has: analysed({ user_sentiment: 'Positive', custom_analysis_data: { appointment_booked: true } }),
    lacks: NO_TRANSFER,
    says: /Agent: Here is what check_availability says: .*\nUser: Then book .*\nAgent: Here is what book_appointment says: .*accepted/,
    tools: ['check_availability ok', 'book_appointment ok'],
  },
  {
    scenario: 'asks_for_callback',
    agent: withTools(
      extracts('note_callback', { type: 'string', name: 'callback_time', description: 'When to call' }),
    ),
    ends: 'agent_hangup',
    has: collected({ callback_time: 'tomorrow at ten' }),
    lacks: NO_TRANSFER,
    says: /User: I am driving right now\. .*\nAgent: I will call again then\. Drive safely!\n$/,
    tools: ['note_callback ok', 'end_call ok'],
  },
  {
    scenario: 'wants_no_more_calls',
    agent: { settings: { enable_dnc_detection: true } },
    ends: 'user_requested_dnc',
    has: analysed({ call_successful: false }),
    lacks: NO_TRANSFER,
    says: /Agent: You\nUser: Stop calling me and take me off your list\.\n/,
  },
  {
    scenario: 'wrong_number',
    ends: 'agent_hangup',
    has: analysed({ call_successful: true }),
    lacks: NO_TRANSFER,
    says: /User: There is no Ines here\. .*\nAgent: I am sorry to have bothered you\. Goodbye!\n$/,
    tools: ['end_call ok'],
  },
  {
    scenario: 'mumbling_caller',
    agent: {
      settings: {
        post_call_analysis_data: [
          { type: 'string', name: 'caller_name', description: 'Who called', required: false },
        ],
      },
      ...withTools(extracts('note', { type: 'string', name: 'caller_name', description: 'Who calls' })),
    },
    ends: 'user_hangup',
    has: { ...analysed({ call_successful: false, custom_analysis_data: {} }), ...collected({}) },
    lacks: NO_TRANSFER,
    says: /User: It is, uh\.\nAgent: .*\nAgent: Are you still there\?\nUser: You know\. The, uh, thing\.\n/,
  },
  {
    scenario: 'one_word_answers',
    ends: 'user_hangup',
    has: analysed({ user_sentiment: 'Neutral' }),
    lacks: NO_TRANSFER,
    says: /User: Yes\.\nAgent: .*\nUser: Four\.\nAgent: .*\nUser: Friday\.\nAgent: .*\nUser: No\.\nAgent: See you then\.\n$/,
  },
  {
    scenario: 'changes_mind',
    agent: ({ tools }) =>
      withTools(asks('book_table', tools, { guests: { type: 'number' } }), asks('cancel_table', tools)),
    ends: 'user_hangup',
    has: { tool_calls: [{ name: 'book_table' }, { name: 'cancel_table' }, { name: 'book_table' }] },
    lacks: NO_TRANSFER,
    says: /User: No, wait\. I have to cancel the table\.\nAgent: .*\nUser: Oh, I will come all the same\./,
    tools: ['book_table ok', 'cancel_table ok', 'book_table ok'],
  },
  {
    scenario: 'waits_for_goodbye',
    agent: withTools({ type: 'end_call', name: 'end_call' }),
    ends: 'agent_hangup',
    has: analysed({ call_successful: true }),
    lacks: NO_TRANSFER,
    says: /User: That is all, goodbye\.\nAgent: Thank you\. Goodbye!\n$/,
    tools: ['end_call ok'],
  },
  {
    scenario: 'gives_details',
    agent: withTools(
      extracts(
        'note',
        { type: 'string', name: 'caller_name', description: 'Who calls' },
        { type: 'string', name: 'email', description: 'Where to write' },
        { type: 'number', name: 'party_size', description: 'How many come' },
        { type: 'string', name: 'day', description: 'On which day' },
      ),
    ),
    ends: 'user_hangup',
    has: collected({ caller_name: 'Ines Costa', email: 'ines@example.com', party_size: '6', day: 'Friday' }),
    lacks: NO_TRANSFER,
    says: /my email is ines@example\.com,.*\nAgent: See you on Friday\.\n/,
    tools: ['note ok'],
  },
]

/** Each tool call of the transcript, with what came of it. */
function toolsOf({ transcript_with_tool_calls: items = [] }: PhoneCall): string[] {
  return items.flatMap(item => {
    if (item.role !== 'tool_call_invocation') return []
    const result = items.find(
      other => other.role === 'tool_call_result' && other.tool_call_id === item.tool_call_id,
    )
    const outcome = result && 'successful' in result ? (result.successful ? 'ok' : 'failed') : 'unanswered'
    return [`${item.name} ${outcome}`]
  })
}

test.each(ROWS)('$scenario ends as $ends', async row => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  await using receiver = await startReceiver()
  let asked = 0
  await using tools = await startReceiver((_request, response) => {
    asked += 1
    const fails = row.scenario === 'tool_failure' && asked === 1
    response.writeHead(fails ? 500 : 200).end(`{"answer":${asked}}`)
  })
  const sales = await scriptedAgent(fake, { webhook_url: receiver.url })
  const servers = { tools: tools.url, sales: sales.agent_id }
  const { settings, llm } = (typeof row.agent === 'function' ? row.agent(servers) : row.agent) ?? {}
  const told = { webhook_url: receiver.url, webhook_events: SUBSCRIBED }
  const agent = await scriptedAgent(fake, { agent_name: 'First', ...told, ...settings }, llm)

  const { number: to_number, rings } = new Scenarios().named(row.scenario)
  const dialledAt = fake.now()
  const retell_llm_dynamic_variables = { name: 'Ines' }
  const { call_id } = await dial(fake, agent, {
    ...(to_number ? { to_number } : {}),
    retell_llm_dynamic_variables,
  })
  await fake.runUntilIdle()

  const call = await getCall(fake, { call_id })
  const { status } = endings[row.ends]
  expect(call).toMatchObject({ call_status: status, disconnection_reason: row.ends, to_number, ...row.has })
  for (const field of TALKED) expect(call, field).toHaveProperty(field)
  for (const field of row.lacks) expect(call, field).not.toHaveProperty(field)
  expect(call.start_timestamp).toBe(dialledAt + rings.for_ms!)
  expect(call.transcript).toMatch(row.says)
  expect(toolsOf(call)).toEqual(row.tools ?? [])
  expect(receiver.events()).toEqual(row.events ?? EVENTS)
})

/** What happens when nothing else is asked for. */
const PLAIN = ['answered', 'unscripted']

test('every scenario that is no reason to end for is among them', () => {
  const composites = new Scenarios().names.filter(name => !(name in endings) && !PLAIN.includes(name))
  expect(composites.length).toBeGreaterThanOrEqual(25)
  expect([...new Set(ROWS.map(({ scenario }) => scenario))].sort()).toEqual(composites.sort())
})
