// What the terminal phone is told of a call before it dials.

import type { Told } from './events.ts'
import type { LineTimings } from './line.ts'

export interface PhoneOptions {
  callId: string
  /** With the call id. */
  url: string
  /** The call as the server is told of it. */
  details: Record<string, unknown>
  /** A person types, so that speech takes its time, and somebody can cut in. For a script it takes none. */
  live: boolean
  /** The agent's words are shown at the pace of speech, which then takes its time for a script, too. */
  speaks: boolean
  wordsPerMinute: number
  /** How long an answer is waited for before it is told that there is none. */
  patienceMs: number
  timings?: Partial<LineTimings>
  /** Must not throw. */
  onEvent(event: Told): void
}
