// The order of the keys of a call, as records of the live service have it. What stands where in it is for others.

import type { Call } from '../contract.ts'

/** Observed in records of calls by phone, ended and just created. The places of all other keys are not known. */
const OBSERVED = [
  'call_id',
  'call_type',
  'agent_id',
  'agent_version',
  'agent_name',
  'retell_llm_dynamic_variables',
  'collected_dynamic_variables',
  'custom_sip_headers',
  'call_status',
  'start_timestamp',
  'end_timestamp',
  'duration_ms',
  'transcript',
  'transcript_object',
  'transcript_with_tool_calls',
  'recording_url',
  'recording_multi_channel_url',
  'public_log_url',
  'disconnection_reason',
  'latency',
  'metadata',
  'call_cost',
  'call_analysis',
  'data_storage_setting',
  'opt_in_signed_url',
  'llm_token_usage',
  'from_number',
  'to_number',
  'direction',
  'telephony_identifier',
] as const

/** The same call with its keys in the observed order; those that nobody has seen come last, as they came. */
export function inOrder<Kind extends Call>(call: Kind): Kind {
  const given: Record<string, unknown> = call
  const ordered: Record<string, unknown> = {}
  for (const key of OBSERVED) if (given[key] !== undefined) ordered[key] = given[key]
  return Object.assign(ordered, call)
}
