// What a call's knowledge bases would have given its agent: for each answer, the passages that share most words with what
// the caller said before it. No model embeds anything.

import type { RetellLlm } from '../contract.ts'
import { passagesOf } from '../simulation/knowledge.ts'
import type { TranscriptItem } from '../store/calls.ts'
import type { Store } from '../store/store.ts'
import { isUtterance } from './transcript.ts'

export interface Retrieving {
  knowledgeBaseIds: readonly string[]
  config?: RetellLlm['kb_config']
}

/** Seen on the live service as what holds when nothing is set. */
const DEFAULTS = { top_k: 3, filter_score: 0.6 }
/** Words that any question has. */
const COMMON = new Set(
  (
    'a an and any are as at be but by can could did do does for from had has have hello hi how i if in is it its me my no not ' +
    'of on or our please so some that the their there they this to us was we well were what when where which who why will ' +
    'with would yes you your'
  ).split(' '),
)

/** A passage and what it is found by. */
export interface IndexedPassage {
  text: string
  words: ReadonlySet<string>
}

export const indexed = (text: string): IndexedPassage => ({ text, words: wordsOf(text) })

export interface Passage {
  text: string
  /** The share of the question's words that the passage has, 0 to 1. */
  score: number
}

/**
 * `knowledge_base_retrieved_contents_url` as text: for each answer its response id and what was retrieved for it (Retell
 * docs: get call). The form is a guess.
 */
export function retrievedContents(
  store: Store,
  items: readonly TranscriptItem[],
  retrieving: Retrieving,
): string {
  const passages = passagesOf(store, retrieving.knowledgeBaseIds).map(indexed)
  return questionsIn(items)
    .map(({ responseId, question }) => {
      const found = passagesAbout(question, passages, retrieving.config)
      const contents = found.map(({ text, score }) => `score: ${score.toFixed(2)}\n${text}\n`)
      return [
        `response_id: ${responseId}\n`,
        ...(contents.length > 0 ? contents : ['nothing retrieved\n']),
      ].join('\n')
    })
    .join('\n')
}

/** The best `top_k` passages that have at least `filter_score`, the best first. */
export function passagesAbout(
  question: string,
  passages: readonly IndexedPassage[],
  config: Retrieving['config'],
): Passage[] {
  const { top_k = DEFAULTS.top_k, filter_score = DEFAULTS.filter_score } = config ?? {}
  const wanted = wordsOf(question)
  if (wanted.size === 0) return []
  return passages
    .map(({ text, words }) => ({
      text,
      score: [...wanted].filter(word => words.has(word)).length / wanted.size,
    }))
    .filter(({ score }) => score > 0 && score >= filter_score)
    .toSorted((one, other) => other.score - one.score)
    .slice(0, top_k)
}

/** What the caller said before each answer of the agent. */
function questionsIn(items: readonly TranscriptItem[]): { responseId: number; question: string }[] {
  const questions: { responseId: number; question: string }[] = []
  let heard: string[] = []
  for (const item of items.filter(isUtterance)) {
    if (item.role === 'user') heard.push(item.content)
    if (item.role !== 'agent' || heard.length === 0) continue
    questions.push({
      responseId: item.metadata?.response_id ?? questions.length + 1,
      question: heard.join(' '),
    })
    heard = []
  }
  return questions
}

function wordsOf(text: string): Set<string> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  return new Set(words.filter(word => word.length > 1 && !COMMON.has(word)).map(stem))
}

/** A plural finds its singular. */
const stem = (word: string): string => (word.length > 3 ? word.replace(/(?:es|s)$/, '') : word)
