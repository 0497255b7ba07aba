import { expect, test } from 'vitest'
import { type AnalysisField, type Answers, customAnalysisOf } from './custom-analysis.ts'

function extract(field: AnalysisField, said: string[] = [], answers?: Answers) {
  const utterances = said.map(content => ({ role: 'user' as const, content }))
  return customAnalysisOf([field], utterances, answers).data[field.name]
}

const field = (name: string) => ({ type: 'string' as const, name, description: 'd' })
const choices = ['interested', 'not interested', 'call_back']

test.each([
  ['an answer', { n: 'yes' }, 'yes'],
  ['an answer of another type', { n: 12 }, '12'],
])('a string takes %s', (_, answers, value) => {
  expect(extract(field('n'), ['Hi'], answers)).toBe(value)
})

test('a string called after something well known is found in what the user said', () => {
  const said = ['Hi, this is Ana Lima.', 'It is ana.lima+x@example.co.uk or +1 415 555 0134, thanks.']
  expect(extract(field('caller_name'), said)).toBe('Ana Lima')
  expect(extract(field('Email'), said)).toBe('ana.lima+x@example.co.uk')
  expect(extract(field('phone_number'), said)).toBe('+1 415 555 0134')
  expect(extract(field('reason'), said)).toBe('Hi, this is Ana Lima.')
})

test('a string falls back to its first example, then to what the user came with, then to nothing', () => {
  expect(extract({ ...field('topic'), examples: ['billing'] }, ['Hello'])).toBe('billing')
  expect(extract(field('topic'), ['Hello'])).toBe('Hello')
  expect(extract(field('topic'))).toBe('')
})

test('an enum is an answer, a choice that was spoken of, or the first choice', () => {
  const outcome: AnalysisField = { type: 'enum', name: 'outcome', choices }
  expect(extract(outcome, [], { outcome: 'call_back' })).toBe('call_back')
  expect(extract(outcome, ['Please call back later.'])).toBe('call_back')
  expect(extract(outcome, ["Sorry, I'm not interested."])).toBe('not interested')
  expect(extract(outcome, ['Disinterested'])).toBe('interested')
  expect(extract(outcome, [], { outcome: 'elsewhere' })).toBe('interested')
})

test('a boolean is an answer, or the last yes or no', () => {
  const booked: AnalysisField = { type: 'boolean', name: 'booked' }
  expect(extract(booked, ['No.'], { booked: true })).toBe(true)
  expect(extract(booked, ['No.'], { booked: 'true' })).toBe(true)
  expect(extract(booked, ['No.', 'Yes, please. No problem.'])).toBe(true)
  expect(extract(booked, ['Yes.', 'Actually, no.'])).toBe(false)
  expect(extract(booked, ['Hm.'])).toBe(false)
})

test('a number is an answer, or the first number that the user said', () => {
  const guests: AnalysisField = { type: 'number', name: 'guests' }
  expect(extract(guests, ['four'], { guests: '7' })).toBe(7)
  expect(extract(guests, ['four'], { guests: 'many' })).toBe(4)
  expect(extract(guests, ['About 1,200.50, or 3'])).toBe(1200.5)
  expect(extract(guests, ['That one for Tenley, at B12, is for six.'])).toBe(6)
  expect(extract(guests, ['-3 degrees'])).toBe(-3)
  expect(extract(guests, ['Some'])).toBe(0)
})

test('a null answer leaves out what is optional and nothing else', () => {
  const answers = { n: null }
  expect(extract({ ...field('n'), required: false }, ['Hi'], answers)).toBeUndefined()
  expect(extract({ ...field('n'), conditional_prompt: 'if asked' }, ['Hi'], answers)).toBeUndefined()
  expect(extract(field('n'), ['Hi'], answers)).toBe('Hi')
  expect(extract({ ...field('n'), required: false }, ['Hi'])).toBe('Hi')
})

test('a required field that was not found is reported as missing', () => {
  const required = { ...field('n'), required: true, conditional_prompt: 'ignored' }
  expect(customAnalysisOf([required], [], { n: null })).toEqual({ data: {}, missing: ['n'] })
})

test('system presets are no custom data, and nobody but the user is listened to', () => {
  const preset: AnalysisField = { type: 'system-presets', name: 'call_summary' }
  const guests: AnalysisField = { type: 'number', name: 'guests' }
  const { data } = customAnalysisOf([preset, guests], [{ role: 'agent', content: 'For 5?' }])
  expect(data).toEqual({ guests: 0 })
})

test('a field may be called like a property of every object', () => {
  expect(extract(field('constructor'), ['Hi'])).toBe('Hi')
})
