// The engine that test cases and batch tests are about: is it there, which version is meant, whose cases are listed.

import type { Schemas } from '../contract.ts'
import { badRequest, NotFound } from '../errors.ts'
import type { Condition } from '../store/select.ts'
import type { Store } from '../store/store.ts'
import { engineForCall } from './engine-binding.ts'

interface EngineQuery {
  type: 'retell-llm' | 'conversation-flow'
  llm_id?: string | undefined
  conversation_flow_id?: string | undefined
  version?: number | undefined
}

/** The engine with its version, the newest where none is named. Refuses with 404 one that is not there. */
export const testedEngine = (store: Store, engine: Schemas['TestEngine']): Schemas['BoundResponseEngine'] =>
  engineForCall(store, engine)

/** The condition for what is about an engine. Refuses with 400 a query that names none; the wording is a guess. */
export function aboutEngine(query: EngineQuery): Condition {
  return { sql: 'engine = ?', values: [idIn(query)] }
}

/** As `aboutEngine`, for one version: the newest where none is named, as Retell's SDK types say. */
export function aboutEngineVersion(store: Store, query: EngineQuery): Condition {
  const id = idIn(query)
  const version = query.version ?? newestVersion(store, query.type, id)
  return { sql: 'engine = ? AND engine_version = ?', values: [id, version] }
}

function idIn({ type, llm_id, conversation_flow_id }: EngineQuery): string {
  const [name, id] =
    type === 'retell-llm' ? ['llm_id', llm_id] : ['conversation_flow_id', conversation_flow_id]
  if (id === undefined) throw badRequest(`request/query must have required property '${name}'`)
  return id
}

/** An engine that is gone has none, and so nothing is listed: no list is a 404. */
function newestVersion(store: Store, type: EngineQuery['type'], id: string): number {
  const engine: Schemas['TestEngine'] =
    type === 'retell-llm' ? { type, llm_id: id } : { type, conversation_flow_id: id }
  try {
    const bound = testedEngine(store, engine)
    return bound.type === 'custom-llm' ? -1 : bound.version
  } catch (error) {
    if (error instanceof NotFound) return -1
    throw error
  }
}
