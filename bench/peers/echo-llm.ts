// A customer's LLM server for the bench, a process of its own: answers at once, echoes pings, and notes when a ping was
// late and how long the mock took to go on after an answer. Its numbers are at GET /.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { performance } from 'node:perf_hooks'
import { type WebSocket, WebSocketServer } from 'ws'

const WORDS = ['Certainly, I have that here. ', 'The earliest is Thursday at three.']

let counts = { turns: 0, pings: 0, updates: 0, bytes: 0 }
let widestPingGapMs = 0
let shares: number[] = []

const http = createServer((request, response) => {
  const numbers = { ...counts, widestPingGapMs, shares, connections: sockets.clients.size }
  if (request.method === 'DELETE') {
    counts = { turns: 0, pings: 0, updates: 0, bytes: 0 }
    widestPingGapMs = 0
    shares = []
  }
  response.end(JSON.stringify(numbers))
})
const sockets = new WebSocketServer({ server: http, perMessageDeflate: false })
sockets.on('connection', converse)
http.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(http.address() as AddressInfo).port}`)
})

function converse(socket: WebSocket): void {
  let lastPingAt: number | undefined
  let answeredAt: number | undefined
  const send = (frame: object) => socket.send(JSON.stringify(frame))
  const say = (response_id: number, content: string, content_complete: boolean) =>
    send({ response_type: 'response', response_id, content, content_complete })
  socket.on('error', () => {})
  send({ response_type: 'config', config: { auto_reconnect: true, call_details: false } })
  say(0, 'Hello, how can I help?', true)
  socket.on('message', data => {
    const now = performance.now()
    if (answeredAt !== undefined) shares.push(now - answeredAt)
    answeredAt = undefined
    const text = String(data)
    counts.bytes += text.length
    if (text.startsWith('{"interaction_type":"ping_pong"')) {
      if (lastPingAt !== undefined) widestPingGapMs = Math.max(widestPingGapMs, now - lastPingAt)
      lastPingAt = now
      counts.pings += 1
      return send({ response_type: 'ping_pong', timestamp: Date.now() })
    }
    const id = /^\{"interaction_type":"re\w+_required","response_id":(\d+)/.exec(text)?.[1]
    if (id === undefined) {
      counts.updates += 1
      return
    }
    counts.turns += 1
    say(Number(id), WORDS[0]!, false)
    say(Number(id), WORDS[1]!, true)
    answeredAt = performance.now()
  })
}
