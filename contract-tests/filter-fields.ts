// Which fields the newest lists can be filtered by, under what they may be filtered as. What a filter finds, and how a wrong
// one is refused, is for the tests.

export const CALL_FIELDS = {
  text: ['batch_call_id', 'from_number', 'to_number'],
  textOrEnum: ['call_id'],
  enum: [
    'call_status',
    'call_type',
    'direction',
    'disconnection_reason',
    'user_sentiment',
    'data_storage_setting',
  ],
  openEnum: ['agent_tag'],
  truth: ['in_voicemail', 'call_successful'],
  number: ['start_timestamp', 'end_timestamp', 'duration_ms', 'combined_cost', 'e2e_latency_p50'],
  keyed: ['custom_analysis_data', 'custom_attributes', 'metadata', 'dynamic_variables'],
  agents: ['agent'],
  tools: ['tool_calls'],
}

export const CHAT_FIELDS = {
  text: ['agent_number', 'user_number'],
  textOrEnum: ['chat_id'],
  enum: [
    'chat_status',
    'chat_type',
    'direction',
    'disconnection_reason',
    'user_sentiment',
    'data_storage_setting',
  ],
  openEnum: ['agent_tag'],
  truth: ['chat_successful'],
  number: ['start_timestamp', 'end_timestamp', 'duration_ms', 'combined_cost'],
  keyed: ['custom_analysis_data', 'custom_attributes'],
  agents: ['agent'],
}
