// The end of a call: what the call object says then, who is told, and the analysis that follows.

import type { Call } from '../contract.ts'
import type { Journal } from '../journal.ts'
import { analysisOfCall } from './call-analysis.ts'
import type { CallPlan, Moment } from './call-plan.ts'
import { costOf } from './cost.ts'
import { cutOff } from './cut-off.ts'
import { withDncRequest } from './dnc.ts'
import { endings } from './endings.ts'
import { latencyOf } from './latency.ts'
import type { Lines } from './line.ts'
import type { DisconnectionReason } from './scenario.ts'
import { type Tell, tellTranscript } from './tell.ts'
import { tokenUsageOf } from './token-usage.ts'
import { transcriptFields } from './transcript.ts'
import type { Watchers } from './watchers.ts'

/** Ends a call for `reason`; `transferDestination` goes with `call_transfer`. */
export type End = (
  moment: Moment,
  reason: DisconnectionReason,
  details?: { transferDestination?: string },
) => void

export function defineEnding(
  plan: CallPlan,
  { tell, lines, watchers, journal }: { tell: Tell; lines: Lines; watchers: Watchers; journal: Journal },
): End {
  plan.step('call.analyze', moment => {
    const { world, run, call } = moment
    const { agent, scenario, voicemail } = run
    const answers = scenario.analysis
    const call_analysis = analysisOfCall(call, { agent, answers, inVoicemail: voicemail })
    const analyzed: Call = { ...call, call_analysis }
    world.store.calls.put(analyzed)
    if (answers) world.store.calls.putAnswers(run.callId, answers)
    if (!run.transferOpen) world.store.calls.runs.delete(run.callId)
    journal.report({ type: 'call', callId: run.callId, text: 'analyzed' })
    tell(world, 'call_analyzed', analyzed, run)
  })

  return (moment, given, details = {}) => {
    const { world, run } = moment
    const reason = withDncRequest(moment, given)
    plan.stopTalking(moment)
    lines.close(world, run.callId)
    cutOff(moment)
    const ended = endedCall(moment, reason, details)
    world.store.calls.put(ended)
    watchers.ended(world, ended)
    world.store.calls.deleteItems(run.callId)
    moment.call = ended
    journal.report({ type: 'call', callId: run.callId, text: `${ended.call_status}: ${reason}` })
    if (run.startedAt !== undefined) tellTranscript(tell, moment)
    tell(world, 'call_ended', ended, run)
    if (run.startedAt === undefined && !world.settings.analyze_unconnected_calls)
      world.store.calls.runs.delete(run.callId)
    else plan.later(moment, 'call.analyze', world.settings.analysis_delay_ms, null)
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
  return {
    ...base,
    end_timestamp: world.now(),
    duration_ms: durationMs,
    ...transcriptFields(world.store.calls.items(run.callId)),
    ...filesOf(moment),
    ...(transferDestination === undefined ? {} : { transfer_destination: transferDestination }),
    latency: latencyOf(run.latencies),
    call_cost: costOfRun(moment, durationMs),
    ...(tokens ? { llm_token_usage: tokens } : {}),
    collected_dynamic_variables: run.mind.collected,
  } as Call
}

/** Recordings and log share one unguessable folder, as on the live service; here they are made when asked for. */
function filesOf({ world, run }: Moment) {
  const folder = world.newId('folder')
  world.store.calls.insertFolder(folder, run.callId)
  const at = `${world.publicUrl}/files/${folder}`
  return {
    recording_url: `${at}/recording.wav`,
    recording_multi_channel_url: `${at}/recording_multichannel.wav`,
    public_log_url: `${at}/public.log`,
  }
}

function costOfRun({ run, call }: Moment, durationMs: number) {
  const { agent, llm, voiceProvider } = run
  return costOf({
    durationMs,
    voiceProvider,
    ...(agent.voice_model ? { voiceModel: agent.voice_model } : {}),
    ...(llm ? { model: llm.s2s_model ?? llm.model ?? 'gpt-4.1' } : {}),
    concurrencyBurst: run.burst,
    modelHighPriority: llm?.model_high_priority ?? false,
    batchCall: call.batch_call_id !== undefined,
    telephony: run.kind === 'outbound' || run.kind === 'inbound',
    knowledgeBase: (llm?.knowledge_base_ids?.length ?? 0) > 0,
    denoisingBackgroundSpeech:
      agent.denoising_mode === 'noise-and-background-speech-cancellation' &&
      agent.denoising_enhancement_level !== 0,
  })
}
