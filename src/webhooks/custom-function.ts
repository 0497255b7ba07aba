// A custom function of an agent, run for real: the request that Retell makes to the customer's server in mid-conversation,
// and what becomes of the answer. It knows no variables: the agent's mind has filled them in, constants included.

import type { Schemas } from '../contract.ts'
import type { World } from '../world.ts'
import type { Ask, Asked } from './ask.ts'

export type CustomFunction = Schemas['CustomTool']

export interface FunctionCall {
  /** Its URL, headers and query as they are sent. */
  tool: CustomFunction
  /** What the agent passes. */
  args: Readonly<Record<string, unknown>>
  /** The call or chat that it is made from, under the name it has in the body. */
  about: { call: object } | { chat: object }
  subject: string
}

export interface FunctionResult {
  /** What the agent learns; at most 15,000 characters. */
  content: string
  successful: boolean
  /** So much of the workspace's time later it is there: the retries have paused, and the clock stood. */
  afterMs?: number
  /** The whole answer, in which response variables are looked for; empty for a failure. */
  answer: string
}

/** Retell docs, custom functions. */
const DEFAULT_TIMEOUT_MS = 120_000
const LONGEST_CONTENT = 15_000
const LARGEST_JITTER = 0.5
/** Enough for variables that stand late in a long answer. */
const READ_BYTES = 1_000_000

export async function callFunction(
  ask: Ask,
  world: World,
  { tool, args, about, subject }: FunctionCall,
  signal: AbortSignal,
): Promise<FunctionResult> {
  const method = tool.method ?? 'POST'
  const hasBody = method !== 'GET' && method !== 'DELETE'
  const outcome = await ask(
    world,
    {
      kind: 'tool',
      event: tool.name,
      subject,
      method,
      url: urlOf(tool, hasBody ? {} : args),
      headers: Object.entries(tool.headers ?? {}),
      ...(hasBody ? { body: bodyOf(tool, args, about) } : {}),
      timeoutMs: tool.timeout_ms ?? DEFAULT_TIMEOUT_MS,
      limitBytes: READ_BYTES,
      retries: tool.max_retry ?? world.settings.legacy_tool_retries,
      pauseMs: retry => pauseBefore(retry, world, subject),
      judge: ({ body }) => ({
        notes:
          body.length > LONGEST_CONTENT
            ? [`the agent sees the first ${LONGEST_CONTENT} of ${body.length} characters`]
            : [],
      }),
    },
    signal,
  )
  return { ...resultOf(outcome), ...(outcome.owedMs > 0 && { afterMs: outcome.owedMs }) }
}

function resultOf(outcome: Asked): FunctionResult {
  // The words of a failure are a guess.
  if (!outcome.ok) return { content: `Error: ${outcome.error}`, successful: false, answer: '' }
  const content = outcome.body.slice(0, LONGEST_CONTENT)
  if (outcome.status < 200 || outcome.status >= 300)
    return { content: `Error: status ${outcome.status}: ${content}`, successful: false, answer: '' }
  return { content, successful: true, answer: outcome.body }
}

/** Retell SDK 5.66.1, `max_retry`: exponential backoff with jitter. The first pause and the share of chance are guesses. */
function pauseBefore(retry: number, world: World, subject: string): number {
  const leastMs = world.settings.tool_retry_pause_ms * 2 ** retry
  return Math.round(leastMs * (1 + LARGEST_JITTER * world.chance(subject, 'retry', retry).fraction()))
}

/** Retell docs: with `args_at_root` the arguments alone, else with the function's name and the conversation so far. */
const bodyOf = ({ name, args_at_root }: CustomFunction, args: object, about: object) =>
  JSON.stringify(args_at_root ? args : { name, args, ...about })

/** The URL with its query: what is configured, and the arguments of a request that has no body. */
function urlOf({ url, query_params = {} }: CustomFunction, args: Readonly<Record<string, unknown>>): string {
  if (!URL.canParse(url)) return url
  const target = new URL(url)
  for (const [name, value] of Object.entries(query_params)) target.searchParams.set(name, value)
  for (const [name, value] of Object.entries(args))
    if (!target.searchParams.has(name))
      target.searchParams.set(name, typeof value === 'string' ? value : JSON.stringify(value))
  return target.href
}
