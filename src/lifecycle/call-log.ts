// The public log of a call: what happened when, a line each, with how long each answer took and what went over the socket
// to a custom LLM (Retell docs: get call). The form of the lines is the mock's own.

import type { Call } from '../contract.ts'
import type { TranscriptItem } from '../store/calls.ts'
import type { FrameRow } from '../store/frames.ts'
import { isUtterance } from './transcript.ts'

interface Line {
  at: number
  text: string
}

/** `frames` are those of the socket, none when they are not to be shown. */
export function callLog(call: Call, frames: readonly FrameRow[] = []): string {
  const items = call.transcript_with_tool_calls ?? call.scrubbed_transcript_with_tool_calls ?? []
  const start = call.start_timestamp ?? 0
  const latencies = answerLatencies(call, items)
  let last = start
  const happened = items.map((item): Line => {
    last = Math.max(last, start + Math.round(secondsOf(item) * 1000))
    return { at: last, text: `${nameOf(item, latencies.get(item))}: ${textOf(item)}` }
  })
  const sent = frames.map(
    ({ at, direction, frame }): Line => ({
      at,
      text: `llm ${direction === 'note' ? direction : `websocket ${direction}`}: ${frame}`,
    }),
  )
  const lines = [
    `${stamp(call.start_timestamp)} ${startOf(call)}`,
    // A stable sort: what stands first in the transcript stays first at the same moment.
    ...[...happened, ...sent]
      .toSorted((one, other) => one.at - other.at)
      .map(({ at, text }) => `${stamp(at)} ${text}`),
    `${stamp(call.end_timestamp)} call ended, ${call.disconnection_reason ?? 'no reason given'}`,
  ]
  return `${lines.join('\n')}\n`
}

function startOf(call: Call): string {
  const began = `call ${call.call_id} started, agent ${call.agent_id} version ${call.agent_version}`
  if (call.call_type === 'web_call') return `${began}, web call`
  const { direction, from_number = 'a number not stored', to_number = 'a number not stored' } = call
  return `${began}, ${direction} from ${from_number} to ${to_number}`
}

/** How long each answer took, by the words it began with; what nobody asked for, such as a greeting, has none. */
function answerLatencies({ latency }: Call, items: readonly TranscriptItem[]): Map<TranscriptItem, string> {
  const { e2e, ...parts } = latency ?? {}
  const values = e2e?.values ?? []
  const measured = values.map((whole, index) => {
    const named = Object.entries(parts).map(
      ([name, { values: each = [] }]) => `${name} ${each[index] ?? '-'} ms`,
    )
    return [`e2e ${whole} ms`, ...named].join(', ')
  })
  const begun = new Map<number, TranscriptItem>()
  for (const item of items) {
    const id = item.role === 'agent' ? item.metadata?.response_id : undefined
    if (id && !begun.has(id)) begun.set(id, item)
  }
  return new Map([...begun.values()].slice(0, measured.length).map((item, index) => [item, measured[index]!]))
}

function nameOf(item: TranscriptItem, latency: string | undefined): string {
  if (isUtterance(item)) return latency ? `${item.role} (${latency})` : item.role
  return item.role.replaceAll('_', ' ')
}

function textOf(item: TranscriptItem): string {
  switch (item.role) {
    case 'tool_call_invocation':
      return `${item.name} ${item.arguments}`
    case 'tool_call_result':
      return `${item.successful === false ? 'failed, ' : ''}${item.content}`
    case 'node_transition':
      return `${item.former_node_name} to ${item.new_node_name}`
    case 'dtmf':
      return item.digit
    default:
      return item.content.replaceAll(/[\r\n]+/g, ' ')
  }
}

const secondsOf = (item: TranscriptItem): number =>
  isUtterance(item) ? (item.words[0]?.start ?? 0) : 'time_sec' in item ? (item.time_sec ?? 0) : 0

const stamp = (ms: number | undefined): string => (ms === undefined ? '-' : new Date(ms).toISOString())
