// Mistakes of a model that calls a function: arguments that are missing, made up or of another type. At the root or wrapped.

import type { Payload } from './misdeeds.ts'

export const argsMissing = (payload: Payload): Payload => withArgs(payload, () => ({}))

export const argsExtra = (payload: Payload): Payload =>
  withArgs(payload, args => ({ ...args, made_up: 'by the model', also: [1, 2] }))

/** Texts become lists of them, and anything else a text. */
export const argsMistyped = (payload: Payload): Payload =>
  withArgs(payload, args =>
    Object.fromEntries(
      Object.entries(args).map(([name, value]) => [
        name,
        typeof value === 'string' ? [value] : String(value),
      ]),
    ),
  )

function withArgs(payload: Payload, change: (args: Payload) => Payload): Payload {
  const { args } = payload
  const isWrapped = 'name' in payload && ('call' in payload || 'chat' in payload)
  if (!isWrapped) return change(payload)
  return { ...payload, args: change(typeof args === 'object' && args !== null ? { ...args } : {}) }
}
