// A call as whoever types sees it, whether the phone holds the line itself or a mock does.

import type { Ending, TalkEvent } from './events.ts'
import type { TalkRecord } from './transcript.ts'

export interface TalkCall {
  /** Resolves when the call is over and all that it held is closed. */
  readonly ended: Promise<Ending>
  /**
   * Resolves when it is the caller's turn: the agent has said all there is, or has been waited for long enough, or the call
   * is over. A phone on which speech takes no time lets the agent finish here.
   */
  heardOut(): Promise<void>
  /** Resolves when the answer is there, or has been waited for long enough, or the call is over. */
  answered(): Promise<void>
  say(content: string): Promise<void>
  /** Cuts in while the agent speaks. */
  interrupt(content: string): Promise<void>
  /** Says something and goes on speaking; without words it only tells how the conversation stands. */
  update(content: string): Promise<void>
  /** Resolves when the silence is over; whatever the caller does then ends it. */
  silence(forMs?: number): Promise<void>
  press(digits: string): Promise<void>
  /** Breaks the connection off. Resolves when there is one again, or the call is over. */
  cut(): Promise<void>
  showFrames(shown: boolean): void
  record(): TalkRecord
  /** Shows something with the time of the call. */
  tell(event: TalkEvent): void
  hangUp(): Promise<void>
}
