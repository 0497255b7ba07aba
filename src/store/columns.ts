// What the lists of calls and chats can filter by: for each column its type, and its path in the stored object, or the
// paths of which the first counts that is there.

export type Columns = Record<string, readonly ['TEXT' | 'INTEGER' | 'REAL', ...string[]]>

/** The first of these paths that is there in a document, as SQL. */
export const within = (doc: string, paths: readonly string[]): string => {
  const places = paths.map(path => `${doc} ->> '$.${path}'`).join(', ')
  return paths.length > 1 ? `coalesce(${places})` : places
}

/** Columns of `calls` that a list can filter by, as `<column>: <type and paths in the call object>`. */
export const CALL_COLUMNS = {
  agent_id: ['TEXT', 'agent_id'],
  agent_version: ['INTEGER', 'agent_version'],
  agent_tag: ['TEXT', 'agent_tag'],
  call_status: ['TEXT', 'call_status'],
  call_type: ['TEXT', 'call_type'],
  direction: ['TEXT', 'direction'],
  from_number: ['TEXT', 'from_number'],
  to_number: ['TEXT', 'to_number'],
  batch_call_id: ['TEXT', 'batch_call_id'],
  disconnection_reason: ['TEXT', 'disconnection_reason'],
  data_storage_setting: ['TEXT', 'data_storage_setting'],
  start_timestamp: ['INTEGER', 'start_timestamp'],
  end_timestamp: ['INTEGER', 'end_timestamp'],
  duration_ms: ['INTEGER', 'duration_ms'],
  combined_cost: ['REAL', 'call_cost.combined_cost'],
  e2e_latency_p50: ['REAL', 'latency.e2e.p50'],
  user_sentiment: ['TEXT', 'call_analysis.user_sentiment', 'scrubbed_call_analysis.user_sentiment'],
  call_successful: ['INTEGER', 'call_analysis.call_successful', 'scrubbed_call_analysis.call_successful'],
  in_voicemail: ['INTEGER', 'call_analysis.in_voicemail', 'scrubbed_call_analysis.in_voicemail'],
} as const satisfies Columns

/** Columns of `calls` that are there when a call is over, or in few calls: each has an index of the calls that have them. */
export const LATE_CALL_COLUMNS: readonly (keyof typeof CALL_COLUMNS)[] = [
  'agent_tag',
  'batch_call_id',
  'user_sentiment',
  'call_successful',
  'in_voicemail',
  'end_timestamp',
  'duration_ms',
  'combined_cost',
  'e2e_latency_p50',
]

/** Columns of `chats` that a list can filter by, as `CALL_COLUMNS`. */
export const CHAT_COLUMNS = {
  agent_id: ['TEXT', 'agent_id'],
  version: ['INTEGER', 'version'],
  agent_tag: ['TEXT', 'agent_tag'],
  chat_status: ['TEXT', 'chat_status'],
  chat_type: ['TEXT', 'chat_type'],
  start_timestamp: ['INTEGER', 'start_timestamp'],
  end_timestamp: ['INTEGER', 'end_timestamp'],
  combined_cost: ['REAL', 'chat_cost.combined_cost'],
  user_sentiment: ['TEXT', 'chat_analysis.user_sentiment'],
  chat_successful: ['INTEGER', 'chat_analysis.chat_successful'],
} as const satisfies Columns
