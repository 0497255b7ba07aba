// One turn of the agent while it comes and is spoken: what there is of it, and how much had been heard when. All times are
// ms since the call began.

import { type SpokenWord, utter, wordsSpokenBy } from '../lifecycle/speech.ts'
import type { Answer } from '../ws/session.ts'
import type { Action, TurnKind } from './events.ts'

export interface AgentTurn {
  readonly kind: TurnKind
  /** -1 for an interrupt. */
  readonly responseId: number
  readonly interruptId?: number
  readonly askedAt: number
  content: string
  firstWordsAt?: number
  /** When there was a sentence to begin with: this is when the agent begins to speak (Retell docs, best practices). */
  firstSentenceAt?: number
  completeAt?: number
  /** `no_interruption_allowed` came with some of it. */
  isProtected: boolean
  /** The wait for it is over; it may still come. */
  isOverdue: boolean
  action: Action
}

export const newTurn = (
  kind: TurnKind,
  askedAt: number,
  ids: Pick<AgentTurn, 'responseId' | 'interruptId'>,
): AgentTurn => ({ kind, askedAt, ...ids, content: '', isProtected: false, isOverdue: false, action: {} })

// A full stop may be part of a number that goes on; a closing quotation mark belongs to its sentence.
const SENTENCE = /(?:[!?…]|(?<!\d)\.)["'”’)\]]*(?:\s|$)|[。！？]/u
const SENTENCE_END_CHARS = 8

/** Takes words in. Says whether the agent can begin to speak now and could not before. */
export function hear(turn: AgentTurn, words: string, atMs: number): boolean {
  if (words !== '') turn.firstWordsAt ??= atMs
  turn.content += words
  // A sentence that ends here may have its last characters from the piece before.
  const tail = turn.content.slice(-words.length - SENTENCE_END_CHARS)
  if (turn.firstSentenceAt !== undefined || !SENTENCE.test(tail)) return false
  turn.firstSentenceAt = atMs
  return true
}

/** All of it is there. Says whether the agent begins to speak only now. */
export function complete(turn: AgentTurn, answer: Answer, atMs: number): boolean {
  turn.content = answer.content
  turn.completeAt = atMs
  turn.action = actionOf(answer)
  turn.isProtected ||= answer.noInterruptionAllowed
  const beginsNow = turn.firstSentenceAt === undefined && isSpoken(turn)
  if (beginsNow) turn.firstSentenceAt = atMs
  return beginsNow
}

/** Has words to be spoken. */
export const isSpoken = ({ content }: AgentTurn): boolean => content.trim() !== ''

/** The words as far as they are there, and when each is spoken; empty before the agent begins to speak. */
export function speechOf(
  { content, firstSentenceAt }: AgentTurn,
  wordsPerMinute: number,
): { words: SpokenWord[]; endMs: number } {
  return firstSentenceAt === undefined
    ? { words: [], endMs: 0 }
    : utter(content, firstSentenceAt, { wordsPerMinute })
}

/** What has been spoken by this moment. */
export const spokenBy = (turn: AgentTurn, atMs: number, wordsPerMinute: number) =>
  wordsSpokenBy(speechOf(turn, wordsPerMinute).words, atMs)

function actionOf({ endCall, transferNumber, digitToPress }: Answer): Action {
  if (endCall) return { end_call: true }
  if (transferNumber) return { transfer_number: transferNumber }
  return digitToPress ? { digit_to_press: digitToPress } : {}
}

export const hasAction = (action: Action): boolean => Object.keys(action).length > 0
