// The frames that a test call sends, spelt as Retell spells them.

export interface Utterance {
  role: string
  content: string
  words?: object[]
  [extra: string]: unknown
}

/** A turn with the times of its words, as Retell sends them: seconds into the call, approximate. */
export function utterance(role: 'agent' | 'user', content: string, atSeconds: number): Utterance {
  const words = content.split(/(?<=\s)(?=\S)/).filter(word => word.trim() !== '')
  return {
    role,
    content,
    words: words.map((word, index) => ({
      word,
      start: round(atSeconds + index * 0.35),
      end: round(atSeconds + index * 0.35 + 0.3),
    })),
  }
}

const round = (seconds: number) => Math.round(seconds * 1_000) / 1_000

export interface CallFacts {
  callId: string
  metadata: Record<string, unknown>
  variables: Record<string, string>
  web?: boolean
}

/** The call as creating it would have answered; a web call has neither numbers nor a direction. */
export const callDetails = ({ callId, metadata, variables, web = false }: CallFacts) => ({
  interaction_type: 'call_details',
  call: {
    call_type: web ? 'web_call' : 'phone_call',
    call_id: callId,
    agent_id: 'agent_0123456789abcdef0123456789',
    agent_version: 0,
    agent_name: 'Agent of a check',
    call_status: 'registered',
    ...(!web && { direction: 'outbound', from_number: '+15005550006', to_number: '+15005550100' }),
    metadata,
    retell_llm_dynamic_variables: variables,
    data_storage_setting: 'everything',
  },
})
