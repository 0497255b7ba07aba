import { expect, test } from 'vitest'
import { chosen, fitting, type Option, stays, understood } from './choice.ts'

const way = (condition: string, rest: Partial<Option<string>> = {}): Option<string> => ({
  target: condition,
  names: [],
  condition,
  ...rest,
})
const pick = (heard: string, ...conditions: (string | Option<string>)[]) =>
  understood(
    conditions.map(condition => (typeof condition === 'string' ? way(condition) : condition)),
    heard,
  )

const BOOK = 'User said something about booking a meeting'
const CANCEL = 'User wants to cancel a meeting'

test.each([
  ['what a condition is about', 'I would like to book a meeting', BOOK],
  ['words in another form', 'Can we cancel our meetings?', CANCEL],
  ['half of it', 'I am booking', BOOK],
  ['nothing of it', 'What is the weather like?', undefined],
  ['nothing at all', '', undefined],
])('%s decides: "%s"', (_rule, heard, expected) => {
  expect(pick(heard, BOOK, CANCEL)).toBe(expected)
})

test('of two that fit as well the first is taken, and of others the one with more in common', () => {
  const [car, ball] = ['User wants a red car', 'User wants a red ball']
  expect(pick('a red box', car, ball)).toBe(car)
  expect(pick('the red ball', car, ball)).toBe(ball)
})

const AGREES = 'User confirms the appointment'
const DECLINES = 'User declines the offer'
test.each([
  ['Yes, please', AGREES],
  ['Sure, go ahead.', AGREES],
  ['No, thanks', DECLINES],
  ['Not really', DECLINES],
  ['No problem, yes', AGREES],
  ['Hm', undefined],
])('"%s" is a yes or a no', (heard, expected) => {
  expect(pick(heard, AGREES, DECLINES)).toBe(expected)
})

const WANTS = 'User wants to book a table'
const WANTS_NOT = 'User does not want to book a table'
test.each([
  ['I want to book a table', WANTS],
  ['I don’t want to book a table', WANTS_NOT],
  ['We do not want to book', WANTS_NOT],
])('a "not" wants a "not": "%s"', (heard, expected) => {
  expect(pick(heard, WANTS_NOT, WANTS)).toBe(expected)
  expect(pick(heard, WANTS, WANTS_NOT)).toBe(expected)
})

test('a phrase in quotation marks is taken at its word, before what a condition is about', () => {
  expect(pick('open sesame', 'User wants to open it', 'User says "open sesame"')).toBe(
    'User says "open sesame"',
  )
})

test('any statement answers a condition of answering, but no question and no refusal does', () => {
  const gives = 'User provides their date of birth'
  expect(pick('The fourth of May', gives)).toBe(gives)
  expect(pick('Why?', gives)).toBeUndefined()
  expect(pick('No', gives)).toBeUndefined()
  expect(pick('The fourth of May', 'User does not provide it')).toBeUndefined()
  expect(pick('I agree to book', gives, 'User wants to book')).toBe('User wants to book')
})

test('an example of the same words goes before everything, and a counter-example rules out', () => {
  const odd = way('User is upset', { examples: ['I would like to BOOK a meeting!'] })
  expect(pick('I would like to book a meeting', BOOK, odd)).toBe('User is upset')
  const ruledOut = way(BOOK, { counterExamples: ['book a meeting'] })
  expect(pick('Book a meeting.', ruledOut)).toBeUndefined()
})

test('a title of which every word was said, and what is meant otherwise, go before conditions', () => {
  const titled: Option<string> = { target: 'tool', names: [], title: 'cancel_meeting' }
  expect(pick('cancel the meeting', CANCEL, titled)).toBe('tool')
  expect(pick('cancel it', CANCEL, titled)).toBe(CANCEL)
  expect(pick('cancel the meeting', titled, { target: 'meant', names: [], isMeant: true })).toBe('meant')
})

test('a choice of the scenario is used once, in order, and waits until it names one of the ways', () => {
  const choices = { given: ['later', 'b', 'a', 'a'], used: [] as number[] }
  const options = [way('first', { names: ['a'] }), way('second', { names: ['b'] })]
  expect(chosen(options, choices)).toBe('second')
  expect(chosen(options, choices)).toBe('first')
  expect(chosen([way('third', { names: ['later'] })], choices)).toBe('third')
  expect(chosen(options, choices)).toBe('first')
  expect(chosen(options, choices)).toBeUndefined()
  expect(choices.used).toEqual([1, 2, 0, 3])
})

test('the choice "stay" is used up when it is the next', () => {
  const choices = { given: ['stay', 'a', 'stay'], used: [] as number[] }
  expect(stays(choices)).toBe(true)
  expect(stays(choices)).toBe(false)
})

test('an outcome fits the first condition that speaks of failure, or the first that does not', () => {
  const options = [way('Booking failed'), way('Booking returned a result'), way('No slot is available')]
  expect(fitting(options, true)).toBe('Booking returned a result')
  expect(fitting(options, false)).toBe('Booking failed')
  expect(fitting([way('It worked')], false)).toBeUndefined()
})
