// The bond between an agent and its response engine: an agent's version and its engine's carry the same number, are
// copied together and are published together. It decides nothing about the agent itself.
//
// Two agents may name the same engine. What Retell does then is not known. Here they share its versions by number: an
// agent that reaches a number which the engine already has takes that version as it is, because a copy would overwrite
// the other agent's work, and another number would break the lockstep.

import type { Schemas, Settings } from '../contract.ts'
import { badRequest } from '../errors.ts'
import type { AnyAgent, Store } from '../store/store.ts'
import type { Versions } from '../store/versions.ts'

type Engine = Schemas['ResponseEngine']
type BoundEngine = Schemas['BoundResponseEngine']
type Hosted<Kind extends { type: string }> = Exclude<Kind, { type: 'custom-llm' }>

/** What Retell LLMs and conversation flows have in common. */
interface EngineVersion {
  version: number
  is_published?: boolean | undefined
  last_modification_timestamp: number
}

/**
 * The engine as an agent's version holds it. Refuses with 404 an engine that is not there and with 400 another version
 * than the agent's; wording seen on the live service.
 */
export function boundEngine(store: Store, engine: Engine, version: number): BoundEngine {
  if (engine.type === 'custom-llm') return { type: 'custom-llm', llm_websocket_url: engine.llm_websocket_url }
  const id = idOf(engine)
  const versions = versionsOf(store, engine)
  versions.get(id)
  if (typeof engine.version === 'number' && engine.version !== version) {
    throw badRequest('Response engine version must match agent version')
  }
  versions.get(id, version)
  return at(engine, version)
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
  agent: AnyAgent,
  wanted: Engine,
): BoundEngine {
  const present = agent.response_engine
  const moves = wanted.type !== present.type || idOf(wanted) !== idOf(present)
  const hasVersions = agent.version > 0 || store.anyAgents.count(agent.agent_id) > 1
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
  if (engine.type === 'custom-llm') return boundEngine(store, engine, 0)
  const { version } = versionsOf(store, engine).get(idOf(engine), engine.version ?? undefined)
  return at(engine, version)
}

/** The engine for a new draft: the base's, copied to the draft's number unless the engine has that version already. */
export function forkedEngine(store: Store, engine: BoundEngine, version: number, now: number): BoundEngine {
  if (engine.type === 'custom-llm') return engine
  const id = idOf(engine)
  const versions = versionsOf(store, engine)
  const base = versions.get(id, engine.version)
  if (!versions.find(id, version)) {
    versions.insert(id, version, { ...base, version, is_published: false, last_modification_timestamp: now })
  }
  return at(engine, version)
}

/** Freezes the engine's version together with the agent's. */
export function publishEngine(store: Store, engine: BoundEngine, now: number): void {
  if (engine.type === 'custom-llm') return
  const id = idOf(engine)
  const versions = versionsOf(store, engine)
  const draft = versions.get(id, engine.version)
  if (draft.is_published) return
  versions.put(id, engine.version, { ...draft, is_published: true, last_modification_timestamp: now })
}

/** Deletes the engine's version after its agent's, unless an agent that shares it still needs it. */
export function dropEngine(store: Store, engine: BoundEngine): void {
  if (engine.type === 'custom-llm') return
  const values = [idOf(engine), engine.version]
  const other = store.anyAgents.any({ sql: 'engine = ? AND version = ?', values })
  if (!other) versionsOf(store, engine).deleteVersion(idOf(engine), engine.version)
}

/** An agent, of either kind, that has this LLM or flow in any of its versions, if there is one. */
export function userOfEngine(store: Store, engineId: string): AnyAgent | undefined {
  return store.anyAgents.any({ sql: 'engine = ?', values: [engineId] })
}

const versionsOf = (store: Store, { type }: Hosted<Engine | BoundEngine>): Versions<EngineVersion> =>
  type === 'retell-llm' ? store.retellLlms : store.conversationFlows

function at(engine: Hosted<Engine | BoundEngine>, version: number): BoundEngine {
  return engine.type === 'retell-llm'
    ? { type: 'retell-llm', llm_id: engine.llm_id, version }
    : { type: 'conversation-flow', conversation_flow_id: engine.conversation_flow_id, version }
}

/** What tells one engine of a type from another. A customer's own server is one engine wherever it is reached. */
function idOf(engine: Engine | BoundEngine): string {
  if (engine.type === 'retell-llm') return engine.llm_id
  return engine.type === 'conversation-flow' ? engine.conversation_flow_id : ''
}
