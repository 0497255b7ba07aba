// What an engine refers to that no longer exists, taken out of it: knowledge bases and components that flows share. It
// stores nothing, and gives the very same object when there is nothing to take out.

import type { ConversationFlow, RetellLlm, Schemas } from '../contract.ts'
import type { Store } from '../store/store.ts'

type Node = Schemas['FlowNode']
interface Graph {
  nodes?: Node[]
  start_node_id?: string | null
}
interface Knowing {
  knowledge_base_ids?: string[] | null
}

/** The LLM without dead knowledge bases. */
export const mendedLlm = (store: Store, llm: RetellLlm): RetellLlm => withoutDeadKnowledge(store, llm)

/**
 * The flow without dead knowledge bases, its nodes' too, and without nodes whose shared component is gone; edges that led
 * to such a node lead nowhere. That the node goes and its edges stay open is a guess.
 */
export function mendedFlow(store: Store, flow: ConversationFlow): ConversationFlow {
  const known = mendedGraph(store, withoutDeadKnowledge(store, flow))
  const components = known.components?.map(own => mendedGraph(store, own))
  return components && differs(components, known.components ?? []) ? { ...known, components } : known
}

function mendedGraph<Kind extends Graph>(store: Store, graph: Kind): Kind {
  const { nodes = [], start_node_id } = graph
  const lost = new Set(nodes.filter(node => isDead(store, node)).map(node => node.id))
  const left = nodes
    .filter(node => !lost.has(node.id))
    .map(node => ('knowledge_base_ids' in node ? withoutDeadKnowledge(store, node) : node))
    .map(node => (lost.size === 0 ? node : withoutWays(node, lost)))
  if (!differs(left, nodes)) return graph
  return {
    ...graph,
    nodes: left,
    ...(start_node_id && lost.has(start_node_id) ? { start_node_id: null } : {}),
  }
}

const isDead = (store: Store, node: Node): boolean =>
  node.type === 'component' &&
  node.component_type === 'shared' &&
  store.flowComponents.find(node.component_id) === undefined

/** A node whose edges, wherever they are kept in it, lead to none of the lost nodes. */
function withoutWays<Kind>(value: Kind, lost: ReadonlySet<string>): Kind {
  const text = JSON.stringify(value)
  const cleared: Kind = JSON.parse(text, (key, inner: unknown) =>
    key === 'destination_node_id' && typeof inner === 'string' && lost.has(inner) ? undefined : inner,
  )
  return JSON.stringify(cleared) === text ? value : cleared
}

function withoutDeadKnowledge<Kind extends Knowing>(store: Store, doc: Kind): Kind {
  const ids = doc.knowledge_base_ids
  const alive = ids?.filter(id => hasKnowledgeBase(store, id))
  return alive?.length === ids?.length ? doc : { ...doc, knowledge_base_ids: alive }
}

const hasKnowledgeBase = (store: Store, id: string): boolean => store.knowledgeBases.find(id) !== undefined

const differs = (one: readonly unknown[], other: readonly unknown[]): boolean =>
  one.length !== other.length || one.some((item, index) => item !== other[index])
