// How long the agent takes until its first word: simulated, lengthened by what a server really took where time runs, and by
// the call's physics. It notes the turn for the call's record.

import type { Answer, Moment } from './call-plan.ts'
import { eagerAfterMs } from './hearing.ts'
import { simulateTurnLatency, type TurnLatency } from './latency.ts'
import { happening } from './physics.ts'
import { isCustom } from './run.ts'
import type { Piece } from './speech.ts'
import { simulatePromptTokens } from './token-usage.ts'

/** A prompt of this many characters stands in for the one a custom prompt would have. */
const PLAIN_PROMPT_CHARS = 4_000

/** Simulates what a turn of the agent takes, notes it, and answers how much of that is still to come; workspace ms. */
export function timeUntilSpoken(
  moment: Moment,
  responseId: number,
  { lateMs = 0, answers = true } = {},
): number {
  const { world, run } = moment
  const latency = simulateTurnLatency(world.chance(run.callId, 'latency', responseId), {
    customLlm: isCustom(run),
    knowledgeBase: (run.llm?.knowledge_base_ids?.length ?? 0) > 0,
    s2s: Boolean(run.llm?.s2s_model),
  })
  const passedMs = world.now() - run.heardAt
  const waitedMs = isCustom(run) && answers ? eagerAfterMs(run.responsiveness) : 0
  const neededMs = latency.e2e + waitedMs + lateMs
  // What really passed since the caller was silent is the server's, where time passes by itself.
  const slowMs = isCustom(run) && answers && !world.clock.frozen ? Math.max(0, passedMs - neededMs) : 0
  run.latencies.push({ responseId, ...lengthened(latency, { waitedMs, llmMs: lateMs + slowMs }) })
  if (run.llm && !run.llm.s2s_model) {
    const promptChars = run.llm.general_prompt?.length ?? PLAIN_PROMPT_CHARS
    const chance = world.chance(run.callId, 'tokens', responseId)
    run.promptTokens.push(simulatePromptTokens(chance, run.promptTokens.length, promptChars))
  }
  return Math.round(Math.max(0, neededMs - passedMs))
}

function lengthened(
  latency: TurnLatency,
  { waitedMs, llmMs }: { waitedMs: number; llmMs: number },
): TurnLatency {
  if (waitedMs + llmMs === 0) return latency
  const rounded = (ms: number) => Math.round(ms * 1000) / 1000
  return {
    ...latency,
    e2e: rounded(latency.e2e + waitedMs + llmMs),
    ...(latency.llm === undefined ? {} : { llm: rounded(latency.llm + llmMs) }),
  }
}

/**
 * When the words of an answer are there, by the call's physics: how much later than usual the first sentence is, and the
 * pieces of the content with the ms after that one before which they cannot be said.
 */
export function arrival(moment: Moment, { content, pieces }: Answer): { lateMs: number; pieces?: Piece[] } {
  const lateMs = happening(moment, 'late_first_token')?.ms ?? 0
  const slow = happening(moment, 'slow_stream')
  if (!slow || pieces.join('') !== content) return { lateMs }
  const parts = wholeWords(pieces)
  const first = parts.findIndex(
    ({ text }, index) => /[.!?…。！？](?:\s|$)/u.test(text) || index === parts.length - 1,
  )
  const firstMs = (parts[first]?.chunk ?? 0) * slow.ms
  return {
    lateMs: lateMs + firstMs,
    pieces: parts.map(({ text, chunk }) => ({ text, notBeforeMs: Math.max(0, chunk * slow.ms - firstMs) })),
  }
}

/** Chunks put together until each ends where a word does; `chunk` is the number of the last in it. */
function wholeWords(pieces: readonly string[]): { text: string; chunk: number }[] {
  const parts: { text: string; chunk: number }[] = []
  let text = ''
  pieces.forEach((piece, chunk) => {
    text += piece
    if (chunk < pieces.length - 1 && !/\s$/.test(piece) && !/^\s/.test(pieces[chunk + 1]!)) return
    if (text !== '') parts.push({ text, chunk })
    text = ''
  })
  return parts
}
