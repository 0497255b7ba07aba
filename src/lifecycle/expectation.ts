// Whether what an agent answered is what a step of the scenario expects of it, in plain sentences. It knows no call and
// changes nothing.

import { createContext, Script } from 'node:vm'
import type { ControlSchemas } from '../contract.ts'
import { isObject } from '../json-object.ts'

export type Expectation = ControlSchemas['Expectation']

/** What there is of an answer, as far as somebody may expect something of it. */
export interface HeardAnswer {
  /** All that the agent meant to say, also where it was cut off. */
  text: string
  tools: { name: string; arguments: string }[]
  endsCall: boolean
  transfersTo?: string
  presses?: string
  /** Real ms from the request; absent where nobody outside was asked. */
  firstWordMs?: number
  completeMs?: number
  /** Whether there was a whole answer. */
  answered: boolean
  /** Whether the agent's words come from a customer's server, whose time is measured. */
  measured: boolean
}

export interface Verdict {
  expected: string
  actual: string
  met: boolean
}

/** What a sentence quotes of an answer, in characters. */
const QUOTED = 300
/** An expression that takes longer, in real ms, counts as one that does not match. */
const MATCH_TIMEOUT_MS = 100

/** One verdict for each thing that is expected. */
export function judge(expectation: Expectation, heard: HeardAnswer): Verdict[] {
  const { contains, not_contains, matches, within_ms, first_word_within_ms, silent } = expectation
  const { ends_call, transfers_to, presses, calls_tool, not_calls_tool } = expectation
  const said = heard.text.trim() === '' ? 'said nothing' : `said ${quoted(heard.text)}`
  const verdicts: Verdict[] = []
  const add = (expected: string, actual: string, met: boolean) =>
    verdicts.push({ expected, actual, met: met && heard.answered })
  const has = (text: string) => heard.text.toLowerCase().includes(text.toLowerCase())
  const calls = (name: string) => heard.tools.some(tool => tool.name === name)

  for (const text of listOf(contains)) add(`says ${quoted(text)}`, said, has(text))
  for (const text of listOf(not_contains)) add(`does not say ${quoted(text)}`, said, !has(text))
  if (matches !== undefined) add(`says what matches /${matches}/`, said, isMatch(matches, heard.text))
  if (within_ms !== undefined)
    add(`is complete within ${within_ms} ms`, ...duration(heard, 'completeMs', within_ms))
  if (first_word_within_ms !== undefined)
    add(
      `says its first word within ${first_word_within_ms} ms`,
      ...duration(heard, 'firstWordMs', first_word_within_ms),
    )
  if (ends_call !== undefined)
    add(
      ends_call ? 'ends the call' : 'does not end the call',
      heard.endsCall ? 'ended the call' : 'did not end the call',
      heard.endsCall === ends_call,
    )
  if (transfers_to !== undefined)
    add(
      `transfers to ${transfers_to}`,
      heard.transfersTo === undefined ? 'did not transfer' : `transferred to ${heard.transfersTo}`,
      heard.transfersTo === transfers_to,
    )
  if (presses !== undefined)
    add(
      `presses ${presses}`,
      heard.presses === undefined ? 'pressed nothing' : `pressed ${heard.presses}`,
      heard.presses === presses,
    )
  if (calls_tool !== undefined) {
    const { name, arguments: args } = typeof calls_tool === 'string' ? { name: calls_tool } : calls_tool
    const met = heard.tools.some(tool => tool.name === name && holds(tool.arguments, args))
    add(`calls the tool ${name}${args ? ` with ${JSON.stringify(args)}` : ''}`, toolsOf(heard), met)
  }
  for (const name of listOf(not_calls_tool))
    add(`does not call the tool ${name}`, toolsOf(heard), !calls(name))
  if (silent !== undefined)
    add(silent ? 'says nothing' : 'says something', said, (heard.text.trim() === '') === silent)
  return heard.answered
    ? verdicts
    : verdicts.map(verdict => ({ ...verdict, actual: unanswered(heard, verdict) }))
}

const unanswered = ({ text }: HeardAnswer, { actual }: Verdict): string =>
  text === '' ? 'did not answer' : `${actual}, and did not complete the answer`

function duration(heard: HeardAnswer, key: 'completeMs' | 'firstWordMs', limit: number): [string, boolean] {
  const ms = heard[key]
  if (!heard.measured) return ['no server was asked, which takes no time', true]
  if (ms === undefined) return [key === 'completeMs' ? 'was not complete' : 'said no word', false]
  return [`took ${Math.round(ms)} ms`, ms <= limit]
}

const listOf = (texts: string | readonly string[] | undefined): readonly string[] =>
  texts === undefined ? [] : typeof texts === 'string' ? [texts] : texts

const quoted = (text: string): string =>
  JSON.stringify(text.length > QUOTED ? `${text.slice(0, QUOTED)}…` : text)

const toolsOf = ({ tools }: HeardAnswer): string =>
  tools.length === 0
    ? 'called no tool'
    : `called ${tools.map(({ name, arguments: args }) => `${name}(${args.slice(0, QUOTED)})`).join(', ')}`.slice(
        0,
        3 * QUOTED,
      )

/** Whether each of `wanted` is among the arguments, with the same value. */
function holds(text: string, wanted: Readonly<Record<string, unknown>> | undefined): boolean {
  if (!wanted) return true
  try {
    return includes(JSON.parse(text), wanted)
  } catch {
    return false
  }
}

function includes(actual: unknown, wanted: unknown): boolean {
  if (!isObject(wanted)) return JSON.stringify(actual) === JSON.stringify(wanted)
  if (!isObject(actual)) return false
  return Object.entries(wanted).every(
    ([name, value]) => Object.hasOwn(actual, name) && includes(actual[name], value),
  )
}

/** Why this is no regular expression; undefined when it is one. */
export function patternFault(pattern: string): string | undefined {
  try {
    new RegExp(pattern, 'iu')
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

const matching = new Script('new RegExp(pattern, "iu").test(text)')
let context: { pattern?: string; text?: string } | undefined

/** Case does not count. An expression may take for ever on some texts: it is given a time, and the mock goes on. */
function isMatch(pattern: string, text: string): boolean {
  context ??= createContext({})
  Object.assign(context, { pattern, text })
  try {
    return matching.runInContext(context, { timeout: MATCH_TIMEOUT_MS }) === true
  } catch {
    return false
  }
}
