// The tool calls of a call as its record lists them, apart from the transcript that they stand in.

import type { Call } from '../contract.ts'
import type { TranscriptItem } from '../store/calls.ts'

type ToolCallRecord = NonNullable<Call['tool_calls']>[number]

/** Tools that Retell runs itself and that the transcript names after their type. */
const BUILT_IN: readonly string[] = [
  'end_call',
  'transfer_call',
  'press_digit',
  'send_sms',
  'extract_dynamic_variable',
]

/**
 * `tool_calls` in the order of the invocations. The field was seen on the live service and is in no published type; its
 * members are those that lists filter by. One without a result has neither success nor latency.
 */
export function toolCallsOf(items: readonly TranscriptItem[]): ToolCallRecord[] {
  return items.flatMap(item => {
    if (item.role !== 'tool_call_invocation') return []
    const { tool_call_id, name, type = BUILT_IN.includes(name) ? name : 'custom', time_sec } = item
    const result = items.find(
      other => other.role === 'tool_call_result' && other.tool_call_id === tool_call_id,
    )
    return [{ name, type, ...(result?.role === 'tool_call_result' ? outcomeOf(result, time_sec) : {}) }]
  })
}

function outcomeOf(
  { successful = true, time_sec }: Extract<TranscriptItem, { role: 'tool_call_result' }>,
  invokedAt: number | undefined,
): Partial<ToolCallRecord> {
  const isTimed = time_sec !== undefined && invokedAt !== undefined
  return {
    ...(isTimed ? { latency_ms: Math.max(0, Math.round((time_sec - invokedAt) * 1000)) } : {}),
    success: successful,
  }
}
