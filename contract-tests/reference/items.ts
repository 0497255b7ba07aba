// What the API reference of the v2 days states, item by item, in a few words of our own: S1 to S296. A line names its first
// number; those after it follow in order. Which test shows an item is in the tests' names.

const LIST = `
1 the base URL | every path needs a bearer key | the Authorization header
4 POST /v2/create-phone-call | from_number | to_number | agent_id | metadata | retell_llm_dynamic_variables
10 drop_if_machine_detected | answers 201 | answers 400 | answers 401 | answers 422
15 POST /v2/create-web-call | agent_id | metadata | retell_llm_dynamic_variables | 201 with a token | answers 400
21 answers 401
22 GET /v2/get-call/{call_id} | call_id | answers 200 | answers 404
26 POST /v2/list-call | filter_criteria | by agent_id | by call_type | by call_status | by start_timestamp
32 by end_timestamp | sort_order | limit | pagination_key | answers 200 with pages
37 PATCH /v2/update-call/{call_id} | call_id | metadata
40 DELETE /v2/delete-call/{call_id} | call_id
42 POST /create-chat | chat_agent_id | metadata | retell_llm_dynamic_variables
46 POST /create-sms-chat | from_number | to_number | chat_agent_id
50 GET /get-chat/{chat_id} | POST /create-chat-completion | chat_id | user_content
54 GET /list-chat | PATCH /update-chat/{chat_id} | PATCH /end-chat/{chat_id}
57 POST /create-phone-number | area_code | inbound_agent_id | outbound_agent_id | nickname
62 GET /get-phone-number/{phone_number} | GET /list-phone-numbers
64 PATCH /update-phone-number/{phone_number} | inbound_agent_id | outbound_agent_id | nickname
68 DELETE /delete-phone-number/{phone_number}
69 POST /create-agent | response_engine | its three types | llm_id | url of a custom LLM | voice_id
75 agent_name | voice_model | fallback_voice_ids | voice_temperature | voice_speed | volume | responsiveness
82 interruption_sensitivity | enable_backchannel | backchannel_frequency | backchannel_words | reminder_trigger_ms
87 reminder_max_count | ambient_sound | ambient_sound_volume | language | webhook_url | webhook_timeout_ms
93 boosted_keywords | data_storage_setting | pronunciation_dictionary | normalize_for_speech
97 end_call_after_silence_ms | max_call_duration_ms | enable_voicemail_detection | voicemail_message
101 voicemail_detection_timeout_ms | voicemail_option | ivr_option | post_call_analysis_data
105 post_call_analysis_model | begin_message_delay_ms | ring_duration_ms | stt_mode | allow_user_dtmf | denoising_mode
111 answers agent_id | answers version | answers last_modification_timestamp | answers is_published
115 answers what was sent
116 GET /get-agent/{agent_id} | agent_id | GET /list-agents
119 PATCH /update-agent/{agent_id} | agent_id | the fields of create-agent, none of them needed
122 DELETE /delete-agent/{agent_id} | POST /publish-agent/{agent_id} | GET /get-agent-versions/{agent_id}
125 POST /create-chat-agent | GET /get-chat-agent/{agent_id} | GET /list-chat-agents
128 PATCH /update-chat-agent/{agent_id} | DELETE /delete-chat-agent/{agent_id}
130 POST /publish-chat-agent/{agent_id} | GET /get-chat-agent-versions/{agent_id}
132 POST /create-retell-llm | model | s2s_model | general_prompt | general_tools | states | starting_state
139 begin_message | inbound_dynamic_variables_webhook_url | knowledge_base_ids
142 tool end_call | tool transfer_call | tool check_availability_cal | tool book_appointment_cal | tool send_sms
147 tool send_email | tool custom
149 GET /get-retell-llm/{llm_id} | GET /list-retell-llms | PATCH /update-retell-llm/{llm_id}
152 DELETE /delete-retell-llm/{llm_id}
153 POST /create-conversation-flow | GET /get-conversation-flow/{flow_id} | GET /list-conversation-flows
156 PATCH /update-conversation-flow/{flow_id} | DELETE /delete-conversation-flow/{flow_id}
158 POST /create-knowledge-base | knowledge_base_name | enable_auto_refresh
161 GET /get-knowledge-base/{knowledge_base_id} | GET /list-knowledge-bases
163 DELETE /delete-knowledge-base/{knowledge_base_id}
164 POST /add-knowledge-base-sources/{knowledge_base_id} | sources | type | url | text_content | file_name
170 DELETE /delete-knowledge-base-source/{knowledge_base_id}/{source_id}
171 POST /add-voice | POST /clone-voice | POST /search-voice | GET /get-voice/{voice_id} | GET /list-voices
176 POST /create-batch-call | from_number | tasks | to_number of a task | dynamic variables of a task
181 GET /get-concurrency | current_concurrency | concurrency_limit
184 POST /import-phone-number | phone_number | termination_uri | inbound_agent_id | outbound_agent_id
189 POST /register-phone-call | agent_id | audio_encoding | audio_websocket_protocol | sample_rate | from_number
195 to_number | answers call_id | answers agent_id | answers sample_rate
199 WebSocket /custom-llm-websocket/{call_id} | config | response_required | its interaction_type | its transcript
204 response | response_id | content | content_complete | end_call
209 a call: all of it | call_id | agent_id | call_type | call_status | start_timestamp | end_timestamp | transcript
217 transcript_object | its role | its content | recording_url | public_log_url | call_analysis | call_successful
224 call_summary | custom_analysis_data | metadata | from_number | to_number
229 an agent: all of it | agent_id | agent_name | version | voice_id | response_engine | its type | its llm_id
237 language | last_modification_timestamp
239 a Retell LLM: all of it | llm_id | model | general_prompt | begin_message | general_tools | states
246 last_modification_timestamp
247 error 400 | error 401 | error 404 | error 422 | error 429 | error 500
253 webhook URL of an agent or the account | call_started | call_ended | call_analyzed
257 a webhook: all of it | event | call | call_id | agent_id | call_type | call_status | transcript | call_analysis
266 the signature
267 the example for Node.js | the example for Python
269 11labs-Adrian, Brian, Chris | 11labs-Alice, Aria, Charlotte | more of ElevenLabs
272 openai-Alloy, Echo, Fable | openai-Onyx, Nova, Shimmer | deepgram-Angus, Arcas, Athena | more of Deepgram
276 voices of Cartesia | the list of voices with previews
278 English | Spanish | French | German | Portuguese | Chinese | Japanese | Korean | Italian | Dutch | Polish
289 Russian | Turkish | Vietnamese | Hindi | Arabic | Hebrew | more languages | multi
`

/** Every item by its id. Throws when a line does not begin with the number that follows on. */
export function referenceItems(): Map<string, string> {
  const items = new Map<string, string>()
  for (const line of LIST.trim().split('\n')) {
    const [, first, words] = /^(\d+) (.+)$/.exec(line) ?? []
    if (Number(first) !== items.size + 1) throw new Error(`S${items.size + 1} is missing before: ${line}`)
    for (const item of words!.split(' | ')) items.set(`S${items.size + 1}`, item)
  }
  return items
}
