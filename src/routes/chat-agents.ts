// Chat agents: made, read, listed, edited, deleted. Their versions are made and published in agent-versions.ts, and
// voice agents are not found here.

import type { ChatAgent, Handlers } from '../contract.ts'
import type { StoredChatAgent } from '../store/store.ts'
import { versionAt } from './agent-reference.ts'
import { refuseChangeOfPublished, storedSettings } from './agent-settings.ts'
import { firstVersion } from './agent-versions.ts'
import type { Context } from './context.ts'
import { reboundEngine } from './engine-binding.ts'
import { patched } from './patch.ts'

export const chatAgentHandlers = {
  createChatAgent({ body }, context) {
    const { response_engine, ...fields } = body
    const agent: ChatAgent = firstVersion(context, response_engine)
    return context.store.chatAgents.insert(agent.agent_id, 0, patched(agent, storedSettings(fields)))
  },

  getChatAgent({ params, query }, { store }) {
    return chatAgentReply(versionAt(store.chatAgents, params.agent_id, query.version))
  },

  listChatAgentsV1({ query }, { store }) {
    return store.chatAgents.list(query).map(chatAgentReply)
  },

  updateChatAgent({ params, query, body }, { store, settings, now }) {
    const agent = versionAt(store.chatAgents, params.agent_id, query.version)
    refuseChangeOfPublished(agent, body)
    const { response_engine, ...fields } = body
    const changed = patched(agent, {
      ...storedSettings(fields),
      response_engine: response_engine && reboundEngine(store, settings, agent, response_engine),
      last_modification_timestamp: now(),
    })
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

/** As it is answered: no published type of a chat agent has the description of a version. */
export function chatAgentReply({ version_description: _description, ...agent }: StoredChatAgent): ChatAgent {
  return agent
}
