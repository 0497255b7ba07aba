// The demo's webhook receiver: reads the raw body, checks its signature, and passes the event on.

import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export type Verify = (body: string, signature: string) => Promise<boolean>

export interface Received {
  event: string
  verified: boolean
}

export interface Receiver {
  url: string
  close(): Promise<void>
}

/** Receives on a free port; a request that is not verified is answered with 401. */
export async function receiveWebhooks(
  verify: Verify,
  onWebhook: (received: Received) => void,
): Promise<Receiver> {
  const server = createServer((request, response) => {
    read(request, verify).then(
      received => {
        onWebhook(received)
        response.writeHead(received.verified ? 204 : 401).end()
      },
      () => response.writeHead(400).end(),
    )
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function read(request: IncomingMessage, verify: Verify): Promise<Received> {
  // The bytes as they came: JSON that was parsed and written again need not be the same.
  const body = await text(request)
  const { event } = JSON.parse(body) as { event: string }
  return { event, verified: await verify(body, String(request.headers['x-retell-signature'])) }
}
