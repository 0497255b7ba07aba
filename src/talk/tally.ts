// What a conversation amounts to, counted as it goes.

import type { Ending, TalkEvent } from './events.ts'

export class Tally {
  #answers = 0
  #dropped = 0
  readonly #firstWordsMs: number[] = []

  take(event: TalkEvent): void {
    if (event.type === 'dropped') this.#dropped += 1
    if (event.type !== 'answer') return
    this.#answers += 1
    // A begin message follows from a connection, not from a question.
    if (event.kind !== 'begin' && event.first_words_ms !== null) this.#firstWordsMs.push(event.first_words_ms)
  }

  ending(reason: string, durationMs: number): Ending {
    const sorted = this.#firstWordsMs.toSorted((one, other) => one - other)
    const longest = sorted.at(-1)
    return {
      reason,
      error: reason.startsWith('error'),
      duration_ms: Math.round(durationMs),
      answers: this.#answers,
      dropped: this.#dropped,
      first_words_ms:
        longest === undefined
          ? null
          : { median: sorted[Math.floor((sorted.length - 1) / 2)] ?? longest, longest },
    }
  }
}
