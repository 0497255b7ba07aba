// Shows what the agent says: at once as it comes, or word by word at the pace of speech.

import { type Cancel, wall } from '../clock.ts'
import { type AgentTurn, speechOf } from './agent-turn.ts'

export interface PacerOptions {
  /** At the pace of speech. */
  speaks: boolean
  wordsPerMinute: number
  /** Ms since the call began. */
  now(): number
  show(turn: AgentTurn, words: string): void
}

export class Pacer {
  readonly #options: PacerOptions
  #turn: AgentTurn | undefined
  /** How many characters of the turn have been shown. */
  #shown = 0
  /** Set while the next word waits for its time. */
  #cancel: Cancel | undefined

  constructor(options: PacerOptions) {
    this.#options = options
  }

  /** There is more of the turn. */
  follow(turn: AgentTurn): void {
    if (turn !== this.#turn) {
      this.stop()
      this.#shown = 0
      this.#turn = turn
    }
    if (!this.#options.speaks) this.#show(turn, turn.content)
    else if (!this.#cancel) this.#speak(turn)
  }

  #speak(turn: AgentTurn): void {
    const { now } = this.#options
    const words = this.#spokenWords(turn)
    const begun = words.filter(({ start }) => start * 1_000 <= now())
    this.#show(turn, begun.map(({ word }) => word).join(''))
    const next = words[begun.length]
    if (!next) return
    this.#cancel = wall.after(next.start * 1_000 - now(), () => {
      this.#cancel = undefined
      this.#speak(turn)
    })
  }

  /** The agent has said all of it. */
  finish(turn: AgentTurn): void {
    this.stop()
    if (turn === this.#turn) this.#show(turn, turn.content)
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
  }

  #show(turn: AgentTurn, text: string): void {
    const fresh = text.slice(this.#shown)
    if (fresh === '') return
    this.#shown = text.length
    this.#options.show(turn, fresh)
  }

  /** The last word may still grow while the answer is not complete. */
  #spokenWords(turn: AgentTurn) {
    const { words } = speechOf(turn, this.#options.wordsPerMinute)
    return turn.completeAt === undefined ? words.slice(0, -1) : words
  }
}
