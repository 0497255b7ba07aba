// A caller who says nothing: the agent is to remind, so often and after so long as its settings say, and in the end the
// call is over.

import { wall } from '../clock.ts'
import type { TalkEvent } from './events.ts'
import type { ServerNotes } from './server-notes.ts'
import type { TalkTranscript } from './transcript.ts'

/** Retell docs, agent settings: end_call_after_silence_ms. */
const LONGEST_SILENCE_MS = 600_000

export interface SilenceOptions {
  notes: Pick<ServerNotes, 'remindersLeft' | 'reminders' | 'reminderTriggerMs'>
  /** Knows when a voice was heard last. */
  transcript: Pick<TalkTranscript, 'heardAt'>
  /** Ms since the call began. */
  now(): number
  tell(event: TalkEvent): void
  /** Resolves when the agent has said all it has to say. */
  quiet(): Promise<void>
  remind(): void
}

export class Silence {
  readonly #options: SilenceOptions
  #broken = new AbortController()

  constructor(options: SilenceOptions) {
    this.#options = options
  }

  /** The caller does something after all, or the call is over. The signal is that of the next silence. */
  break(): AbortSignal {
    this.#broken.abort()
    this.#broken = new AbortController()
    return this.#broken.signal
  }

  /**
   * Says nothing for so long; by default until the agent is to remind. Resolves when that is over, and says whether the call
   * is, too. A reminder goes before the end.
   */
  async keep(forMs?: number): Promise<'over' | 'inactivity'> {
    const { notes, transcript, now, tell } = this.#options
    const signal = this.break()
    const { reminderTriggerMs } = notes
    const for_ms = forMs ?? reminderTriggerMs
    tell({ type: 'silence', for_ms, reminder_after_ms: notes.remindersLeft > 0 ? reminderTriggerMs : null })
    transcript.heardAt = now()
    const until = now() + for_ms
    for (;;) {
      await this.#options.quiet()
      if (signal.aborted) return 'over'
      const remindAt =
        notes.remindersLeft > 0 ? transcript.heardAt + notes.reminderTriggerMs : Number.POSITIVE_INFINITY
      const giveUpAt = transcript.heardAt + LONGEST_SILENCE_MS
      const next = Math.min(until, remindAt, giveUpAt)
      if (now() < next) {
        await wall.sleep(next - now(), signal)
      } else if (remindAt <= next) {
        notes.reminders += 1
        this.#options.remind()
      } else {
        return giveUpAt <= next ? 'inactivity' : 'over'
      }
    }
  }
}
