// How far one client of an audio WebSocket has been sent what the agent says: what is to be sent next, and when what was
// sent is not to be played after all. It sends nothing.

import { type Instrument, soundOf, type TimedWord } from '../audio/tones.ts'

/** A call that goes on, at one moment. */
export interface Audible {
  /** How long it has been going on. */
  nowMs: number
  speech?: {
    role: 'agent' | 'user'
    /** No other utterance of the call has this number. */
    floor: number
    words: readonly TimedWord[]
  }
}

/** 16-bit samples to be played behind what was sent before, unless that is to be dropped. */
export interface Next {
  drop: boolean
  samples: Int16Array
}

/** So much is sent ahead of the time at which it is said; the rest of what is longer follows while it is said. */
export const AHEAD_MS = 60_000

/** It goes by utterances rather than by one line of time: what is being said may be cut off, and something else begin. */
export class Playback {
  readonly #instrument: Instrument
  /** The utterance that is being played, and up to when the client has it. */
  #playing: { floor: number; sentMs: number } | undefined
  /** Whether the client has been there since before the next utterance begins. */
  #isPresent = false

  constructor(instrument: Instrument) {
    this.#instrument = instrument
  }

  /** An utterance is sent when it has begun; who comes in the middle of one hears it from there on. */
  next({ nowMs, speech }: Audible): Next {
    const before = this.#playing
    const isOver = before !== undefined && speech?.floor !== before.floor
    if (isOver) this.#playing = undefined
    const samples = speech?.role === 'agent' ? this.#more(nowMs, speech) : new Int16Array()
    this.#isPresent = true
    return { drop: isOver && before.sentMs > nowMs, samples }
  }

  #more(nowMs: number, { floor, words }: NonNullable<Audible['speech']>): Int16Array {
    const startMs = Math.round((words[0]?.start ?? 0) * 1000)
    const endMs = Math.round((words.at(-1)?.end ?? 0) * 1000)
    if (startMs > nowMs) return new Int16Array()
    const heardMs = this.#playing?.sentMs ?? startMs
    const fromMs = this.#playing || !this.#isPresent ? Math.max(heardMs, nowMs) : startMs
    const toMs = Math.min(endMs, nowMs + AHEAD_MS)
    this.#playing = { floor, sentMs: Math.max(heardMs, toMs) }
    return toMs > fromMs ? soundOf(words, fromMs, toMs, this.#instrument) : new Int16Array()
  }
}
