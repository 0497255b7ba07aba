import { expect, test } from 'vitest'
import { builtInVariable, type Session } from './built-in-variables.ts'

/** 28 March 2024, 22:26:40 in Los Angeles. */
const NOW = 1_711_690_000_000
const session: Session = {
  type: 'voice',
  nowMs: NOW,
  startedMs: NOW - 1_230_000,
  direction: 'inbound',
  userNumber: '+15550100001',
  agentNumber: '+15550100002',
  callId: 'call_1',
  callType: 'phone_call',
}
const value = (name: string, other: Partial<Session> = {}) => builtInVariable(name, { ...session, ...other })

test.each([
  ['current_time', 'Thursday, March 28, 2024 at 10:26 PM PDT'],
  ['current_time_Australia/Sydney', 'Friday, March 29, 2024 at 4:26 PM AEDT'],
  ['current_time_Asia/Tokyo', 'Friday, March 29, 2024 at 2:26 PM GMT+9'],
  ['current_hour', '22.43'],
  ['current_hour_Asia/Kolkata', '10.93'],
  ['session_type', 'voice'],
  ['session_duration', '20 minutes 30 seconds'],
  ['direction', 'inbound'],
  ['user_number', '+15550100001'],
  ['agent_number', '+15550100002'],
  ['call_id', 'call_1'],
  ['call_type', 'phone_call'],
])('{{%s}} is %s', (name, expected) => {
  expect(value(name)).toBe(expected)
})

test('the agent’s timezone is meant where none is named', () => {
  const own = { timeZone: 'Europe/Paris' }
  expect(value('current_time', own)).toBe('Friday, March 29, 2024 at 6:26 AM CET')
  expect(value('current_hour', own)).toBe('6.43')
})

test('the calendar has fourteen days, a line each', () => {
  const days = value('current_calendar')!.split('\n')
  expect(days).toHaveLength(14)
  expect(days[0]).toBe('Thursday, March 28, 2024 PDT (Today)')
  expect(days.at(-1)).toBe('Wednesday, April 10, 2024 PDT')
  expect(value('current_calendar_Asia/Tokyo')).toMatch(/^Friday, March 29, 2024 GMT\+9 \(Today\)\n/)
})

test.each([
  [0, '0 seconds'],
  [1_000, '1 second'],
  [61_500, '1 minute 1 second'],
  [7_200_000, '2 hours'],
  [-5, '0 seconds'],
])('a session of %i ms has run for %s', (ms, words) => {
  expect(value('session_duration', { startedMs: NOW - ms })).toBe(words)
})

test('what a session does not have, a zone that does not exist and other names are no variables', () => {
  expect(value('session_duration', { startedMs: undefined })).toBeUndefined()
  expect(value('chat_id')).toBeUndefined()
  expect(value('chat_id', { chatId: 'chat_1' })).toBe('chat_1')
  expect(value('current_time_Mars/Olympus')).toBeUndefined()
  expect(value('current_weather')).toBeUndefined()
})
