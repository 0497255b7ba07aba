// What was typed behind `fake-retell talk`, checked. Nothing is opened here.

import { chanceOf } from '../chance.ts'
import { wall } from '../clock.ts'
import { DEFAULT_API_KEY } from '../default-key.ts'
import { Misuse, Refusal } from '../errors.ts'
import { isLoopback } from '../http-guard.ts'
import { idOf } from '../ids.ts'
import { isObject } from '../json-object.ts'
import { isTooLarge } from '../metadata-limit.ts'
import { llmUrl } from '../ws/llm-url.ts'
import type { Arguments, Given } from './arguments.ts'
import type { Terminal } from './terminal.ts'

export type Target =
  /** The address with the call id. */
  { url: string } | { agentId: string; baseUrl: string; apiKey: string }

export interface TalkOptions {
  target: Target
  callId: string
  web: boolean
  metadata: Record<string, unknown> | undefined
  variables: Record<string, string>
  /** What is said instead of what is typed, in order. */
  says: readonly string[]
  speaks: boolean
  json: boolean
  /** The file that takes the transcript. */
  transcript: string | undefined
  patienceMs: number
}

const USUAL_BASE_URL = 'http://127.0.0.1:4010'
const USUAL_PATIENCE_S = 10
const MAX_PATIENCE_S = 3_600

/** Throws a `Misuse` on what makes no sense. */
export function talkOptions({ given, rest: [address] }: Arguments, env: Terminal['env']): TalkOptions {
  const callId = last(given, 'call-id') ?? idOf('call', chanceOf('talk', wall.now()))
  if (!/^[\x21-\x7e]{1,200}$/.test(callId))
    throw new Misuse('--call-id must be visible ASCII, without spaces')
  const variables = variablesIn(given)
  return {
    target: targetOf(given, address, { callId, variables, env }),
    callId,
    web: given.has('web'),
    metadata: metadataIn(given),
    variables,
    says: given.get('say') ?? [],
    speaks: given.has('speak'),
    json: given.has('json'),
    transcript: last(given, 'transcript'),
    patienceMs: patienceIn(given) * 1_000,
  }
}

const last = (given: Given, name: string): string | undefined => given.get(name)?.at(-1)

function targetOf(
  given: Given,
  address: string | undefined,
  { callId, variables, env }: Pick<TalkOptions, 'callId' | 'variables'> & Pick<Terminal, 'env'>,
): Target {
  const agentId = last(given, 'agent')
  if (agentId === undefined) {
    const stray = ['base-url', 'api-key'].find(name => given.has(name))
    if (stray) throw new Misuse(`--${stray} belongs to --agent`)
    if (address !== undefined) return { url: addressOf(address, callId, variables) }
    throw new Misuse(
      'talk needs the address of your server, fake-retell talk ws://127.0.0.1:8080/llm, or --agent AGENT_ID',
    )
  }
  if (address !== undefined) throw new Misuse(`talk takes an address or --agent, not both: "${address}"`)
  const stray = ['call-id', 'web'].find(name => given.has(name))
  if (stray) throw new Misuse(`--${stray} does not go with --agent: the mock makes the call, a web call`)
  const apiKey = last(given, 'api-key') ?? (env.RETELL_API_KEY || DEFAULT_API_KEY)
  if (!/^[\x21-\x7e]+$/.test(apiKey)) throw new Misuse('the API key must be visible ASCII, without spaces')
  return { agentId, baseUrl: baseUrlOf(last(given, 'base-url'), env.RETELL_BASE_URL), apiKey }
}

function addressOf(address: string, callId: string, variables: Record<string, string>): string {
  try {
    return llmUrl(address, callId, variables)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    throw new Misuse(error.message.replaceAll('llm_websocket_url', 'the address'))
  }
}

/** A mock on this machine, unless the flag says otherwise: the environment alone sends nothing out. */
function baseUrlOf(flag: string | undefined, fromEnv: string | undefined): string {
  if (flag !== undefined) {
    if (URL.canParse(flag) && /^https?:$/.test(new URL(flag).protocol)) return flag.replace(/\/+$/, '')
    throw new Misuse(`--base-url must be an http or https URL, not "${flag}"`)
  }
  const isLocal =
    fromEnv &&
    URL.canParse(fromEnv) &&
    /^https?:$/.test(new URL(fromEnv).protocol) &&
    isLoopback(new URL(fromEnv).hostname)
  return isLocal ? fromEnv.replace(/\/+$/, '') : USUAL_BASE_URL
}

function metadataIn(given: Given): Record<string, unknown> | undefined {
  const text = last(given, 'metadata')
  if (text === undefined) return undefined
  const value = parsed(text)
  if (!isObject(value))
    throw new Misuse(`--metadata must be a JSON object such as '{"order":"A-17"}', not ${text.slice(0, 100)}`)
  if (isTooLarge(value)) throw new Misuse('--metadata must not be more than 50 kB')
  return { ...value }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function variablesIn(given: Given): Record<string, string> {
  const pairs = (given.get('variable') ?? []).map(pair => {
    const [, name, value] = /^([^=\s]+)=([\s\S]*)$/.exec(pair) ?? []
    if (name === undefined || value === undefined)
      throw new Misuse(`--variable must be name=value, not "${pair.slice(0, 100)}"`)
    return [name, value] as const
  })
  return Object.fromEntries(pairs)
}

function patienceIn(given: Given): number {
  const text = last(given, 'patience')
  if (text === undefined) return USUAL_PATIENCE_S
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
  if (seconds > 0 && seconds <= MAX_PATIENCE_S) return seconds
  throw new Misuse(`--patience must be seconds above 0, up to ${MAX_PATIENCE_S}, not "${text}"`)
}
