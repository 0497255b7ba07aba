// A caller who cuts in: whether the agent can be cut off just then, and where.

import { type AgentTurn, speechOf } from './agent-turn.ts'
import type { AgentVoice } from './agent-voice.ts'

/** Where a script cuts in, as scenarios do: when so much of the answer has been spoken. */
const CUTS_IN_AFTER_MS = 1_500

export interface BargeIn {
  voice: AgentVoice
  /** A person cuts in at once. */
  live: boolean
  wordsPerMinute: number
  now(): number
  /** Nothing is to come that could be cut off. */
  isQuiet(): boolean
  until(test: () => boolean): Promise<void>
  heardOut(): Promise<void>
  note(message: string): void
}

/** Resolves when the caller can speak: the agent is cut off, or was not speaking, or could not be cut off and is done. */
export async function cutIn({ voice, live, wordsPerMinute, ...phone }: BargeIn): Promise<void> {
  const endOf = (turn: AgentTurn) => speechOf(turn, wordsPerMinute).endMs
  const momentIn = ({ firstSentenceAt }: AgentTurn) =>
    live ? phone.now() : (firstSentenceAt ?? phone.now()) + CUTS_IN_AFTER_MS
  await phone.until(() => {
    const { turn } = voice
    const canBeCut = turn?.firstSentenceAt !== undefined && endOf(turn) > momentIn(turn)
    return live || canBeCut || phone.isQuiet()
  })
  const { turn } = voice
  if (!turn || turn.firstSentenceAt === undefined) return phone.note('the agent was not speaking')
  if (turn.isProtected) {
    phone.note('no_interruption_allowed: the agent goes on, and you are heard after that')
    return phone.heardOut()
  }
  if (turn.completeAt === undefined || endOf(turn) > momentIn(turn))
    return voice.cutOff('you', momentIn(turn))
  phone.note('the agent had finished before you could cut in')
  voice.finish()
}
