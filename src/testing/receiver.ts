// For tests: a real HTTP server that keeps what it is sent and answers as it is told.

import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Received {
  method: string
  path: string
  headers: IncomingHttpHeaders
  /** As they were spelt, name after value. */
  rawHeaders: string[]
  body: string
  /** How many pieces the body came in. */
  pieces: number
}

export interface Receiver extends AsyncDisposable {
  url: string
  received: Received[]
  /** How many requests broke off before their end. */
  brokenOff(): number
  /** The names of the events that came, in order. */
  events(): string[]
}

export async function startReceiver(
  answer: (request: Received, response: ServerResponse) => void | Promise<void> = (_request, response) => {
    response.writeHead(204).end()
  },
): Promise<Receiver> {
  const received: Received[] = []
  let brokenOff = 0
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('close', () => {
      if (!incoming.complete) brokenOff += 1
    })
    incoming.on('error', () => {})
    incoming.on('end', () => {
      const request = {
        method: incoming.method ?? '',
        path: incoming.url ?? '',
        headers: incoming.headers,
        rawHeaders: incoming.rawHeaders,
        body: Buffer.concat(chunks).toString('utf8'),
        pieces: chunks.length,
      }
      received.push(request)
      void answer(request, response)
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    brokenOff: () => brokenOff,
    events: () => received.map(({ body }) => String((JSON.parse(body) as { event?: unknown }).event)),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
