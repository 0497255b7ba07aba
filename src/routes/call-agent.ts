// Which agent, as what, takes a call: the version that is meant, with the changes made for this call alone.

import type { Agent, ConversationFlow, RetellLlm, Schemas } from '../contract.ts'
import { Refusal } from '../errors.ts'
import type { Engine } from '../mind/index.ts'
import { engineFor } from '../simulation/engine.ts'
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
  | 'kb_config'
  | 'default_dynamic_variables'
> & { begins_dynamically?: boolean }

export interface CallAgent {
  agent: Agent
  /** What of the engine that Retell hosts matters to a call; absent for an agent with a server of its own. */
  llm: CallLlm | undefined
  /** What the agent thinks with; empty where the thinking is done elsewhere. */
  engine: Engine
  /** Who makes the agent's voice, for the bill. */
  voiceProvider: string
}

/**
 * The agent of a call, with `agent_override` laid over it and its engine for this call only. `null` in an override clears
 * a field. Refuses with 404 an agent, version or voice that is not there, and with 400 overriding settings that do not go
 * together.
 */
export function callAgent(
  context: Pick<Context, 'store' | 'settings'>,
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
    ...hosted(store, engine, override),
    voiceProvider: voiceAt(store, agent.voice_id).provider,
  }
}

/** An agent whose engine is gone, or is the customer's own, has nothing to think with. */
const NO_ENGINE: Engine = { type: 'retell-llm', llm: {} }

function hosted(
  store: Store,
  bound: Agent['response_engine'],
  override: Schemas['AgentOverride'] | undefined,
): Pick<CallAgent, 'llm' | 'engine'> {
  const engine = engineFor(store, bound)
  if (bound.type === 'retell-llm' && engine) {
    const stored = store.retellLlms.get(bound.llm_id, bound.version)
    const changes = override?.retell_llm ?? {}
    const config = overridingModelConfig(stored.model_config, changes.model_config, at('retell_llm'))
    const merged = patched(stored, changes)
    const { model, s2s_model, model_high_priority } = merged
    const spoken = spokenWith(config, { model, s2s_model, model_high_priority })
    return {
      llm: asCallLlm({ ...merged, ...silent, ...spoken }),
      engine: { type: 'retell-llm', llm: merged },
    }
  }
  if (bound.type === 'conversation-flow' && engine?.type === 'conversation-flow') {
    const stored = store.conversationFlows.get(bound.conversation_flow_id, bound.version)
    const changes = override?.conversation_flow ?? {}
    const config = overridingModelConfig(stored.model_config, changes.model_config, at('conversation_flow'))
    const flow = patched(stored, changes)
    return { llm: flowAsLlm(flow, config), engine: { ...engine, flow } }
  }
  return { llm: undefined, engine: NO_ENGINE }
}

const at = (engine: string) => `request/body/agent_override/${engine}/model_config`

/** No model of the plain names, before what is spoken with is laid over it. */
const silent = { model: undefined, s2s_model: undefined, model_high_priority: undefined }

/** Without a begin message the model writes the first words; an empty one waits for the user. */
const asCallLlm = (llm: CallLlm): CallLlm => ({
  ...llm,
  begins_dynamically: llm.start_speaker !== 'user' && llm.begin_message == null,
})

/** What of a flow an LLM has, too. */
const flowAsLlm = (flow: ConversationFlow, config: Schemas['ModelConfig'] | undefined): CallLlm => ({
  start_speaker: flow.start_speaker,
  begins_dynamically: flow.start_speaker !== 'user' && beginsWithPrompt(flow),
  ...spokenWith(config, chosenModel(flow.model_choice)),
  general_prompt: flow.global_prompt,
  knowledge_base_ids: flow.knowledge_base_ids,
  kb_config: flow.kb_config,
  default_dynamic_variables: flow.default_dynamic_variables,
})

/** Whether what a flow says first is made of a prompt; text that stands in the flow is said as it is. */
function beginsWithPrompt({ nodes, start_node_id }: ConversationFlow): boolean {
  const first = nodes?.find(({ id }) => id === start_node_id) ?? nodes?.[0]
  return first !== undefined && 'instruction' in first && first.instruction?.type === 'prompt'
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

/** The agent that takes a call over from another; undefined when there is none, or when it has a server of its own. */
export function callSuccessor(
  context: Pick<Context, 'store' | 'settings'>,
  agentId: string,
  version: number | string | undefined,
): CallAgent | undefined {
  try {
    const found = callAgent(context, agentId, version)
    return found.agent.response_engine.type === 'custom-llm' ? undefined : found
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
}
