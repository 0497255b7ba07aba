// What the mind thinks with: the definition of an agent of either kind, as it is stored.

import type { ConversationFlow, FlowComponent, RetellLlm, Schemas } from '../contract.ts'

export type LlmDefinition = Pick<
  RetellLlm,
  | 'begin_message'
  | 'general_prompt'
  | 'model_temperature'
  | 'start_speaker'
  | 'general_tools'
  | 'states'
  | 'starting_state'
  | 'default_dynamic_variables'
  | 'knowledge_base_ids'
  | 'kb_config'
  | 'mcps'
>

export type FlowDefinition = Pick<
  ConversationFlow,
  | 'nodes'
  | 'global_prompt'
  | 'model_temperature'
  | 'start_node_id'
  | 'start_speaker'
  | 'tools'
  | 'components'
  | 'default_dynamic_variables'
  | 'knowledge_base_ids'
  | 'kb_config'
  | 'mcps'
>

export type Engine =
  | { type: 'retell-llm'; llm: LlmDefinition }
  | {
      type: 'conversation-flow'
      flow: FlowDefinition
      /** The components of the workspace that the flow's nodes name, by id. */
      sharedComponents: Readonly<Record<string, FlowComponent>>
    }

export type Tool = Schemas['LlmTool']
export type McpServer = Schemas['McpServer']

export const defaultsOf = (engine: Engine): Readonly<Record<string, string>> =>
  (engine.type === 'retell-llm' ? engine.llm : engine.flow).default_dynamic_variables ?? {}
