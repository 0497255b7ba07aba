import { expect, test } from 'vitest'
import type { Report } from '../journal.ts'
import { lineOf, offset } from './report-line.ts'

const callId = 'call_0123456789abcdef0123456789a'
const noon = new Date(2030, 0, 1, 12, 0, 1).getTime()
const line = (report: Exclude<Report, { type: 'problem' }>) => lineOf(report, noon, (_style, text) => text)

const request = {
  at: 0,
  method: 'POST',
  path: '/create-agent',
  status: 201,
  duration_ms: 2.6,
  operation: 'createAgent',
}
const delivery = {
  type: 'delivery',
  subject: callId,
  event: 'call_ended',
  attempt: 0,
  status: 204,
  error: null,
  durationMs: 12,
} as const

test('the columns of all kinds stand below each other', () => {
  const lines = [
    line({ type: 'request', entry: request }),
    line({ type: 'call', callId, text: 'registered (answered)' }),
    line({ type: 'turn', callId, role: 'agent', content: 'Hello!', atMs: 61_250 }),
    line({ ...delivery, url: 'http://127.0.0.1:3000/hook' }),
  ]
  expect(lines).toEqual([
    '12:00:01  POST     201      /create-agent  3 ms',
    `12:00:01  call     …56789a  registered (answered)  ${callId}`,
    '12:00:01  agent    …56789a  1:01.2  Hello!',
    '12:00:01  webhook  …56789a  call_ended → http://127.0.0.1:3000/hook  204  12 ms',
  ])
})

test('a refused request shows its reason', () => {
  const refused = { ...request, status: 404, message: 'Item x not found from agent' }
  expect(line({ type: 'request', entry: refused })).toMatch(
    /404 +\/create-agent {2}Item x not found from agent$/,
  )
})

test('a failed delivery shows which attempt it was and why, and never the query of its URL', () => {
  const failed = {
    ...delivery,
    attempt: 1,
    status: 500,
    error: 'the receiver answered 500',
    url: 'http://host.test/?secret=abc',
  }
  expect(line(failed)).toMatch(
    /call_ended, attempt 2 → http:\/\/host\.test\/\?… {2}the receiver answered 500$/,
  )
})

test('what was said cannot steer the terminal or break the line', () => {
  const said = line({ type: 'turn', callId, role: 'user', content: 'a\u001b[2Jb\r\nc\u009bd', atMs: 0 })
  expect(said).toMatch(/ {2}a \[2Jb c d$/)
})

test('offsets are minutes, seconds and tenths', () => {
  expect(offset(0)).toBe('0:00.0')
  expect(offset(59_999)).toBe('0:59.9')
  expect(offset(3_600_000)).toBe('60:00.0')
})

test('a request that a fault struck says so, and one without an answer has no status', () => {
  expect(line({ type: 'request', entry: { ...request, status: 0, fault: 'reset' } })).toBe(
    '12:00:01  POST     —        /create-agent  reset',
  )
  expect(line({ type: 'request', entry: { ...request, fault: 'latency' } })).toContain('latency')
})
