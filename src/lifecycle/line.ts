// What the lifecycle needs of the sockets to customers' LLM servers. It neither dials nor speaks the protocol:
// that is handed in when the server is put together.

import type { World } from '../world.ts'
import type { Answer } from './call-plan.ts'
import type { LiveTranscript } from './transcript.ts'

export interface Lines {
  /** Dials once. Resolves with undefined when the socket is open, else with a sentence that says why it is not. */
  open(world: World, order: LineOrder, signal: AbortSignal): Promise<string | undefined>
  isOpen(world: World, callId: string): boolean
  /** The begin message: response 0. `waitMs` is real time; an answer that comes later is an event. */
  begin(world: World, callId: string, waitMs: number): Promise<Answer>
  ask(
    world: World,
    callId: string,
    kind: 'response_required' | 'reminder_required',
    transcript: LiveTranscript,
    waitMs: number,
    options?: AskOptions,
  ): Promise<Answer>
  /** Waits for the next whole sentence of an answer that is growing, or for all of it; `waitMs` is real time. */
  more(world: World, callId: string, responseId: number, waitMs: number): Promise<Answer>
  /** Asks although the caller goes on: nobody waits for the answer, and another request takes its place. */
  askInPassing(world: World, callId: string, transcript: () => LiveTranscript): void
  /** `transcript` is made only when somebody is there to be told. */
  update(
    world: World,
    callId: string,
    transcript: () => LiveTranscript,
    turntaking?: 'agent_turn' | 'user_turn',
    /** Nothing is sure to follow soon. */
    atOnce?: boolean,
  ): void
  /** Whether the LLM server asked for keepalives. */
  wantsPings(world: World, callId: string): boolean
  /** Sends a keepalive and waits for some answer to it; `waitMs` is real time. */
  ping(world: World, callId: string, waitMs: number): Promise<boolean>
  nextResponseId(world: World, callId: string): number | undefined
  close(world: World, callId: string): void
}

/** What may be peculiar about one request. */
export interface AskOptions {
  /** The answer is wanted at its first whole sentence; the rest is told as it comes. */
  early?: boolean
  /** It goes out a second time under the same id. */
  twice?: boolean
  /** The connection breaks off when so many chunks of the answer have come and it is not complete. */
  cutAfterChunks?: number
  /** An update that should have gone before the request, and comes after it. */
  afterwards?: LiveTranscript
}

export interface LineOrder {
  callId: string
  /** The agent's `llm_websocket_url`. */
  url: string
  variables: Record<string, string>
  /** Retell's own variables of the call. */
  builtIn(name: string): string | undefined
  nextResponseId: number
  /** The call object that `call_details` carries. */
  callDetails(): Record<string, unknown>
}
