// Which flows use a component that flows share, and how such a flow gets a copy of its own. A use is a node of the flow,
// or of one of the flow's own components, that names the shared component.

import type { ConversationFlow, FlowComponent, Schemas } from '../contract.ts'
import type { Store } from '../store/store.ts'

type Node = Schemas['FlowNode']

/** Every version of every flow that uses the component, published ones too; last modified first. */
export function flowsUsing(store: Store, componentId: string): ConversationFlow[] {
  return store.conversationFlows
    .mentioning(componentId)
    .filter(flow => nodesIn(flow).some(node => names(node, componentId)))
}

/** The component as it is answered, with the flows that use it in any version. */
export function withLinks(store: Store, component: FlowComponent): FlowComponent {
  const flows = flowsUsing(store, component.conversation_flow_component_id)
  const ids = new Set(flows.map(flow => flow.conversation_flow_id))
  return { ...component, linked_conversation_flow_ids: [...ids] }
}

/**
 * The flow with a component of its own in place of the shared one: a copy under a new id, which the nodes that named
 * the shared one name from then on. Retell docs: what deleting a shared component does. `now` is Unix ms.
 */
export function withOwnCopy(flow: ConversationFlow, shared: FlowComponent, now: number): ConversationFlow {
  const { conversation_flow_component_id: sharedId, ...content } = shared
  const id = freeId(flow, now)
  const redirected = (nodes: Node[] | undefined) =>
    nodes?.map(node =>
      names(node, sharedId) ? { ...node, component_id: id, component_type: 'local' as const } : node,
    )
  const components = (flow.components ?? []).map(own => ({ ...own, nodes: redirected(own.nodes) ?? [] }))
  return {
    ...flow,
    nodes: redirected(flow.nodes) ?? [],
    components: [...components, { ...content, conversation_flow_component_id: id }],
  }
}

/** The nodes of a flow and of its own components. */
const nodesIn = ({ nodes, components }: ConversationFlow): Node[] => [
  ...(nodes ?? []),
  ...(components ?? []).flatMap(own => own.nodes ?? []),
]

const names = (node: Node, componentId: string): boolean =>
  node.type === 'component' && node.component_type === 'shared' && node.component_id === componentId

/** In the form seen in stored flows: a moment in ms, here one that the flow does not have yet. */
function freeId({ components }: ConversationFlow, now: number): string {
  const taken = new Set(components?.map(own => own.conversation_flow_component_id))
  let at = now
  while (taken.has(`cf-component-${at}`)) at++
  return `cf-component-${at}`
}
