// Voice agents: made, read, listed, edited, deleted. How versions come about is in agent-versions.ts.

import type { Agent, Handlers } from '../contract.ts'
import { changesOf } from './agent-changes.ts'
import { agentFilter, agentListItem } from './agent-list.ts'
import { agentAt } from './agent-reference.ts'
import { checkSettings, storedSettings } from './agent-settings.ts'
import { firstVersion } from './agent-versions.ts'
import type { Context } from './context.ts'
import { patched } from './patch.ts'
import { changedMemory, checkSessionTools, checkTransferAgent } from './session-settings.ts'

export const agentHandlers = {
  createAgent({ body }, context) {
    const { store } = context
    const { response_engine, voice_id, ...fields } = body
    checkSettings(store, body)
    checkSessionTools(store, body)
    const agent: Agent = { ...firstVersion(context, response_engine), voice_id }
    const contact_memory_config = changedMemory(undefined, body.contact_memory_config, true)
    const made = patched(agent, { ...storedSettings(fields), contact_memory_config })
    checkTransferAgent(store, made)
    return store.agents.insert(agent.agent_id, 0, made)
  },

  getAgent({ params, query }, { store }) {
    return agentAt(store, params.agent_id, query.version)
  },

  listAgents({ query, body }, { store }) {
    const { filter_criteria, ...paging } = body
    const page = store.anyAgents.page({ ...paging, ...query, where: agentFilter(filter_criteria) })
    return { ...page, items: page.items.map(agentListItem) }
  },

  listAgentsV1({ query }, { store }) {
    return store.agents.list(query)
  },

  updateAgent({ params, query, body }, context) {
    const { store } = context
    const agent = agentAt(store, params.agent_id, query.version)
    const changed = patched(agent, changesOf(context, agent, body))
    checkSettings(store, changed)
    checkSessionTools(store, body)
    checkTransferAgent(store, changed)
    return store.agents.put(agent.agent_id, agent.version, changed)
  },

  deleteAgent({ params }, { store }) {
    store.agents.delete(params.agent_id)
  },
} satisfies Partial<Handlers<Context>>
