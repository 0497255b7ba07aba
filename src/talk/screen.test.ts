import { expect, test } from 'vitest'
import { recordingTerminal } from '../cli/recording-terminal.ts'
import type { TalkEvent } from './events.ts'
import { type Paint, screenOn } from './screen.ts'

const plainly: Paint = (_style, text) => text

function shown(events: readonly TalkEvent[], { echoes = false, paint = plainly } = {}): string[] {
  const terminal = recordingTerminal()
  const show = screenOn({ paper: terminal.converse({ prompt: '' }), paint, echoes })
  for (const event of events) show({ at_ms: 0, ...event })
  return terminal.printed
}

const words = (response_id: number, content: string): TalkEvent => ({
  type: 'agent_words',
  response_id,
  content,
})
const dropped = (message: string): TalkEvent => ({ type: 'dropped', message })
const answer = (more: object = {}): TalkEvent => ({
  type: 'answer',
  kind: 'response_required',
  response_id: 2,
  content: 'Yes.',
  first_words_ms: 12,
  first_sentence_ms: 340,
  complete_ms: 2_140,
  speech_ms: 1_000,
  ...more,
})

test('words are put together to a line, with the times below it', () => {
  expect(shown([words(2, 'Y'), words(2, 'es.'), answer()])).toEqual([
    'agent  Yes.',
    '       #2 · first words 12 ms · first sentence 340 ms · whole 2.1 s',
  ])
})

test.each([
  [answer({ kind: 'begin', response_id: 0 }), /^ {7}begin message · /],
  [answer({ kind: 'reminder_required' }), /^ {7}#2, reminder · /],
  [answer({ kind: 'agent_interrupt', response_id: -1, interrupt_id: 4 }), /^ {7}agent_interrupt 4 · /],
  [answer({ response_id: -1, first_sentence_ms: null }), /^ {7}answer · first words 12 ms · whole 2\.1 s$/],
  [answer({ end_call: true }), / · end_call once it is spoken \(1 s\)$/],
  [answer({ transfer_number: '+14155550111', speech_ms: 0 }), / · transfer to \+14155550111 at once$/],
  [answer({ no_interruption_allowed: true }), / · no interruption allowed$/],
])('%j is told apart', (event, line) => {
  expect(shown([event]).at(-1)).toMatch(line)
})

test('an answer without words says so', () => {
  expect(shown([answer({ content: ' ', first_words_ms: null, first_sentence_ms: null })])).toEqual([
    'agent  (says nothing)',
    '       #2 · whole 2.1 s',
  ])
})

test('a fault that comes again and again tears an answer apart once', () => {
  const late = dropped('content of response 1 dropped: request 2 has taken its place')
  expect(shown([words(2, 'We'), late, words(2, 'll, '), late, words(2, 'yes.'), late, answer()])).toEqual([
    'agent  We',
    'drop   content of response 1 dropped: request 2 has taken its place',
    'agent  ll, yes.',
    'drop   content of response 1 dropped: request 2 has taken its place (2 more)',
    '       #2 · first words 12 ms · first sentence 340 ms · whole 2.1 s',
  ])
})

test('nothing that a server says steers the terminal or breaks a line', () => {
  const hostile = 'a\u001b[2J\r\nb\u009b1A'
  const lines = shown([
    words(1, hostile),
    dropped(hostile),
    { type: 'tool_call_result', tool_call_id: 't', content: hostile, successful: false },
    { type: 'metadata', metadata: { hostile } },
    { type: 'transfer', number: hostile },
    { type: 'frame', direction: 'received', text: hostile },
  ])
  expect(lines).toHaveLength(6)
  expect(lines.join('')).not.toMatch(/\p{Cc}/u)
})

test('what is very long is cut, and says how long it is', () => {
  const [line = ''] = shown([{ type: 'frame', direction: 'sent', text: 'x'.repeat(5_000) }])
  expect(line).toMatch(/^ {7}→ x{400}… \(5000 characters\)$/)
})

test('what the caller says is repeated where it is not on the screen already', () => {
  const said: TalkEvent[] = [
    { type: 'you', content: 'I would', goes_on: true },
    { type: 'you', content: 'like to.' },
  ]
  expect(shown(said, { echoes: true })).toEqual(['you  › I would …', 'you  › like to.'])
  expect(shown(said)).toEqual([])
})

test('every other event is a line that says what happened', () => {
  const events: TalkEvent[] = [
    { type: 'dialing', url: 'ws://h/call_1', attempt: 2, reconnect: true },
    { type: 'dial_failed', attempt: 2, message: 'connection refused by h', again_in_ms: 3_000 },
    { type: 'connected', connection: 1, took_ms: 4 },
    {
      type: 'config',
      config: { auto_reconnect: true, call_details: false, transcript_with_tool_calls: true },
    },
    {
      type: 'config',
      config: { auto_reconnect: false, call_details: false, transcript_with_tool_calls: false },
    },
    { type: 'pressed', digits: '1#' },
    { type: 'silence', for_ms: 12_500, reminder_after_ms: 10_000 },
    { type: 'updated' },
    { type: 'asked', kind: 'response_required', response_id: 1 },
    { type: 'asked', kind: 'reminder_required', response_id: 2 },
    { type: 'no_answer', kind: 'begin', response_id: 0, after_ms: 10_000, content: '' },
    { type: 'no_answer', kind: 'response_required', response_id: 3, after_ms: 10_000, content: 'We' },
    { type: 'cut_off', by: 'you', response_id: 1, spoken: '', unspoken: 'a', dropped: { end_call: true } },
    { type: 'cut_off', by: 'loss', response_id: 1, spoken: 'Well,', unspoken: 'a' },
    { type: 'agent_pressed', digits: '3' },
    { type: 'tool_call_invocation', tool_call_id: 't', name: 'find', arguments: '{"day":"Friday"}' },
    { type: 'tool_call_result', tool_call_id: 't', content: '[]', successful: false },
    { type: 'update_agent', config: { reminder_trigger_ms: 4_000 } },
    { type: 'ping_missed', silent_ms: 4_010 },
    { type: 'closed', code: 1011, meaning: 'an error' },
    { type: 'reconnecting', because: 'the connection broke', time: 1, of: 4 },
    { type: 'saved', file: 'a.txt' },
    { type: 'refused', message: 'there is no command /x' },
    {
      type: 'ended',
      reason: 'agent_hangup',
      error: false,
      duration_ms: 65_200,
      answers: 3,
      dropped: 1,
      first_words_ms: { median: 250, longest: 1_260 },
    },
  ]
  expect(shown(events).map(line => line.replace(/^ {7}/, ''))).toEqual([
    'dialling again ws://h/call_1, attempt 2',
    'connection refused by h; again in 3 s, as Retell does',
    'connected after 4 ms',
    'config: auto_reconnect, transcript_with_tool_calls',
    'config: every switch off',
    'you press 1#',
    'you say nothing for 12.5 s; a reminder is due after 10 s',
    'update_only sent: no answer is due',
    'reminder_required, #2',
    'no answer to the begin message within 10 s: Retell waits on in silence',
    'no end of the answer to #3 within 10 s: Retell waits on in silence',
    'you cut in; nothing of it was spoken yet; end_call is dropped',
    'lost; spoken so far: "Well,"',
    'the agent presses 3',
    'tool   find {"day":"Friday"}',
    'tool   → [] (failed)',
    'update_agent: {"reminder_trigger_ms":4000}',
    'no ping_pong from the server for 4 s',
    'the socket is closed with 1011: an error',
    'the connection broke: dialling again, 1 of 4',
    'saved in a.txt',
    'there is no command /x',
    'call over: agent_hangup, after 1:05',
    '3 answers · first words 250 ms (median), 1.3 s (longest) · 1 frame dropped',
  ])
})

test('the transcript has keys and tools between the words', () => {
  const items = [
    { role: 'agent' as const, content: 'Press a key.', words: [] },
    { role: 'dtmf' as const, digit: '1' },
    { role: 'tool_call_invocation' as const, tool_call_id: 't', name: 'find', arguments: '{}', time_sec: 1 },
    { role: 'tool_call_result' as const, tool_call_id: 't', content: '[]', time_sec: 1 },
    { role: 'user' as const, content: 'Done.', words: [] },
  ]
  expect(
    shown([
      { type: 'transcript', items },
      { type: 'transcript', items: [] },
    ]),
  ).toEqual([
    '  Agent: Press a key.',
    '  (key 1)',
    '  (tool find {})',
    '  (tool result [])',
    '  User: Done.',
    'nothing was said yet',
  ])
})

test('colours do not move what stands behind a name', () => {
  const paint: Paint = (_style, text) => `<${text}>`
  expect(shown([dropped('why'), words(1, 'Hello.')], { paint })).toEqual(['<drop>   why', '<agent>  Hello.'])
})
