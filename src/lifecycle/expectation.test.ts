import { expect, test } from 'vitest'
import { startFakeRetell } from '../index.ts'
import { dial, scriptedAgent } from '../testing/calls.ts'
import { answering, converse, whole } from '../testing/llm-calls.ts'
import { type HeardAnswer, judge } from './expectation.ts'

const heard: HeardAnswer = {
  text: 'On Friday at nine.',
  tools: [{ name: 'find', arguments: '{"day":"friday","seats":{"count":4,"by":"window"}}' }],
  endsCall: false,
  transfersTo: '+14155550177',
  presses: '3',
  firstWordMs: 120,
  completeMs: 480.4,
  answered: true,
  measured: true,
}

test.each([
  [{ contains: 'friday' }, 'says "friday"', 'said "On Friday at nine."', true],
  [{ contains: 'Saturday' }, 'says "Saturday"', 'said "On Friday at nine."', false],
  [{ not_contains: 'Saturday' }, 'does not say "Saturday"', 'said "On Friday at nine."', true],
  [{ matches: 'fri.*\\bnine' }, 'says what matches /fri.*\\bnine/', 'said "On Friday at nine."', true],
  [{ matches: '^nine' }, 'says what matches /^nine/', 'said "On Friday at nine."', false],
  [{ within_ms: 500 }, 'is complete within 500 ms', 'took 480 ms', true],
  [{ within_ms: 400 }, 'is complete within 400 ms', 'took 480 ms', false],
  [{ first_word_within_ms: 100 }, 'says its first word within 100 ms', 'took 120 ms', false],
  [{ ends_call: true }, 'ends the call', 'did not end the call', false],
  [{ ends_call: false }, 'does not end the call', 'did not end the call', true],
  [{ transfers_to: '+14155550177' }, 'transfers to +14155550177', 'transferred to +14155550177', true],
  [{ presses: '4' }, 'presses 4', 'pressed 3', false],
  [
    { calls_tool: 'find' },
    'calls the tool find',
    'called find({"day":"friday","seats":{"count":4,"by":"window"}})',
    true,
  ],
  [
    { calls_tool: { name: 'find', arguments: { seats: { count: 4 } } } },
    'calls the tool find with {"seats":{"count":4}}',
    'called find({"day":"friday","seats":{"count":4,"by":"window"}})',
    true,
  ],
  [
    { calls_tool: { name: 'find', arguments: { day: 'monday' } } },
    'calls the tool find with {"day":"monday"}',
    'called find({"day":"friday","seats":{"count":4,"by":"window"}})',
    false,
  ],
  [
    { not_calls_tool: 'find' },
    'does not call the tool find',
    'called find({"day":"friday","seats":{"count":4,"by":"window"}})',
    false,
  ],
  [{ not_calls_tool: ['book'] }, 'does not call the tool book', expect.any(String), true],
  [{ silent: true }, 'says nothing', 'said "On Friday at nine."', false],
])('%j is decided in a sentence', (expectation, expected, actual, met) => {
  expect(judge(expectation, heard)).toEqual([{ expected, actual, met }])
})

test('an expression that would take for ever on a text does not match it', () => {
  const verdicts = judge({ matches: '(a+)+$' }, { ...heard, text: `${'a'.repeat(60)}b` })
  expect(verdicts).toMatchObject([{ met: false }])
})

test('several expectations are several verdicts, and without an answer none is met', () => {
  const nothing = { ...heard, text: '', answered: false }
  expect(judge({ contains: ['a', 'b'], silent: true }, nothing)).toEqual([
    { expected: 'says "a"', actual: 'did not answer', met: false },
    { expected: 'says "b"', actual: 'did not answer', met: false },
    { expected: 'says nothing', actual: 'did not answer', met: false },
  ])
})

test('what the steps of a scenario expect is decided by the answers, and kept with the call', async () => {
  const { conversation, call } = await converse(
    [
      { say: 'Hello', expect: { contains: 'answer 1', within_ms: 250 } },
      { say: 'Four seats. On Friday.', expect: { calls_tool: { name: 'find', arguments: { seats: 4 } } } },
      { silence_ms: 30_000, expect: { contains: 'answer 4' } },
      { say: 'Bye', expect: { ends_call: true, contains: 'see you', silent: false } },
    ],
    {
      manners: answering(3, (frame, say) => {
        say({
          response_type: 'tool_call_invocation',
          tool_call_id: 't1',
          name: 'find',
          arguments: '{"seats":4}',
        })
        say(whole(frame, {}))
      }),
    },
  )
  expect(call.disconnection_reason).toBe('user_hangup')
  expect(conversation.expectations.map(({ step, expected, met }) => `${step} ${expected}: ${met}`)).toEqual([
    '0 says "answer 1": true',
    '0 is complete within 250 ms: true',
    '1 calls the tool find with {"seats":4}: true',
    '2 says "answer 4": true',
    '3 says "see you": false',
    '3 ends the call: false',
    '3 says something: true',
  ])
  for (const { at } of conversation.expectations) expect(at).toBeGreaterThanOrEqual(call.start_timestamp!)
})

test('what an answer was to say and do counts, also where it is cut off', async () => {
  const { conversation, said } = await converse(
    [
      { say: 'Bye', expect: { ends_call: true, contains: 'good day' } },
      { interrupt: 'Wait!', after_words: 1 },
    ],
    {
      manners: answering(1, (frame, say) =>
        say(whole(frame, { content: 'Goodbye, and have a very good day.', end_call: true })),
      ),
    },
  )
  expect(said[2]).toBe('agent: Goodbye,')
  expect(conversation.expectations.map(({ met }) => met)).toEqual([true, true])
})

test('a server that never answers meets nothing, and the call goes on', async () => {
  const { conversation } = await converse([{ say: 'Hello', expect: { not_contains: 'x' } }], {
    manners: { onFrame: () => {} },
    settings: { llm_patience_ms: 10 },
  })
  expect(conversation.expectations).toMatchObject([{ step: 0, actual: 'did not answer', met: false }])
})

test('an agent that Retell hosts is expected things of, too, and takes no time', async () => {
  await using fake = await startFakeRetell({
    time: 'frozen',
    scenarios: [
      {
        name: 'own',
        rings: { then: 'answer' },
        agent: ['Hello.', 'On Friday.', { say: 'Goodbye.', end_call: true }],
        caller: [
          { say: 'When?', expect: { contains: 'Friday', within_ms: 0, ends_call: false } },
          { say: 'Bye.', expect: { ends_call: true, not_calls_tool: 'transfer_call' } },
        ],
      },
    ],
  })
  const { call_id } = await dial(fake, await scriptedAgent(fake), { scenario: 'own' })
  await fake.runUntilIdle()
  expect(fake.conversation(call_id).expectations.map(({ step, met }) => [step, met])).toEqual([
    [0, true],
    [0, true],
    [0, true],
    [1, true],
    [1, true],
  ])
})
