// Conversation flows, the response engines drawn as a graph. Their versions come and go with their agent's; what is in
// the graph is kept as it was sent.

import type { ConversationFlow, Handlers } from '../contract.ts'
import { badRequest } from '../errors.ts'
import { checkAppTools } from './app-tools.ts'
import type { Context } from './context.ts'
import { userOfEngine } from './engine-binding.ts'
import { changedModelConfig, refuseBackupOfChat } from './engine-models.ts'
import { patched } from './patch.ts'

export const conversationFlowHandlers = {
  createConversationFlow({ body }, { store, now, newId }) {
    const flow: ConversationFlow = {
      conversation_flow_id: newId('conversationFlow'),
      version: 0,
      is_published: false,
      last_modification_timestamp: now(),
    }
    checkAppTools(store, [body.nodes, body.tools, body.components])
    const model_config = changedModelConfig(undefined, body.model_config)
    return store.conversationFlows.insert(
      flow.conversation_flow_id,
      0,
      patched(flow, { ...body, model_config }),
    )
  },

  getConversationFlow({ params, query }, { store }) {
    return store.conversationFlows.get(params.conversation_flow_id, query.version)
  },

  listConversationFlows({ query }, { store }) {
    return store.conversationFlows.page(query)
  },

  listConversationFlowsV1({ query }, { store }) {
    return store.conversationFlows.list(query)
  },

  /** Refuses a published version; wording seen on the live service. That an empty body is refused too is a guess. */
  updateConversationFlow({ params, query, body }, { store, now }) {
    const flow = store.conversationFlows.get(params.conversation_flow_id, query.version)
    if (flow.is_published) throw badRequest('Cannot update published conversation flow')
    checkAppTools(store, [body.nodes, body.tools, body.components])
    const changed = patched(flow, {
      ...body,
      model_config: changedModelConfig(flow.model_config, body.model_config),
      // Retell docs, conversation flow: whether it takes transfers is settled at creation.
      is_transfer_cf: flow.is_transfer_cf,
      is_transfer_llm: flow.is_transfer_llm,
      last_modification_timestamp: now(),
    })
    refuseBackupOfChat(store, flow.conversation_flow_id, changed)
    return store.conversationFlows.put(flow.conversation_flow_id, flow.version, changed)
  },

  /** Deletes every version. `force_delete` leaves its agents with an engine that is gone; the wording is a guess. */
  deleteConversationFlow({ params, query }, { store }) {
    const { conversation_flow_id: id } = store.conversationFlows.get(params.conversation_flow_id)
    const user = query.force_delete ? undefined : userOfEngine(store, id)
    if (user) throw badRequest(`Cannot delete conversation flow ${id}: agent ${user.agent_id} still uses it`)
    store.conversationFlows.delete(id)
  },
} satisfies Partial<Handlers<Context>>
