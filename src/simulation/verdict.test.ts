import { expect, test } from 'vitest'
import type { Message } from './conversation.ts'
import { verdictOf } from './verdict.ts'

const at = { message_id: 'm', created_timestamp: 0 }
const TALK: Message[] = [
  { ...at, role: 'user', content: 'Is the garden free?' },
  { ...at, role: 'tool_call_invocation', tool_call_id: 't', name: 'book_table', arguments: '{}' },
  { ...at, role: 'tool_call_result', tool_call_id: 't', content: 'T7', successful: true },
  { ...at, role: 'tool_call_invocation', tool_call_id: 'u', name: 'send_sms', arguments: '{}' },
  { ...at, role: 'tool_call_result', tool_call_id: 'u', content: '', successful: false },
  { ...at, role: 'agent', content: 'Your Table is T7.' },
]
const TOOLS = ['book_table', 'send_sms', 'book']

test.each([
  ['The agent says "your table"', true],
  ['The agent says “your table” and "T8"', false],
  ['The agent never says "garden"', true],
  ['It doesn\'t say "table"', false],
  ['The agent calls book_table', true],
  ['book_table and send_sms are called', false],
  ['The agent does not call book_table', false],
  ['The agent must not call send_sms', true],
  ['The agent is polite', true],
])('the metric %s of this talk is met: %s', (metric, met) => {
  expect(verdictOf([metric], TALK, TOOLS).passed).toBe(met)
})

test('a plain metric is not met when one side said nothing', () => {
  expect(verdictOf(['Polite'], TALK.slice(0, 1), [])).toEqual({
    passed: false,
    explanation: 'Not met: one side said nothing (Polite).',
  })
})

test('every metric must be met, and each is explained', () => {
  expect(verdictOf(['Polite', 'Says "T8"'], TALK, TOOLS)).toEqual({
    passed: false,
    explanation: 'Met (Polite). Not met: the agent never said "T8" (Says "T8").',
  })
  expect(verdictOf([], TALK, TOOLS)).toMatchObject({ passed: true })
})
