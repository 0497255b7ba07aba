// What a server says beside its answers: tool calls, settings of the agent, metadata, its switches. It is kept and told as
// long as there is not too much of it.

import type { AgentConfig } from '../ws/agent-config.ts'
import type { SessionEvent } from '../ws/session.ts'
import type { TalkEvent } from './events.ts'
import type { TalkItem } from './transcript.ts'

export type ServerNote = Extract<
  SessionEvent,
  { type: 'config' | 'tool_call_invocation' | 'tool_call_result' | 'update_agent' | 'metadata' }
>

/** A server that sends more is counted no further. */
const MAX_NOTES = 2_000
/** Retell docs, agent settings. */
const REMINDER_TRIGGER_MS = 10_000
const REMINDER_MAX_COUNT = 1

export interface NotesOptions {
  items: TalkItem[]
  tell(event: TalkEvent): void
  /** Seconds into the call. */
  nowSec(): number
}

export class ServerNotes {
  reminderTriggerMs = REMINDER_TRIGGER_MS
  /** How often the caller has been reminded since speaking last. */
  reminders = 0
  readonly #options: NotesOptions
  #reminderMaxCount = REMINDER_MAX_COUNT
  #count = 0
  #actions = 0

  constructor(options: NotesOptions) {
    this.#options = options
  }

  get remindersLeft(): number {
    return Math.max(0, this.#reminderMaxCount - this.reminders)
  }

  take(note: ServerNote): void {
    const { tell, items, nowSec } = this.#options
    this.#count += 1
    if (this.#count === MAX_NOTES + 1) {
      tell({
        type: 'note',
        message: `more than ${MAX_NOTES} frames beside answers: the rest is not looked at`,
      })
    }
    if (this.#count > MAX_NOTES) return
    switch (note.type) {
      case 'config':
        return tell({ type: 'config', config: note.config })
      case 'metadata':
        return tell({ type: 'metadata', metadata: note.metadata })
      case 'update_agent':
        this.#configure(note.config)
        return tell({ type: 'update_agent', config: note.config })
      case 'tool_call_invocation': {
        const { tool_call_id, name, arguments: args } = note.frame
        const call = { tool_call_id, name, arguments: args }
        items.push({ role: note.type, ...call, time_sec: nowSec() })
        return tell({ type: note.type, ...call })
      }
      case 'tool_call_result': {
        const { tool_call_id, content, successful } = note.frame
        const result = { tool_call_id, content, ...(successful !== undefined && { successful }) }
        items.push({ role: note.type, ...result, time_sec: nowSec() })
        return tell({ type: note.type, ...result })
      }
    }
  }

  /** Records what the agent has done, as Retell does: as a tool call. */
  recordAction(name: string, args: object, result: string): void {
    const { items, nowSec } = this.#options
    this.#actions += 1
    const tool_call_id = `tool_call_talk_${this.#actions}`
    const time_sec = nowSec()
    items.push(
      { role: 'tool_call_invocation', tool_call_id, name, arguments: JSON.stringify(args), time_sec },
      { role: 'tool_call_result', tool_call_id, content: result, successful: true, time_sec },
    )
  }

  #configure({ reminder_trigger_ms, reminder_max_count }: AgentConfig): void {
    this.reminderTriggerMs = reminder_trigger_ms ?? this.reminderTriggerMs
    this.#reminderMaxCount = reminder_max_count ?? this.#reminderMaxCount
  }
}
