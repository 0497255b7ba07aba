// What was said and done in a conversation, in the forms in which a server, a file and a person take it.

import { type SpokenWord, transcriptText, utter } from '../lifecycle/speech.ts'
import type { Transcript } from '../ws/session.ts'

export interface TalkUtterance {
  role: 'agent' | 'user'
  content: string
  words: SpokenWord[]
  metadata?: { response_id?: number; interrupt_id?: number }
}

export type TalkItem =
  | TalkUtterance
  | { role: 'tool_call_invocation'; tool_call_id: string; name: string; arguments: string; time_sec: number }
  | {
      role: 'tool_call_result'
      tool_call_id: string
      content: string
      successful?: boolean
      time_sec: number
    }
  | { role: 'dtmf'; digit: string }

export const isUtterance = (item: TalkItem): item is TalkUtterance =>
  item.role === 'agent' || item.role === 'user'

/** The conversation of one call, as it grows. */
export class TalkTranscript {
  readonly items: TalkItem[] = []
  /** When a voice was heard last; ms since the call began. */
  heardAt = 0
  readonly #now: () => number
  readonly #wordsPerMinute: number
  /** The caller's latest sentence is not finished. */
  #goesOn = false

  constructor({ now, wordsPerMinute }: { now: () => number; wordsPerMinute: number }) {
    this.#now = now
    this.#wordsPerMinute = wordsPerMinute
  }

  /** As it goes to a server with a frame. */
  frames(): Transcript {
    const withoutBrackets = (items: readonly TalkItem[]) => JSON.stringify(items).slice(1, -1)
    return { spoken: withoutBrackets(this.items.filter(isUtterance)), all: withoutBrackets(this.items) }
  }

  agentSaid(utterance: TalkUtterance): void {
    this.items.push(utterance)
    this.heardAt = this.#now()
    this.#goesOn = false
  }

  /** How long it takes to say. */
  speechMs(content: string): number {
    return utter(content, 0, { wordsPerMinute: this.#wordsPerMinute }).endMs
  }

  /** What was typed, as if it had been spoken until now; with `goesOn` the next words belong to the same utterance. */
  callerSaid(content: string, { goesOn = false } = {}): void {
    const startMs = Math.max(this.heardAt, this.#now() - this.speechMs(content))
    const { words } = utter(content, startMs, { wordsPerMinute: this.#wordsPerMinute })
    const last = this.items.at(-1)
    if (this.#goesOn && last?.role === 'user') {
      last.content = `${last.content} ${content}`
      last.words.push(...words)
    } else {
      this.items.push({ role: 'user', content, words })
    }
    this.#goesOn = goesOn
    this.heardAt = this.#now()
  }

  callerPressed(digits: string): void {
    for (const digit of digits) this.items.push({ role: 'dtmf', digit })
  }
}

/** What a conversation leaves behind. */
export interface TalkRecord {
  call_id: string
  disconnection_reason: string | null
  duration_ms: number
  items: readonly TalkItem[]
}

/** The record as a file holds it: JSON by the names of a call object, or a line an utterance. */
export function recordText({ items, ...facts }: TalkRecord, file: string): string {
  const utterances = items.filter(isUtterance)
  const transcript = transcriptText(utterances)
  if (!file.toLowerCase().endsWith('.json')) return transcript
  const record = { ...facts, transcript, transcript_object: utterances, transcript_with_tool_calls: items }
  return `${JSON.stringify(record, null, 2)}\n`
}
