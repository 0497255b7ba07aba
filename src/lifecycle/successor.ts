// The agent that another hands a call over to, and whose settings then count: for the talk, for webhooks, for the analysis.

import type { Agent } from '../contract.ts'
import type { Engine, Need } from '../mind/index.ts'
import type { Moment } from './call-plan.ts'
import type { Run } from './run.ts'

export type SwapSettings = Extract<Need, { kind: 'agent_swap' }>['settings']

/** An agent that can take a call over, with what it thinks with. */
export interface CallSuccessor {
  agent: Agent
  engine: Engine
  llm: Run['llm']
  voiceProvider: string
}

/**
 * Puts the successor in the agent's place. Retell docs, agent swap: the source agent alone is told of the call unless the
 * setting says otherwise, and the analysis is that of the destination or of both.
 */
export function adopt(moment: Moment): void {
  const { run } = moment
  const { successor } = run
  if (!successor) return
  const source = run.agent
  const { agent, engine, llm, voiceProvider, settings } = successor
  delete run.successor
  const told = run.told ?? [source]
  run.told =
    settings.webhook_setting === 'both_agents'
      ? [...told, agent]
      : settings.webhook_setting === 'only_destination_agent'
        ? [agent]
        : told
  const analysed =
    settings.post_call_analysis_setting === 'both_agents' ? (source.post_call_analysis_data ?? []) : []
  run.agent = {
    ...agent,
    post_call_analysis_data: [...analysed, ...(agent.post_call_analysis_data ?? [])],
  }
  moment.world.store.calls.runs.putEngine(run.callId, engine)
  if (llm) run.llm = llm
  if (!settings.keep_current_voice) run.voiceProvider = voiceProvider
}
