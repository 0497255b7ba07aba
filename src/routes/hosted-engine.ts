// The engine that Retell hosts for an agent, with what one call or chat overrides of it.

import type { ConversationFlow, RetellLlm, Schemas } from '../contract.ts'
import type { CallLlm } from '../lifecycle/run.ts'
import { type Engine, userSilenceMs } from '../mind/index.ts'
import { engineFor } from '../simulation/engine.ts'
import type { Store } from '../store/store.ts'
import { chosenModel, overridingModelConfig, spokenWith } from './engine-models.ts'
import { patched } from './patch.ts'

export interface HostedEngine {
  /** What the agent thinks with. */
  engine: Engine
  /** What else of it a record tells of, or a bill. */
  llm: CallLlm
}

type Override = Pick<Schemas['AgentOverride'], 'retell_llm' | 'conversation_flow'>

/** Undefined when that version is gone, or when a customer's own server does the thinking. */
export function hostedEngine(
  store: Store,
  bound: Schemas['BoundResponseEngine'],
  { retell_llm = {}, conversation_flow = {} }: Override = {},
): HostedEngine | undefined {
  const engine = engineFor(store, bound)
  if (bound.type === 'retell-llm' && engine) {
    const stored = store.retellLlms.get(bound.llm_id, bound.version)
    const config = overridingModelConfig(stored.model_config, retell_llm.model_config, at('retell_llm'))
    const llm = patched(stored, retell_llm)
    return { engine: { type: 'retell-llm', llm }, llm: partOfLlm(llm, config) }
  }
  if (bound.type === 'conversation-flow' && engine?.type === 'conversation-flow') {
    const stored = store.conversationFlows.get(bound.conversation_flow_id, bound.version)
    const changed = conversation_flow.model_config
    const config = overridingModelConfig(stored.model_config, changed, at('conversation_flow'))
    const flow = patched(stored, conversation_flow)
    const changedEngine = { ...engine, flow }
    return { engine: changedEngine, llm: partOfFlow(flow, userSilenceMs(changedEngine), config) }
  }
  return undefined
}

const at = (engine: string) => `request/body/agent_override/${engine}/model_config`

type Config = Schemas['ModelConfig'] | undefined

/** Without a begin message the model writes the first words; an empty one waits for the user. */
const partOfLlm = (llm: RetellLlm, config: Config): CallLlm => ({
  begin_message: llm.begin_message,
  start_speaker: llm.start_speaker,
  ...spokenWith(config, {
    model: llm.model,
    s2s_model: llm.s2s_model,
    model_high_priority: llm.model_high_priority,
  }),
  general_prompt: llm.general_prompt,
  knowledge_base_ids: llm.knowledge_base_ids,
  kb_config: llm.kb_config,
  begins_dynamically: llm.start_speaker !== 'user' && llm.begin_message == null,
  begins_after_silence_ms: userSilenceMs({ type: 'retell-llm', llm }),
})

const partOfFlow = (
  flow: ConversationFlow,
  begins_after_silence_ms: number | undefined,
  config: Config,
): CallLlm => ({
  start_speaker: flow.start_speaker,
  ...spokenWith(config, chosenModel(flow.model_choice)),
  general_prompt: flow.global_prompt,
  knowledge_base_ids: flow.knowledge_base_ids,
  kb_config: flow.kb_config,
  begins_dynamically: flow.start_speaker !== 'user' && beginsWithPrompt(flow),
  begins_after_silence_ms,
})

/** Whether what a flow says first is made of a prompt; text that stands in the flow is said as it is. */
function beginsWithPrompt({ nodes, start_node_id }: ConversationFlow): boolean {
  const first = nodes?.find(({ id }) => id === start_node_id) ?? nodes?.[0]
  return first !== undefined && 'instruction' in first && first.instruction?.type === 'prompt'
}
