// The door at which an LLM server connects by itself, as Retell's older API reference has it: the upgrade of an HTTP
// request to a WebSocket, or its refusal. Which call it is for is decided in admission.ts, what is said in session.ts.

import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { WebSocketServer } from 'ws'
import { wall } from '../clock.ts'
import { Refusal } from '../errors.ts'
import type { Journal } from '../journal.ts'
import { DOOR } from '../llm-door.ts'
import type { World } from '../world.ts'
import type { Admission } from './admission.ts'
import { closeTimeout, connectionOf } from './connection.ts'
import { type LineRegistry, MAX_PAYLOAD_BYTES } from './lines.ts'

export interface AcceptorParts {
  /** Refuses who may not speak to the mock at all. */
  guard(headers: Pick<Headers, 'get'>, path: string): void
  admission: Admission
  lines: LineRegistry
  journal: Journal
}

/** How long a refused client has to take its refusal and go, in real ms. */
const FAREWELL_MS = 2_000

export class Acceptor {
  readonly #parts: AcceptorParts
  /** What has asked for an upgrade and has neither got nor been refused it yet, or lingers after a refusal. */
  readonly #waiting = new Set<Duplex>()
  #sockets: WebSocketServer | undefined
  #closed = false

  constructor(parts: AcceptorParts) {
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

  /** The mock stops: who still waits is dropped. Connections that were made are dropped with their lines. */
  close(): void {
    this.#closed = true
    for (const socket of this.#waiting) socket.destroy()
  }

  async #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const { admission, lines, journal } = this.#parts
    const began = wall.monotonic()
    const path = (request.url ?? '').split('?', 1)[0]!
    let world: World | undefined
    let refusal: Refusal | undefined
    // What the package refuses by itself is a handshake that is not one.
    let status = 400
    this.#waiting.add(socket)
    socket.on('error', () => socket.destroy()).on('close', () => this.#waiting.delete(socket))
    try {
      const server = await this.#server()
      if (this.#closed || socket.destroyed) return void socket.destroy()
      const callId = this.#callId(request, path)
      world = admission.worldOf(callId, request.headers.authorization)
      const order = admission.orderOf(world, callId)
      const caller = world
      server.handleUpgrade(request, socket, head, ws => {
        this.#waiting.delete(socket)
        status = 101
        lines.accept(caller, order, connectionOf(ws))
      })
    } catch (error) {
      refusal = error instanceof Refusal ? error : new Refusal(500, `fake-retell failed at ${DOOR}: ${error}`)
      refuse(socket, refusal)
    }
    journal.request(world?.id, {
      at: world?.now() ?? wall.now(),
      method: request.method ?? 'GET',
      path,
      status: refusal?.status ?? status,
      duration_ms: Math.round((wall.monotonic() - began) * 100) / 100,
      operation: null,
      ...(refusal ? { message: refusal.message } : {}),
    })
  }

  #callId({ headers }: IncomingMessage, path: string): string {
    this.#parts.guard({ get: name => one(headers[name]) ?? null }, path)
    const callId = callIdIn(path)
    if (callId === undefined)
      throw new Refusal(404, `there is no WebSocket at ${path}, but at ${DOOR}/{call_id}`)
    return callId
  }

  async #server(): Promise<WebSocketServer> {
    const { WebSocketServer } = await import('ws')
    // `closeTimeout` is younger than the package's published types: it may not stand in the call itself.
    const settings = { noServer: true, perMessageDeflate: false, maxPayload: MAX_PAYLOAD_BYTES, closeTimeout }
    this.#sockets ??= new WebSocketServer(settings)
    return this.#sockets
  }
}

function callIdIn(path: string): string | undefined {
  const segment = new RegExp(`^${DOOR}/([^/]+)/?$`).exec(path)?.[1]
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
