// For tests: a webhook receiver that is right in everything but what a test plants in it.

import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { verify } from '../webhooks/sign.ts'

export const KEY = 'key_0123456789abcdef0123456789'

export interface Request {
  method: string
  body: string
  bytes: Buffer
  /** The signature header; the empty string when there is none. */
  signature: string
  incoming: IncomingMessage
}

export interface ReceivedEvent {
  event: string
  /** `event:call_id`. */
  key: string
  call?: Record<string, unknown>
  [field: string]: unknown
}

/** What is done otherwise than a right receiver does it. */
export interface Plant {
  /** Before anything else; true when it has answered, or will. */
  instead?(request: Request, response: ServerResponse): boolean
  /** Whether a request is genuine. */
  verify?(request: Request): unknown
  /** How a request is refused that is not. */
  refuse?(response: ServerResponse, request: Request): void
  /** The status for a genuine event. */
  status?(event: ReceivedEvent, request: Request): number | Promise<number>
}

export interface PlantedReceiver extends AsyncDisposable {
  url: string
}

export async function startPlantedReceiver(plant: Plant = {}): Promise<PlantedReceiver> {
  const server = createServer((incoming, response) => {
    receive(incoming, response, plant).catch(() => response.destroy())
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

async function receive(incoming: IncomingMessage, response: ServerResponse, plant: Plant): Promise<void> {
  const bytes = await buffer(incoming)
  const request: Request = {
    method: incoming.method ?? '',
    body: bytes.toString('utf8'),
    bytes,
    signature: String(incoming.headers['x-retell-signature'] ?? ''),
    incoming,
  }
  if (plant.instead?.(request, response)) return
  if (request.method !== 'POST') return void response.writeHead(405).end()
  if (!(plant.verify ? await plant.verify(request) : await genuine(request))) {
    if (plant.refuse) plant.refuse(response, request)
    else response.writeHead(401).end()
    return
  }
  const event = eventIn(request.body)
  if (!event) return void response.writeHead(400).end()
  response.writeHead((await plant.status?.(event, request)) ?? 204).end()
}

/** As a right receiver verifies, by this key. */
export const genuine = ({ body, signature }: Pick<Request, 'body' | 'signature'>, key = KEY) =>
  verify(body, key, signature)

export const hmac = (text: string | Buffer, key = KEY): string =>
  createHmac('sha256', key).update(text).digest('hex')

function eventIn(body: string): ReceivedEvent | undefined {
  try {
    const value: unknown = JSON.parse(body)
    if (typeof value !== 'object' || value === null || !('event' in value)) return undefined
    const { event, call, chat } = value as {
      event: unknown
      call?: { call_id?: string }
      chat?: { chat_id?: string }
    }
    return { ...value, event: String(event), key: `${event}:${call?.call_id ?? chat?.chat_id}` }
  } catch {
    return undefined
  }
}
