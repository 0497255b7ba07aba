// What is to come of a composite scenario: a row for each, and what many rows have in common.

import type { Schemas } from '../../contract.ts'
import type { CompositeAgent } from '../composite-agents.ts'

export interface Servers {
  /** Where tools are answered. */
  tools: string
  /** An agent that could take over. */
  sales: string
}

export interface Row {
  scenario: string
  /** What the agent is, beside one on an LLM without tools. */
  agent?: CompositeAgent | ((servers: Servers) => CompositeAgent)
  ends: Schemas['DisconnectionReason']
  events?: string[]
  /** Fields that this call has, with their values, and that others lack or have otherwise. */
  has: Record<string, unknown>
  lacks: string[]
  says: RegExp
  /** The tools that are called, in order, with success or without. */
  tools?: string[]
}

export const EVENTS = ['call_started', 'call_ended', 'call_analyzed']
export const TRANSFERRED = [
  'call_started',
  'transfer_started',
  'transfer_bridged',
  'call_ended',
  'call_analyzed',
  'transfer_ended',
]
export const NOT_TRANSFERRED = [
  'call_started',
  'transfer_started',
  'transfer_cancelled',
  'call_ended',
  'call_analyzed',
]
export const TALKED = [
  'start_timestamp',
  'end_timestamp',
  'transcript_object',
  'recording_url',
  'public_log_url',
  'call_analysis',
]
export const NO_TRANSFER = ['transfer_destination', 'transfer_end_timestamp']
export const IN_VOICEMAIL = {
  call_analysis: { in_voicemail: true, call_successful: false, user_sentiment: 'Unknown' },
}
export const analysed = (call_analysis: object) => ({ call_analysis })
export const collected = (values: object) => ({ collected_dynamic_variables: values })
