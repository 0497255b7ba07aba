// The analysis of a call as it is stored: by the agent it had when it is over, and by a later one when that is asked for.

import type { Agent, Call } from '../contract.ts'
import { analyse, type CallAnalysis } from './analysis.ts'
import type { Answers } from './custom-analysis.ts'
import { isUtterance } from './transcript.ts'

export interface Analysing {
  /** Whose settings say what is to be found. */
  agent: Pick<Agent, 'agent_name' | 'post_call_analysis_data'>
  /** What the call's scenario says was found. */
  answers?: Answers | undefined
  inVoicemail?: boolean | undefined
}

/** What is left of the transcript, if anything is. */
const itemsOf = (call: Call) =>
  call.transcript_with_tool_calls ?? call.scrubbed_transcript_with_tool_calls ?? []

export function analysisOfCall(call: Call, { agent, answers, inVoicemail }: Analysing): CallAnalysis {
  return analyse({
    utterances: itemsOf(call).filter(isUtterance),
    disconnectionReason: call.disconnection_reason ?? 'error_unknown',
    ...(agent.agent_name ? { agentName: agent.agent_name } : {}),
    fields: agent.post_call_analysis_data ?? [],
    ...(answers ? { answers } : {}),
    ...(inVoicemail === undefined ? {} : { inVoicemail }),
  })
}
