// What the contract tests see in replies that the types of the SDKs would not expect, and why it stays. The last test fails
// on a fault that is missing here, and on one here that no reply has any more.

export interface SdkExcuse {
  reason: string
  /** As the witness says them: the SDK, the type or member, and what is the matter. */
  faults: readonly string[]
}

export const sdkLedger: readonly SdkExcuse[] = [
  {
    reason:
      'settings of the API reference that have left the SDK: they are kept, and sent back to whoever set them',
    faults: [
      'sdk-4 AgentResponse has no enable_voicemail_detection',
      'sdk-4 AgentResponse has no voicemail_detection_timeout_ms',
      'sdk-4 AgentResponse has no voicemail_message',
      'sdk-5 AgentResponse has no enable_voicemail_detection',
      'sdk-5 AgentResponse has no normalize_for_speech',
      'sdk-5 AgentResponse has no voicemail_detection_timeout_ms',
      'sdk-5 AgentResponse has no voicemail_message',
    ],
  },
  {
    reason: 'words that have left the newest SDK; old agents and the catalogue still have them',
    faults: [
      'sdk-5 AgentResponse.voice_model is "eleven_turbo_v2"',
      'sdk-5 VoiceResponse.provider is "deepgram"',
    ],
  },
  {
    reason: 'seen on the live service, in no published type',
    faults: [
      'sdk-4 PhoneCallResponse has no tool_calls',
      'sdk-4 WebCallResponse has no tool_calls',
      'sdk-5 CallListResponse.V3PhoneCallResponse has no tool_calls',
      'sdk-5 PhoneCallResponse has no tool_calls',
      'sdk-5 WebCallResponse has no tool_calls',
      'sdk-4 PhoneCallResponse.ToolCallInvocationUtterance has no time_sec',
      'sdk-4 PhoneCallResponse.ToolCallResultUtterance has no time_sec',
      'sdk-4 PhoneCallResponse.TranscriptObject has no metadata',
      'sdk-4 PhoneCallResponse.Utterance has no metadata',
      'sdk-4 WebCallResponse.TranscriptObject has no metadata',
      'sdk-4 WebCallResponse.Utterance has no metadata',
      'sdk-5 PhoneCallResponse.ToolCallInvocationUtterance has no time_sec',
      'sdk-5 PhoneCallResponse.ToolCallResultUtterance has no time_sec',
      'sdk-5 PhoneCallResponse.TranscriptObject has no metadata',
      'sdk-5 PhoneCallResponse.Utterance has no metadata',
      'sdk-5 WebCallResponse.TranscriptObject has no metadata',
      'sdk-5 WebCallResponse.Utterance has no metadata',
      'sdk-5 WebCallResponse.NodeTransitionUtterance has no time_sec',
    ],
  },
  {
    reason:
      'update-call takes these for a call of either kind; what was set is answered, though the types of a web call lack it',
    faults: [
      'sdk-4 WebCallResponse has no custom_attributes',
      'sdk-5 CallListResponse.V3WebCallResponse has no custom_attributes',
      'sdk-5 WebCallResponse has no custom_attributes',
    ],
  },
  {
    reason: 'how Retell’s guide to data storage settings says PII is scrubbed, in no published type',
    faults: [
      'sdk-4 PhoneCallResponse has no scrubbed_call_analysis',
      'sdk-4 PhoneCallResponse has no scrubbed_collected_dynamic_variables',
      'sdk-4 PhoneCallResponse has no scrubbed_metadata',
      'sdk-4 PhoneCallResponse has no scrubbed_retell_llm_dynamic_variables',
      'sdk-4 PhoneCallResponse needs to_number',
      'sdk-5 PhoneCallResponse has no scrubbed_call_analysis',
      'sdk-5 PhoneCallResponse has no scrubbed_collected_dynamic_variables',
      'sdk-5 PhoneCallResponse has no scrubbed_metadata',
      'sdk-5 PhoneCallResponse has no scrubbed_retell_llm_dynamic_variables',
      'sdk-5 PhoneCallResponse needs to_number',
    ],
  },
  {
    reason: 'newer than this SDK: one service answers old clients and new ones',
    faults: [
      'sdk-4 AgentResponse has no assigned_tags',
      'sdk-4 AgentResponse has no ivr_option',
      'sdk-4 AgentResponse has no base_version',
      'sdk-4 AgentResponse has no custom_stt_config',
      'sdk-4 AgentResponse has no data_storage_retention_days',
      'sdk-4 AgentResponse has no handbook_config',
      'sdk-4 AgentResponse has no version_description',
      'sdk-4 AgentResponse has no version_title',
      'sdk-4 AgentResponse.language is a list',
      'sdk-4 AgentResponse.stt_mode is "custom"',
      'sdk-4 ConcurrencyRetrieveResponse has no concurrency_burst_enabled',
      'sdk-4 ConcurrencyRetrieveResponse has no concurrency_burst_limit',
      'sdk-4 ConcurrencyRetrieveResponse has no reserved_inbound_concurrency',
      'sdk-4 LlmResponse has no is_transfer_llm',
      'sdk-4 PhoneCallResponse.ToolCallResultUtterance has no successful',
      'sdk-4 PhoneNumberResponse has no allowed_inbound_country_list',
      'sdk-4 PhoneNumberResponse has no fallback_number',
      'sdk-4 PhoneNumberResponse has no inbound_agents',
      'sdk-4 PhoneNumberResponse has no inbound_sms_agents',
      'sdk-4 PhoneNumberResponse has no inbound_sms_webhook_url',
      'sdk-4 PhoneNumberResponse has no outbound_agents',
      'sdk-4 PhoneNumberResponse has no sip_outbound_trunk_config',
      'sdk-4 VoiceResponse.provider is "cartesia"',
      'sdk-4 VoiceResponse.provider is "minimax"',
      'sdk-4 VoiceResponse.provider is "platform"',
    ],
  },
  {
    reason: 'a tool needs no description in the published description, and is sent back as it came',
    faults: ['sdk-4 LlmResponse.CustomTool needs description'],
  },
  {
    reason: 'newer than this SDK, of the operations that share their replies with the newest one',
    faults: [
      'sdk-4 BatchCallResponse has no call_time_window',
      'sdk-4 ChatCreateChatCompletionResponse.ToolCallResultMessage has no successful',
      'sdk-4 ChatResponse has no chat_type',
      'sdk-4 ChatResponse has no custom_attributes',
      'sdk-4 ChatResponse has no version',
      'sdk-4 ChatResponse.ToolCallResultMessage has no successful',
      'sdk-4 PhoneNumberResponse has no outbound_sms_agents',
      'sdk-4 ChatAgentResponse has no assigned_tags',
      'sdk-4 ChatAgentResponse has no base_version',
      'sdk-4 ChatAgentResponse has no data_storage_retention_days',
      'sdk-4 ChatAgentResponse has no webhook_events',
      'sdk-4 ConversationFlowResponse has no last_modification_timestamp',
      'sdk-4 KnowledgeBaseResponse has no max_chunk_size',
      'sdk-4 KnowledgeBaseResponse has no min_chunk_size',
      'sdk-4 KnowledgeBaseResponse.KnowledgeBaseSourceDocument has no file_size',
      'sdk-4 KnowledgeBaseResponse.status is "refreshing_in_progress"',
      'sdk-4 VoiceResponse.provider is "inworld"',
      'sdk-4 WebCallResponse.disconnection_reason is "call_take_over"',
      'sdk-4 WebCallResponse.disconnection_reason is "manual_stopped"',
      'sdk-4 WebCallResponse.transcript_with_tool_calls[] is of no kind "injected"',
      'sdk-4 WebCallResponse.transcript_with_tool_calls[] is of no kind "node_transition"',
    ],
  },
  {
    reason: 'seen in flows of the live service, in no published type',
    faults: [
      'sdk-4 ConversationFlowResponse has no is_published',
      'sdk-5 ConversationFlowResponse has no is_published',
      'sdk-4 ConversationFlowResponse.Component has no conversation_flow_component_id',
      'sdk-4 ConversationFlowResponse.Component has no user_modified_timestamp',
      'sdk-5 ConversationFlowResponse.Component has no conversation_flow_component_id',
      'sdk-5 ConversationFlowResponse.Component has no user_modified_timestamp',
    ],
  },
  {
    reason: 'the lists can be filtered by it; that a call shows it is a guess',
    faults: [
      'sdk-4 PhoneCallResponse has no batch_call_id',
      'sdk-5 CallListResponse.V3PhoneCallResponse has no batch_call_id',
    ],
  },
]
