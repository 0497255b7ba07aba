import { expect, test } from 'vitest'
import type { Question } from '../mind/index.ts'
import { type HistoryItem, requestFor } from './prompt.ts'

const question: Question = { prompt: 'You sell lamps.', offers: [], must: null, done: [] }
const rolesOf = (history: HistoryItem[], more: Partial<Question> = {}) =>
  requestFor({ ...question, ...more }, history, 'chat').messages.map(({ role, content }) => [role, content])

test('who has not been spoken to is told to begin', () => {
  expect(rolesOf([])).toEqual([
    ['system', expect.stringContaining('You sell lamps.')],
    ['user', expect.stringContaining('You speak first')],
  ])
})

test('each call is followed by its result, wherever that came, and one without a result by a word about that', () => {
  const called = (tool_call_id: string): HistoryItem => ({
    role: 'tool_call_invocation',
    tool_call_id,
    name: 'find',
    arguments: '{}',
  })
  expect(
    rolesOf([
      { role: 'user', content: 'Find it.' },
      called('a'),
      { role: 'agent', content: 'One moment.' },
      called('b'),
      { role: 'tool_call_result', tool_call_id: 'a', content: 'found' },
    ]).slice(1),
  ).toEqual([
    ['user', 'Find it.'],
    ['assistant', null],
    ['tool', 'found'],
    ['assistant', 'One moment.'],
    ['assistant', null],
    ['tool', '(no answer yet)'],
  ])
})

test('keys, what an operator says, a silence and what was done in this turn are told, too', () => {
  const history: HistoryItem[] = [
    { role: 'dtmf', digit: '7' },
    { role: 'injected', content: 'Offer a discount.', time_sec: 1 },
    { role: 'sms', content: 'not for the model', time_sec: 1 },
  ]
  const done: Question['done'] = [
    { type: 'say', text: 'Hm.' },
    { type: 'warn', text: 'never' },
  ]
  expect(rolesOf(history, { done, note: '(silence)' }).slice(1)).toEqual([
    ['user', '(The user pressed 7.)'],
    ['system', 'Offer a discount.'],
    ['assistant', 'Hm.'],
    ['user', '(silence)'],
  ])
})

test('of a very long conversation the latest is told', () => {
  const history = Array.from(
    { length: 500 },
    (_, index): HistoryItem => ({ role: 'user', content: `${index}` }),
  )
  const told = rolesOf(history)
  expect(told).toHaveLength(201)
  expect(told.at(-1)).toEqual(['user', '499'])
})
