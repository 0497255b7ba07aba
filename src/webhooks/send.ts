// One HTTP request to a customer's server, byte for byte as asked, and what came of it. It knows nothing of
// events, signatures or retries: the outbox decides those.

import * as http from 'node:http'
import * as https from 'node:https'
import { StringDecoder } from 'node:string_decoder'
import { wall } from '../clock.ts'
import { codeOf, hostOf, networkFault } from '../network-fault.ts'
import { type Manner, sendBody } from './manner.ts'

export interface OutgoingRequest {
  method: string
  url: string
  /** Sent in this order and spelling; a name that occurs twice becomes two lines. */
  headers: readonly (readonly [name: string, value: string])[]
  /** Sent as these bytes with their content-length, unless the headers say how it is framed. */
  body?: string | Buffer
  /** Real milliseconds from the start of connecting to the last byte of the answer. */
  timeoutMs: number
  /** How much of the answer's body is kept; with more than that the connection is dropped. */
  limitBytes: number
  /** How the body is sent; at once unless given. */
  manner?: Manner
}

/**
 * What came of a request. `ok` says only that an answer arrived, of whatever status. Header names are lower
 * case. `resent` is there when a kept connection turned out dead and the request went out a second time on a
 * new one.
 */
export type Outcome = (Answered | Failed) & { durationMs: number; resent?: true }

interface Answered {
  ok: true
  status: number
  headers: Record<string, string>
  body: string
  truncated: boolean
}

interface Failed {
  ok: false
  /** One sentence without a final stop. */
  error: string
}

/** What one connection made of a request; `stale`: it was a kept one, and dead before anything came back. */
type Exchange = (Answered | Failed) & { stale: boolean }

// Idle connections are given up before the usual servers do it (2 s and more), so that few are found dead.
const agentOptions = { keepAlive: true, maxSockets: 256, maxFreeSockets: 32, timeout: 1_500 }
const agents = { http: new http.Agent(agentOptions), https: new https.Agent(agentOptions) }
const closedEarly = 'connection closed before the answer was complete'

/**
 * Sends a request and reads its answer. Never throws and never rejects; redirects are answers like any other
 * (Retell does not follow them). Waiting for one of the 256 connections of a host is not timed.
 */
export async function send(request: OutgoingRequest, signal?: AbortSignal): Promise<Outcome> {
  const url = httpUrl(request.url)
  if (!url) {
    return { ok: false, error: `not a valid http(s) URL: ${request.url.slice(0, 200)}`, durationMs: 0 }
  }
  let startedAt = wall.monotonic()
  let connecting = false
  const onConnecting = () => {
    if (!connecting) startedAt = wall.monotonic()
    connecting = true
    return request.timeoutMs - (wall.monotonic() - startedAt)
  }
  const first = await exchange(url, request, agents[schemeOf(url)], onConnecting, signal)
  const last = first.stale ? await exchange(url, request, false, onConnecting, signal) : first
  const { stale: _, ...result } = last
  const durationMs = Math.round(wall.monotonic() - startedAt)
  return first.stale ? { ...result, durationMs, resent: true } : { ...result, durationMs }
}

/** Closes the connections that are kept open for a next request; those in use stay. */
export function closeIdleConnections(): void {
  for (const agent of [agents.http, agents.https]) {
    for (const sockets of Object.values(agent.freeSockets)) {
      for (const socket of sockets ?? []) socket.destroy()
    }
  }
}

/** One try on one connection. `onConnecting` is called when it begins and says how many ms are left. */
function exchange(
  url: URL,
  request: OutgoingRequest,
  agent: http.Agent | false,
  onConnecting: () => number,
  signal: AbortSignal | undefined,
): Promise<Exchange> {
  return new Promise(resolve => {
    let cancelTimeout: (() => void) | undefined
    let outgoing: http.ClientRequest
    const settle = (result: Answered | Failed, stale = false) => {
      cancelTimeout?.()
      signal?.removeEventListener('abort', stop)
      resolve({ ...result, stale })
    }
    const giveUp = (error: string) => {
      settle({ ok: false, error })
      outgoing.destroy()
    }
    const stop = () => giveUp('stopped before the answer was complete')
    try {
      outgoing = prepare(url, request, agent)
    } catch (error) {
      return settle({ ok: false, error: `the request cannot be sent: ${networkFault(error, hostOf(url))}` })
    }
    let incoming: http.IncomingMessage | undefined
    outgoing.on('socket', () => {
      cancelTimeout = wall.after(onConnecting(), () => giveUp(`no answer within ${request.timeoutMs} ms`))
    })
    outgoing.on('response', answer => {
      incoming = answer
      read(answer, request.limitBytes, result => {
        settle(result)
        if (result.truncated) outgoing.destroy()
      })
    })
    outgoing.on('error', error => {
      const stale = outgoing.reusedSocket && !incoming && codeOf(error) === 'ECONNRESET'
      settle({ ok: false, error: incoming ? closedEarly : networkFault(error, hostOf(url)) }, stale)
    })
    // The last to come: whatever has not settled by now, such as a cut body or an unasked protocol switch,
    // never will.
    outgoing.on('close', () => settle({ ok: false, error: closedEarly }))
    if (signal?.aborted) return stop()
    signal?.addEventListener('abort', stop, { once: true })
    sendBody(outgoing, request.body, request.manner, () =>
      giveUp('the connection was reset in the middle of the body, on purpose'),
    )
  })
}

/** The request with its headers, not yet sent. Throws on a method or header that HTTP cannot carry. */
function prepare(url: URL, request: OutgoingRequest, agent: http.Agent | false): http.ClientRequest {
  const headers = new Map<string, { spelling: string; values: string[] }>()
  for (const [spelling, value] of request.headers) {
    const known = headers.get(spelling.toLowerCase())
    if (known) known.values.push(value)
    else headers.set(spelling.toLowerCase(), { spelling, values: [value] })
  }
  const framed = headers.has('content-length') || headers.has('transfer-encoding')
  if (request.body !== undefined && !framed) {
    headers.set('content-length', {
      spelling: 'Content-Length',
      values: [String(Buffer.byteLength(request.body))],
    })
  }
  const spelt = [...headers.values()].map(({ spelling, values }) => [
    spelling,
    values.length > 1 ? values : values[0],
  ])
  const options = { method: request.method, headers: Object.fromEntries(spelt), agent }
  return schemeOf(url) === 'https' ? https.request(url, options) : http.request(url, options)
}

/**
 * Collects an answer; `done` is called once, when it is complete or longer than the limit, and never when it
 * is cut.
 */
function read(answer: http.IncomingMessage, limitBytes: number, done: (result: Answered) => void): void {
  const chunks: Buffer[] = []
  let length = 0
  const finish = (truncated: boolean) => {
    const bytes = Buffer.concat(chunks).subarray(0, limitBytes)
    // A cut may go through a character: the decoder holds back what is not whole.
    const body = truncated ? new StringDecoder('utf8').write(bytes) : bytes.toString('utf8')
    const headers = Object.entries(answer.headers).map(([name, value]) => [
      name,
      [value ?? ''].flat().join(', '),
    ])
    done({ ok: true, status: answer.statusCode ?? 0, headers: Object.fromEntries(headers), body, truncated })
  }
  answer.on('data', (chunk: Buffer) => {
    if (length > limitBytes) return
    chunks.push(chunk)
    length += chunk.length
    if (length > limitBytes) finish(true)
  })
  answer.on('end', () => {
    if (answer.complete && length <= limitBytes) finish(false)
  })
  // A cut answer is told by the request's own 'close'; unheard, this error would end the process.
  answer.on('error', () => {})
}

function httpUrl(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  return url?.protocol === 'http:' || url?.protocol === 'https:' ? url : undefined
}

const schemeOf = (url: URL) => (url.protocol === 'https:' ? 'https' : 'http')
