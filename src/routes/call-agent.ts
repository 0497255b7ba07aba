// Which agent, as what, takes a call: the version that is meant, with the changes made for this call alone.

import type { Agent, ConversationFlow, RetellLlm, Schemas } from '../contract.ts'
import type { Store } from '../store/store.ts'
import { resolveCallAgent } from './agent-reference.ts'
import { checkSettings } from './agent-settings.ts'
import type { Context } from './context.ts'
import { engineForCall } from './engine-binding.ts'
import { chosenModel, overridingModelConfig, spokenWith } from './engine-models.ts'
import { patched } from './patch.ts'
import { voiceAt } from './voice-catalogue.ts'

export type CallLlm = Pick<
  RetellLlm,
  | 'begin_message'
  | 'start_speaker'
  | 'model'
  | 's2s_model'
  | 'model_high_priority'
  | 'general_prompt'
  | 'knowledge_base_ids'
  | 'default_dynamic_variables'
>

export interface CallAgent {
  agent: Agent
  /** What of the engine that Retell hosts matters to a call; absent for an agent with a server of its own. */
  llm: CallLlm | undefined
  /** Who makes the agent's voice, for the bill. */
  voiceProvider: string
}

/**
 * The agent of a call, with `agent_override` laid over it and its engine for this call only. `null` in an override clears
 * a field. Refuses with 404 an agent, version or voice that is not there, and with 400 overriding settings that do not go
 * together.
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
  return {
    agent,
    llm: callLlm(store, engine, override),
    voiceProvider: voiceAt(store, agent.voice_id).provider,
  }
}

function callLlm(
  store: Store,
  engine: Agent['response_engine'],
  override: Schemas['AgentOverride'] | undefined,
): CallLlm | undefined {
  if (engine.type === 'custom-llm') return undefined
  if (engine.type === 'retell-llm') {
    const llm = store.retellLlms.find(engine.llm_id, engine.version)
    if (!llm) return undefined
    const changes = override?.retell_llm ?? {}
    const config = overridingModelConfig(llm.model_config, changes.model_config, at('retell_llm'))
    const merged = patched(llm, changes)
    const { model, s2s_model, model_high_priority } = merged
    return { ...merged, ...silent, ...spokenWith(config, { model, s2s_model, model_high_priority }) }
  }
  const flow = store.conversationFlows.find(engine.conversation_flow_id, engine.version)
  if (!flow) return undefined
  const changes = override?.conversation_flow ?? {}
  const config = overridingModelConfig(flow.model_config, changes.model_config, at('conversation_flow'))
  return flowAsLlm(patched(flow, changes), config)
}

const at = (engine: string) => `request/body/agent_override/${engine}/model_config`

/** No model of the plain names, before what is spoken with is laid over it. */
const silent = { model: undefined, s2s_model: undefined, model_high_priority: undefined }

/** A flow has no begin message of its own: the scenario says the first words. */
const flowAsLlm = (flow: ConversationFlow, config: Schemas['ModelConfig'] | undefined): CallLlm => ({
  start_speaker: flow.start_speaker,
  ...spokenWith(config, chosenModel(flow.model_choice)),
  general_prompt: flow.global_prompt,
  knowledge_base_ids: flow.knowledge_base_ids,
  default_dynamic_variables: flow.default_dynamic_variables,
})

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
