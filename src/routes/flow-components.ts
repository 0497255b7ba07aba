// Components that conversation flows share. They have no versions: an edit is seen by every flow at once.

import type { FlowComponent, Handlers } from '../contract.ts'
import { checkAppTools } from './app-tools.ts'
import { flowsUsing, withLinks, withOwnCopy } from './component-links.ts'
import type { Context } from './context.ts'
import { patched } from './patch.ts'

export const flowComponentHandlers = {
  createConversationFlowComponent({ body }, { store, now, newId }) {
    const { name = '', nodes = [], ...fields } = body
    checkAppTools(store, [nodes, fields.tools])
    const component: FlowComponent = {
      conversation_flow_component_id: newId('flowComponent'),
      name,
      nodes,
      user_modified_timestamp: now(),
    }
    const stored = patched(component, fields)
    return withLinks(store, store.flowComponents.insert(component.conversation_flow_component_id, stored))
  },

  getConversationFlowComponent({ params }, { store }) {
    return withLinks(store, store.flowComponents.get(params.conversation_flow_component_id))
  },

  listConversationFlowComponents({ query }, { store }) {
    const page = store.flowComponents.page(query)
    return { ...page, items: page.items.map(component => withLinks(store, component)) }
  },

  listConversationFlowComponentsV1(_, { store }) {
    return store.flowComponents.all().map(component => withLinks(store, component))
  },

  updateConversationFlowComponent({ params, body }, { store, now }) {
    const component = store.flowComponents.get(params.conversation_flow_component_id)
    checkAppTools(store, [body.nodes, body.tools])
    const changed = patched(component, { ...body, user_modified_timestamp: now() })
    return withLinks(store, store.flowComponents.put(component.conversation_flow_component_id, changed))
  },

  /** Every version of a flow that uses it keeps a copy. That this is no modification of the flow is a guess. */
  deleteConversationFlowComponent({ params }, { store, now }) {
    const component = store.flowComponents.get(params.conversation_flow_component_id)
    const id = component.conversation_flow_component_id
    for (const flow of flowsUsing(store, id)) {
      store.conversationFlows.put(
        flow.conversation_flow_id,
        flow.version,
        withOwnCopy(flow, component, now()),
      )
    }
    store.flowComponents.delete(id)
  },
} satisfies Partial<Handlers<Context>>
