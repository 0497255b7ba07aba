// Reads a command's arguments against its flags. What a flag's value means is for the command to say.

import { parseArgs } from 'node:util'
import { Misuse } from '../errors.ts'
import { nearest } from '../nearest.ts'
import type { Flags } from './flags.ts'

/** The values of each flag that was given; a switch has none. */
export type Given = ReadonlyMap<string, readonly string[]>

export interface Arguments {
  given: Given
  /**
   * What follows the flags: all from the first word that is none, or from behind `--`. Where words and flags may be mixed,
   * all words.
   */
  rest: string[]
}

/** How alike a word must be to a flag to be taken for it misspelt. */
const ALIKE = 0.7

/** Throws a `Misuse` on an unknown flag, a value that is missing and one that is too many. */
export function readArguments(
  args: readonly string[],
  flags: Flags,
  { mixed = false }: { mixed?: boolean } = {},
): Arguments {
  const given = new Map<string, string[]>()
  const words: string[] = []
  for (const token of tokensOf(args, flags)) {
    if (token.kind === 'positional') {
      if (!mixed) return { given, rest: args.slice(token.index) }
      words.push(token.value)
      continue
    }
    if (token.kind === 'option-terminator') return { given, rest: [...words, ...args.slice(token.index + 1)] }
    const { name, rawName, value, inlineValue } = token
    const flag = Object.hasOwn(flags, name) ? flags[name] : undefined
    if (!flag) throw new Misuse(unknown(rawName, flags))
    if (flag.takes === undefined && value !== undefined)
      throw new Misuse(`${rawName} takes no value, but got "${value}"`)
    if (flag.takes !== undefined && (!value || (!inlineValue && value.startsWith('-')))) {
      throw new Misuse(`${rawName} needs a value: ${rawName} ${flag.takes}`)
    }
    // The last one wins, so that a flag can be added behind those of a script.
    const before = flag.many ? (given.get(name) ?? []) : []
    given.set(name, value === undefined ? [] : [...before, value])
  }
  return { given, rest: words }
}

/** Read loosely, so that the sentences about mistakes are ours and the same on every version of Node. */
function tokensOf(args: readonly string[], flags: Flags) {
  const options = Object.fromEntries(
    Object.entries(flags).map(([name, { takes, short }]) => [
      name,
      { type: takes === undefined ? ('boolean' as const) : ('string' as const), ...(short ? { short } : {}) },
    ]),
  )
  return parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true }).tokens
}

function unknown(rawName: string, flags: Flags): string {
  const name = rawName.replace(/^-+/, '')
  const guess = nearest(name, Object.keys(flags))
  const meant =
    guess && guess.likeness >= ALIKE ? `; did you mean --${guess.candidate}?` : '; --help lists the flags'
  return `there is no flag ${rawName}${meant}`
}
