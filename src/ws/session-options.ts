// What a session is given: its limits, its owner's ears, what is to be said, and what may be peculiar about one request.

import type { FrameTranscript, SentFrame } from '../store/frame-text.ts'
import type { AnswerLimits } from './answers.ts'
import type { SessionEvent, Words } from './session-events.ts'

export interface SessionLimits extends AnswerLimits {
  frameBytes: number
  /** How many faults are told; the rest is only counted. */
  faults: number
  /** How many frames that change the call without answering it are taken: tool calls, interrupts, settings. */
  asides: number
}

export const sessionLimits: Readonly<SessionLimits> = {
  frameBytes: 1_048_576,
  chunks: 5_000,
  contentBytes: 1_000_000,
  faults: 100,
  asides: 10_000,
}

export interface SessionOptions {
  /** The call as the customer may see it; asked for once a connection, on its config. Must not throw. */
  callDetails(): Record<string, unknown>
  /** Called synchronously and must not throw; the session's methods may be used inside. */
  onEvent(event: SessionEvent): void
  /** Every text frame that comes; one above the frame limit is cut to its beginning. Must not throw. */
  onReceived?(text: string): void
  /** Every frame that is sent: its text, or its parts where it carries a transcript. Must not throw. */
  onSent?(frame: string | SentFrame): void
  /** Words as they come, before anything is told of the answer they belong to. Must not throw. */
  onWords?(words: Words): void
  /** Where the ids go on: 1 for a new call. From 2 on the begin message is over. */
  nextResponseId?: number
  limits?: Partial<SessionLimits>
}

/** As JSON, which goes out with every frame and so is not made anew each time. */
export type Transcript = FrameTranscript

/** What may be peculiar about one request. */
export interface AskOptions {
  /** The answer is wanted at its first whole sentence; more of it is then told as it comes. */
  early?: boolean
  /** It goes out a second time under the same id. */
  twice?: boolean
  /** The connection breaks off when so many chunks of the answer have come and it is not complete. */
  cutAfterChunks?: number
  /** An update that should have gone before the request, and comes after it. */
  afterwards?: Transcript
}
