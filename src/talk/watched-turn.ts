// The agent's turn as somebody who watches the call can tell it: asked for, begun, over. The monitor marks no last word, so
// that is looked up in the call itself, which has an utterance when it is over.

import { type Cancel, wall } from '../clock.ts'
import type { TalkEvent } from './events.ts'

export interface WatchedTurnOptions {
  patienceMs: number
  /** How soon after some words it is looked at whether they were the last. */
  lookAfterMs(): number
  /** Ms since the conversation began. */
  now(): number
  tell(event: TalkEvent): void
  /** Whether all that the agent began to say is said, and nothing of it is to come. */
  isSaid(): Promise<boolean>
}

interface Turn {
  kind: 'begin' | 'response_required'
  askedAt: number
  firstWordsAt?: number
  lastWordsAt: number
  content: string
  /** -1 until the mock tells. */
  responseId: number
}

export class WatchedTurn {
  readonly #options: WatchedTurnOptions
  #turn: Turn | undefined
  #isOverdue = false
  #cancel: Cancel = () => {}

  constructor(options: WatchedTurnOptions) {
    this.#options = options
  }

  /** The agent is to say something, or is saying it, and is waited for. */
  get isAwaited(): boolean {
    return this.#turn !== undefined && !this.#isOverdue
  }

  get isSpeaking(): boolean {
    return this.#turn?.firstWordsAt !== undefined
  }

  /** When the agent began to speak; undefined while it does not. */
  get speaksSince(): number | undefined {
    return this.#turn?.firstWordsAt
  }

  /** The agent is to say something. */
  expect(kind: Turn['kind']): void {
    this.drop()
    const at = this.#options.now()
    this.#turn = { kind, askedAt: at, lastWordsAt: at, content: '', responseId: -1 }
    this.callerSpeaks()
  }

  /** What the agent takes to answer counts from the last word of the caller. */
  callerSpeaks(): void {
    const turn = this.#turn
    if (!turn || turn.firstWordsAt !== undefined) return
    const { now, patienceMs, tell } = this.#options
    turn.askedAt = now()
    this.#isOverdue = false
    this.#cancel()
    this.#cancel = wall.after(patienceMs, () => {
      this.#isOverdue = true
      tell({ type: 'no_answer', kind: turn.kind, response_id: -1, after_ms: patienceMs, content: '' })
    })
  }

  /** `isNew`: the words begin another utterance. */
  agentSays(words: string, { isNew, responseId }: { isNew: boolean; responseId: number | undefined }): void {
    if (words === '') return
    const { now, tell } = this.#options
    // Unasked, as a reminder is.
    if (!this.#turn) this.expect('response_required')
    const turn = this.#turn
    if (!turn) return
    this.#isOverdue = false
    turn.firstWordsAt ??= now()
    turn.responseId = responseId ?? turn.responseId
    turn.lastWordsAt = now()
    const content = isNew && turn.content !== '' ? ` ${words}` : words
    turn.content += content
    tell({ type: 'agent_words', response_id: turn.responseId, content })
    this.#lookSoon(turn)
  }

  /** The caller cuts in, if the agent speaks. */
  cutOff(): void {
    if (this.#turn && this.isSpeaking) {
      const { content, responseId: response_id } = this.#turn
      this.#options.tell({ type: 'cut_off', by: 'you', response_id, spoken: content, unspoken: '' })
    }
    this.drop()
  }

  drop(): void {
    this.#cancel()
    this.#turn = undefined
    this.#isOverdue = false
  }

  #lookSoon(turn: Turn): void {
    this.#cancel()
    this.#cancel = wall.after(this.#options.lookAfterMs(), async () => {
      const isSaid = await this.#options.isSaid()
      // More may have come meanwhile, which is looked at later.
      if (turn !== this.#turn) return
      if (isSaid) this.#finish(turn)
      else this.#lookSoon(turn)
    })
  }

  #finish(turn: Turn): void {
    this.drop()
    this.#options.tell({
      type: 'answer',
      kind: turn.kind,
      response_id: turn.responseId,
      content: turn.content,
      first_words_ms: turn.firstWordsAt === undefined ? null : Math.round(turn.firstWordsAt - turn.askedAt),
      first_sentence_ms: null,
      complete_ms: Math.round(turn.lastWordsAt - turn.askedAt),
      speech_ms: 0,
    })
  }
}
