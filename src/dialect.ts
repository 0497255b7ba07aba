// The reference dialect: what the older written reference says differently from the live API in what is sent back.
// Applied at the edge, after a reply has been checked against the contract, which always speaks the live form.

import type { Dialect } from './settings.ts'

/** The status of a failed validation: 400 on the live service, 422 in the older reference. */
export const validationStatus = (dialect: Dialect) => (dialect === 'reference' ? 422 : 400)

/** A reply or webhook payload in the dialect: the reference names the direction in `call_type`. */
export function inDialect<Value>(dialect: Dialect, value: Value): Value {
  return dialect === 'reference' ? (withDirectedTypes(value) as Value) : value
}

function withDirectedTypes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withDirectedTypes)
  if (typeof value !== 'object' || value === null) return value
  const object = value as Record<string, unknown>
  if ('call_id' in object && object.call_type === 'phone_call' && typeof object.direction === 'string') {
    return { ...object, call_type: `${object.direction}_phone_call` }
  }
  const inner = ['items', 'call']
    .filter(key => key in object)
    .map(key => [key, withDirectedTypes(object[key])])
  return inner.length === 0 ? value : { ...object, ...Object.fromEntries(inner) }
}
