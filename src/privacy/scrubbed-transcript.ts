// A transcript without what is personal: what was said, word by word, what tools were told and answered, touch tones.

import type { Schemas } from '../contract.ts'
import { HIDDEN_DIGIT, type Redaction, type Replacement } from './redaction.ts'

type Item = Schemas['TranscriptItem']
type Utterance = Schemas['Utterance']
type Word = Schemas['SpokenWord']

/** Retell docs, data storage settings: names, times and success of tool calls stay, arguments and results are scrubbed. */
export function scrubbedItem(item: Item, redaction: Redaction): Item {
  switch (item.role) {
    case 'agent':
    case 'user':
    case 'transfer_target':
      return scrubbedUtterance(item, redaction)
    case 'tool_call_invocation':
      return { ...item, arguments: redaction.json(item.arguments) }
    case 'tool_call_result':
      return { ...item, content: redaction.json(item.content) }
    case 'dtmf':
      return { ...item, digit: HIDDEN_DIGIT }
    case 'sms': {
      const { multimedia: _seen, ...sms } = item
      return { ...sms, content: redaction.text(item.content) }
    }
    case 'injected':
      return { ...item, content: redaction.text(item.content) }
    case 'node_transition':
      return item
  }
}

function scrubbedUtterance(utterance: Utterance, redaction: Redaction): Utterance {
  const content = redaction.text(utterance.content)
  return { ...utterance, content, words: scrubbedWords(utterance.words, redaction) }
}

/** The words that make up one personal thing become one word, which lasts as long as they did. */
export function scrubbedWords(words: readonly Word[], redaction: Redaction): Word[] {
  const replacements = redaction.replacements(words.map(({ word }) => word ?? '').join(''))
  const scrubbed: Word[] = []
  let start = 0
  for (const word of words) {
    const said = word.word ?? ''
    const inside = replacements.filter(({ from, to }) => from < start + said.length && start < to)
    const text = textOf(said, start, inside)
    const before = scrubbed.at(-1)
    if (before && inside[0] && inside[0].from < start) {
      const lasts = word.end ?? before.end
      scrubbed[scrubbed.length - 1] = {
        ...before,
        word: before.word + text,
        ...(lasts === undefined ? {} : { end: lasts }),
      }
    } else scrubbed.push(inside.length > 0 ? { ...word, word: text } : word)
    start += said.length
  }
  return scrubbed
}

/** A word with its part of the replacements; the placeholder stands in the word where the personal thing begins. */
function textOf(word: string, start: number, inside: readonly Replacement[]): string {
  let text = ''
  let rest = start
  for (const { from, to, placeholder } of inside) {
    text += word.slice(rest - start, Math.max(from, start) - start)
    if (from >= start) text += placeholder
    rest = Math.min(to, start + word.length)
  }
  return text + word.slice(rest - start)
}

/** Whether a word hides something, which the recording then does, too. */
export const isHidden = (word: string): boolean => /\[(?:[a-z ]+ \d+|PII INFO)\]/.test(word)
