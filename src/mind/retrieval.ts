// What an agent looks up in its knowledge bases before it speaks: which, about what, how much of it. Nobody looks it up here.

import type { LlmDefinition } from './engine.ts'
import type { FlowEngine, Node } from './graph.ts'
import type { Lookup } from './question.ts'
import { lastHeard, type Turn } from './turn.ts'

/** Retell docs, knowledge base: three chunks unless set. */
const DEFAULT_TOP_K = 3

export const lookupOf = (turn: Turn, { knowledge_base_ids: ids, kb_config }: LlmDefinition) =>
  lookup(turn, ids ?? [], kb_config?.top_k)

export function lookupAt(turn: Turn, { flow }: FlowEngine, node: Node): Lookup | undefined {
  const talks = node.type === 'conversation' || node.type === 'subagent'
  const own = talks && 'knowledge_base_ids' in node ? node : undefined
  const ids = own?.knowledge_base_ids ?? flow.knowledge_base_ids ?? []
  return lookup(turn, ids, own?.kb_config?.top_k ?? flow.kb_config?.top_k)
}

function lookup(turn: Turn, knowledgeBaseIds: string[], topK = DEFAULT_TOP_K): Lookup | undefined {
  const query = lastHeard(turn)
  return knowledgeBaseIds.length === 0 || query === '' ? undefined : { knowledgeBaseIds, query, topK }
}

/** What was to be looked up, as an act. */
export function retrieve(turn: Turn, wanted: Lookup | undefined): void {
  if (wanted) turn.acts.push({ type: 'retrieve', ...wanted })
}
