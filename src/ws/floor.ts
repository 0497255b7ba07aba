// Whose words count: the newest request, the begin message, the interrupt that is being said, and whoever
// waits for them. It knows ids and chunks, no frames' text and no connection.

import { wall } from '../clock.ts'
import {
  type Answer,
  type AnswerLimits,
  addChunk,
  answerOf,
  type CutShort,
  type Draft,
  newDraft,
} from './answers.ts'
import type { AgentInterruptFrame, ResponseFrame } from './frames.ts'
import { Sentences } from './sentences.ts'

/** What taking a frame in has led to: a sentence to tell, an answer to tell, both or neither. */
export interface Taken {
  fault?: string
  answer?: Answer
  /** The words that count now, if the frame was taken in; what is beyond the limits does not. */
  words?: string
}

interface Waiter {
  draft: Draft
  resolve(answer: Answer): void
  cancel(): void
}

export class Floor {
  readonly #limits: AnswerLimits
  #nextResponseId: number
  /** Of the newest request; undefined when that was made before a restart. */
  #newest: Draft | undefined
  #begin: Draft | undefined
  #interrupt: { id: number; draft: Draft } | undefined
  #waiter: Waiter | undefined

  constructor(nextResponseId: number, limits: AnswerLimits) {
    this.#nextResponseId = nextResponseId
    this.#limits = limits
    if (nextResponseId === 1) this.#begin = this.#newest = newDraft(0)
  }

  get nextResponseId(): number {
    return this.#nextResponseId
  }

  /**
   * A new connection begins. Its server says the begin message anew: if that was still open it counts afresh,
   * and what came of it before is forgotten; any other open request goes on. Interrupts of the old connection
   * are over.
   */
  reconnect(): void {
    this.#interrupt = undefined
    const begun = this.#newest
    if (begun && begun === this.#begin && isOpen(begun)) {
      this.#begin = this.#newest = { ...newDraft(0), missed: begun.missed }
    }
  }

  /** What there is of the begin message; nothing when it was over before a restart. */
  get begin(): Draft {
    return this.#begin ?? newDraft(0)
  }

  /** Makes the next id the one that counts; with `early`, whoever waits hears of its first whole sentence. */
  next(early = false): Draft {
    this.release('superseded')
    const draft = newDraft(this.#nextResponseId)
    if (early) draft.sentences = new Sentences()
    this.#nextResponseId += 1
    this.#newest = draft
    return draft
  }

  /** Waits for more of the newest request's answer, if that is the one with this id. */
  more(responseId: number, waitMs: number, connected: boolean): Promise<Answer> {
    const draft = this.#newest
    if (draft?.responseId !== responseId) return Promise.resolve(answerOf(newDraft(responseId), 'superseded'))
    return this.wait(draft, waitMs, connected)
  }

  /** Until it is complete or cut short, `waitMs` of real time at most. Only the last who asked can wait. */
  wait(draft: Draft, waitMs: number, connected: boolean): Promise<Answer> {
    if (draft.complete) return Promise.resolve(answerOf(draft))
    if (draft !== this.#newest) return Promise.resolve(answerOf(draft, 'superseded'))
    if (draft.cancelled) return Promise.resolve(answerOf(draft, 'interrupted'))
    this.release('superseded')
    draft.missed = !connected
    if (!connected) return Promise.resolve(answerOf(draft, 'lost'))
    return new Promise(resolve => {
      this.#waiter = { draft, resolve, cancel: wall.after(waitMs, () => this.release('limit')) }
    })
  }

  /** Tells whoever waits how far the answer is; without a reason it is complete. */
  release(cutShort?: CutShort): void {
    const waiter = this.#waiter
    if (!waiter) return
    this.#waiter = undefined
    waiter.cancel()
    waiter.draft.missed = cutShort !== undefined
    waiter.resolve(answerOf(waiter.draft, cutShort))
  }

  /**
   * Takes a chunk of a response in if its id is the newest and not complete. The answer is given back when it is
   * complete and those who waited had been told otherwise, and where they want to know, as it grows.
   */
  respond(frame: ResponseFrame): Taken {
    const draft = this.#newest
    const reason = this.#staleness(frame.response_id)
    if (!draft || reason) return { fault: `content of response ${frame.response_id} dropped: ${reason}` }
    const kept = draft.pieces.length
    const fault = addChunk(draft, frame, this.#limits)
    const words = draft.pieces.slice(kept).join('')
    if (!draft.complete) return { fault, words, ...this.#grown(draft, frame.content) }
    if (this.#waiter?.draft === draft) this.release()
    return draft.missed ? { fault, words, answer: answerOf(draft) } : { fault, words }
  }

  /**
   * Takes a chunk of an interrupt in, which cancels the response in flight and any other interrupt that is
   * not yet complete. The answer is given back when it is complete. That an id cannot be used again after
   * that is a guess.
   */
  interrupt(frame: AgentInterruptFrame): Taken {
    const id = frame.interrupt_id
    if (this.#interrupt?.id === id && this.#interrupt.draft.complete) {
      return { fault: `content of interrupt ${id} dropped: it was already complete` }
    }
    if (this.#newest && isOpen(this.#newest)) {
      this.#newest.cancelled = true
      this.release('interrupted')
    }
    if (this.#interrupt?.id !== id) this.#interrupt = { id, draft: newDraft(-1) }
    const { draft } = this.#interrupt
    const kept = draft.pieces.length
    const fault = addChunk(draft, frame, this.#limits)
    const words = draft.pieces.slice(kept).join('')
    return draft.complete ? { fault, words, answer: answerOf(draft) } : { fault, words }
  }

  /** An answer of which there is another whole sentence, for those who have been told of the first. */
  #grown(draft: Draft, content: string): Taken {
    const whole = draft.sentences?.add(content) ?? 0
    if (whole <= draft.told) return {}
    draft.told = whole
    if (this.#waiter?.draft === draft) this.release('growing')
    else if (draft.missed) return { answer: answerOf(draft, 'growing') }
    return {}
  }

  /** Why content of this id does not count; undefined when it does. */
  #staleness(id: number): string | undefined {
    const newestId = this.#nextResponseId - 1
    if (id > newestId || id < 0) return `it was never asked for, the newest request is ${newestId}`
    if (id < newestId) return `request ${newestId} has taken its place`
    if (!this.#newest) return 'it was asked for before a restart'
    if (this.#newest.complete) return 'it was already complete'
    return this.#newest.cancelled ? 'an agent_interrupt has cancelled it' : undefined
  }
}

const isOpen = (draft: Draft) => !draft.complete && !draft.cancelled
