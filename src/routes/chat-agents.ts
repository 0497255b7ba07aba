// Chat agents: made, read, listed, edited, deleted. Their versions are made and published in agent-versions.ts, and
// voice agents are not found here.

import type { ChatAgent, Handlers } from '../contract.ts'
import { badRequest } from '../errors.ts'
import type { StoredChatAgent } from '../store/store.ts'
import { changesOf } from './agent-changes.ts'
import { versionAt } from './agent-reference.ts'
import { storedSettings } from './agent-settings.ts'
import { firstVersion } from './agent-versions.ts'
import type { Context } from './context.ts'
import { refuseBackupForChat } from './engine-models.ts'
import { patched } from './patch.ts'
import { changedMemory, checkSessionTools } from './session-settings.ts'

export const chatAgentHandlers = {
  createChatAgent({ body }, context) {
    const { response_engine, ...fields } = body
    const { store } = context
    checkSessionTools(store, body)
    const agent: ChatAgent = firstVersion(context, response_engine)
    refuseBackupForChat(store, agent.response_engine)
    const contact_memory_config = changedMemory(undefined, body.contact_memory_config, true)
    const made = patched(agent, { ...storedSettings(fields), contact_memory_config })
    refuseEndlessMemory(made)
    return store.chatAgents.insert(agent.agent_id, 0, made)
  },

  getChatAgent({ params, query }, { store }) {
    return chatAgentReply(versionAt(store.chatAgents, params.agent_id, query.version))
  },

  listChatAgentsV1({ query }, { store }) {
    return store.chatAgents.list(query).map(chatAgentReply)
  },

  updateChatAgent({ params, query, body }, context) {
    const { store } = context
    const agent = versionAt(store.chatAgents, params.agent_id, query.version)
    const changed = patched(agent, changesOf(context, agent, body))
    checkSessionTools(store, body)
    refuseBackupForChat(store, changed.response_engine)
    refuseEndlessMemory(changed)
    return chatAgentReply(store.chatAgents.put(agent.agent_id, agent.version, changed))
  },

  deleteChatAgent({ params }, { store }) {
    store.chatAgents.delete(params.agent_id)
  },

  /** In the same order as the versions of voice agents: the last modified first. */
  getChatAgentVersions({ params }, { store }) {
    const { agent_id } = store.chatAgents.get(params.agent_id)
    return store.chatAgents.of(agent_id).map(chatAgentReply)
  },
} satisfies Partial<Handlers<Context>>

/** Documented: what is remembered is rewritten when a chat is over, so it must end by itself. */
function refuseEndlessMemory({ contact_memory_config, end_chat_after_silence_ms }: ChatAgent): void {
  if (contact_memory_config?.enable_update && !end_chat_after_silence_ms)
    throw badRequest('contact_memory_config.enable_update needs end_chat_after_silence_ms')
}

/** As it is answered: no published type of a chat agent has the description of a version. */
export function chatAgentReply({ version_description: _description, ...agent }: StoredChatAgent): ChatAgent {
  return agent
}
