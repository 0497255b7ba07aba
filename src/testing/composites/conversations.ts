// Scenarios in which somebody talks with the agent, each in a way of their own.

import { expect } from 'vitest'
import { asks, booksInCalendar, extracts, withTools } from '../composite-agents.ts'
import { analysed, collected, NO_TRANSFER, type Row } from './row.ts'

export const conversations: readonly Row[] = [
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
