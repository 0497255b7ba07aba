// When an agent's words cannot be interrupted. Who wants to interrupt them is elsewhere.

import type { Speaking } from './run.ts'
import type { SpokenWord } from './speech.ts'

/** The times of the words that these parts of their text touch, in ms since the call began. */
export function shieldsOf(
  words: readonly SpokenWord[],
  parts: readonly (readonly [from: number, to: number])[],
): [number, number][] {
  const shields: [number, number][] = []
  for (const [from, to] of parts) {
    let at = 0
    let shield: [number, number] | undefined
    for (const { word, start, end } of words) {
      if (at < to && at + word.length > from)
        shield = [shield?.[0] ?? Math.round(start * 1000), Math.round(end * 1000)]
      at += word.length
    }
    if (shield) shields.push(shield)
  }
  return shields
}

/** Until when, in ms since the call began, this utterance cannot be cut off; undefined when it can be now. */
export function shieldedUntil(
  { shields = [] }: Pick<Speaking, 'shields'>,
  sinceStartMs: number,
): number | undefined {
  let until: number | undefined
  // A pause between two shielded parts is no gap in the shield.
  for (const [fromMs, toMs] of shields)
    if (
      fromMs <= (until ?? sinceStartMs) + 1_000 &&
      toMs > sinceStartMs &&
      (until !== undefined || fromMs <= sinceStartMs)
    )
      until = toMs
  return until
}
