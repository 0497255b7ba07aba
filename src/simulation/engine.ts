// The engine that a simulation thinks with. A new kind of engine is added here and nowhere else in simulations.

import type { ConversationFlow, FlowComponent, Schemas } from '../contract.ts'
import type { Engine } from '../mind/index.ts'
import type { Store } from '../store/store.ts'

/**
 * The engine as it stands now; undefined when that version is gone, or when a customer's own server does the thinking.
 */
export function engineFor(store: Store, engine: Schemas['BoundResponseEngine']): Engine | undefined {
  if (engine.type === 'custom-llm') return undefined
  if (engine.type === 'retell-llm') {
    const llm = store.retellLlms.find(engine.llm_id, engine.version)
    return llm && { type: 'retell-llm', llm }
  }
  const flow = store.conversationFlows.find(engine.conversation_flow_id, engine.version)
  return flow && { type: 'conversation-flow', flow, sharedComponents: componentsOf(store, flow) }
}

function componentsOf(store: Store, { nodes = [] }: ConversationFlow): Record<string, FlowComponent> {
  const ids = nodes.flatMap(node => (node.type === 'component' ? [node.component_id] : []))
  const found = ids.map(id => [id, store.flowComponents.find(id)] as const)
  return Object.fromEntries(found.filter((entry): entry is [string, FlowComponent] => entry[1] !== undefined))
}

/** Every name that a tool call of this engine can have in a transcript. */
export function toolNamesOf(engine: Engine): string[] {
  if (engine.type === 'retell-llm') {
    const { general_tools, states } = engine.llm
    return [...(general_tools ?? []), ...(states ?? []).flatMap(({ tools }) => tools ?? [])].map(
      ({ name }) => name,
    )
  }
  const { flow, sharedComponents } = engine
  const graphs = [flow, ...(flow.components ?? []), ...Object.values(sharedComponents)]
  return graphs.flatMap(({ nodes = [], tools }) => [
    ...(tools ?? []).map(({ name }) => name),
    ...nodes.flatMap(namesIn),
  ])
}

function namesIn(node: Schemas['FlowNode']): string[] {
  if (node.type === 'mcp') return [node.mcp_tool_name]
  if (node.type === 'conversation' || node.type === 'subagent')
    return (node.tools ?? []).map(({ name }) => name)
  return [node.name ?? node.type]
}
