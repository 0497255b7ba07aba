// The frames that a test call sends, spelt as Retell spells them.

export interface Utterance {
  role: string
  content: string
  words?: object[]
  [extra: string]: unknown
}

/** A turn with the times of its words, as Retell sends them: seconds into the call, approximate. */
export function utterance(role: 'agent' | 'user', content: string, atSeconds: number): Utterance {
  const words = content.split(/(?<=\s)(?=\S)/).filter(word => word.trim() !== '')
  return {
    role,
    content,
    words: words.map((word, index) => ({
      word,
      start: round(atSeconds + index * 0.35),
      end: round(atSeconds + index * 0.35 + 0.3),
    })),
  }
}

const round = (seconds: number) => Math.round(seconds * 1_000) / 1_000
