// Where a conversation may be said to stand: the states of an LLM, the nodes of a flow or of one of its components.

import type { Engine } from './engine.ts'
import { componentIdsIn, nodeIdsIn } from './graph.ts'

/** The names and ids that `current_state`, `component_id` and `current_node_id` can have. */
export const placesIn = (
  engine: Engine,
  component?: string,
): { states: string[]; components: string[]; nodes: string[] } =>
  engine.type === 'retell-llm'
    ? { states: (engine.llm.states ?? []).map(({ name }) => name), components: [], nodes: [] }
    : { states: [], components: componentIdsIn(engine), nodes: nodeIdsIn(engine, component) }
