// What a simulation needs to know of a response engine. A new kind of engine is added here and nowhere else.

import type { RetellLlm, Schemas } from '../contract.ts'
import type { Store } from '../store/store.ts'

export type SimulatedEngine = Pick<
  RetellLlm,
  | 'begin_message'
  | 'start_speaker'
  | 'general_tools'
  | 'states'
  | 'starting_state'
  | 'default_dynamic_variables'
>

/**
 * The engine as it stands now; undefined when that version is gone, or when a customer's own server does the thinking.
 * A flow is simulated like an engine without tools and states: its nodes are not walked.
 */
export function simulatedEngine(
  store: Store,
  engine: Schemas['BoundResponseEngine'],
): SimulatedEngine | undefined {
  if (engine.type === 'retell-llm') return store.retellLlms.find(engine.llm_id, engine.version)
  return engine.type === 'conversation-flow' ? {} : undefined
}
