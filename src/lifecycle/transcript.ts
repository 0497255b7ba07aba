// The transcript of a call under way: items by the order they were heard or done, and the forms that a call object
// and a frame to an LLM server take from them.

import type { Call, Schemas } from '../contract.ts'
import { SPEAKERS, type TranscriptItem } from '../store/calls.ts'
import type { World } from '../world.ts'
import type { Moment } from './call-plan.ts'
import { transcriptText } from './speech.ts'

export type Utterance = Schemas['Utterance']

/** The whole transcript in the two forms that the LLM socket speaks, as JSON: it is sent more often than it is read. */
export interface LiveTranscript {
  transcript: string
  transcript_with_tool_calls: string
}

export const isUtterance = (item: TranscriptItem): item is Utterance => SPEAKERS.includes(item.role)

export function liveTranscript(world: World, callId: string): LiveTranscript {
  const { spoken, all } = world.store.calls.transcriptText(callId)
  return { transcript: `[${spoken}]`, transcript_with_tool_calls: `[${all}]` }
}

/** Seconds since the call was answered, as transcript items tell time. */
export const secondsInto = ({ world, run }: Moment): number =>
  Math.max(0, world.now() - (run.startedAt ?? world.now())) / 1000

/** Records something that the agent did, as Retell does: an invocation and its result. */
export function recordAction(
  moment: Moment,
  name: string,
  args: Record<string, unknown>,
  result: string,
): void {
  const { world, run } = moment
  const tool_call_id = world.newId('toolCall')
  const time_sec = secondsInto(moment)
  const { calls } = world.store
  calls.addItem(run.callId, {
    role: 'tool_call_invocation',
    tool_call_id,
    name,
    arguments: JSON.stringify(args),
    time_sec,
  })
  calls.addItem(run.callId, {
    role: 'tool_call_result',
    tool_call_id,
    content: result,
    successful: true,
    time_sec,
  })
}

/** The transcript fields of a call object. */
export function transcriptFields(
  items: TranscriptItem[],
): Pick<Call, 'transcript' | 'transcript_object' | 'transcript_with_tool_calls'> {
  const utterances = items.filter(isUtterance)
  return {
    transcript: transcriptText(utterances),
    transcript_object: utterances,
    transcript_with_tool_calls: items,
  }
}

/** The call as get-call shows it: while it is going on, with its transcript so far. */
export function withTranscript(world: World, call: Call): Call {
  if (call.call_status !== 'ongoing') return call
  const items = world.store.calls.items(call.call_id)
  return items.length === 0 ? call : { ...call, ...transcriptFields(items) }
}
