import { expect, test } from 'vitest'
import { exitCodeOf } from '../checkup/finding.ts'
import { type CheckName, checkNames } from '../referee/catalogue.ts'
import { chunk, type Faults, startRightServer, type Talk } from '../testing/right-llm-server.ts'
import { checkLlm } from './check-llm.ts'
import type { CheckOptions } from './check-options.ts'

const SAY = [
  'Hello, can you hear me?',
  'What can you do?',
  'I would like a table for four.',
  'Thank you. Goodbye.',
]
const LIMITS = { greetMs: 2_500, answerMs: 2_500, pongMs: 2_000, pingEveryMs: 50, quietMs: 60, staleMs: 100 }

type Fields = Record<string, unknown>
type Sends = NonNullable<Faults['sends']>

interface Bug {
  check: CheckName
  severity?: 'warning' | 'advice'
  faults: Faults
  options?: CheckOptions
}

/** Changes the frames of one type. */
const onType =
  (type: string, change: (frame: Fields, talk: Talk) => readonly (object | string)[]): Sends =>
  (frame, talk) =>
    frame.response_type === type ? change(frame, talk) : [frame]

/** Changes the answers, the begin message left alone. */
const onAnswers = (change: (frame: Fields, talk: Talk) => readonly (object | string)[]): Sends =>
  onType('response', (frame, talk) => (frame.response_id === 0 ? [frame] : change(frame, talk)))

const isAsked = (frame: Fields) =>
  frame.interaction_type === 'response_required' || frame.interaction_type === 'reminder_required'
const turnsOf = ({ transcript }: Fields) =>
  (transcript ?? []) as { role: string; content: string; words?: object[] }[]
const heard = (frame: Fields) => turnsOf(frame).findLast(({ role }) => role === 'user')?.content ?? ''
const refuse = (socket: { end(text: string): void }, status: string) => {
  socket.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`)
  return true
}
const seen = new Set<string>()
const counts = new Map<Talk, number>()
let lastWord = ''

const bugs: Record<string, Bug> = {
  'has no such path': {
    check: 'accepts-the-upgrade',
    faults: { upgrade: (_, socket) => refuse(socket, '404 Not Found') },
  },
  redirects: {
    check: 'accepts-the-upgrade',
    faults: { upgrade: (_, socket) => refuse(socket, '307 Temporary Redirect\r\nLocation: /elsewhere') },
  },
  'takes the query for a part of the id': {
    check: 'takes-any-call-id',
    faults: { upgrade: ({ url }, socket) => url!.includes('?') && refuse(socket, '404 Not Found') },
  },
  'sends everything as bytes': {
    check: 'sends-text-frames',
    faults: {
      sends: (frame, { socket }) => {
        socket.send(Buffer.from(JSON.stringify(frame)))
        return []
      },
    },
  },
  'logs into the socket': {
    check: 'sends-json-objects',
    faults: { sends: onAnswers(frame => ['answering', frame]) },
  },
  'sends lists of frames': {
    check: 'sends-json-objects',
    faults: { sends: onType('config', frame => ['[]', frame]) },
  },
  'forgets response_type': {
    check: 'names-the-response-type',
    severity: 'warning',
    faults: { sends: onAnswers(({ response_type: _, ...frame }) => [frame]) },
  },
  'has a response_type of its own': {
    check: 'uses-known-response-types',
    faults: { sends: onAnswers(frame => [{ ...frame, response_type: 'agent_response' }]) },
  },
  'writes its switches as text': {
    check: 'sets-its-config-first',
    faults: { config: { auto_reconnect: 'true', call_details: 'false' } },
  },
  'sends its config after the greeting': {
    check: 'sets-its-config-first',
    severity: 'warning',
    faults: {
      config: null,
      open(talk) {
        talk.send(chunk(0, 'Hello!', true))
        talk.send({ response_type: 'config', config: { auto_reconnect: true } })
      },
    },
  },
  'never greets': { check: 'greets', faults: { open() {} } },
  'waits for details to greet a web call by its number': {
    check: 'greets',
    faults: {
      open() {},
      hears(frame, talk, right) {
        const { from_number } = (frame.call ?? {}) as { from_number?: string }
        if (frame.interaction_type === 'call_details' && from_number)
          talk.send(chunk(0, `Hello ${from_number.slice(-4)}.`, true))
        right()
        return true
      },
    },
  },
  'greets twice': {
    check: 'greets-once',
    severity: 'warning',
    faults: { sends: onType('response', frame => (frame.response_id === 0 ? [frame, frame] : [frame])) },
  },
  'writes the id as text': {
    check: 'types-its-fields',
    faults: { sends: onAnswers(frame => [{ ...frame, response_id: String(frame.response_id) }]) },
  },
  'writes content_complete as text': {
    check: 'types-its-fields',
    faults: { sends: onAnswers(frame => [{ ...frame, content_complete: String(frame.content_complete) }]) },
  },
  'sends content as parts': {
    check: 'types-its-fields',
    faults: { sends: onAnswers(frame => [{ ...frame, content: [{ text: frame.content }] }]) },
  },
  'counts answers on its own': {
    check: 'answers-with-the-asked-id',
    faults: { sends: onAnswers(frame => [{ ...frame, response_id: Number(frame.response_id) + 1 }]) },
  },
  'never completes': {
    check: 'completes-each-answer',
    faults: { sends: onAnswers(frame => [{ ...frame, content_complete: false }]) },
  },
  'forgets the end after a tool': {
    check: 'completes-each-answer',
    faults: {
      hears: (frame, talk) => {
        if (!isAsked(frame) || !heard(frame).includes('table')) return false
        talk.newest = Number(frame.response_id)
        talk.send(chunk(frame.response_id, 'One moment. ', false))
        return true
      },
    },
  },
  'fails at an empty transcript': {
    check: 'answers-odd-requests',
    faults: { hears: frame => isAsked(frame) && turnsOf(frame).length === 0 },
  },
  'goes on after the end': {
    check: 'stops-after-complete',
    severity: 'warning',
    faults: {
      sends: onAnswers(frame =>
        frame.content_complete ? [frame, chunk(frame.response_id, ' And', false)] : [frame],
      ),
    },
  },
  'does not stop when superseded': {
    check: 'stops-when-superseded',
    severity: 'warning',
    faults: {
      hears(frame, talk, right) {
        right()
        if (!isAsked(frame) || !heard(frame).endsWith('I mean')) return true
        const word = chunk(frame.response_id, 'word ', false)
        for (let at = 1; at <= 10; at++) setTimeout(() => talk.send(word), at * 30)
        return true
      },
    },
  },
  'is busy with the request before': {
    check: 'answers-the-newest',
    faults: {
      hears(frame, talk) {
        const isBusy = isAsked(frame) && talk.newest > 0 && !talk.answered.has(talk.newest)
        return isBusy
      },
    },
  },
  'ignores reminders': {
    check: 'answers-reminders',
    faults: { hears: frame => frame.interaction_type === 'reminder_required' },
  },
  'answers updates': {
    check: 'keeps-quiet-on-updates',
    severity: 'warning',
    faults: {
      hears(frame, talk, right) {
        if (frame.interaction_type === 'update_only') talk.send(chunk(frame.response_id, 'Yes.', true))
        right()
        return true
      },
    },
  },
  'fails at many updates': {
    check: 'keeps-quiet-on-updates',
    faults: {
      hears(frame, talk) {
        if (frame.interaction_type !== 'update_only') return false
        counts.set(talk, (counts.get(talk) ?? 0) + 1)
        if (counts.get(talk) === 30) talk.socket.close(1011)
        return true
      },
    },
  },
  'echoes no pings': {
    check: 'echoes-pings',
    faults: { hears: frame => frame.interaction_type === 'ping_pong' },
  },
  'asks for no keepalive': {
    check: 'asks-for-keepalive',
    severity: 'advice',
    faults: { config: { auto_reconnect: false, call_details: true } },
  },
  'pings although it asked for none': {
    check: 'sends-no-unasked-pongs',
    faults: {
      config: { call_details: true },
      open(talk) {
        talk.send(chunk(0, 'Hello!', true))
        talk.send({ response_type: 'ping_pong', timestamp: 1 })
      },
    },
  },
  'knows a call once only': {
    check: 'survives-a-cut',
    faults: {
      upgrade({ url }, socket) {
        if (seen.has(url!)) return refuse(socket, '409 Conflict')
        seen.add(url!)
        return false
      },
    },
  },
  'closes without a code': {
    check: 'closes-with-meaning',
    faults: {
      hears(frame, { socket }) {
        if (!isAsked(frame) || !heard(frame).includes('table')) return false
        socket.close()
        return true
      },
    },
  },
  'hangs up and transfers': {
    check: 'takes-one-action',
    severity: 'warning',
    faults: {
      sends: onAnswers(frame => [frame.end_call ? { ...frame, transfer_number: '+15550100' } : frame]),
    },
  },
  'hangs up without a word': {
    check: 'says-goodbye',
    severity: 'warning',
    faults: { sends: onAnswers(frame => [frame.end_call ? { ...frame, content: '' } : frame]) },
  },
  'transfers to a local number': {
    check: 'formats-numbers-and-keys',
    faults: {
      sends: onAnswers(frame => [
        frame.end_call ? { ...frame, end_call: false, transfer_number: '555-0100' } : frame,
      ]),
    },
  },
  'hangs up once only': {
    check: 'repeats-a-dropped-action',
    faults: {
      sends: onAnswers((frame, talk) => {
        if (!frame.end_call) return [frame]
        const again = seen.has(talk.callId)
        seen.add(talk.callId)
        return [{ ...frame, end_call: !again }]
      }),
    },
  },
  'sends arguments as an object': {
    check: 'forms-tool-calls',
    faults: { sends: onType('tool_call_invocation', frame => [{ ...frame, arguments: { people: 4 } }]) },
  },
  'gives results ids of their own': {
    check: 'pairs-tool-results',
    faults: { sends: onType('tool_call_result', frame => [{ ...frame, tool_call_id: 'another' }]) },
  },
  'runs tools in silence': {
    check: 'bridges-tool-silence',
    severity: 'warning',
    faults: {
      hears(frame, talk) {
        if (!isAsked(frame) || !heard(frame).includes('table')) return false
        const id = frame.response_id
        const tool = {
          response_type: 'tool_call_invocation',
          tool_call_id: 't',
          name: 'book',
          arguments: '{}',
        }
        talk.send(tool)
        talk.send({ response_type: 'tool_call_result', tool_call_id: 't', content: 'ok', successful: true })
        talk.send(chunk(id, '', true))
        return true
      },
    },
  },
  'books twice': {
    check: 'runs-tools-once',
    severity: 'warning',
    options: { say: ['Hello.', 'A table for four, please.', 'Thank you. Goodbye.'] },
    faults: {
      hears(frame, talk, right) {
        if (isAsked(frame) && heard(frame).includes('table')) {
          const id = `t${String(frame.response_id)}`
          talk.send({
            response_type: 'tool_call_invocation',
            tool_call_id: id,
            name: 'book',
            arguments: '{"people":4}',
          })
          talk.send({ response_type: 'tool_call_result', tool_call_id: id, content: 'ok', successful: true })
        }
        right()
        return true
      },
    },
  },
  'interrupts without an id': {
    check: 'forms-interrupts',
    faults: {
      open(talk) {
        talk.send(chunk(0, 'Hello!', true))
        talk.send({
          response_type: 'agent_interrupt',
          content: 'One more thing.',
          content_complete: true,
          no_interruption_allowed: true,
        })
      },
    },
  },
  'sets a percentage': {
    check: 'updates-within-range',
    faults: {
      open(talk) {
        talk.send({ response_type: 'update_agent', agent_config: { responsiveness: 80 } })
        talk.send(chunk(0, 'Hello!', true))
      },
    },
  },
  'sends metadata as text': {
    check: 'sends-metadata-objects',
    faults: {
      open(talk) {
        talk.send(chunk(0, 'Hello!', true))
        talk.send({ response_type: 'metadata', metadata: '{"mood":"good"}' })
      },
    },
  },
  'counts on the times of words': {
    check: 'reads-odd-transcripts',
    faults: {
      hears(frame, { socket }) {
        const fails = isAsked(frame) && turnsOf(frame).some(({ words }) => words === undefined)
        if (fails) socket.close(1011, "Cannot read properties of undefined (reading 'length')")
        return fails
      },
    },
  },
  'answers no mumbling': {
    check: 'reads-odd-transcripts',
    faults: { hears: frame => isAsked(frame) && heard(frame) === '(unintelligible audio)' },
  },
  'closes at what it does not know': {
    check: 'ignores-unknown-frames',
    faults: {
      hears(frame, { socket }) {
        const unknown = frame.interaction_type === 'from_the_future'
        if (unknown) socket.close(1002)
        return unknown
      },
    },
  },
  'thinks long': {
    check: 'answers-in-time',
    severity: 'warning',
    options: { limits: { ...LIMITS, firstSentenceMs: 100 } },
    faults: {
      hears(frame, _talk, right) {
        if (!isAsked(frame)) return false
        setTimeout(right, 150)
        return true
      },
    },
  },
  'writes markdown': {
    check: 'speaks-plainly',
    severity: 'warning',
    faults: { answers: text => (text.includes('table') ? 'You can have **any** table. ' : undefined) },
  },
  'joins chunks without a blank': {
    check: 'speaks-plainly',
    severity: 'warning',
    faults: { sends: onAnswers(frame => [{ ...frame, content: String(frame.content).trim() }]) },
  },
  'keeps the code word in a global': {
    check: 'keeps-calls-apart',
    faults: {
      hears(frame, _talk, right) {
        lastWord = /code word is (\w+)/.exec(heard(frame))?.[1] ?? lastWord
        right()
        return true
      },
      answers: text => (text.includes('code word') ? `Your code word is ${lastWord}.` : undefined),
    },
  },
  'does not notice the hang-up': {
    check: 'ends-when-hung-up',
    severity: 'warning',
    options: { only: ['ends-when-hung-up'], limits: { ...LIMITS, eagerMs: 300 } },
    faults: {
      hears(frame, { socket }) {
        const last = isAsked(frame) && heard(frame) === SAY[1] && turnsOf(frame).length === 2
        if (last) socket.pause()
        return last
      },
    },
  },
  'lets in everybody': { check: 'guards-its-door', severity: 'advice', faults: { open_door: true } },
  'is cut off by its host': {
    check: 'lasts-long-calls',
    severity: 'warning',
    options: { idleMinutes: 1 / 60, only: ['lasts-long-calls'] },
    faults: {
      open(talk) {
        talk.send(chunk(0, 'Hello!', true))
        setTimeout(() => talk.socket.terminate(), 500)
      },
    },
  },
  'answers again': {
    check: 'repeats-itself',
    severity: 'warning',
    faults: {
      hears(frame, talk) {
        const again = isAsked(frame) && talk.answered.has(Number(frame.response_id))
        if (again) talk.send(chunk(frame.response_id, 'I said that before.', true))
        return again
      },
    },
  },
  'sends a book at once': {
    check: 'keeps-frames-small',
    severity: 'warning',
    faults: { answers: text => (text.includes('table') ? 'word '.repeat(14_000) : undefined) },
  },
}

test.concurrent.for(Object.entries(bugs))('a server that %s is found out', async ([, bug], { expect }) => {
  const { check, severity = 'error', faults, options } = bug
  await using server = await startRightServer(faults)
  const report = await checkLlm(server.url, { say: SAY, limits: LIMITS, crowd: 4, ...options })
  const findings = report.results.flatMap(result => result.findings)
  expect(findings).toContainEqual(expect.objectContaining({ check, severity }))
  expect(findings.filter(finding => finding.severity === 'error' && finding.check !== check)).toEqual([])
  expect(exitCodeOf(report)).toBe(severity === 'error' ? 1 : 0)
})

test('every check has a planted bug that it finds', () => {
  const found = new Set(Object.values(bugs).map(({ check }) => check))
  expect(checkNames.filter(check => !found.has(check))).toEqual([])
})
