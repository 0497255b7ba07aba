// The client of a server that speaks OpenAI's chat completions, made with OpenAI's own library, which is the user's to
// install. It sends what it is given to the one address it was given, within a time and a size, and never rejects.

import type { OpenAI } from 'openai'
import { wall } from '../clock.ts'
import { Misuse } from '../errors.ts'
import type { Reply } from '../mind/index.ts'
import { hostOf, networkFault } from '../network-fault.ts'
import { replyOf } from './answer.ts'
import type { ModelOptions } from './model-options.ts'
import type { ModelRequest } from './prompt.ts'

export type AskServer = (request: ModelRequest, signal: AbortSignal) => Promise<Reply>

const NO_KEY = 'none'
const DEFAULT_TIMEOUT_MS = 30_000
/** Once more after 429, 5xx or a broken connection: a storm of retries would only hide what is wrong. */
const RETRIES = 1
const MAX_ANSWER_TOKENS = 1_000
const MAX_ANSWER_BYTES = 5_000_000
const MAX_REASON_CHARACTERS = 300

/** Loads the library. Throws a `Misuse` when it is not there, or when the address is none. */
export async function openModel(
  { baseURL, model, apiKey, timeoutMs = DEFAULT_TIMEOUT_MS }: ModelOptions,
  importLibrary: () => Promise<{ OpenAI: typeof OpenAI }> = () => import('openai'),
): Promise<AskServer> {
  refuseUnusable(baseURL)
  const library = await importLibrary().catch(() => {
    throw new Misuse('--llm-base-url needs the package openai: npm install openai')
  })
  const key = apiKey ?? NO_KEY
  const client = new library.OpenAI({
    baseURL,
    // Given in words, each of them: the library would else take keys and names from the environment, and send them along.
    apiKey: key,
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: RETRIES,
    timeout: timeoutMs,
    logLevel: 'off',
    fetch: boundedFetch(key),
  })
  const refused = new Set<string>()
  const complete = async (request: ModelRequest, signal: AbortSignal): Promise<unknown> => {
    const { messages, tools, must, temperature } = request
    try {
      return await client.chat.completions.create(
        {
          model,
          messages,
          // Newer models of OpenAI's take the one, most other servers the other.
          [refused.has('max_tokens') ? 'max_completion_tokens' : 'max_tokens']: MAX_ANSWER_TOKENS,
          ...(temperature === undefined || refused.has('temperature') ? {} : { temperature }),
          ...(tools.length === 0 ? {} : { tools }),
          ...(must === null ? {} : { tool_choice: { type: 'function', function: { name: must } } }),
        },
        { signal },
      )
    } catch (error) {
      const parameter = parameterRefused(error)
      if (parameter === undefined || refused.has(parameter)) throw error
      refused.add(parameter)
      return complete(request, signal)
    }
  }
  return async (request, signal) => {
    const { ends, over, cancel } = deadline(timeoutMs, signal)
    try {
      // The library waits between its tries whatever the signal says.
      return replyOf(await Promise.race([complete(request, ends), over]))
    } catch (error) {
      if (ends.aborted && !signal.aborted) return { failed: `it did not answer within ${timeoutMs} ms` }
      const reason = withoutKey(reasonOf(error, hostOf(new URL(baseURL))), apiKey)
      return { failed: reason.slice(0, MAX_REASON_CHARACTERS) }
    } finally {
      cancel()
    }
  }
}

/** A parameter of ours that a model does not take, as the server says; without it the model may answer. */
function parameterRefused(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('param' in error)) return undefined
  return ['max_tokens', 'temperature'].find(name => name === error.param)
}

function refuseUnusable(baseURL: string): void {
  const url = URL.canParse(baseURL) ? new URL(baseURL) : undefined
  if (!url || !/^https?:$/.test(url.protocol))
    throw new Misuse(`--llm-base-url must be an http or https URL, not "${baseURL}"`)
  if (url.username || url.password)
    throw new Misuse(
      '--llm-base-url must not hold a user or password; give the key as FAKE_RETELL_LLM_API_KEY',
    )
}

function deadline(timeoutMs: number, signal: AbortSignal) {
  const late = new AbortController()
  const cancel = wall.after(timeoutMs, () => late.abort())
  const ends = AbortSignal.any([signal, late.signal])
  const over = new Promise<never>((_resolve, reject) => {
    const stop = () => reject(new Error('stopped'))
    if (ends.aborted) stop()
    else ends.addEventListener('abort', stop, { once: true })
  })
  return { ends, over, cancel }
}

/**
 * Reads no more than an answer may have, and follows nobody elsewhere: the key goes to one address. It sends no headers but
 * its own, for the library adds those of OPENAI_CUSTOM_HEADERS.
 */
const boundedFetch =
  (apiKey: string) =>
  async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const headers = {
      authorization: `Bearer ${apiKey}`,
      'content-type': 'application/json',
      accept: 'application/json',
    }
    const response = await fetch(input, { ...init, headers, redirect: 'manual' })
    const chunks: Uint8Array[] = []
    let bytes = 0
    for await (const chunk of response.body ?? []) {
      bytes += chunk.byteLength
      if (bytes > MAX_ANSWER_BYTES) throw new Error(`its answer is longer than ${MAX_ANSWER_BYTES} bytes`)
      chunks.push(chunk)
    }
    const bodiless = [101, 204, 205, 304].includes(response.status)
    return new Response(bodiless ? null : Buffer.concat(chunks), {
      status: response.status,
      headers: response.headers,
    })
  }

/** Servers like to quote a key that they refuse. */
const withoutKey = (text: string, apiKey: string | undefined): string =>
  apiKey ? text.replaceAll(apiKey, '…') : text

/** The innermost reason says most: a library's own is often "Connection error." */
function reasonOf(error: unknown, host: string): string {
  let reason = error
  while (reason instanceof Error && reason.cause instanceof Error) reason = reason.cause
  return networkFault(reason, host)
}
