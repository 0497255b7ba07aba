// How the user felt, by counting plain words. A stand-in for a model's judgement: predictable, English, and
// easy to steer from a scenario's wording.

import type { Utterance } from './speech.ts'

export type Sentiment = 'Positive' | 'Negative' | 'Neutral' | 'Unknown'

const positive = wordSet(
  'amazing appreciate awesome excellent fantastic glad good great happy helpful love lovely nice perfect pleased ' +
    'thank thanks wonderful',
)
const negative = wordSet(
  'angry annoyed annoying awful bad broken complain complaint disappointed frustrated frustrating hate horrible ' +
    'ridiculous rude scam terrible unacceptable unhappy upset useless worst wrong',
)
const negations = wordSet("not no never don't didn't isn't wasn't aren't can't cannot won't")

/**
 * Declining and reassuring politely says nothing about the mood, although it has both kinds of words in it.
 */
const politeness =
  /\bno,? (?:thanks|thank you|problem|worries)\b|\b(?:good (?:morning|afternoon|evening|day)|goodbye)\b/g

/**
 * `Unknown` when the user said nothing; otherwise whichever kind of words they used more often. A negation up
 * to two words before turns a word into its opposite.
 */
export function sentimentOf(utterances: readonly Pick<Utterance, 'role' | 'content'>[]): Sentiment {
  const said = utterances.filter(({ role, content }) => role === 'user' && content.trim() !== '')
  if (said.length === 0) return 'Unknown'
  const score = said.reduce((sum, { content }) => sum + scoreOf(content), 0)
  if (score === 0) return 'Neutral'
  return score > 0 ? 'Positive' : 'Negative'
}

function scoreOf(content: string): number {
  const plain = content.toLowerCase().replaceAll('’', "'").replace(politeness, ' ')
  const words = plain.match(/[\p{L}']+/gu) ?? []
  return words.reduce((sum, word, index) => {
    const value = Number(positive.has(word)) - Number(negative.has(word))
    const negated = words.slice(Math.max(0, index - 2), index).some(before => negations.has(before))
    return sum + (negated ? -value : value)
  }, 0)
}

function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.split(' '))
}
