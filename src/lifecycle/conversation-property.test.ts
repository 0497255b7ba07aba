import fc from 'fast-check'
import { expect, test } from 'vitest'
import { converse } from '../testing/llm-calls.ts'
import { answer, type Frame, type LlmManners } from '../testing/llm-server.ts'
import type { CallerStep } from './scenario.ts'

/** `CONVERSATION_SEED` and `CONVERSATION_RUNS` look elsewhere, and longer. */
const seed = Number(process.env.CONVERSATION_SEED ?? 1)
const numRuns = Number(process.env.CONVERSATION_RUNS ?? 25)

const words = fc.constantFrom(
  'Hello',
  'No. I want Friday, at nine.',
  'Well, yes. Or no? Yes.',
  '12345',
  '你好。再见。',
)
const saying = fc.oneof(
  words,
  fc.tuple(words, fc.record({ pause_ms: fc.integer({ min: 0, max: 3_000 }) }), words),
)
const over = fc.oneof(
  fc.constant({}),
  fc.record({ after_ms: fc.integer({ min: 0, max: 3_000 }) }),
  fc.record({ after_words: fc.integer({ min: 1, max: 12 }) }),
)
const expectation = fc.constantFrom({ contains: 'a' }, { silent: true }, { within_ms: 1, calls_tool: 'find' })
const step: fc.Arbitrary<CallerStep> = fc.oneof(
  fc.record({ say: saying, expect: expectation }),
  fc.record({ say: saying, after_ms: fc.integer({ min: 0, max: 2_000 }) }),
  fc.tuple(saying, over).map(([interrupt, when]) => ({ interrupt, ...when })),
  fc.tuple(words, over).map(([backchannel, when]) => ({ backchannel, ...when })),
  fc.constant({ mumble: true as const }),
  fc.record({ change_mind: saying, to: saying }),
  fc.record({ press: fc.constantFrom('1', '12#') }),
  fc.record({ silence_ms: fc.integer({ min: 0, max: 15_000 }) }),
  over.map(when => ({ hang_up: true as const, while_agent_speaks: true as const, ...when })),
)

/** What a server does with a request, beside answering it in the usual way or instead. */
const reaction = fc.constantFrom(
  'answers',
  'answers',
  'answers twice',
  'says nothing',
  'calls a tool',
  'interrupts',
  'shields',
  'ends',
  'presses',
  'talks rubbish',
  'breaks off',
  'changes the agent',
)
type Reaction = typeof reaction extends fc.Arbitrary<infer Kind> ? Kind : never

const chance = fc.record({ chance: fc.constantFrom(0.3, 1) })
const physics = fc.record(
  {
    late_first_token: fc.record({ ms: fc.nat(5_000), chance: fc.constant(0.5) }),
    slow_stream: fc.record({ ms: fc.nat(2_000), chance: fc.constant(0.5) }),
    cut: fc.record({ after_chunks: fc.nat(2), chance: fc.constant(0.3) }),
    missed_pings: fc.record({
      for_ms: fc.nat(12_000),
      lost: fc.constantFrom('pings' as const, 'pongs' as const),
    }),
    duplicate_request: chance,
    late_update: chance,
    unintelligible: chance,
    empty_transcript: chance,
    idle: fc.record({ ms: fc.nat(30_000), chance: fc.constant(0.3) }),
  },
  { requiredKeys: [] },
)

function mannersOf(reactions: readonly Reaction[]): LlmManners {
  return {
    onFrame(frame, say, socket) {
      const id = frame.response_id
      if (typeof id !== 'number') return answer(frame, say)
      const chunk = (more: Frame) =>
        say({
          response_type: 'response',
          response_id: id,
          content: 'Very well.',
          content_complete: true,
          ...more,
        })
      switch (reactions[id % reactions.length]) {
        case 'answers twice':
          answer(frame, say)
          return answer(frame, say)
        case 'says nothing':
          return chunk({ content: '' })
        case 'calls a tool':
          say({
            response_type: 'tool_call_invocation',
            tool_call_id: `t${id}`,
            name: 'find',
            arguments: '{}',
          })
          chunk({ content: 'One moment. ', content_complete: false })
          say({ response_type: 'tool_call_result', tool_call_id: `t${id}`, content: '[]' })
          return chunk({})
        case 'interrupts':
          return say({
            response_type: 'agent_interrupt',
            interrupt_id: id,
            content: 'The gate is closing.',
            content_complete: true,
          })
        case 'shields':
          return chunk({
            content: 'This must be heard to its end, whatever you say.',
            no_interruption_allowed: true,
          })
        case 'ends':
          return chunk({ content: 'Goodbye, and thank you for your call.', end_call: true })
        case 'presses':
          return chunk({ digit_to_press: '3' })
        case 'talks rubbish':
          socket.send('{')
          chunk({ content: 5 })
          return answer(frame, say)
        case 'breaks off':
          return socket.terminate()
        case 'changes the agent':
          say({
            response_type: 'update_agent',
            agent_config: { responsiveness: 0.4, interruption_sensitivity: 0 },
          })
          return answer(frame, say)
        default:
          return answer(frame, say)
      }
    },
  }
}

const played = fc.record({
  // Nothing comes after a hang-up: such a scenario is refused.
  caller: fc.array(step, { maxLength: 7 }).map(steps => {
    const end = steps.findIndex(one => 'hang_up' in one)
    return end < 0 ? steps : steps.slice(0, end + 1)
  }),
  reactions: fc.array(reaction, { minLength: 1, maxLength: 5 }),
  physics,
  eager: fc.boolean(),
})

test('whatever the caller and the server do, a call ends, its transcript is in order and its ids grow', async () => {
  await fc.assert(
    fc.asyncProperty(played, async ({ caller, reactions, physics, eager }) => {
      const { call, server, conversation } = await converse(caller, {
        manners: mannersOf(reactions),
        scenario: { physics },
        settings: { eager_requests: eager, llm_patience_ms: 200 },
      })
      expect(['ended', 'error']).toContain(call.call_status)
      const starts = call.transcript_object!.flatMap(({ words, metadata }) =>
        metadata?.is_backchannel || words.length === 0 ? [] : [words[0]!.start!],
      )
      expect(starts).toEqual(starts.toSorted((one, other) => one - other))
      for (const { content, words } of call.transcript_object!)
        if (words.length > 0)
          expect(
            words
              .map(({ word }) => word)
              .join('')
              .trimEnd(),
          ).toBe(content.trimEnd())
      const ids = server.frames.flatMap(({ response_id }) =>
        typeof response_id === 'number' ? [response_id] : [],
      )
      expect(ids).toEqual(ids.toSorted((one, other) => one - other))
      const times = conversation.frames.map(({ at }) => at)
      expect(times).toEqual(times.toSorted((one, other) => one - other))
      for (const frame of server.of('update_only')) expect(frame).not.toHaveProperty('response_id')
    }),
    { seed, numRuns },
  )
}, 900_000)
