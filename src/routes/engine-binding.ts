// The bond between an agent and its response engine: an agent's version and its engine's carry the same number, are
// copied together and are published together. It decides nothing about the agent itself.
//
// Two agents may name the same LLM. What Retell does then is not known. Here they share its versions by number: an
// agent that reaches a number which the LLM already has takes that version as it is, because a copy would overwrite the
// other agent's work, and another number would break the lockstep.

import type { Agent, Schemas, Settings } from '../contract.ts'
import { badRequest, NotFound } from '../errors.ts'
import type { Store } from '../store/store.ts'

type Engine = Schemas['ResponseEngine']
type BoundEngine = Schemas['BoundResponseEngine']

/**
 * The engine as an agent's version holds it. Refuses with 404 an engine that is not there (every conversation flow: the
 * mock has none) and with 400 another version than the agent's; wording seen on the live service.
 */
export function boundEngine(store: Store, engine: Engine, version: number): BoundEngine {
  if (engine.type === 'custom-llm') return { type: 'custom-llm', llm_websocket_url: engine.llm_websocket_url }
  if (engine.type === 'conversation-flow')
    throw new NotFound('conversation-flow', engine.conversation_flow_id)
  if (typeof engine.version === 'number' && engine.version !== version) {
    store.retellLlms.get(engine.llm_id)
    throw badRequest('Response engine version must match agent version')
  }
  store.retellLlms.get(engine.llm_id, version)
  return { type: 'retell-llm', llm_id: engine.llm_id, version }
}

/**
 * The engine of an agent's draft after an update that names one. Naming the present one again is harmless, and a draft
 * may always move its own LLM server. Another engine of the same type is for an agent that has version 0 and nothing
 * else. Refuses with 400 in the words of the live service. With `strict_engine_binding` no update of an agent with
 * versions may name an engine at all, as one observer reports.
 */
export function reboundEngine(
  store: Store,
  settings: Readonly<Settings>,
  agent: Agent,
  wanted: Engine,
): BoundEngine {
  const present = agent.response_engine
  const moves = wanted.type !== present.type || idOf(wanted) !== idOf(present)
  const hasVersions = agent.version > 0 || store.agents.of(agent.agent_id).length > 1
  if (hasVersions && (moves || settings.strict_engine_binding)) {
    throw badRequest('Cannot update response engine after agent versions have been created')
  }
  if (wanted.type !== present.type) {
    throw badRequest('Cannot update response engine to different response engine type')
  }
  return boundEngine(store, wanted, agent.version)
}

/** An engine that takes one call in place of the agent's own: no lockstep, so the newest version unless one is named. */
export function engineForCall(store: Store, engine: Engine): BoundEngine {
  if (engine.type !== 'retell-llm') return boundEngine(store, engine, 0)
  const { version } = store.retellLlms.get(engine.llm_id, engine.version ?? undefined)
  return { type: 'retell-llm', llm_id: engine.llm_id, version }
}

/** The engine for a new draft: the base's, copied to the draft's number unless the LLM has that version already. */
export function forkedEngine(store: Store, engine: BoundEngine, version: number, now: number): BoundEngine {
  if (engine.type !== 'retell-llm') return engine
  const base = store.retellLlms.get(engine.llm_id, engine.version)
  if (!store.retellLlms.find(engine.llm_id, version)) {
    store.retellLlms.insert(engine.llm_id, version, {
      ...base,
      version,
      is_published: false,
      last_modification_timestamp: now,
    })
  }
  return { ...engine, version }
}

/** Freezes the engine's version together with the agent's. */
export function publishEngine(store: Store, engine: BoundEngine, now: number): void {
  if (engine.type !== 'retell-llm') return
  const llm = store.retellLlms.get(engine.llm_id, engine.version)
  if (llm.is_published) return
  store.retellLlms.put(engine.llm_id, engine.version, {
    ...llm,
    is_published: true,
    last_modification_timestamp: now,
  })
}

/** Deletes the engine's version after its agent's, unless an agent that shares it still needs it. */
export function dropEngine(store: Store, engine: BoundEngine): void {
  if (engine.type !== 'retell-llm') return
  const { llm_id, version } = engine
  const others = store.agents.list(
    { limit: 1 },
    { sql: 'engine = ? AND version = ?', values: [llm_id, version] },
  )
  if (others.length === 0) store.retellLlms.deleteVersion(llm_id, version)
}

/** An agent that has this LLM in any of its versions, if there is one. */
export function userOfLlm(store: Store, llmId: string): Agent | undefined {
  return store.agents.list({ limit: 1 }, { sql: 'engine = ?', values: [llmId] })[0]
}

/** What tells one engine of a type from another. A customer's own server is one engine wherever it is reached. */
function idOf(engine: Engine | BoundEngine): string {
  if (engine.type === 'retell-llm') return engine.llm_id
  return engine.type === 'conversation-flow' ? engine.conversation_flow_id : ''
}
