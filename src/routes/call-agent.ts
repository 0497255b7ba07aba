// Which agent, as what, takes a call: the version that is meant, with the changes made for this call alone.

import type { Agent, RetellLlm, Schemas } from '../contract.ts'
import { resolveCallAgent } from './agent-reference.ts'
import { checkSettings } from './agent-settings.ts'
import type { Context } from './context.ts'
import { engineForCall } from './engine-binding.ts'
import { patched } from './patch.ts'
import { voiceAt } from './voice-catalogue.ts'

export interface CallAgent {
  agent: Agent
  /** Absent for agents that do not think with a Retell LLM. */
  llm: RetellLlm | undefined
  /** Who makes the agent's voice, for the bill. */
  voiceProvider: string
}

/**
 * The agent of a call, with `agent_override` laid over it and its LLM for this call only. `null` in an override clears
 * a field. Refuses with 404 an agent, version or voice that is not there, and with 400
 * overriding settings that do not go together.
 */
export function callAgent(
  context: Context,
  agentId: string,
  version?: number | string,
  override?: Schemas['AgentOverride'],
): CallAgent {
  const { store } = context
  const { response_engine: wanted, ...fields } = override?.agent ?? {}
  const stored = resolveCallAgent(context, agentId, version)
  const engine = wanted ? engineForCall(store, wanted) : stored.response_engine
  const agent = patched(stored, { ...fields, response_engine: engine })
  if (override?.agent) checkSettings(store, agent, 'request/body/agent_override/agent')
  const llm = engine.type === 'retell-llm' ? store.retellLlms.find(engine.llm_id, engine.version) : undefined
  return {
    agent,
    llm: llm && patched(llm, override?.retell_llm ?? {}),
    voiceProvider: voiceAt(store, agent.voice_id).provider,
  }
}

/** Picks from a number's weighted agents; the same call gets the same one. */
export function pickAgent(
  agents: readonly Schemas['AgentWeight'][] | null | undefined,
  fraction: number,
): Schemas['AgentWeight'] | undefined {
  let left = fraction
  for (const candidate of agents ?? []) {
    left -= candidate.weight
    if (left < 0) return candidate
  }
  return agents?.at(-1)
}
