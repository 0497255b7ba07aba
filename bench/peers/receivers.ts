// The customers' servers as the bench of deliveries needs them: many receivers that take 50 ms each, and one that is dead. What
// they have seen is asked at `/`. `node receivers.mjs COUNT`.

import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

const TAKES_MS = 50

/** Since the last time somebody asked for `/forget`. */
const fresh = () => ({ answered: 0, firstAt: 0, lastAt: 0, delayMs: 0, unsigned: 0 })
let seen = fresh()

const receiver: RequestListener = (request, response) => {
  let body = ''
  request.on('data', chunk => (body += String(chunk)))
  request.on('end', () => {
    seen.firstAt ||= Date.now()
    if (!/^v=\d+,d=[0-9a-f]{64}$/.test(String(request.headers['x-retell-signature']))) seen.unsigned += 1
    setTimeout(() => {
      response.writeHead(204).end()
      seen.lastAt = Date.now()
      seen.answered += 1
      const sentAt = Number(/"triggered_timestamp":(\d+)/.exec(body)?.[1])
      seen.delayMs += seen.lastAt - sentAt
    }, TAKES_MS)
  })
}

const open = (listener: RequestListener): Promise<Server> =>
  new Promise(resolve => {
    const server = createServer(listener)
    server.keepAliveTimeout = 60_000
    server.listen(0, '127.0.0.1', () => resolve(server))
  })

const urlOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`

const count = Number(process.argv[2] ?? 200)
const receivers = await Promise.all(Array.from({ length: count }, () => open(receiver)))
const dead = await open(() => {})
const control = await open((request, response) => {
  if (request.url === '/forget') seen = fresh()
  response.end(JSON.stringify({ ...seen, urls: receivers.map(urlOf), dead: urlOf(dead) }))
})
console.log(urlOf(control))
