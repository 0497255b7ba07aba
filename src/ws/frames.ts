// Every message of the custom-LLM socket in both directions, spelt as on the wire, and the one reader of what
// the customer's server sends. It keeps no state: whether a frame is due is for the session to say.

import { isObject } from '../json-object.ts'
import { type AgentConfig, agentConfigRanges } from './agent-config.ts'

/** Retell to customer. `interaction_type` tells them apart; only the two requests carry a `response_id`. */
export type RetellFrame = PingFrame | CallDetailsFrame | UpdateFrame | RequestFrame | IntroductionFrame

/**
 * How frames are spelt: as on the live service, or as Retell's older API reference has them. That calls them by a `type`,
 * begins with a `config` that holds the call, and has one type for whatever carries the transcript.
 */
export type FrameForm = 'retell' | 'reference'

export interface PingFrame {
  interaction_type: 'ping_pong'
  /** Unix ms. */
  timestamp: number
}

/** In the form of the reference alone: the first frame of a connection. */
export interface IntroductionFrame {
  interaction_type: 'config'
  config: Switches
  call: Record<string, unknown>
}

export interface CallDetailsFrame {
  interaction_type: 'call_details'
  call: Record<string, unknown>
}

/** The whole conversation so far. `transcript_with_tool_calls` is there only when the config asked for it. */
/** Carries the transcript, too, which is JSON already when it gets here. */
export interface UpdateFrame {
  interaction_type: 'update_only'
  turntaking?: 'agent_turn' | 'user_turn'
}

/** Carries the transcript, too. */
export interface RequestFrame {
  interaction_type: 'response_required' | 'reminder_required'
  response_id: number
}

/** Customer to Retell. `response_type` tells them apart; one without it is a response. */
export type CustomerFrame =
  | ConfigFrame
  | PongFrame
  | ResponseFrame
  | AgentInterruptFrame
  | ToolCallInvocationFrame
  | ToolCallResultFrame
  | UpdateAgentFrame
  | MetadataFrame

/** What a customer's server may switch on, per connection; all off until it says so. */
export interface Switches {
  auto_reconnect: boolean
  call_details: boolean
  transcript_with_tool_calls: boolean
}

export interface ConfigFrame {
  response_type: 'config'
  config: Switches
}

export interface PongFrame {
  response_type: 'ping_pong'
  timestamp: number
}

/** A piece of speech and the action that follows it; absent, null, false and "" all mean no action. */
export interface Chunk {
  content: string
  content_complete: boolean
  no_interruption_allowed?: boolean
  end_call?: boolean
  transfer_number?: string
  show_transferee_as_caller?: boolean
  digit_to_press?: string
}

export interface ResponseFrame extends Chunk {
  response_type: 'response'
  response_id: number
}

export interface AgentInterruptFrame extends Chunk {
  response_type: 'agent_interrupt'
  interrupt_id: number
}

export interface ToolCallInvocationFrame {
  response_type: 'tool_call_invocation'
  tool_call_id: string
  name: string
  /** JSON as text, not checked here. */
  arguments: string
}

export interface ToolCallResultFrame {
  response_type: 'tool_call_result'
  tool_call_id: string
  content: string
  successful?: boolean
}

export interface UpdateAgentFrame {
  response_type: 'update_agent'
  agent_config: AgentConfig
}

export interface MetadataFrame {
  response_type: 'metadata'
  metadata: Record<string, unknown>
}

const CARRY_TRANSCRIPT: readonly RetellFrame['interaction_type'][] = [
  'response_required',
  'reminder_required',
  'update_only',
]

/** The frame in this form. In that of the reference `interaction_type` stays, so that a server may go by either. */
export function inForm(form: FrameForm, frame: RetellFrame): object {
  if (form === 'retell') return frame
  const { interaction_type } = frame
  return {
    type: CARRY_TRANSCRIPT.includes(interaction_type) ? 'response_required' : interaction_type,
    ...frame,
  }
}

const maxDepth = 100

/**
 * Reads one text frame of the customer's server. As documented: null for an optional field and unknown keys
 * are tolerated, a missing `response_type` is a response, wrong types drop the frame. The frame given back
 * has the known fields only; a fault is one sentence. Work and messages are bounded: text of more than
 * `maxBytes` is not parsed at all.
 *
 * Guesses: what else than Retell's docs name drops a frame (an unknown `response_type`, an optional field of
 * a wrong type, a value out of range).
 */
export function readFrame(text: string, maxBytes = 1_048_576): { frame: CustomerFrame } | { fault: string } {
  if (text.length > maxBytes || Buffer.byteLength(text) > maxBytes) {
    return { fault: `a frame of more than ${maxBytes} bytes was dropped` }
  }
  const parsed = parse(text)
  // The words of Retell's public log.
  if (!isObject(parsed)) return { fault: 'Error in parsing LLM websocket message: it is not a JSON object' }
  try {
    return { frame: frameOf(parsed) }
  } catch (error) {
    if (error instanceof Malformed) return { fault: error.message }
    throw error
  }
}

function frameOf(fields: Fields): CustomerFrame {
  const kind: unknown = fields.response_type ?? 'response'
  switch (kind) {
    case 'response':
      return { response_type: kind, response_id: integer(fields, 'response_id'), ...chunk(fields) }
    case 'agent_interrupt':
      return { response_type: kind, interrupt_id: integer(fields, 'interrupt_id'), ...chunk(fields) }
    case 'config': {
      const config = object(fields, 'config')
      return {
        response_type: kind,
        config: {
          auto_reconnect: optional(flag, config, 'auto_reconnect') ?? false,
          call_details: optional(flag, config, 'call_details') ?? false,
          transcript_with_tool_calls: optional(flag, config, 'transcript_with_tool_calls') ?? false,
        },
      }
    }
    case 'ping_pong':
      // Whole milliseconds are documented, but a server's own clock often has a fraction: a guess that it is
      // let pass.
      return { response_type: kind, timestamp: number(fields, 'timestamp') }
    case 'tool_call_invocation':
      return {
        response_type: kind,
        tool_call_id: string(fields, 'tool_call_id'),
        name: string(fields, 'name'),
        arguments: string(fields, 'arguments'),
      }
    case 'tool_call_result':
      return {
        response_type: kind,
        tool_call_id: string(fields, 'tool_call_id'),
        content: string(fields, 'content'),
        successful: optional(flag, fields, 'successful'),
      }
    case 'update_agent':
      return { response_type: kind, agent_config: agentConfig(object(fields, 'agent_config')) }
    case 'metadata': {
      const metadata = object(fields, 'metadata')
      if (isDeeperThan(metadata, maxDepth))
        throw new Malformed(`metadata must not be nested deeper than ${maxDepth}`)
      return { response_type: kind, metadata }
    }
    default:
      throw new Malformed(`unknown response_type ${show(kind)}`)
  }
}

const chunk = (fields: Fields): Chunk => ({
  content: string(fields, 'content'),
  content_complete: flag(fields, 'content_complete'),
  no_interruption_allowed: optional(flag, fields, 'no_interruption_allowed'),
  end_call: optional(flag, fields, 'end_call'),
  transfer_number: optional(string, fields, 'transfer_number'),
  show_transferee_as_caller: optional(flag, fields, 'show_transferee_as_caller'),
  digit_to_press: optional(string, fields, 'digit_to_press'),
})

function agentConfig(fields: Fields): AgentConfig {
  const within = (name: keyof AgentConfig) => {
    const value = optional(number, fields, name)
    const range = agentConfigRanges[name]
    if (value !== undefined && !range.has(value))
      throw new Malformed(`${name} must be ${range.said}, not ${value}`)
    return value
  }
  return {
    responsiveness: within('responsiveness'),
    interruption_sensitivity: within('interruption_sensitivity'),
    reminder_trigger_ms: within('reminder_trigger_ms'),
    reminder_max_count: within('reminder_max_count'),
  }
}

type Fields = Record<string, unknown>
type Read<Value> = (fields: Fields, name: string) => Value

class Malformed extends Error {}

function required<Value>(is: (value: unknown) => value is Value, what: string): Read<Value> {
  return (fields, name) => {
    const value = fields[name]
    if (!is(value)) throw new Malformed(`${name} must be ${what}, not ${show(value)}`)
    return value
  }
}

const string = required(value => typeof value === 'string', 'a string')
const flag = required(value => typeof value === 'boolean', 'a boolean')
const number = required((value): value is number => Number.isFinite(value), 'a number')
const integer = required((value): value is number => Number.isSafeInteger(value), 'an integer')
const object = required(isObject, 'an object')

const optional = <Value>(read: Read<Value>, fields: Fields, name: string): Value | undefined =>
  fields[name] === undefined || fields[name] === null ? undefined : read(fields, name)

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A value as it may stand in a message: containers by their kind, texts cut. */
function show(value: unknown): string {
  if (Array.isArray(value)) return 'an array'
  if (isObject(value)) return 'an object'
  return value === undefined
    ? 'missing'
    : JSON.stringify(typeof value === 'string' ? value.slice(0, 60) : value)
}

/** Whether there are more than `limit` levels: a later walk by recursion needs stack for each of them. */
function isDeeperThan(value: object, limit: number): boolean {
  let level: object[] = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth === limit) return true
    level = level
      .flatMap(item => Object.values(item))
      .filter(item => typeof item === 'object' && item !== null)
  }
  return false
}
