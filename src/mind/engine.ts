// What the mind thinks with: the definition of an agent of either kind, as it is stored.

import type { ConversationFlow, FlowComponent, RetellLlm, Schemas } from '../contract.ts'

export type LlmDefinition = Pick<
  RetellLlm,
  | 'begin_message'
  | 'general_prompt'
  | 'model_temperature'
  | 'start_speaker'
  | 'begin_after_user_silence_ms'
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
  | 'begin_after_user_silence_ms'
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

/** Whether the first words are the user's. Retell docs: by `start_speaker`, or by an empty begin message. */
export const waitsForUser = (engine: Engine): boolean =>
  engine.type === 'retell-llm'
    ? engine.llm.start_speaker === 'user' || engine.llm.begin_message === ''
    : engine.flow.start_speaker === 'user'

/** How long an agent waits for a user who is to speak first before it begins; undefined for ever, or where it begins anyway. */
export function userSilenceMs(engine: Engine): number | undefined {
  const { begin_after_user_silence_ms: ms } = engine.type === 'retell-llm' ? engine.llm : engine.flow
  return waitsForUser(engine) ? (ms ?? undefined) : undefined
}
