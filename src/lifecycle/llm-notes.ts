// What an LLM server records or changes in mid-call beside answering: its own tool calls, and the agent's manner.

import type { Moment } from './call-plan.ts'
import { addItem, secondsInto } from './transcript.ts'

/** A tool frame or `update_agent`, as the socket hands it over; others concern nobody here. */
export type LlmNote =
  | { type: 'tool_call_invocation'; frame: { tool_call_id: string; name: string; arguments: string } }
  | {
      type: 'tool_call_result'
      frame: { tool_call_id: string; content: string; successful?: boolean | null }
    }
  | {
      type: 'update_agent'
      config: { reminder_trigger_ms?: number | null; reminder_max_count?: number | null }
    }

export function takeNote(moment: Moment, note: LlmNote): void {
  const { run } = moment
  const time_sec = secondsInto(moment)
  switch (note.type) {
    case 'tool_call_invocation': {
      const { tool_call_id, name, arguments: args } = note.frame
      return addItem(moment, { role: note.type, tool_call_id, name, arguments: args, time_sec })
    }
    case 'tool_call_result': {
      const { tool_call_id, content, successful } = note.frame
      const reported = successful == null ? {} : { successful }
      return addItem(moment, { role: note.type, tool_call_id, content, ...reported, time_sec })
    }
    case 'update_agent':
      run.reminderTriggerMs = note.config.reminder_trigger_ms ?? run.reminderTriggerMs
      run.reminderMaxCount = note.config.reminder_max_count ?? run.reminderMaxCount
  }
}
