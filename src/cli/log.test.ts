import { expect, test } from 'vitest'
import type { Report } from '../journal.ts'
import { logOf } from './log.ts'
import { recordingTerminal } from './recording-terminal.ts'

const ready = {
  url: 'http://127.0.0.1:1',
  api_key: 'key_1',
  restricted: false,
  time: 'real',
  db: ':memory:',
  seed: 1,
  pid: 2,
}
const reports: Report[] = [
  {
    type: 'request',
    entry: {
      at: 0,
      method: 'GET',
      path: '/v2/get-call/x',
      status: 200,
      duration_ms: 1,
      operation: 'getCall',
    },
  },
  { type: 'call', callId: 'call_1', text: 'ongoing' },
  { type: 'turn', callId: 'call_1', role: 'user', content: 'line\nbreak', atMs: 5 },
  {
    type: 'delivery',
    subject: 'call_1',
    event: 'call_ended',
    url: 'http://h.test/?key=abc',
    attempt: 0,
    status: null,
    error: 'refused',
    durationMs: 1,
  },
  { type: 'problem', message: 'the job x failed', error: new Error('why') },
]

function printedWith(...flags: string[]) {
  return printedIn({}, ...flags)
}

function printedIn(env: Record<string, string>, ...flags: string[]) {
  const terminal = recordingTerminal(env)
  const log = logOf(new Map(flags.map(flag => [flag, []])), terminal)
  log.ready(ready)
  for (const report of reports) log.report(report)
  log.warn('careful')
  return terminal
}

test('people read what happens on standard output and what is wrong on standard error', () => {
  const { printed, complaints } = printedWith()
  expect(printed).toEqual(
    expect.arrayContaining([
      expect.stringContaining('listens on http://127.0.0.1:1'),
      '  export RETELL_BASE_URL=http://127.0.0.1:1',
      expect.stringMatching(/^ {2}export RETELL_API_KEY=key_1 /),
      expect.stringMatching(/ongoing/),
    ]),
  )
  expect(printed.join('\n')).not.toContain('why')
  expect(complaints).toEqual(['fake-retell: the job x failed: why', 'fake-retell: careful'])
})

test('quiet is quiet: nothing but problems', () => {
  const { printed, complaints } = printedWith('quiet')
  expect(printed).toEqual([])
  expect(complaints).toEqual(['fake-retell: the job x failed: why', 'fake-retell: careful'])
})

test('JSON is one object a line, problems among them', () => {
  const { printed, complaints } = printedWith('json')
  expect(complaints).toEqual([])
  expect(printed.map(line => JSON.parse(line) as unknown)).toEqual([
    { type: 'ready', ...ready, version: expect.stringMatching(/^\d+\./) },
    {
      type: 'request',
      at: 0,
      method: 'GET',
      path: '/v2/get-call/x',
      status: 200,
      duration_ms: 1,
      operation: 'getCall',
    },
    { type: 'call', call_id: 'call_1', text: 'ongoing' },
    { type: 'turn', call_id: 'call_1', role: 'user', content: 'line\nbreak', at_ms: 5 },
    {
      type: 'delivery',
      subject: 'call_1',
      event: 'call_ended',
      url: 'http://h.test/?…',
      attempt: 0,
      status: null,
      error: 'refused',
      duration_ms: 1,
    },
    { type: 'problem', message: 'the job x failed', error: 'why' },
    { type: 'problem', message: 'careful' },
  ])
})

test('quiet JSON has the problems only', () => {
  const { printed } = printedWith('json', 'quiet')
  expect(printed.map(line => (JSON.parse(line) as { type: string }).type)).toEqual(['problem', 'problem'])
})

test('stacks are for those who ask for them', () => {
  expect(printedIn({ FAKE_RETELL_DEBUG: '1' }).complaints.join('\n')).toContain('log.test.ts')
  expect(printedIn({}).complaints.join('\n')).not.toContain('log.test.ts')
})
