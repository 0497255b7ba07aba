import { expect, test } from 'vitest'
import type { ControlSchemas } from '../contract.ts'
import { answering, converse, lastWords, whole } from '../testing/llm-calls.ts'

type Physics = ControlSchemas['Physics']
const TWO_TURNS = [{ say: 'Hello' }, { say: 'Goodbye' }]
const under = (physics: Physics, more = {}) => converse(TWO_TURNS, { scenario: { physics }, ...more })
const startOf = (call: { transcript_object?: { words: { start?: number }[] }[] }, index: number) =>
  call.transcript_object![index]!.words[0]!.start!

test('a late first token delays the words of the turn it is for, and is in the latency', async () => {
  const [usual, late] = [await under({}), await under({ late_first_token: { ms: 3_000, turn: 2 } })]
  expect(startOf(late.call, 2)).toBe(startOf(usual.call, 2))
  expect(startOf(late.call, 4) - startOf(usual.call, 4)).toBeCloseTo(3, 2)
  expect(late.call.latency!.llm!.values![1]! - usual.call.latency!.llm!.values![1]!).toBe(3_000)
})

test('on a slow stream the agent begins with the first whole sentence and waits for the words', async () => {
  const chunks = ['One moment', '. Let ', 'me s', 'ee. ', 'Yes.']
  const manners = answering(1, (frame, say) => {
    for (const [index, content] of chunks.entries())
      say(whole(frame, { content, content_complete: index === chunks.length - 1 }))
  })
  const [usual, slow] = [
    await under({}, { manners }),
    await under({ slow_stream: { ms: 5_000, turn: 1 } }, { manners }),
  ]
  expect(slow.said[2]).toBe('agent: One moment. Let me see. Yes.')
  expect(startOf(slow.call, 2) - startOf(usual.call, 2)).toBeCloseTo(5, 2)
  const begins = (call: typeof slow.call, word: string) =>
    call.transcript_object![2]!.words.find(item => item.word?.startsWith(word))!.start!
  expect(begins(slow.call, 'me') - begins(slow.call, 'One')).toBeCloseTo(10, 2)
  expect(begins(slow.call, 'Yes') - begins(slow.call, 'One')).toBeCloseTo(15, 2)
})

test('a connection that is cut in mid-answer is made anew, and the request comes again under a new id', async () => {
  const { server, said, conversation } = await under({ cut: { after_chunks: 1, turn: 1 } })
  expect(server.paths).toHaveLength(2)
  expect(server.of('response_required').map(frame => frame.response_id)).toEqual([1, 2, 3])
  expect(said[2]).toBe('agent: This is answer 2, as you asked.')
  expect(conversation.frames).toContainEqual(expect.objectContaining({ frame: 'LLM ws closed: 1006' }))
})

test('a connection that is cut as soon as it is asked, at every turn, lasts four turns', async () => {
  const caller = Array.from({ length: 6 }, () => ({ say: 'Hello' }))
  const { call, server } = await converse(caller, { scenario: { physics: { cut: { after_chunks: 0 } } } })
  expect(call.disconnection_reason).toBe('error_llm_websocket_runtime')
  expect(server.paths).toHaveLength(5)
})

test('an answer that has fewer chunks is not cut', async () => {
  const { server } = await under({ cut: { after_chunks: 9 } })
  expect(server.paths).toHaveLength(1)
})

test.each(['pings', 'pongs'] as const)(
  '%s that are lost for five seconds lead to a new connection',
  async lost => {
    const { server, call } = await converse([{ silence_ms: 30_000 }], {
      scenario: { physics: { missed_pings: { from_ms: 4_000, for_ms: 6_000, lost } } },
    })
    expect(server.paths).toHaveLength(2)
    expect(call.disconnection_reason).toBe('user_hangup')
  },
)

test('pongs that are lost for good end the call, at once on a frozen clock', async () => {
  const { server, call } = await converse([{ silence_ms: 60_000 }], {
    scenario: { physics: { missed_pings: { for_ms: 86_400_000 } } },
    settings: { llm_patience_ms: 60_000 },
  })
  expect(server.paths).toHaveLength(3)
  expect(call.disconnection_reason).toBe('error_llm_websocket_lost_connection')
})

test('a request may come twice under one id, and is answered once', async () => {
  const { server, said } = await under({ duplicate_request: { turn: 2 } })
  expect(server.of('response_required').map(frame => frame.response_id)).toEqual([1, 2, 2])
  expect(said).toHaveLength(5)
})

test('an update may come after the request, with the transcript from before it', async () => {
  const { server } = await under({ late_update: { turn: 2 } })
  const kinds = server.frames.map(frame => frame.interaction_type)
  const asked = kinds.lastIndexOf('response_required')
  expect(server.frames[asked + 1]).toMatchObject({ interaction_type: 'update_only', turntaking: 'user_turn' })
  expect(lastWords([server.frames[asked]!, server.frames[asked + 1]!])).toEqual(['Goodbye', 'Hello'])
})

test('a turn may be unintelligible, and a request without a transcript', async () => {
  const { server, said } = await under({ unintelligible: { turn: 1 }, empty_transcript: { turn: 2 } })
  expect(said[1]).toBe('user: (unintelligible audio)')
  expect(server.of('response_required').map(({ transcript }) => (transcript as unknown[]).length)).toEqual([
    2, 0,
  ])
})

test('a call stands still for hours, with keepalives, and no limit ends it', async () => {
  const { call, server } = await under(
    { idle: { ms: 3 * 3_600_000, turn: 2 } },
    { agent: { end_call_after_silence_ms: 10_000, max_call_duration_ms: 60_000, reminder_max_count: 0 } },
  )
  expect(call.disconnection_reason).toBe('user_hangup')
  expect(call.duration_ms).toBeGreaterThan(3 * 3_600_000)
  expect(server.of('ping_pong').length).toBeGreaterThan(5_000)
})

test('what happens by chance follows from the seed, and is different from turn to turn', async () => {
  const caller = Array.from({ length: 8 }, () => ({ say: 'Hello' }))
  const mumbles = async () =>
    (await converse(caller, { settings: { physics: { unintelligible: { chance: 0.5 } } } })).said
      .filter(line => line.startsWith('user'))
      .map(line => line.includes('unintelligible'))
  const first = await mumbles()
  expect(await mumbles()).toEqual(first)
  expect(new Set(first).size).toBe(2)
})

test('what a scenario says of a fault goes before the setting', async () => {
  const { said } = await under(
    { unintelligible: { chance: 0 } },
    { settings: { physics: { unintelligible: {}, duplicate_request: {} } } },
  )
  expect(said[1]).toBe('user: Hello')
})
