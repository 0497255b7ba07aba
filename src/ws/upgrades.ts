// Where WebSockets come in: the upgrade of an HTTP request at one of the doors, or its refusal. Whom a door lets in and
// what is said there is the business of the doors.

import { type IncomingHttpHeaders, type IncomingMessage, type Server, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { WebSocketServer } from 'ws'
import { wall } from '../clock.ts'
import { Refusal } from '../errors.ts'
import type { Journal } from '../journal.ts'
import type { World } from '../world.ts'
import { closeTimeout, connectionOf } from './connection.ts'
import type { Door } from './door.ts'

export interface UpgradeParts {
  /** Refuses who may not speak to the mock at all. */
  guard(headers: Pick<Headers, 'get'>, path: string): void
  doors: readonly Door[]
  journal: Journal
}

/** How long a refused client has to take its refusal and go, in real ms. */
const FAREWELL_MS = 2_000

export class Upgrades {
  readonly #parts: UpgradeParts
  /** What has asked for an upgrade and has neither got nor been refused it yet, or lingers after a refusal. */
  readonly #waiting = new Set<Duplex>()
  readonly #servers = new Map<Door, WebSocketServer>()
  #closed = false

  constructor(parts: UpgradeParts) {
    this.#parts = parts
  }

  /** Answers the server's upgrade requests from now on. */
  listen(server: Server): void {
    server.on('upgrade', (request, socket, head) => {
      if (request.headers.upgrade?.toLowerCase() !== 'websocket')
        return asPlainHttp(server, request, socket, head)
      void this.#upgrade(request, socket, head)
    })
  }

  /** The mock stops: who waits is dropped, and whoever is connected. */
  close(): void {
    this.#closed = true
    for (const socket of this.#waiting) socket.destroy()
    for (const server of this.#servers.values()) for (const client of server.clients) client.terminate()
  }

  async #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const { journal } = this.#parts
    const began = wall.monotonic()
    const address = request.url ?? ''
    const path = address.split('?', 1)[0]!
    const query = new URLSearchParams(address.slice(path.length))
    let world: World | undefined
    // What the package refuses by itself is a handshake that is not one.
    let status = 400
    let message: string | undefined
    this.#waiting.add(socket)
    socket.on('error', () => socket.destroy()).on('close', () => this.#waiting.delete(socket))
    try {
      const { WebSocketServer } = await import('ws')
      if (this.#closed || socket.destroyed) return void socket.destroy()
      const { door, callId } = this.#find(path, request.headers)
      const visit = door.knock(callId, request.headers, query)
      world = visit.world
      const { enter, closing } = visit.admit()
      this.#server(door, WebSocketServer).handleUpgrade(request, socket, head, ws => {
        this.#waiting.delete(socket)
        status = 101
        message = closing
        enter(connectionOf(ws, socket))
      })
    } catch (error) {
      const refusal =
        error instanceof Refusal ? error : new Refusal(500, `fake-retell failed at ${path}: ${error}`)
      status = refusal.status
      message = refusal.message
      refuse(socket, refusal)
    }
    journal.request(world?.id, {
      at: world?.now() ?? wall.now(),
      method: request.method ?? 'GET',
      path,
      status,
      duration_ms: Math.round((wall.monotonic() - began) * 100) / 100,
      operation: null,
      ...(message === undefined ? {} : { message }),
    })
  }

  #find(path: string, headers: IncomingHttpHeaders): { door: Door; callId: string } {
    const { guard, doors } = this.#parts
    guard({ get: name => one(headers[name]) ?? null }, path)
    for (const door of doors) {
      const callId = callIdIn(path, door)
      if (callId !== undefined) return { door, callId }
    }
    const addresses = doors.map(door => `${door.path}/{call_id}`)
    throw new Refusal(404, `there is no WebSocket at ${path}, but at ${addresses.join(' and ')}`)
  }

  #server(door: Door, Server: typeof WebSocketServer): WebSocketServer {
    const known = this.#servers.get(door)
    if (known) return known
    // `closeTimeout` is younger than the package's published types: it may not stand in the call itself.
    const settings = {
      noServer: true,
      perMessageDeflate: false,
      maxPayload: door.maxPayloadBytes,
      closeTimeout,
      handleProtocols: (offered: Set<string>) => door.subprotocol?.(offered) ?? [...offered][0] ?? false,
    }
    const server = new Server(settings)
    this.#servers.set(door, server)
    return server
  }
}

function callIdIn(path: string, door: Door): string | undefined {
  if (!path.startsWith(`${door.path}/`)) return undefined
  const segment = /^([^/]+)\/?$/.exec(path.slice(door.path.length + 1))?.[1]
  try {
    return segment && decodeURIComponent(segment)
  } catch {
    return undefined
  }
}

const one = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value

function refuse(socket: Duplex, { status, message }: Refusal): void {
  const body = JSON.stringify({ status: 'error', message })
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Connection: close',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ]
  const cancel = wall.after(FAREWELL_MS, () => socket.destroy())
  socket.once('close', cancel)
  socket.once('finish', () => socket.destroy())
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}

/**
 * Answers a request that offers another upgrade, such as Java's to HTTP/2, as if it had not: Node hands over every upgrade
 * as soon as somebody listens for them, its body unread.
 */
function asPlainHttp(server: Server, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const lines = [`${request.method} ${request.url} HTTP/${request.httpVersion}`]
  for (let at = 0; at < request.rawHeaders.length; at += 2) {
    const name = request.rawHeaders[at]!
    if (!/^(upgrade|connection|http2-settings)$/i.test(name))
      lines.push(`${name}: ${request.rawHeaders[at + 1]}`)
  }
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]))
  server.emit('connection', socket)
}
