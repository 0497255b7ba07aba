// What a call used, for its bill: the settings of its agent and engine, and what was measured while it went on. The prices
// are in prices.ts, the sums in cost.ts.

import type { Agent, Call } from '../contract.ts'
import { piiCategories } from '../privacy/pii-settings.ts'
import type { Moment } from './call-plan.ts'
import { type CallCost, type CallUsage, costOf } from './cost.ts'
import type { Run } from './run.ts'
import { tokenUsageOf } from './token-usage.ts'

/**
 * The `call_cost` of a call that connected. `analyzed`: with what its analysis cost, which is charged once that has been
 * made (when is a guess).
 */
export function costOfCall(moment: Moment, durationMs: number, analyzed = false): CallCost {
  const { run, call } = moment
  const { agent, llm, voiceProvider } = run
  return costOf({
    durationMs,
    // A speech-to-speech model speaks for itself.
    ...(llm?.s2s_model ? {} : { voiceProvider }),
    ...(agent.voice_model ? { voiceModel: agent.voice_model } : {}),
    ...(llm ? { model: llm.s2s_model ?? llm.model ?? 'gpt-4.1' } : {}),
    modelHighPriority: llm?.model_high_priority ?? false,
    averagePromptTokens: tokenUsageOf(run.promptTokens)?.average ?? 0,
    concurrencyBurst: run.burst,
    batchCall: call.batch_call_id !== undefined,
    telephony: run.kind === 'outbound' || run.kind === 'inbound',
    transferMs: transferMs(call),
    knowledgeBase: (llm?.knowledge_base_ids?.length ?? 0) > 0,
    denoisingBackgroundSpeech:
      agent.denoising_mode === 'noise-and-background-speech-cancellation' &&
      agent.denoising_enhancement_level !== 0,
    guardrail: isGuarded(agent),
    piiScrubbing: piiCategories(agent, call.data_storage_setting).length > 0,
    dynamicBeginMessage: beginsDynamically(run),
    ...(analyzed ? analysisUsage(agent) : {}),
  })
}

/** 0 as long as they still talk. */
const transferMs = ({ end_timestamp: left, transfer_end_timestamp: over }: Call): number =>
  left === undefined || over === undefined || over === null ? 0 : over - left

/**
 * Every call is analysed at a flat price, also one whose agent says nothing about it; an agent with an empty list of what
 * is to be found pays nothing (both seen in published bills).
 */
function analysisUsage(agent: Agent): Partial<CallUsage> {
  const wanted = agent.post_call_analysis_data
  return {
    analysis: !wanted || wanted.length > 0,
    analysisModel: agent.post_call_analysis_model ?? null,
  }
}

const isGuarded = ({ guardrail_config: config }: Agent): boolean =>
  (config?.output_topics?.length ?? 0) > 0 || (config?.input_topics?.length ?? 0) > 0

/** Retell docs, billing exceptions: the agent speaks first, with words that the model writes. */
const beginsDynamically = ({ llm, agent }: Run): boolean =>
  agent.response_engine.type !== 'custom-llm' && llm?.begins_dynamically === true
