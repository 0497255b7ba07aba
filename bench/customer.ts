// The customer's machines as the long call needs them: a real LLM server that answers every request in chunks and asks
// for keepalives, and a real receiver of webhooks. Both on loopback, on free ports.

import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'

export interface Customer {
  llmUrl: string
  webhookUrl: string
  /** What came so far. */
  seen: { pings: number; requests: number; events: string[] }
  forget(): void
  close(): Promise<void>
}

const WORDS =
  'Certainly, I have that here. The earliest we could offer is Thursday at a quarter past three in the afternoon.'

interface Frame {
  interaction_type: string
  response_id?: number
  timestamp?: number
}

export async function startCustomer(): Promise<Customer> {
  const seen = { pings: 0, requests: 0, events: [] as string[] }
  const http = createServer((request, response) => {
    let body = ''
    request.on('data', chunk => (body += String(chunk)))
    request.on('end', () => {
      seen.events.push((JSON.parse(body) as { event: string }).event)
      response.writeHead(204).end()
    })
  })
  const sockets = new WebSocketServer({ server: http })
  sockets.on('connection', socket => converse(socket, seen))
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  const { port } = http.address() as AddressInfo
  return {
    llmUrl: `ws://127.0.0.1:${port}/llm`,
    webhookUrl: `http://127.0.0.1:${port}/webhook`,
    seen,
    forget() {
      Object.assign(seen, { pings: 0, requests: 0, events: [] })
    },
    async close() {
      for (const socket of sockets.clients) socket.terminate()
      http.close()
      http.closeAllConnections()
      await once(http, 'close')
    },
  }
}

function converse(socket: WebSocket, seen: Customer['seen']): void {
  const send = (frame: object) => socket.send(JSON.stringify(frame))
  const say = (response_id: number, content: string, content_complete: boolean) =>
    send({ response_type: 'response', response_id, content, content_complete })
  send({ response_type: 'config', config: { auto_reconnect: true, call_details: true } })
  say(0, 'Hello, this is the dental practice. How can I help?', true)
  socket.on('message', data => {
    const frame = JSON.parse(String(data)) as Frame
    if (frame.interaction_type === 'ping_pong') {
      seen.pings += 1
      send({ response_type: 'ping_pong', timestamp: frame.timestamp })
    } else if (frame.response_id !== undefined) {
      seen.requests += 1
      const half = WORDS.indexOf('The ')
      say(frame.response_id, WORDS.slice(0, half), false)
      say(frame.response_id, WORDS.slice(half), true)
    }
  })
}
