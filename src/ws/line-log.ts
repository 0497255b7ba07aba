// What is kept of the frames of one call's socket, so much and no more, and the notes between them.

import { wall } from '../clock.ts'
import type { SentFrame } from '../store/frame-text.ts'
import type { World } from '../world.ts'

/** So many frames of a call are kept; a server that sends more is not written down any further. */
const KEPT_FRAMES = 20_000
/** And so many characters of them in all. */
const KEPT_CHARS = 64_000_000

export class LineLog {
  readonly #world: World
  readonly #callId: string
  #frames = 0
  #chars = 0
  /** When the first connection was there, by the wall's monotonic time. */
  #connectedAt: number | undefined

  constructor(world: World, callId: string) {
    this.#world = world
    this.#callId = callId
  }

  connected(): void {
    this.#connectedAt ??= wall.monotonic()
    this.note('LLM ws open')
  }

  keep(direction: 'sent' | 'received', frame: string | SentFrame): void {
    if (this.#full) return
    const { frames } = this.#world.store
    const stamp = { at: this.#world.now(), real_ms: this.#realMs() }
    this.#frames += 1
    if (typeof frame === 'string') {
      frames.add(this.#callId, { ...stamp, direction, frame })
      this.#chars += frame.length
    } else {
      frames.addSent(this.#callId, frame, stamp)
      this.#chars += frame.transcript.spoken.length * (frame.withTools ? 2 : 1)
    }
    if (this.#full) this.note(`further frames are not kept after ${this.#frames}`)
  }

  note(frame: string): void {
    const stamp = { at: this.#world.now(), real_ms: this.#realMs() }
    this.#world.store.frames.add(this.#callId, { ...stamp, direction: 'note', frame })
  }

  get #full(): boolean {
    return this.#frames >= KEPT_FRAMES || this.#chars > KEPT_CHARS
  }

  /** Three decimals are more than a socket is worth. */
  #realMs(): number | null {
    if (this.#connectedAt === undefined) return null
    return Math.round((wall.monotonic() - this.#connectedAt) * 1000) / 1000
  }
}
