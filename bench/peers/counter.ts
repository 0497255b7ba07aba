// The customer's receiver as the bench of throughput needs it: it answers at once and counts the events. What it has seen since
// the last `/forget` is asked at `/`. `node counter.mjs`.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const fresh = () => ({ events: {} as Record<string, number>, bytes: 0 })
let seen = fresh()

const server = createServer((request, response) => {
  if (request.method === 'GET') {
    if (request.url === '/forget') seen = fresh()
    response.end(JSON.stringify({ ...seen, urls: [`${url()}/webhook`] }))
    return
  }
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const body = Buffer.concat(chunks)
    seen.bytes += body.length
    const event = /^\{"event":"(\w+)"/.exec(body.toString('latin1', 0, 60))?.[1] ?? 'none'
    seen.events[event] = (seen.events[event] ?? 0) + 1
    response.writeHead(204).end()
  })
})
server.keepAliveTimeout = 60_000
const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
server.listen(0, '127.0.0.1', () => console.log(url()))
