// A caller who cuts in: where the agent is cut off, and what has to be heard before that.

import { wall } from '../clock.ts'
import type { Patience } from '../patience.ts'
import { type AgentTurn, shieldedAt, speechOf } from './agent-turn.ts'
import type { AgentVoice } from './agent-voice.ts'
import type { TalkEvent } from './events.ts'

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
  patience: Patience
  tell(event: TalkEvent): void
}

/** Resolves when the caller can speak: the agent is cut off, or was not speaking, or is done. */
export async function cutIn({ voice, live, wordsPerMinute, ...phone }: BargeIn): Promise<void> {
  const note = (message: string) => phone.tell({ type: 'note', message })
  const endOf = (turn: AgentTurn) => speechOf(turn, wordsPerMinute).endMs
  const isThere = (turn: AgentTurn, atMs: number) => turn.completeAt !== undefined || endOf(turn) > atMs
  const momentIn = ({ firstSentenceAt }: AgentTurn) =>
    live ? phone.now() : (firstSentenceAt ?? phone.now()) + CUTS_IN_AFTER_MS
  await phone.patience.until(() => {
    const { turn } = voice
    const canBeCut = turn?.firstSentenceAt !== undefined && endOf(turn) > momentIn(turn)
    return live || canBeCut || phone.isQuiet()
  })
  const { turn } = voice
  if (!turn || turn.firstSentenceAt === undefined) return note('the agent was not speaking')
  let atMs = momentIn(turn)
  let isNoted = false
  for (;;) {
    const shieldedUntil = shieldedAt(turn, atMs, wordsPerMinute)
    if (shieldedUntil === undefined) break
    if (!isNoted) note('no_interruption_allowed: you are heard after these words')
    isNoted = true
    if (live) await wall.sleep(shieldedUntil - phone.now())
    else await phone.patience.until(() => isThere(turn, shieldedUntil) || phone.isQuiet())
    if (turn !== voice.turn) return
    atMs = live ? phone.now() : shieldedUntil
  }
  if (turn.completeAt === undefined || endOf(turn) > atMs) return voice.cutOff('you', atMs)
  if (!isNoted) note('the agent had finished before you could cut in')
  voice.finish()
}
