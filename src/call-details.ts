// The call as a developer's LLM server is told of it by a command that dials it without a mock: what creating the call would
// have answered. A call of the mock tells of itself, in lifecycle/llm-socket.ts.

export interface CallFacts {
  callId: string
  /** Which way it goes; a call in the browser goes neither way. */
  kind: 'inbound' | 'outbound' | 'web'
  metadata?: Record<string, unknown> | undefined
  variables: Record<string, string>
}

const AGENT_ID = 'agent_fa4e000000000000000000e1aa'
const AGENT_NUMBER = '+15005550006'
const PERSON_NUMBER = '+14155550142'

/** Retell docs, LLM WebSocket, call_details: a web call has neither numbers nor a direction. */
export function callDetails({ callId, kind, metadata = {}, variables }: CallFacts): Record<string, unknown> {
  return {
    call_id: callId,
    call_type: kind === 'web' ? 'web_call' : 'phone_call',
    agent_id: AGENT_ID,
    agent_version: 0,
    agent_name: 'Agent of fake-retell',
    ...(Object.keys(variables).length > 0 && { retell_llm_dynamic_variables: variables }),
    call_status: 'registered',
    ...(Object.keys(metadata).length > 0 && { metadata }),
    data_storage_setting: 'everything',
    opt_in_signed_url: false,
    ...(kind === 'outbound' && { from_number: AGENT_NUMBER, to_number: PERSON_NUMBER, direction: kind }),
    ...(kind === 'inbound' && { from_number: PERSON_NUMBER, to_number: AGENT_NUMBER, direction: kind }),
  }
}
