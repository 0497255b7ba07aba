// The end of a call: what the call object says then, who is told, and the analysis that follows.

import type { Agent, Call } from '../contract.ts'
import type { Journal } from '../journal.ts'
import { piiCategories } from '../privacy/pii-settings.ts'
import { withScrubbedCopies } from '../privacy/stored-call.ts'
import type { TranscriptItem } from '../store/calls.ts'
import { analysisOfCall } from './call-analysis.ts'
import { costOfCall } from './call-cost.ts'
import { inOrder } from './call-keys.ts'
import { type CallFile, callFileUrl, signedForMs } from './call-links.ts'
import type { CallPlan, Moment } from './call-plan.ts'
import type { CallStorage } from './call-storage.ts'
import { collectedVariables } from './collected-variables.ts'
import { cutOff } from './cut-off.ts'
import { withDncRequest } from './dnc.ts'
import { endings } from './endings.ts'
import { decide } from './expecting.ts'
import { latencyOf } from './latency.ts'
import type { Lines } from './line.ts'
import { addHeldNotes } from './llm-notes.ts'
import { retrievedContents } from './retrieval.ts'
import type { Run } from './run.ts'
import type { DisconnectionReason } from './scenario.ts'
import { type Tell, tellTranscript } from './tell.ts'
import { tokenUsageOf } from './token-usage.ts'
import { toolCallsOf } from './tool-call-records.ts'
import { transcriptFields } from './transcript.ts'
import { tellTransfer } from './transfer-events.ts'
import type { Watchers } from './watchers.ts'

/** Ends a call for `reason`; `transferDestination` goes with `call_transfer`. */
export type End = (
  moment: Moment,
  reason: DisconnectionReason,
  details?: { transferDestination?: string },
) => void

export function defineEnding(
  plan: CallPlan,
  {
    tell,
    lines,
    watchers,
    journal,
    storage,
  }: { tell: Tell; lines: Lines; watchers: Watchers; journal: Journal; storage: CallStorage },
): End {
  plan.step('call.analyze', moment => {
    const { world, run, call } = moment
    const { agent, scenario, voicemail } = run
    const answers = scenario.analysis
    const call_analysis = analysisOfCall(call, { agent, answers, inVoicemail: voicemail })
    const call_cost =
      run.startedAt === undefined ? call.call_cost : costOfCall(moment, call.duration_ms ?? 0, true)
    const analyzed = copied({ ...call, call_analysis, ...(call_cost ? { call_cost } : {}) }, agent)
    if (answers) world.store.callRemains.putAnswers(run.callId, answers)
    if (!run.transferOpen) world.store.calls.runs.delete(run.callId)
    journal.report({ type: 'call', callId: run.callId, text: 'analyzed' })
    tell(world, 'call_analyzed', analyzed, run)
    storage.settle(world, analyzed, agent)
  })

  return (moment, given, details = {}) => {
    const { world, run } = moment
    const reason = withDncRequest(moment, given)
    plan.stopTalking(moment)
    if (run.transferPending) tellTransfer(tell, moment, 'transfer_cancelled')
    delete run.transferPending
    lines.close(world, run.callId)
    cutOff(moment)
    addHeldNotes(moment)
    decide(moment)
    const ended = copied(endedCall(moment, reason, details), run.agent)
    world.store.calls.put(ended)
    watchers.ended(world, ended)
    world.store.calls.deleteItems(run.callId)
    moment.call = ended
    journal.report({ type: 'call', callId: run.callId, text: `${ended.call_status}: ${reason}` })
    if (run.startedAt !== undefined) tellTranscript(tell, moment)
    tell(world, 'call_ended', ended, run)
    if (run.startedAt === undefined && !world.settings.analyze_unconnected_calls) {
      world.store.calls.runs.delete(run.callId)
      storage.settle(world, ended, run.agent)
    } else plan.later(moment, 'call.analyze', world.settings.analysis_delay_ms, null)
  }
}

function endedCall(
  moment: Moment,
  reason: DisconnectionReason,
  { transferDestination }: { transferDestination?: string },
): Call {
  const { world, run, call } = moment
  const { status } = endings[reason]
  const base = { ...call, call_status: status, disconnection_reason: reason }
  if (run.startedAt === undefined) {
    return {
      ...base,
      ...(status === 'not_connected' ? {} : { end_timestamp: world.now() }),
      duration_ms: 0,
      transcript: '',
    } as Call
  }
  const durationMs = world.now() - run.startedAt
  const tokens = tokenUsageOf(run.promptTokens)
  const items = world.store.calls.items(run.callId)
  return {
    ...base,
    end_timestamp: world.now(),
    duration_ms: durationMs,
    ...transcriptFields(items),
    ...filesOf(moment, items),
    ...(transferDestination === undefined ? {} : { transfer_destination: transferDestination }),
    latency: latencyOf(ofSpoken(run.latencies, items)),
    call_cost: costOfCall(moment, durationMs),
    ...(tokens ? { llm_token_usage: tokens } : {}),
    tool_calls: toolCallsOf(items),
    collected_dynamic_variables: collectedVariables(moment),
  } as Call
}

/** An answer that nobody heard took no time until its first word. */
function ofSpoken(latencies: Run['latencies'], items: readonly TranscriptItem[]): Run['latencies'] {
  const spoken = new Set(items.map(item => (item.role === 'agent' ? item.metadata?.response_id : undefined)))
  return latencies.filter(({ responseId }) => spoken.has(responseId))
}

/** The files of a call share one unguessable folder, as on the live service; here they are made when asked for. */
function filesOf({ world, run }: Moment, items: readonly TranscriptItem[]): Partial<Call> {
  const folder = world.newId('folder')
  const { knowledge_base_ids: knowledgeBaseIds, kb_config: config } = run.llm ?? {}
  const retrieved = knowledgeBaseIds?.length
    ? retrievedContents(world.store, items, { knowledgeBaseIds, config })
    : undefined
  const signedFor = signedForMs(run.agent)
  world.store.callFiles.insert({ folder, callId: run.callId, signedForMs: signedFor, retrieved })
  const url = (file: CallFile) => callFileUrl(world, folder, file)
  return {
    recording_url: url('recording_url'),
    recording_multi_channel_url: url('recording_multi_channel_url'),
    public_log_url: url('public_log_url'),
    ...(retrieved === undefined
      ? {}
      : { knowledge_base_retrieved_contents_url: url('knowledge_base_retrieved_contents_url') }),
  }
}

const copied = (call: Call, agent: Agent): Call =>
  inOrder(withScrubbedCopies(call, piiCategories(agent, call.data_storage_setting)))
