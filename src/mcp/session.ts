// One conversation with an MCP server over streamable HTTP: JSON-RPC requests, each a POST that is answered by JSON or
// by a stream of events. It knows the protocol's envelope, not what the methods mean.

import { isObject } from '../json-object.ts'
import { hostOf, networkFault } from '../network-fault.ts'
import { eventsIn } from './event-stream.ts'

/** The newest version of the protocol that this client speaks. Servers may choose an older one. */
const PROTOCOL_VERSION = '2025-06-18'

const MAX_ANSWER_CHARACTERS = 5_000_000

export interface McpAddress {
  url: URL
  headers: Readonly<Record<string, string>>
}

export class McpSession {
  readonly #address: McpAddress
  readonly #signal: AbortSignal
  #requests = 0
  #id: string | undefined
  #version: string | undefined

  constructor(address: McpAddress, signal: AbortSignal) {
    this.#address = address
    this.#signal = signal
  }

  /** Shakes hands: to be called first. Throws a sentence when the server does not. */
  async open(client: { name: string; version: string }): Promise<void> {
    const result = await this.ask('initialize', {
      protocolVersion: PROTOCOL_VERSION,
      capabilities: {},
      clientInfo: client,
    })
    this.#version = typeof result.protocolVersion === 'string' ? result.protocolVersion : PROTOCOL_VERSION
    const response = await this.#send('POST', { jsonrpc: '2.0', method: 'notifications/initialized' })
    await response.body?.cancel()
    if (!response.ok) throw new Error(`it answered ${response.status} to notifications/initialized`)
  }

  /** The result of a request. Throws a sentence when there is none. */
  async ask(method: string, params: Record<string, unknown>): Promise<Record<string, unknown>> {
    const id = ++this.#requests
    const response = await this.#send('POST', { jsonrpc: '2.0', id, method, params })
    if (!response.ok) {
      await response.body?.cancel()
      throw new Error(`it answered ${response.status} to ${method}`)
    }
    this.#id ??= response.headers.get('mcp-session-id') ?? undefined
    for await (const text of messagesIn(response)) {
      const answer = answerTo(id, text)
      if (!answer) continue
      if (isObject(answer.error)) throw new Error(`it refused ${method}: ${String(answer.error.message)}`)
      if (isObject(answer.result)) return answer.result
    }
    throw new Error(`it did not answer ${method}`)
  }

  /** Lets the server forget the session; whether it does is its own affair. */
  async close(): Promise<void> {
    if (this.#id === undefined) return
    await this.#send('DELETE').then(
      response => response.body?.cancel(),
      () => {},
    )
  }

  async #send(method: 'POST' | 'DELETE', message?: object): Promise<Response> {
    const { url, headers } = this.#address
    try {
      return await fetch(url, {
        method,
        redirect: 'manual',
        signal: this.#signal,
        headers: {
          ...headers,
          accept: 'application/json, text/event-stream',
          ...(message ? { 'content-type': 'application/json' } : {}),
          ...(this.#id === undefined ? {} : { 'mcp-session-id': this.#id }),
          ...(this.#version === undefined ? {} : { 'mcp-protocol-version': this.#version }),
        },
        ...(message ? { body: JSON.stringify(message) } : {}),
      })
    } catch (error) {
      const cause = error instanceof Error ? (error.cause ?? error) : error
      throw new Error(networkFault(cause, hostOf(url)))
    }
  }
}

async function* messagesIn(response: Response): AsyncGenerator<string> {
  if (!response.body) return
  if (response.headers.get('content-type')?.startsWith('text/event-stream')) {
    yield* eventsIn(response.body)
    return
  }
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of response.body) {
    text += decoder.decode(chunk, { stream: true })
    if (text.length > MAX_ANSWER_CHARACTERS) throw new Error('its answer is too long')
  }
  yield text
}

/** The answer to a request among what a server says, which may be requests and notices of its own, alone or in lists. */
function answerTo(id: number, text: string): Record<string, unknown> | undefined {
  const said: unknown = parsed(text)
  return [said].flat().find((message): message is Record<string, unknown> => {
    return isObject(message) && message.id === id && ('result' in message || 'error' in message)
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error('its answer is not JSON')
  }
}
