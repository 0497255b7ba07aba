// How fast a receiver took genuine events.

import type { Exchange } from './bench.ts'

export interface Timings {
  p50Ms: number
  p95Ms: number
  slowestMs: number
}

/** Over the genuine events that were accepted; undefined when there are none. */
export function timingsOf(exchanges: readonly Exchange[]): Timings | undefined {
  const durations = exchanges
    .filter(({ purpose, answer }) => purpose === 'genuine' && answer.accepted)
    .map(({ answer }) => answer.durationMs)
    .sort((a, b) => a - b)
  const at = (share: number) => durations[Math.ceil(durations.length * share) - 1]!
  return durations.length === 0 ? undefined : { p50Ms: at(0.5), p95Ms: at(0.95), slowestMs: at(1) }
}
