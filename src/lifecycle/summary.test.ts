import { expect, test } from 'vitest'
import type { Speaker } from './speech.ts'
import { summaryOf } from './summary.ts'

const said = (...turns: [Speaker, string][]) => turns.map(([role, content]) => ({ role, content }))
const ending = 'The user hung up.'

test('a summary tells who said what and how the call ended', () => {
  const utterances = said(
    ['agent', 'Hello, how can I help?'],
    ['user', 'A table for two'],
    ['agent', 'Booked!'],
    ['user', 'Great, "see" you.'],
  )
  expect(summaryOf(utterances, { ending, agentName: 'Ava' })).toBe(
    `Ava opened with "Hello, how can I help?" and finally said "Booked!" The user said "A table for two" and finally said "Great, 'see' you." The user hung up.`,
  )
})

test('whoever spoke first comes first, and a quote without a full stop gets one after it', () => {
  const utterances = said(['user', 'Hi'], ['agent', 'Hello'], ['transfer_target', 'Sales'])
  expect(summaryOf(utterances, { ending })).toBe(
    'The user opened with "Hi". The agent said "Hello". The transfer target said "Sales". The user hung up.',
  )
})

test('silence is told too', () => {
  expect(summaryOf(said(['agent', 'Hello?']), { ending })).toContain('The user said nothing.')
  expect(summaryOf(said(['agent', ' ']), { ending })).toBe('Nobody spoke. The user hung up.')
})

test('a voicemail is told by the message left', () => {
  const greeting: [Speaker, string] = ['user', 'Please leave a message.']
  const left = said(greeting, ['agent', 'Please call back.'], ['agent', 'Bye.'])
  expect(summaryOf(left, { ending, inVoicemail: true })).toBe(
    'The call reached voicemail. The agent left the message "Please call back. Bye." The user hung up.',
  )
  expect(summaryOf(said(greeting), { ending, inVoicemail: true })).toContain('no message was left')
})

test('long speeches are shortened between words', () => {
  const summary = summaryOf(said(['user', 'word '.repeat(200)]), { ending })
  expect(summary).toMatch(/"(word )+word…" The user hung up\.$/)
  expect(summary.length).toBeLessThan(200)
})
