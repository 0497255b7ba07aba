// A customer's webhook receiver on a port of its own, which keeps what it is sent. It answers 204, or never.

import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Fields } from './ask.ts'

export interface Hook extends AsyncDisposable {
  url: string
  /** What came, in order: the bodies as they were on the wire, and read. */
  received: { headers: IncomingHttpHeaders; text: string; body: Fields }[]
}

export async function openHook({ silent = false } = {}): Promise<Hook> {
  const received: Hook['received'] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8')
      received.push({ headers: request.headers, text, body: JSON.parse(text) as Fields })
      if (!silent) response.writeHead(204).end()
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
