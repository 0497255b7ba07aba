// The call as a server is told of it: what the live service answers when a call is made, without what nobody knows here.

export interface CallFacts {
  callId: string
  web: boolean
  metadata: Record<string, unknown> | undefined
  variables: Record<string, string>
}

const AGENT_ID = 'agent_fa4e000000000000000000e1aa'
const CALLER = '+14155550142'
const CALLEE = '+14155550100'

/** Retell docs, LLM WebSocket, call_details: a web call has neither numbers nor a direction. */
export function callDetails({ callId, web, metadata, variables }: CallFacts): Record<string, unknown> {
  return {
    call_id: callId,
    call_type: web ? 'web_call' : 'phone_call',
    agent_id: AGENT_ID,
    agent_version: 0,
    call_status: 'registered',
    ...(metadata && { metadata }),
    ...(Object.keys(variables).length > 0 && { retell_llm_dynamic_variables: variables }),
    data_storage_setting: 'everything',
    opt_in_signed_url: false,
    ...(!web && { from_number: CALLER, to_number: CALLEE, direction: 'inbound' }),
  }
}
