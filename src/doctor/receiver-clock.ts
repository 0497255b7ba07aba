// What time it is at the receiver, as the Date of its answers tells.

import type { Answer } from './bench.ts'

/** By how many ms its clock is ahead of ours, to about a second; undefined when it does not say. */
export function aheadMs({ headers, at }: Pick<Answer, 'headers' | 'at'>): number | undefined {
  const date = Date.parse(headers.date ?? '')
  return Number.isNaN(date) ? undefined : date - at
}
