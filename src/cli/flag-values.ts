// What stands behind a flag, for every command: the last value, a whole number.

import { Misuse } from '../errors.ts'
import type { Given } from './arguments.ts'

export const lastOf = (given: Given, name: string): string | undefined => given.get(name)?.at(-1)

/** Throws a `Misuse` on what is no whole number from 0 to `max`. */
export function wholeNumber(given: Given, name: string, max: number): number | undefined {
  const text = lastOf(given, name)
  if (text === undefined) return undefined
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (value <= max) return value
  throw new Misuse(`--${name} must be a whole number from 0 to ${max}, not "${text}"`)
}
