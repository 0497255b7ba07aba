// What somebody who misspelt a word most likely meant.

import { editDistance } from './edit-distance.ts'

/** The candidate nearest to `word`, and how alike they are: 1 is equal, 0 has nothing in common. */
export function nearest(
  word: string,
  candidates: readonly string[],
): { candidate: string; likeness: number } | undefined {
  let best: { candidate: string; likeness: number } | undefined
  for (const candidate of candidates) {
    const likeness = 1 - editDistance(word, candidate) / Math.max(word.length, candidate.length, 1)
    if (!best || likeness > best.likeness) best = { candidate, likeness }
  }
  return best
}
