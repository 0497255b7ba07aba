// What a call asks of the socket to its LLM server, and what the socket tells the call. Types only.

import type { World } from '../world.ts'
import type { LlmSocketError } from './close-codes.ts'
import type { Answer, SessionEvent } from './session.ts'

export interface LineOrder {
  callId: string
  url: string
  variables: Record<string, string>
  /** Retell's own variables of the call. */
  builtIn(name: string): string | undefined
  nextResponseId: number
  callDetails(): Record<string, unknown>
}

/** What a socket tells the call it belongs to. */
export interface LineEvents {
  answeredLate(world: World, callId: string, answer: Answer): void
  interrupted(world: World, callId: string, answer: Answer & { interruptId: number }): void
  /** `reconnects`: how often the loss may be mended before the call ends for `reason`. */
  lost(world: World, callId: string, reason: LlmSocketError | 'agent_hangup', reconnects: number): void
  /** Something for the page of a web call. */
  metadata(world: World, callId: string, metadata: Record<string, unknown>): void
  /** Something that is recorded or that changes the agent: a tool frame, `update_agent`. */
  noted(world: World, callId: string, note: LineNote): void
}

export type LineNote = Extract<
  SessionEvent,
  { type: 'tool_call_invocation' | 'tool_call_result' | 'update_agent' }
>
