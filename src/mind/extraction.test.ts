import { expect, test } from 'vitest'
import { argumentsFor, type Extractable, extract } from './extraction.ts'

const text = (name: string, description = '', examples?: string[]): Extractable => ({
  type: 'string',
  name,
  description,
  ...(examples ? { examples } : {}),
})
const number = (name: string): Extractable => ({ type: 'number', name, description: '' })
const boolean = (name: string): Extractable => ({ type: 'boolean', name, description: '' })
const choice = (name: string, ...choices: string[]): Extractable => ({
  type: 'enum',
  name,
  description: '',
  choices,
})
const from = (item: Extractable, ...heard: string[]) => extract(item, { heard, given: {} })

test.each<[string, Extractable, string, unknown]>([
  ['what is stated', text('city'), 'My city is Porto, by the sea', 'Porto'],
  ['what is stated of several words', text('order_number'), 'Order number: A-17. Thanks!', 'A-17'],
  ['what is stated up to an "and"', text('color'), 'The color is dark red and shiny', 'dark red'],
  ['a name', text('customer_name'), 'Hello, my name is Ines Costa.', 'Ines Costa'],
  ['a name after "I am"', text('caller', 'The name of the caller'), 'I’m Ada and I call about…', 'Ada'],
  ['an e-mail address', text('email'), 'Write to ada@example.com please', 'ada@example.com'],
  ['a telephone number', text('phone'), 'Call me at +1 555 010 0001.', '+1 555 010 0001'],
  ['a weekday', text('appointment_date'), 'Could I come next Friday?', 'next Friday'],
  ['a date', text('day'), 'It is on March 3rd, 2026', 'March 3rd, 2026'],
  ['a date in digits', text('date'), 'On 2026-03-03 then', '2026-03-03'],
  ['a time', text('start_time'), 'Around 2:30 pm', '2:30 pm'],
  ['a time after "at"', text('time'), 'Friday at nine', 'nine'],
  [
    'what the description calls for',
    text('contact', 'Their e-mail address'),
    'a.b@c.example',
    'a.b@c.example',
  ],
  [
    'an example that was spoken of',
    text('topic', '', ['billing', 'billing dispute']),
    'A billing dispute',
    'billing dispute',
  ],
  ['what is quoted', text('motto'), 'Write “carpe diem” on it', 'carpe diem'],
  ['nothing', text('city'), 'I do not know', undefined],
  ['a number', number('people'), 'We are 4', 4],
  ['a spelt number', number('people'), 'a table for four', 4],
  ['a number near the name', number('party_size'), 'Table 12, a party of six', 6],
  ['a number with commas', number('amount'), 'It was 1,250.50', 1250.5],
  ['no number in a telephone number', number('people'), 'Call 555 010 0001', undefined],
  ['not every "one"', number('people'), 'I want a nice one', undefined],
  ['a yes', boolean('is_urgent'), 'Yes, very', true],
  ['a no', boolean('is_urgent'), 'No, it can wait', false],
  ['neither', boolean('is_urgent'), 'Perhaps', undefined],
  ['a choice', choice('topic', 'sales', 'support'), 'I need Support', 'support'],
  [
    'the longest choice',
    choice('mood', 'interested', 'not interested'),
    'I am not interested',
    'not interested',
  ],
  ['a choice with a technical name', choice('topic', 'new_order'), 'an order, a new one', 'new_order'],
  ['no choice', choice('topic', 'sales'), 'Something else', undefined],
])('%s is found', (_rule, item, heard, expected) => {
  expect(from(item, heard)).toBe(expected)
})

test('the latest words go first', () => {
  expect(from(number('people'), 'We are four', 'Thanks', 'No, we are five')).toBe(5)
})

test('the scenario’s value goes before what was said, where it is of the type; null is not found', () => {
  const given = { people: '7', mood: 'glad', city: null, urgent: 'true', other: { a: 1 } }
  const heard = ['My city is Porto, we are 4']
  expect(extract(number('people'), { heard, given })).toBe(7)
  expect(extract(choice('mood', 'sad', 'glad'), { heard, given })).toBe('glad')
  expect(extract(choice('mood', 'sad'), { heard, given })).toBeUndefined()
  expect(extract(text('city'), { heard, given })).toBeUndefined()
  expect(extract(boolean('urgent'), { heard, given })).toBe(true)
  expect(extract(text('other'), { heard, given })).toBe('{"a":1}')
})

test('arguments are constants, variables of their name, and what was said, of their type', () => {
  const properties = {
    party: { type: 'integer' },
    urgent: { type: 'boolean' },
    room: { type: 'string', enum: ['garden', 'hall'] },
    city: { type: 'string', description: 'Where' },
    token: { const: 'key {{id}}' },
    version: { const: 2 },
    account: { type: 'number', const: '{{account}}' },
    guess: { type: 'number' },
    notes: { type: 'array' },
    odd: true,
  }
  const variables = { party: '2', urgent: 'false', id: '9', account: '17' }
  const source = { heard: ['In the garden, my city is Porto'], given: { guess: 5 } }
  const fill = (value: string) => value.replace('{{id}}', '9').replace('{{account}}', '17')
  expect(argumentsFor(properties, source, variables, fill)).toEqual({
    party: 2,
    urgent: false,
    room: 'garden',
    city: 'Porto',
    token: 'key 9',
    version: 2,
    account: 17,
    guess: 5,
  })
})
