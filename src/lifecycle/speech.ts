// How long words take to say, and what had been heard when somebody cut in. It makes times and texts, never
// audio: see recording.ts for that.

export type Speaker = 'agent' | 'user' | 'transfer_target'

/** A word of the wire: `start` and `end` are seconds since the call began, and all three may be absent. */
export interface Word {
  word?: string
  start?: number
  end?: number
}

/** A word whose times are known. `word` carries the blank that follows it, so that words join to the text. */
export interface SpokenWord extends Word {
  word: string
  start: number
  end: number
}

export interface Utterance {
  role: Speaker
  content: string
  words: readonly Word[]
}

/** A speaking pace that people find natural on the telephone. */
const usualWordsPerMinute = 160

// Shares of an average word. They add up to about one for everyday English, pauses included.
const beatsOfAnyWord = 0.42
const beatsOfLetter = 0.13
const beatsOfDigit = 0.4
const beatsAfterComma = 0.45
const beatsAfterSentence = 0.9

// Scripts written without blanks: each character is a word of its own, or a sentence could not be
// interrupted.
const unspaced = '\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}'
const wordPattern = new RegExp(`(?:^\\s*)?(?:[${unspaced}]|[^\\s${unspaced}]+)\\p{P}*\\s*`, 'gu')
const commaPattern = /[,;:、，；：]["'”’)\]]*\s*$/u
const sentencePattern = /[.!?…。！？]["'”’)\]]*\s*$/u

/**
 * Says `text` from `startMs` (ms since the call began) on. The words join to exactly `text`; their times are
 * seconds with at most three decimals. There is no pause after the last word, and a text without words takes
 * no time. The pace is this project's own estimate: Retell calls its word times approximate too.
 */
export function utter(
  text: string,
  startMs: number,
  { wordsPerMinute = usualWordsPerMinute }: { wordsPerMinute?: number } = {},
): { words: SpokenWord[]; endMs: number } {
  if (!(wordsPerMinute > 0)) throw new RangeError(`wordsPerMinute must be above 0, not ${wordsPerMinute}`)
  const beatMs = 60_000 / wordsPerMinute
  const words: SpokenWord[] = []
  let atMs = startMs
  let endMs = startMs
  for (const word of text.match(wordPattern) ?? []) {
    endMs = Math.round(atMs + beatsOf(word) * beatMs)
    words.push({ word, start: Math.round(atMs) / 1000, end: endMs / 1000 })
    atMs = endMs + pauseAfter(word) * beatMs
  }
  return { words, endMs }
}

/** A part of an utterance that does not follow at once on what was said before. */
export interface Piece {
  text: string
  /** Silence before it, where the words alone would leave less. */
  pauseMs?: number
  /** It does not begin before so many ms after the utterance does. */
  notBeforeMs?: number
}

/** As `utter`, piece by piece: the words join to the texts as they are. */
export function utterPieces(
  pieces: readonly Piece[],
  startMs: number,
  pace: { wordsPerMinute?: number } = {},
): { words: SpokenWord[]; endMs: number } {
  const beatMs = 60_000 / (pace.wordsPerMinute ?? usualWordsPerMinute)
  const words: SpokenWord[] = []
  let endMs = startMs
  for (const { text, pauseMs = 0, notBeforeMs = 0 } of pieces) {
    const natural = words.length === 0 ? 0 : pauseAfter(words.at(-1)!.word) * beatMs
    const said = utter(text, Math.max(endMs + Math.max(natural, pauseMs), startMs + notBeforeMs), pace)
    words.push(...said.words)
    if (said.words.length > 0) endMs = said.endMs
  }
  return { words, endMs }
}

/** Whether a sentence is over with this word, and whether at least a part of one is. */
export const endsSentence = (word: string): boolean => sentencePattern.test(word)
export const endsPhrase = (word: string): boolean => sentencePattern.test(word) || commaPattern.test(word)

function beatsOf(word: string): number {
  const letters = word.match(/\p{L}/gu)?.length ?? 0
  const digits = word.match(/\p{N}/gu)?.length ?? 0
  return beatsOfAnyWord + letters * beatsOfLetter + digits * beatsOfDigit
}

function pauseAfter(word: string): number {
  if (sentencePattern.test(word)) return beatsAfterSentence
  return commaPattern.test(word) ? beatsAfterComma : 0
}

/**
 * What had been said of an utterance when it was cut at `ms` (since the call began): the words that had ended
 * by then, and their text without a trailing blank. A word cut in half counts as not said.
 */
export function wordsSpokenBy<Said extends Word>(
  words: readonly Said[],
  ms: number,
): { content: string; words: Said[] } {
  const spoken = words.filter(({ end }) => end !== undefined && Math.round(end * 1000) <= ms)
  const content = spoken.map(({ word }) => word ?? '').join('')
  return { content: content.trimEnd(), words: spoken }
}

const labels: Record<Speaker, string> = { agent: 'Agent', user: 'User', transfer_target: 'Transfer Target' }

/**
 * The `transcript` of a call: one line an utterance, the last one ended too, as published call records have
 * it. Line breaks inside an utterance become blanks, so that a line always begins with a speaker.
 */
export function transcriptText(utterances: readonly Pick<Utterance, 'role' | 'content'>[]): string {
  return utterances
    .map(({ role, content }) => `${labels[role]}: ${content.replace(/[\r\n]+/g, ' ')}\n`)
    .join('')
}
