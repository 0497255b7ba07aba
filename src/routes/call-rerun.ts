// Analysing a call that is over once more. The first analysis, with its webhook, is the lifecycle's.

import type { Call, Handlers } from '../contract.ts'
import { unprocessable } from '../errors.ts'
import { analysisOfCall } from '../lifecycle/call-analysis.ts'
import type { Context } from './context.ts'

export const callRerunHandlers = {
  /** Retell docs: as the latest draft of the agent would, which is its newest version. Nobody is told again. */
  rerunCallAnalysis({ params }, { store }) {
    const call = store.calls.get(params.call_id)
    refuseUnfinished(call)
    const call_analysis = analysisOfCall(call, {
      agent: store.agents.get(call.agent_id),
      answers: store.calls.answers(call.call_id),
      inVoicemail: call.call_analysis?.in_voicemail,
    })
    return store.calls.put({ ...call, call_analysis })
  },
} satisfies Partial<Handlers<Context>>

/** The status is documented for the operation, what it is for and its words are a guess. */
function refuseUnfinished({ call_id, call_status }: Call): void {
  if (call_status === 'registered' || call_status === 'ongoing')
    throw unprocessable(`Call ${call_id} is not over, it is ${call_status}`)
}
