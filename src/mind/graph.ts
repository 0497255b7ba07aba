// The graph of a flow: what is where. It finds nodes, tools and components and decides nothing.

import type { Schemas } from '../contract.ts'
import type { Engine, McpServer, Tool } from './engine.ts'
import type { Inside, Spot, Start } from './state.ts'

export type FlowEngine = Extract<Engine, { type: 'conversation-flow' }>
export type Node = Schemas['FlowNode']
export type NodeOf<Type extends Node['type']> = Extract<Node, { type: Type }>
export type Edge = Schemas['FlowEdge']
/** Any edge: what leads out of a node, under whatever condition. */
export type AnyEdge = { id: string; destination_node_id?: string }

/** What a node sees: the nodes and tools of its component, or of the main flow. Retell docs, components: tools are scoped. */
interface Graph {
  nodes: readonly Node[]
  start: string | null
  tools: readonly Schemas['FlowTool'][]
  servers: readonly McpServer[]
}

type Component = Schemas['FlowComponentFields']

export function componentIn({ flow, sharedComponents }: FlowEngine, id: string): Component | undefined {
  const local = flow.components?.find(({ conversation_flow_component_id: own }) => own === id)
  return local ?? (Object.hasOwn(sharedComponents, id) ? sharedComponents[id] : undefined)
}

function graphAt(engine: FlowEngine, inside: Inside | null): Graph {
  const of: Component = inside ? (componentIn(engine, inside.component) ?? {}) : engine.flow
  return {
    nodes: of.nodes ?? [],
    start: of.start_node_id ?? null,
    tools: of.tools ?? [],
    // Servers are named in one list for the whole agent; a component may have its own.
    servers: [...(of.mcps ?? []), ...(inside ? (engine.flow.mcps ?? []) : [])],
  }
}

export const serversAt = (engine: FlowEngine, { inside }: Spot): readonly McpServer[] =>
  graphAt(engine, inside).servers

export const nodeAt = (engine: FlowEngine, { node, inside }: Spot): Node | undefined =>
  graphAt(engine, inside).nodes.find(({ id }) => id === node)

export const nameOf = (node: Node | null | undefined, id: string): string => node?.name ?? id

/** A tool by the id under which the flow, or the component, keeps it. */
export const toolAt = (
  engine: FlowEngine,
  { inside }: Spot,
  toolId: string,
): Schemas['FlowTool'] | undefined => graphAt(engine, inside).tools.find(({ tool_id }) => tool_id === toolId)

/** The tools that a node offers while it talks: its own, and those that it names. */
export function toolsAt(engine: FlowEngine, spot: Spot, node: Node): Tool[] {
  if (node.type !== 'subagent' && node.type !== 'conversation') return []
  const named = (node.tool_ids ?? []).map(id => toolAt(engine, spot, id))
  return [...(node.tools ?? []), ...named.filter(tool => tool !== undefined)]
}

/** The global nodes that are reached from a place: those of its component and those of the main flow. */
export function globalsFrom(engine: FlowEngine, { inside }: Spot): { spot: Spot; node: Node }[] {
  const places = inside ? [inside, null] : [null]
  return places.flatMap(place =>
    graphAt(engine, place)
      .nodes.filter(node => node.global_node_setting)
      .map(node => ({ spot: { node: node.id, inside: place }, node })),
  )
}

/** Where a component begins; undefined when nothing is linked to its beginning. */
export function startOf(engine: FlowEngine, inside: Inside): Spot | undefined {
  const { start, nodes } = graphAt(engine, inside)
  return nodes.some(({ id }) => id === start) ? { node: start!, inside } : undefined
}

/** Where a conversation begins: where it was told to, else the start node, else the first; undefined without nodes. */
export function beginningOf(engine: FlowEngine, { node, component }: Start = {}): Spot | undefined {
  const inside = component === undefined ? null : insideOf(engine, component)
  const { nodes, start } = graphAt(engine, inside)
  const [first] = [node, start, nodes[0]?.id].filter(id => nodes.some(known => known.id === id))
  return first ? { node: first, inside } : undefined
}

/** As if the component had been entered by the first node that stands for it. */
function insideOf(engine: FlowEngine, component: string): Inside {
  const through = engine.flow.nodes?.find(
    node => node.type === 'component' && node.component_id === component,
  )
  return { component, through: through?.id ?? '' }
}

/** The ids of the nodes where a conversation may be, in the main flow or in a component. */
export const nodeIdsIn = (engine: FlowEngine, component?: string): string[] =>
  graphAt(engine, component === undefined ? null : { component, through: '' }).nodes.map(({ id }) => id)

/** The ids of the components that the flow's nodes stand for. */
export const componentIdsIn = ({ flow }: FlowEngine): string[] => [
  ...new Set((flow.nodes ?? []).flatMap(node => (node.type === 'component' ? [node.component_id] : []))),
]
