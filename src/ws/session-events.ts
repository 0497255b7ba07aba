// What a session tells its owner about. Types only: the session is in session.ts.

import type { AgentConfig } from './agent-config.ts'
import type { Answer } from './answers.ts'
import type { Switches, ToolCallInvocationFrame, ToolCallResultFrame } from './frames.ts'

export type SessionEvent =
  /** The customer's server has set its switches; the session's `config` says the same. */
  | { type: 'config'; config: Switches }
  /** Complete only after a wait for it had ended, and still the newest. It has all its words, told or not. */
  | { type: 'answered'; answer: Answer }
  /** A whole agent_interrupt. */
  | { type: 'interrupt'; interruptId: number; answer: Answer }
  | { type: 'tool_call_invocation'; frame: ToolCallInvocationFrame }
  | { type: 'tool_call_result'; frame: ToolCallResultFrame }
  | { type: 'update_agent'; config: AgentConfig }
  | { type: 'metadata'; metadata: Record<string, unknown> }
  /** The peer closed, broke off (1006), or was closed for a binary frame (1007). */
  | { type: 'closed'; code: number }
  /** Something was dropped, and why. Nothing else follows from it. */
  | { type: 'fault'; message: string }

/** A piece of an answer that counts. */
export interface Words {
  /** -1 for an interrupt, as in its `Answer`. */
  responseId: number
  /** Of an interrupt alone. */
  interruptId?: number
  content: string
  noInterruptionAllowed: boolean
}
