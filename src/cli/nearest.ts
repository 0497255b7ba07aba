// What somebody who misspelt a word most likely meant.

/** The candidate that shares most letters with `word`, whatever their order: typing mistakes are mostly swaps. */
export function nearest(
  word: string,
  candidates: readonly string[],
): { candidate: string; likeness: number } | undefined {
  let best: { candidate: string; likeness: number } | undefined
  for (const candidate of candidates) {
    const likeness = (2 * sharedLetters(word, candidate)) / (word.length + candidate.length)
    if (!best || likeness > best.likeness) best = { candidate, likeness }
  }
  return best
}

function sharedLetters(word: string, candidate: string): number {
  const left = [...candidate]
  let shared = 0
  for (const letter of word) {
    const at = left.indexOf(letter)
    if (at < 0) continue
    left.splice(at, 1)
    shared += 1
  }
  return shared
}
