// The transcript of a call under way: items by the order they were heard or done, and the forms that a call object
// and a frame to an LLM server take from them.

import type { Call, Schemas } from '../contract.ts'
import { type Place, SPEAKERS, type TranscriptItem } from '../store/calls.ts'
import type { FrameTranscript } from '../store/frame-text.ts'
import type { World } from '../world.ts'
import { inOrder } from './call-keys.ts'
import type { Moment } from './call-plan.ts'
import { hearTool } from './expecting.ts'
import type { Speaking } from './run.ts'
import { UNINTELLIGIBLE } from './saying.ts'
import { transcriptText } from './speech.ts'

export type Utterance = Schemas['Utterance']

/** The whole transcript in the two forms that the LLM socket speaks, as JSON without brackets: it is sent more often than it is read. */
export type LiveTranscript = FrameTranscript

export const isUtterance = (item: TranscriptItem): item is Utterance => SPEAKERS.includes(item.role)

export function liveTranscript(world: World, callId: string): LiveTranscript {
  const { spoken, all } = world.store.calls.transcriptText(callId)
  return { spoken, all }
}

/** Seconds since the call was answered, as transcript items tell time. */
export const secondsInto = ({ world, run }: Pick<Moment, 'world' | 'run'>): number =>
  Math.max(0, world.now() - (run.startedAt ?? world.now())) / 1000

/** The place of an item that begins now, or began so many seconds into the call. */
export function newPlace(moment: Pick<Moment, 'world' | 'run'>, timeSec = secondsInto(moment)): Place {
  moment.run.items += 1
  return { number: moment.run.items, timeSec }
}

/** Adds to the transcript; `place` is that of an item which began earlier. The run must be stored in the same transaction. */
export function addItem(
  moment: Pick<Moment, 'world' | 'run'>,
  item: TranscriptItem,
  place: Place = newPlace(moment),
): void {
  moment.world.store.calls.addItem(moment.run.callId, item, place)
}

/** An utterance, or so much of it as was said. */
export const utteranceOf = (
  { role, responseId, interruptId }: Pick<Speaking, 'role' | 'responseId' | 'interruptId'>,
  { content, words }: Pick<Speaking, 'content' | 'words'>,
): Utterance => ({
  role,
  content,
  // Of what nobody made out there are no words.
  words: content === UNINTELLIGIBLE ? [] : words,
  ...(interruptId === undefined ? {} : { metadata: { interrupt_id: interruptId } }),
  ...(responseId === undefined ? {} : { metadata: { response_id: responseId } }),
})

/** Records something that the agent did, as Retell does: an invocation and its result. */
export function recordAction(
  moment: Moment,
  name: string,
  args: Record<string, unknown>,
  result: string,
): void {
  const tool_call_id = moment.world.newId('toolCall')
  const time_sec = secondsInto(moment)
  hearTool(moment, name, JSON.stringify(args))
  addItem(moment, {
    role: 'tool_call_invocation',
    tool_call_id,
    name,
    arguments: JSON.stringify(args),
    time_sec,
  })
  addItem(moment, {
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
  return items.length === 0 ? call : inOrder({ ...call, ...transcriptFields(items) })
}
