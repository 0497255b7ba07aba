// The reference dialect: what the older written reference says differently from the live API. Applied at the edge, before
// a request and after a reply are held against the contract, which always speaks the live form.

import { isObject } from './json-object.ts'
import { doorUrl } from './llm-door.ts'
import type { Dialect } from './settings.ts'

/** The status of a failed validation: 400 on the live service, 422 in the older reference. */
export const validationStatus = (dialect: Dialect) => (dialect === 'reference' ? 422 : 400)

/**
 * Completes a request in place. By the reference the `url` of a custom LLM may be left out, for its server connects by
 * itself: the address of that door is filled in. The live service refuses it.
 */
export function completeInDialect(dialect: Dialect, body: unknown, publicUrl: string): void {
  if (dialect !== 'reference' || !isObject(body) || !isObject(body.response_engine)) return
  const engine = body.response_engine
  if (engine.type === 'custom-llm') engine.llm_websocket_url ??= doorUrl(publicUrl)
}

/**
 * A reply or webhook payload in the dialect: the reference names the direction in `call_type`, and calls the address of a
 * custom LLM `url`, which comes beside its real name.
 */
export function inDialect<Value>(dialect: Dialect, value: Value): Value {
  return dialect === 'reference' ? (inReference(value) as Value) : value
}

function inReference(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inReference)
  if (!isObject(value)) return value
  const { call_type, direction, response_engine: engine } = value
  if ('call_id' in value && call_type === 'phone_call' && typeof direction === 'string') {
    return { ...value, call_type: `${direction}_phone_call` }
  }
  if (isObject(engine) && engine.type === 'custom-llm') {
    return { ...value, response_engine: { ...engine, url: engine.llm_websocket_url } }
  }
  const inner = ['items', 'call'].filter(key => key in value).map(key => [key, inReference(value[key])])
  return inner.length === 0 ? value : { ...value, ...Object.fromEntries(inner) }
}
