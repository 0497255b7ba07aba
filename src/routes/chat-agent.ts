// A chat as it is when it begins: the agent version that is meant, its engine, what the scenario has to say.

import { chatCost } from '../chats/chat-cost.ts'
import type { ChatAgentParts, NewChat } from '../chats/chat-life.ts'
import type { ChatRun } from '../chats/chat-run.ts'
import type { Chat, Schemas } from '../contract.ts'
import { badRequest, Refusal } from '../errors.ts'
import { scenarioIn } from '../lifecycle/scenario.ts'
import { newMind } from '../mind/index.ts'
import type { World } from '../world.ts'
import { versionAt } from './agent-reference.ts'
import type { Context } from './context.ts'
import { engineForCall } from './engine-binding.ts'
import { hostedEngine } from './hosted-engine.ts'
import { patched } from './patch.ts'

export type ChatOrder = Schemas['CreateChatRequest']
type Override = Schemas['ChatAgentOverride']

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
  }: { chat_id?: string; number?: string; override?: Override | undefined } = {},
): Pick<NewChat, 'chat' | 'run'> {
  const { settings, scenarios, now } = context
  const { agent, engine, model } = chatAgentFor(context, agent_id, agent_version, override)
  const scenario = scenarios.choose({
    queued: undefined,
    named: scenarioIn(metadata),
    number,
    fallback: settings.default_scenario,
  })
  context.world.faults.addAbout(chat_id, scenario.faults)
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
    variables: { ...given },
    script: { agent: scenario.agent, choices: scenario.choices, extracts: scenario.extracts },
    mind: newMind(),
    ...(scenario.analysis ? { answers: scenario.analysis } : {}),
    storage: agent.data_storage_setting ?? 'everything',
  }
  return { chat, run }
}

/** An agent that chats, at the version that is meant, with its engine. Refuses as `newChat` does. */
function chatAgentFor(
  { store, settings }: Pick<Context, 'store' | 'settings'>,
  agentId: string,
  version?: number | string,
  override: Override = {},
): ChatAgentParts {
  const stored = versionAt(store.anyAgents, agentId, version ?? settings.unversioned)
  if ('voice_id' in stored) throw badRequest(`Agent ${agentId} is a voice agent; a chat needs a chat agent`)
  const { response_engine: wanted, ...fields } = override.agent ?? {}
  const bound = wanted ? engineForCall(store, wanted) : stored.response_engine
  const hosted = hostedEngine(store, bound, override)
  if (!hosted)
    throw badRequest(`Agent ${agentId} has no engine that can chat: its response engine is ${bound.type}`)
  return {
    agent: patched(stored, { ...fields, response_engine: bound }),
    engine: hosted.engine,
    model: hosted.llm.model,
  }
}

/** As `chatAgentFor`; undefined where that refuses. */
export function chatAgentIfAny(
  world: World,
  agentId: string,
  version: number | string | undefined,
): ChatAgentParts | undefined {
  try {
    return chatAgentFor(world, agentId, version)
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
}
