// What an LLM server records or changes in mid-call beside answering: its own tool calls, and the agent's manner.

import type { TranscriptItem } from '../store/calls.ts'
import type { Moment } from './call-plan.ts'
import { hearTool } from './expecting.ts'
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
      config: {
        responsiveness?: number | null
        interruption_sensitivity?: number | null
        reminder_trigger_ms?: number | null
        reminder_max_count?: number | null
      }
    }

/** A tool frame that came while the caller spoke; it joins the transcript behind what the caller says. */
export type HeldNote = Extract<TranscriptItem, { role: 'tool_call_invocation' | 'tool_call_result' }>

/** How much of what tool frames say is recorded, in characters: more is no conversation. */
const KEPT_CHARS = 5_000_000

export function takeNote(moment: Moment, note: LlmNote): void {
  const { run } = moment
  switch (note.type) {
    case 'tool_call_invocation': {
      const { tool_call_id, name, arguments: args } = note.frame
      hearTool(moment, name, args)
      return record(moment, { role: note.type, tool_call_id, name, arguments: args })
    }
    case 'tool_call_result': {
      const { tool_call_id, content, successful } = note.frame
      const reported = successful == null ? {} : { successful }
      return record(moment, { role: note.type, tool_call_id, content, ...reported })
    }
    case 'update_agent': {
      const { config } = note
      run.reminderTriggerMs = config.reminder_trigger_ms ?? run.reminderTriggerMs
      run.reminderMaxCount = config.reminder_max_count ?? run.reminderMaxCount
      run.responsiveness = config.responsiveness ?? run.responsiveness
      run.interruptionSensitivity = config.interruption_sensitivity ?? run.interruptionSensitivity
    }
  }
}

function record(moment: Moment, item: HeldNote): void {
  const { run } = moment
  run.noteChars += item.role === 'tool_call_result' ? item.content.length : item.arguments.length
  if (run.noteChars > KEPT_CHARS) return
  const stamped = { ...item, time_sec: secondsInto(moment) }
  if (run.speaking?.role !== 'user') return addItem(moment, stamped)
  run.held ??= []
  run.held.push(stamped)
}

/**
 * Records what was held back while the caller spoke. On a frozen clock it is of this moment: how soon it came is a matter of
 * the server's real speed, which is nothing there.
 */
export function addHeldNotes(moment: Moment): void {
  const { world, run } = moment
  const { held = [] } = run
  delete run.held
  for (const item of held)
    addItem(moment, world.clock.frozen ? { ...item, time_sec: secondsInto(moment) } : item)
}
