// How long a call's turns took: made up for the turns nobody measured, and summed up as Retell reports them.
// Milliseconds throughout.

import type { Chance } from '../chance.ts'
import { percentile } from '../percentile.ts'

const keys = ['e2e', 'asr', 'llm', 'llm_websocket_network_rtt', 'tts', 'knowledge_base', 's2s'] as const

export type LatencyKey = (typeof keys)[number]

/** What one turn of the agent took. A speech-to-speech turn has only `e2e` and `s2s`. */
export type TurnLatency = Partial<Record<LatencyKey, number>> & { e2e: number }

export interface LatencySummary {
  p50: number
  p90: number
  p95: number
  p99: number
  min: number
  max: number
  num: number
  values: number[]
}

export type CallLatency = Partial<Record<LatencyKey, LatencySummary>>

/**
 * The summary of some measurements, `values` in their order; undefined for none. A percentile lies between
 * the two closest ranks by linear interpolation, which reproduces published call records; three decimals at
 * most.
 */
export function summarise(values: readonly number[]): LatencySummary | undefined {
  if (values.length === 0) return undefined
  const sorted = values.toSorted((one, other) => one - other)
  const at = (share: number) => toMicroseconds(percentile(sorted, share))
  return {
    p50: at(0.5),
    p90: at(0.9),
    p95: at(0.95),
    p99: at(0.99),
    min: sorted[0]!,
    max: sorted.at(-1)!,
    num: values.length,
    values: [...values],
  }
}

/** The `latency` of a call: a summary for every kind that any turn measured, `{}` before the first turn. */
export function latencyOf(turns: readonly Partial<Record<LatencyKey, number>>[]): CallLatency {
  const latency: CallLatency = {}
  for (const key of keys) {
    const summary = summarise(turns.flatMap(turn => turn[key] ?? []))
    if (summary) latency[key] = summary
  }
  return latency
}

/**
 * A believable turn. The ranges are those of published call records: e2e mostly 700 to 1500 and seldom up to
 * 2500, llm 400 to 900, tts 150 to 320, asr about 200, knowledge base about 50. The end-to-end time is the
 * sum of its parts and a little more; llm includes the round trip to a custom LLM, as Retell's API reference
 * says.
 */
export function simulateTurnLatency(
  chance: Chance,
  { customLlm = false, knowledgeBase = false, s2s = false }: TurnKind = {},
): TurnLatency {
  const slow = chance.fraction() < 0.05
  if (s2s) {
    const model = slow ? chance.integer(900, 1800) : chance.integer(400, 850)
    return { e2e: overhead(chance, model), s2s: model }
  }
  const asr = chance.integer(160, 240)
  const llm = slow ? chance.integer(900, 1700) : chance.integer(400, 900)
  const tts = chance.integer(150, 320)
  const retrieval = knowledgeBase ? chance.integer(35, 70) : 0
  const turn: TurnLatency = { e2e: overhead(chance, asr + retrieval + llm + tts), asr, llm, tts }
  if (customLlm) turn.llm_websocket_network_rtt = chance.integer(25, 120)
  if (knowledgeBase) turn.knowledge_base = retrieval
  return turn
}

/** What kind of agent took the turn. */
export interface TurnKind {
  customLlm?: boolean
  knowledgeBase?: boolean
  s2s?: boolean
}

/** End-to-end times are the fractional ones in published records; the others are whole. */
function overhead(chance: Chance, partsMs: number): number {
  return toMicroseconds(partsMs + 10 + chance.fraction() * 110)
}

function toMicroseconds(ms: number): number {
  return Math.round(ms * 1000) / 1000
}
