// Analysing a call that is over once more. The first analysis, with its webhook, is the lifecycle's.

import type { Call, Handlers } from '../contract.ts'
import { unprocessable } from '../errors.ts'
import { analysisOfCall } from '../lifecycle/call-analysis.ts'
import { withSignedLinks } from '../lifecycle/call-links.ts'
import type { Context } from './context.ts'

export const callRerunHandlers = {
  /** Retell docs: as the latest draft of the agent would, which is its newest version. Nobody is told again. */
  rerunCallAnalysis({ params }, { world, store, lifecycle }) {
    const call = store.calls.get(params.call_id)
    refuseUnready(call)
    const call_analysis = analysisOfCall(call, {
      agent: store.agents.get(call.agent_id),
      answers: store.callRemains.answers(call.call_id),
      inVoicemail: (call.call_analysis ?? call.scrubbed_call_analysis)?.in_voicemail,
    })
    return withSignedLinks(world, lifecycle.storage.settle(world, { ...call, call_analysis }))
  },
} satisfies Partial<Handlers<Context>>

/** The status is documented for the operation, what it is for and its words are a guess. */
function refuseUnready({
  call_id,
  call_status,
  data_storage_setting,
  start_timestamp,
  transcript_object,
}: Call): void {
  if (call_status === 'registered' || call_status === 'ongoing')
    throw unprocessable(`Call ${call_id} is not over, it is ${call_status}`)
  if (data_storage_setting === 'basic_attributes_only' && start_timestamp !== undefined && !transcript_object)
    throw unprocessable(
      `Call ${call_id} has no transcript, its data_storage_setting is ${data_storage_setting}`,
    )
}
