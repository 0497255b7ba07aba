// Opens the socket to a customer's LLM server, once: how often that is tried, and what a loss means for the
// call, is decided elsewhere. The only place that knows the `ws` package as a client.

import type { ClientRequest, IncomingMessage } from 'node:http'
import type { WebSocket } from 'ws'
import { wall } from '../clock.ts'
import { codeOf, hostOf, networkFault } from '../network-fault.ts'
import { type Connection, closeTimeout, connectionOf } from './connection.ts'

export interface DialOptions {
  /** Real milliseconds until the socket must be open. */
  timeoutMs: number
  /** A greater message breaks the connection with 1009. */
  maxPayloadBytes: number
  /** None unless given. */
  headers?: Readonly<Record<string, string>>
  signal?: AbortSignal
}

/**
 * Connects to a ws: or wss: URL. Redirects are not followed, nothing is compressed, no header is added but those that are given.
 * Rejects with an Error of one sentence when no socket comes of it, also when `signal` aborts before.
 */
export async function dial(url: string, options: DialOptions): Promise<Connection> {
  const { WebSocket } = await import('ws')
  const { timeoutMs, maxPayloadBytes, headers, signal } = options
  return new Promise((resolve, reject) => {
    // `closeTimeout` is younger than the package's published types: it may not stand in the call itself.
    const settings = {
      perMessageDeflate: false,
      // A mask of zeros: masking protects caches between browsers and the web, and there is neither here.
      generateMask: (mask: Buffer) => void mask.fill(0),
      followRedirects: false,
      maxPayload: maxPayloadBytes,
      ...(headers && { headers: { ...headers } }),
      closeTimeout,
    }
    let socket: WebSocket
    try {
      socket = new WebSocket(url, settings)
    } catch {
      return reject(new Error(`not a WebSocket URL: ${url.slice(0, 200)}`))
    }
    const host = hostOf(new URL(url))
    const fail = (sentence: string) => {
      settle()
      reject(new Error(sentence))
      socket.terminate()
    }
    const stop = () => fail(`dialling ${host} was stopped`)
    const cancelTimeout = wall.after(timeoutMs, () =>
      fail(`${host} opened no WebSocket within ${timeoutMs} ms`),
    )
    const settle = () => {
      cancelTimeout()
      signal?.removeEventListener('abort', stop)
    }
    socket.on('unexpected-response', (request: ClientRequest, { statusCode = 0 }: IncomingMessage) => {
      request.destroy()
      const redirect = statusCode >= 300 && statusCode < 400
      const what = redirect ? 'redirects, which is not followed' : 'does not open a WebSocket'
      fail(`${host} ${what} (status ${statusCode})`)
    })
    socket.on('error', error => {
      const known = codeOf(error) !== ''
      fail(known ? networkFault(error, host) : `${host} does not open a WebSocket: ${error.message}`)
    })
    socket.on('upgrade', response => {
      socket.on('open', () => {
        settle()
        resolve(connectionOf(socket, response.socket))
      })
    })
    if (signal?.aborted) stop()
    else signal?.addEventListener('abort', stop, { once: true })
  })
}
