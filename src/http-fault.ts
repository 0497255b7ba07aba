// What an ordered fault makes of the answer to a request: late, another, spoilt, cut off or none. Which fault that is was
// decided elsewhere.

import { wall } from './clock.ts'
import type { ApiStrike, SpoiltAnswer } from './faults/api-fault.ts'

/** The request, as far as a fault needs it. */
export interface Struck {
  /** Does what was asked. */
  operate(): Promise<Response>
  /** Aborts when the client goes away, or the mock closes. */
  gone: AbortSignal
  /** The client's; absent where there is none. */
  connection: Connection | undefined
}

export interface Connection {
  reset(): void
  /** Answers with these headers and bytes, and closes. */
  breakOff(status: number, headers: Headers, bytes: Uint8Array): void
}

/** Real ms after which a request that hangs is reset. */
const LONGEST_HANG_MS = 600_000

/** The answer, or undefined where none is given. Rejects as the operation does. */
export async function answerOf(strike: ApiStrike, request: Struck): Promise<Response | undefined> {
  const { latencyMs, refusal, answer, done } = strike
  if (latencyMs > 0) await wall.sleep(latencyMs, request.gone)
  const genuine = done ? await request.operate() : undefined
  const response = refusal ? refused(refusal) : genuine
  switch (answer) {
    case 'hang':
      if (!request.gone.aborted) await wall.sleep(LONGEST_HANG_MS, request.gone)
      return cutOff(request)
    case 'reset':
      return cutOff(request)
    case undefined:
      return response
    default:
      return spoilt(answer, response ?? new Response('{}'), request)
  }
}

const refused = ({ status, message, retryAfter }: NonNullable<ApiStrike['refusal']>) =>
  Response.json(
    { status: 'error', message },
    { status, headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter } },
  )

/** Without a connection to reset, in process, the body breaks off. */
function cutOff({ connection }: Struck): Response | undefined {
  if (!connection) return new Response(breakingOff(new Uint8Array()))
  connection.reset()
  return undefined
}

async function spoilt(
  answer: SpoiltAnswer,
  response: Response,
  { connection }: Struck,
): Promise<Response | undefined> {
  const { status } = response
  const bytes = Buffer.from(await response.arrayBuffer())
  const headers = new Headers(response.headers)
  headers.delete('content-length')
  const half = bytes.subarray(0, Math.ceil(bytes.length / 2))
  switch (answer) {
    case 'truncated':
      headers.set('content-length', String(bytes.length))
      if (!connection) return new Response(breakingOff(half), { status, headers })
      connection.breakOff(status, headers, half)
      return undefined
    case 'invalid_json':
      return new Response(`${half.toString('utf8')}…`, { status, headers })
    case 'html':
      headers.set('content-type', 'text/html')
      return new Response(`<html><body><h1>${status}</h1></body></html>`, { status, headers })
    default:
      return new Response('', { status, headers })
  }
}

/** A body that ends with an error after `bytes`. */
const breakingOff = (bytes: Uint8Array): ReadableStream =>
  new ReadableStream({
    start(controller) {
      if (bytes.length > 0) controller.enqueue(bytes)
    },
    pull: controller => controller.error(new Error('cut off on purpose')),
  })
