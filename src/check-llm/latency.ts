// How soon a server answers: percentiles and a small histogram, over the turns of the conversation alone.

import { percentile } from '../percentile.ts'
import { firstSentenceMsOf } from '../referee/rules/speech.ts'
import { completed, type Story } from '../referee/story.ts'

export interface Latency {
  turns: number
  /** Real ms from the request to the first chunk with words, to the first whole sentence, to the end. */
  firstWord: Spread
  firstSentence: Spread
  complete: Spread
  /** How many first sentences took so long; `upToMs` is null in the last, which has no end. */
  histogram: { upToMs: number | null; count: number }[]
}

export interface Spread {
  p50Ms: number
  p90Ms: number
  maxMs: number
}

const STEPS_MS = [100, 250, 500, 1_000, 1_500, 3_000]

/** Undefined when nothing was answered. */
export function latencyOf(story: Story): Latency | undefined {
  const turns = story.requests.filter(request => request.kind !== 'begin' && completed(request))
  const firstSentences = turns.map(firstSentenceMsOf).filter(ms => ms !== undefined)
  if (firstSentences.length === 0) return undefined
  const firstWords = turns.flatMap(({ pieces, atMs }) => {
    const piece = pieces.find(({ content }) => content.trim() !== '')
    return piece ? [piece.atMs - atMs] : []
  })
  return {
    turns: turns.length,
    firstWord: spreadOf(firstWords),
    firstSentence: spreadOf(firstSentences),
    complete: spreadOf(turns.map(request => completed(request)!.atMs - request.atMs)),
    histogram: histogramOf(firstSentences),
  }
}

function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((one, other) => one - other)
  return {
    p50Ms: rounded(percentile(sorted, 0.5)),
    p90Ms: rounded(percentile(sorted, 0.9)),
    maxMs: rounded(sorted.at(-1) ?? 0),
  }
}

function histogramOf(values: readonly number[]): Latency['histogram'] {
  return [...STEPS_MS, null].map((upTo, at) => {
    const from = at === 0 ? 0 : STEPS_MS[at - 1]!
    const count = values.filter(value => value >= from && (upTo === null || value < upTo)).length
    return { upToMs: upTo, count }
  })
}

const rounded = (ms: number) => Math.round(ms * 10) / 10
