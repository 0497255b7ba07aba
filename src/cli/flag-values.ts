// What stands behind a flag, for every command: the last value, a number, names, a JSON object, a file to write.

import { open } from 'node:fs/promises'
import { Misuse } from '../errors.ts'
import { isObject } from '../json-object.ts'
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

/** Names of checks, also several in one word with commas. */
export const namesIn = (given: Given, flag: string): string[] =>
  (given.get(flag) ?? []).flatMap(value => value.split(',')).filter(name => name !== '')

/** Throws a `Misuse` on what is no JSON object. */
export function objectIn(given: Given, flag: string): Record<string, unknown> | undefined {
  const text = lastOf(given, flag)
  if (text === undefined) return undefined
  try {
    const value: unknown = JSON.parse(text)
    if (isObject(value)) return { ...value }
  } catch {
    // Told below, with everything else that is no object.
  }
  throw new Misuse(`--${flag} must be a JSON object, such as '{"customer":"42"}', not ${text}`)
}

/** The same of `--variables`, whose values are strings. */
export function variablesIn(given: Given): Record<string, string> | undefined {
  const object = objectIn(given, 'variables')
  if (object === undefined) return undefined
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => {
      if (typeof value !== 'string') throw new Misuse(`--variables: the value of ${name} must be a string`)
      return [name, value]
    }),
  )
}

/** Better known before a minute of checks than after. */
export async function refuseUnwritable(flag: string, file: string): Promise<void> {
  try {
    const handle = await open(file, 'a')
    await handle.close()
  } catch (error) {
    throw new Misuse(`cannot write the file of --${flag}: ${(error as Error).message}`)
  }
}
