// Servers that lose calls, take the wrong actions, use tools badly, or say what should not be said.

import { chunk } from '../right-llm-server.ts'
import { type Bug, heard, isAsked, LIMITS, onAnswers, onType, refuse, turnsOf } from './bug.ts'

const seen = new Set<string>()
let lastWord = ''

export const callAndToolBugs: Record<string, Bug> = {
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
    options: { only: ['ends-when-hung-up'] },
    faults: {
      open(talk) {
        // ws answers a close frame by this, whatever stands before it in the same packet.
        talk.socket.close = () => {}
        talk.send(chunk(0, 'Hello!', true))
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
