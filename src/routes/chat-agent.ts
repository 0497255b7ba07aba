// A chat as it is when it begins: the agent version that is meant, its engine, what the scenario has to say.

import { chatCost } from '../chats/chat-cost.ts'
import type { NewChat } from '../chats/chat-life.ts'
import type { ChatRun } from '../chats/chat-run.ts'
import type { Chat, Schemas } from '../contract.ts'
import { badRequest } from '../errors.ts'
import { simulatedEngine } from '../simulation/agent-turn.ts'
import type { StoredChatAgent } from '../store/store.ts'
import { versionAt } from './agent-reference.ts'
import type { Context } from './context.ts'
import { engineForCall } from './engine-binding.ts'
import { patched } from './patch.ts'

export type ChatOrder = Schemas['CreateChatRequest']

/**
 * The new chat and what the mock knows of it. Refuses with 404 an agent or version that is not there, and with 400 (a
 * guess) an agent that speaks, or whose engine is the customer's own server. `number` is the person's, of a chat by SMS;
 * `override` is laid over the agent and its engine for this chat only.
 */
export function newChat(
  context: Context,
  { agent_id, agent_version, metadata, retell_llm_dynamic_variables: given }: ChatOrder,
  {
    chat_id = context.newId('chat'),
    number,
    override,
  }: { chat_id?: string; number?: string; override?: Schemas['ChatAgentOverride'] | undefined } = {},
): Pick<NewChat, 'chat' | 'run'> {
  const { settings, scenarios, now } = context
  const agent = overridden(context, chatAgentAt(context, agent_id, agent_version), override)
  const { engine, model } = engineOf(context, agent, override)
  const scenario = scenarios.choose({
    queued: undefined,
    metadata,
    number,
    fallback: settings.default_scenario,
  })
  const chat: Chat = {
    chat_id,
    agent_id: agent.agent_id,
    version: agent.version,
    chat_status: 'ongoing',
    chat_type: number === undefined ? 'api_chat' : 'sms_chat',
    ...(metadata ? { metadata } : {}),
    ...(given ? { retell_llm_dynamic_variables: given } : {}),
    start_timestamp: now(),
    chat_cost: chatCost(0, null),
  }
  const run: ChatRun = {
    agent,
    engine,
    ...(model ? { model } : {}),
    variables: { ...engine.default_dynamic_variables, ...given },
    lines: scenario.agent ?? [],
    ...(scenario.analysis ? { answers: scenario.analysis } : {}),
    storage: agent.data_storage_setting ?? 'everything',
  }
  return { chat, run }
}

function chatAgentAt(
  { store, settings }: Context,
  agentId: string,
  version?: number | string,
): StoredChatAgent {
  const agent = versionAt(store.anyAgents, agentId, version ?? settings.unversioned)
  if ('voice_id' in agent) throw badRequest(`Agent ${agentId} is a voice agent; a chat needs a chat agent`)
  return agent
}

function overridden(
  { store }: Context,
  agent: StoredChatAgent,
  override: Schemas['ChatAgentOverride'] = {},
): StoredChatAgent {
  const { response_engine: wanted, ...fields } = override.agent ?? {}
  const response_engine = wanted ? engineForCall(store, wanted) : agent.response_engine
  return patched(agent, { ...fields, response_engine })
}

function engineOf(
  { store }: Context,
  { agent_id, response_engine: bound }: StoredChatAgent,
  override: Schemas['ChatAgentOverride'] = {},
) {
  const engine = simulatedEngine(store, bound)
  if (!engine)
    throw badRequest(`Agent ${agent_id} has no engine that can chat: its response engine is ${bound.type}`)
  const changes = bound.type === 'retell-llm' ? (override.retell_llm ?? {}) : {}
  const { model } = bound.type === 'retell-llm' ? changes : (override.conversation_flow?.model_choice ?? {})
  return { engine: patched(engine, changes), model: model ?? modelOf(store, bound) }
}

function modelOf(store: Context['store'], engine: Schemas['BoundResponseEngine']): string | null | undefined {
  if (engine.type === 'retell-llm') return store.retellLlms.find(engine.llm_id, engine.version)?.model
  if (engine.type !== 'conversation-flow') return undefined
  return store.conversationFlows.find(engine.conversation_flow_id, engine.version)?.model_choice?.model
}
