// The agent's side of a call: the turn that is asked for or spoken, word by word, until it is over, cut off or lost. What
// follows from that is the phone's business.

import { type Cancel, wall } from '../clock.ts'
import type { Answer, Words } from '../ws/session.ts'
import {
  type AgentTurn,
  complete,
  hasAction,
  hear,
  isSpoken,
  newTurn,
  speechOf,
  spokenBy,
} from './agent-turn.ts'
import type { TalkEvent, TurnKind } from './events.ts'
import { Pacer } from './pacer.ts'
import type { TalkUtterance } from './transcript.ts'

export interface VoiceOptions {
  /** Words are shown at the pace of speech. */
  speaks: boolean
  /** Speech takes its time; else the agent has said an answer when `finish` is called. */
  takesTime: boolean
  wordsPerMinute: number
  patienceMs: number
  now(): number
  /** Where speech takes no time, the call is at this moment all the same. */
  skipTo(atMs: number): void
  tell(event: TalkEvent): void
  /** The agent is about to speak. */
  begins(): void
  /** So much was said, in whole or until it was cut off. */
  said(utterance: TalkUtterance): void
  /** The turn is over, all of it said; its action is due. */
  finished(turn: AgentTurn): void
}

export class AgentVoice {
  readonly #options: VoiceOptions
  readonly #pacer: Pacer
  #turn: AgentTurn | undefined
  #cancel: Cancel = () => {}

  constructor(options: VoiceOptions) {
    this.#options = options
    const { speaks, wordsPerMinute, now, tell } = options
    const show = (turn: AgentTurn, content: string) => tell({ type: 'agent_words', ...idsOf(turn), content })
    this.#pacer = new Pacer({ speaks, wordsPerMinute, now, show })
  }

  /** The turn that has not ended. */
  get turn(): AgentTurn | undefined {
    return this.#turn
  }

  /** All of it has not come yet, and it is still waited for. */
  get isAwaited(): boolean {
    return this.#turn !== undefined && this.#turn.completeAt === undefined && !this.#turn.isOverdue
  }

  /** The agent is to say something. */
  expect(kind: TurnKind, ids: Pick<AgentTurn, 'responseId' | 'interruptId'>): AgentTurn {
    this.#drop()
    this.#turn = newTurn(kind, this.#options.now(), ids)
    return this.#turn
  }

  /** A piece of the turn, or of an interrupt, which takes its place. */
  hear(words: Words): void {
    const { responseId, interruptId } = words
    if (interruptId !== undefined && interruptId !== this.#turn?.interruptId) {
      this.cutOff('agent_interrupt')
      const turn = this.expect('agent_interrupt', { responseId, interruptId })
      this.#cancel = wall.after(this.#options.patienceMs, () => this.overdue(turn))
    }
    const turn = this.#turn
    if (turn?.responseId !== responseId) return
    if (hear(turn, words, this.#options.now())) this.#options.begins()
    this.#pacer.follow(turn)
  }

  /** The whole answer is there. */
  complete(answer: Answer): void {
    const turn = this.#turn
    if (!turn || turn.completeAt !== undefined || turn.responseId !== answer.responseId) return
    const { now, begins, speaks, takesTime, wordsPerMinute } = this.#options
    this.#cancel()
    if (complete(turn, answer, now())) begins()
    this.#pacer.follow(turn)
    if (!speaks) this.#report(turn)
    if (!isSpoken(turn)) this.finish()
    else if (takesTime)
      this.#cancel = wall.after(speechOf(turn, wordsPerMinute).endMs - now(), () => this.finish())
  }

  /** Tells of a whole answer; where its words are shown as they are spoken, when the last one is. */
  #report(turn: AgentTurn): void {
    if (turn.completeAt === undefined) return
    const { endMs } = speechOf(turn, this.#options.wordsPerMinute)
    this.#options.tell({
      type: 'answer',
      kind: turn.kind,
      ...idsOf(turn),
      content: turn.content,
      first_words_ms: since(turn, turn.firstWordsAt),
      first_sentence_ms: since(turn, turn.firstSentenceAt),
      complete_ms: since(turn, turn.completeAt) ?? 0,
      speech_ms: isSpoken(turn) ? Math.round(endMs - (turn.firstSentenceAt ?? endMs)) : 0,
      ...(turn.shielded.length > 0 && { no_interruption_allowed: true }),
      ...turn.action,
    })
  }

  /** It has been waited for long enough. */
  overdue(turn: AgentTurn): void {
    if (turn !== this.#turn || turn.completeAt !== undefined) return
    turn.isOverdue = true
    const after_ms = Math.round(this.#options.now() - turn.askedAt)
    this.#options.tell({
      type: 'no_answer',
      kind: turn.kind,
      ...idsOf(turn),
      after_ms,
      content: turn.content,
    })
  }

  /** All that there is of the turn has been said. */
  finish(): void {
    const turn = this.#turn
    if (!turn) return
    this.#pacer.finish(turn)
    if (this.#options.speaks) this.#report(turn)
    this.#sayAll(turn)
    this.#options.finished(turn)
  }

  /** The agent stops; what it has not said by `atMs` it never says. */
  cutOff(by: 'you' | 'agent_interrupt' | 'loss' | 'end', atMs = this.#options.now()): void {
    const turn = this.#turn
    if (!turn) return
    const { speaks, takesTime, skipTo, wordsPerMinute } = this.#options
    const { content, words } = spokenBy(turn, atMs, wordsPerMinute)
    if (!takesTime) skipTo(atMs)
    if (speaks) this.#report(turn)
    this.#drop()
    this.#say(turn, content, words)
    if (turn.content.trim() === '' && !hasAction(turn.action)) return
    const said = words.reduce((length, { word }) => length + word.length, 0)
    this.#options.tell({
      type: 'cut_off',
      by,
      response_id: turn.responseId,
      spoken: content,
      unspoken: turn.content.slice(said).trim(),
      ...(hasAction(turn.action) && { dropped: turn.action }),
    })
  }

  /** The call is over. Where speech takes no time, an answer that was there has been said. */
  end(): void {
    const turn = this.#turn
    if (turn?.completeAt === undefined || this.#options.takesTime) return this.cutOff('end')
    this.#sayAll(turn)
  }

  #sayAll(turn: AgentTurn): void {
    const { takesTime, skipTo, wordsPerMinute } = this.#options
    const { words, endMs } = speechOf(turn, wordsPerMinute)
    if (!takesTime) skipTo(endMs)
    this.#drop()
    this.#say(turn, turn.content, words)
  }

  #say(turn: AgentTurn, content: string, words: TalkUtterance['words']): void {
    if (content.trim() === '') return
    this.#options.said({ role: 'agent', content, words, metadata: idsOf(turn) })
  }

  #drop(): void {
    this.#cancel()
    this.#pacer.stop()
    this.#turn = undefined
  }
}

const since = ({ askedAt }: AgentTurn, atMs: number | undefined): number | null =>
  atMs === undefined ? null : Math.round(atMs - askedAt)

const idsOf = ({ responseId, interruptId }: AgentTurn) => ({
  response_id: responseId,
  ...(interruptId !== undefined && { interrupt_id: interruptId }),
})
