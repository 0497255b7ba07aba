// What happens in a conversation over the terminal phone, spelt as a JSON line has it. What is shown of it to people is in
// screen.ts.

import type { AgentConfig } from '../ws/agent-config.ts'
import type { Switches } from '../ws/frames.ts'
import type { TalkItem } from './transcript.ts'

/** What an agent's turn answers. */
export type TurnKind = 'begin' | 'response_required' | 'reminder_required' | 'agent_interrupt'

/** What an answer asks for once it is spoken; one at most. */
export interface Action {
  end_call?: true
  transfer_number?: string
  digit_to_press?: string
}

export type TalkEvent =
  /** A WebSocket is being opened; `reconnect`: not for the first time. */
  | { type: 'dialing'; url: string; attempt: number; reconnect: boolean }
  | { type: 'dial_failed'; attempt: number; message: string; again_in_ms: number | null }
  | { type: 'connected'; connection: number; took_ms: number }
  | { type: 'config'; config: Switches }
  /** With `--agent`: a call of a running mock. */
  | { type: 'call'; call_id: string; agent_id: string; base_url: string }
  | { type: 'you'; content: string; goes_on?: true }
  | { type: 'pressed'; digits: string }
  | { type: 'silence'; for_ms: number; reminder_after_ms: number | null }
  | { type: 'updated' }
  /** The server is asked for words. */
  | { type: 'asked'; kind: 'response_required' | 'reminder_required'; response_id: number }
  /** A piece of what the agent says. The id is -1 for an interrupt, and where a mock does not tell it. */
  | { type: 'agent_words'; response_id: number; interrupt_id?: number; content: string }
  | ({
      type: 'answer'
      kind: TurnKind
      response_id: number
      interrupt_id?: number
      content: string
      /** Real ms since the server was asked, or since the connection for a begin message. */
      first_words_ms: number | null
      first_sentence_ms: number | null
      complete_ms: number
      /** How long it takes to say. */
      speech_ms: number
      no_interruption_allowed?: true
    } & Action)
  | { type: 'no_answer'; kind: TurnKind; response_id: number; after_ms: number; content: string }
  /** The agent stops in mid-speech; what it would have done afterwards is not done. */
  | {
      type: 'cut_off'
      by: 'you' | 'agent_interrupt' | 'loss' | 'end'
      response_id: number
      spoken: string
      unspoken: string
      dropped?: Action
    }
  | { type: 'agent_pressed'; digits: string }
  | { type: 'transfer'; number: string }
  | { type: 'tool_call_invocation'; tool_call_id: string; name: string; arguments: string }
  | { type: 'tool_call_result'; tool_call_id: string; content: string; successful?: boolean }
  | { type: 'update_agent'; config: AgentConfig }
  | { type: 'metadata'; metadata: Record<string, unknown> }
  /** Of a transcript that a mock keeps: an item without a form of its own here. */
  | { type: 'item'; item: Record<string, unknown> }
  | { type: 'dropped'; message: string }
  | { type: 'ping_missed'; silent_ms: number }
  | { type: 'frame'; direction: 'sent' | 'received'; text: string }
  /** The other side closed, or the connection broke; `meaning` is what Retell makes of the code. */
  | { type: 'closed'; code: number; meaning: string }
  | { type: 'reconnecting'; because: string; time: number; of: number }
  | { type: 'transcript'; items: readonly TalkItem[] }
  | { type: 'saved'; file: string }
  | { type: 'help' }
  | { type: 'note'; message: string }
  /** What was typed cannot be done. */
  | { type: 'refused'; message: string }
  | ({ type: 'ended' } & Ending)

export interface Ending {
  /** As `disconnection_reason` spells it. */
  reason: string
  /** The call broke, instead of being ended by somebody. */
  error: boolean
  duration_ms: number
  answers: number
  dropped: number
  /** Of the answers that had words. */
  first_words_ms: { median: number; longest: number } | null
}

/** An event with its time: ms since the conversation began. */
export type Told = { at_ms: number } & TalkEvent
