// One turn of the agent while it comes and is spoken: what there is of it, and how much had been heard when. All times are
// ms since the call began.

import { shieldedUntil, shieldsOf } from '../lifecycle/shields.ts'
import { type SpokenWord, utter, wordsSpokenBy } from '../lifecycle/speech.ts'
import { Sentences } from '../ws/sentences.ts'
import type { Answer, Words } from '../ws/session.ts'
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
  /** How much of what came is whole sentences. */
  readonly sentences: Sentences
  /** Which parts of the content came with `no_interruption_allowed`, from and to which character. */
  shielded: (readonly [from: number, to: number])[]
  /** The wait for it is over; it may still come. */
  isOverdue: boolean
  action: Action
}

export const newTurn = (
  kind: TurnKind,
  askedAt: number,
  ids: Pick<AgentTurn, 'responseId' | 'interruptId'>,
): AgentTurn => ({
  kind,
  askedAt,
  ...ids,
  content: '',
  sentences: new Sentences(),
  shielded: [],
  isOverdue: false,
  action: {},
})

/** Takes words in. Says whether the agent can begin to speak now and could not before. */
export function hear(
  turn: AgentTurn,
  { content, noInterruptionAllowed }: Pick<Words, 'content' | 'noInterruptionAllowed'>,
  atMs: number,
): boolean {
  if (content !== '') turn.firstWordsAt ??= atMs
  const from = turn.content.length
  turn.content += content
  if (noInterruptionAllowed) turn.shielded.push([from, turn.content.length])
  if (turn.firstSentenceAt !== undefined || turn.sentences.add(content) === 0) return false
  turn.firstSentenceAt = atMs
  return true
}

/** All of it is there. Says whether the agent begins to speak only now. */
export function complete(turn: AgentTurn, answer: Answer, atMs: number): boolean {
  turn.content = answer.content
  turn.completeAt = atMs
  turn.action = actionOf(answer)
  turn.shielded = [...(answer.shielded ?? [])]
  const beginsNow = turn.firstSentenceAt === undefined && isSpoken(turn)
  if (beginsNow) turn.firstSentenceAt = atMs
  return beginsNow
}

/** Has words to be spoken. */
export const isSpoken = ({ content }: AgentTurn): boolean => content.trim() !== ''

/** Until when the agent cannot be cut off, if it speaks at this moment; undefined when it can be. */
export function shieldedAt(turn: AgentTurn, atMs: number, wordsPerMinute: number): number | undefined {
  return shieldedUntil({ shields: shieldsOf(speechOf(turn, wordsPerMinute).words, turn.shielded) }, atMs)
}

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
