// Servers that cannot be dialled, send what is no frame of Retell's, or answer otherwise than they are asked.

import { chunk, type Talk } from '../right-llm-server.ts'
import { type Bug, heard, isAsked, onAnswers, onType, refuse, turnsOf } from './bug.ts'

const counts = new Map<Talk, number>()

export const frameAndAnswerBugs: Record<string, Bug> = {
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
}
