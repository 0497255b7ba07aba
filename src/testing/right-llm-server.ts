// For tests: a custom-LLM server that does everything right, and the places at which one can make it wrong.

import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'

type Fields = Record<string, unknown>

export interface Talk {
  callId: string
  socket: WebSocket
  send(frame: object): void
  /** The newest request; an answer to another is over. */
  newest: number
  answered: Set<number>
}

/** What a server that is wrong does in place of what is right. */
export interface Faults {
  /** Answers the upgrade itself: true when it has. */
  upgrade?(request: IncomingMessage, socket: import('node:stream').Duplex): boolean
  /** Lets in whoever knocks. */
  open_door?: boolean
  config?: object | null
  open?(talk: Talk): void
  /** Each frame that it would send, as the frames that it sends. */
  sends?(frame: Fields, talk: Talk): readonly (object | string)[]
  /** Each frame that comes; true when it is dealt with. */
  hears?(frame: Fields, talk: Talk, right: () => void): boolean
  /** The words to a request. */
  answers?(heard: string, kind: string, talk: Talk): string | undefined
}

const SECRET_PATH = '/calls/secret-3f9a'

export interface RightServer extends AsyncDisposable {
  url: string
  close(): Promise<void>
}

export async function startRightServer(faults: Faults = {}): Promise<RightServer> {
  const http = createServer((_request, response) => response.writeHead(404).end())
  const sockets = new WebSocketServer({ noServer: true })
  http.on('upgrade', (request, socket, head) => {
    socket.on('error', () => {})
    if (faults.upgrade?.(request, socket)) return
    if (!faults.open_door && !request.url?.startsWith(SECRET_PATH))
      return socket.end('HTTP/1.1 404 Not Found\r\n\r\n')
    sockets.handleUpgrade(request, socket, head, opened => serve(opened, callIdOf(request), faults))
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  const close = async () => {
    for (const socket of sockets.clients) socket.terminate()
    http.closeAllConnections()
    await new Promise(resolve => http.close(resolve))
  }
  const { port } = http.address() as AddressInfo
  return { url: `ws://127.0.0.1:${port}${SECRET_PATH}`, close, [Symbol.asyncDispose]: close }
}

const callIdOf = (request: IncomingMessage) =>
  new URL(request.url ?? '/', 'ws://localhost').pathname.split('/').pop() ?? ''

function serve(socket: WebSocket, callId: string, faults: Faults): void {
  const talk: Talk = {
    callId,
    socket,
    newest: 0,
    answered: new Set(),
    send(frame) {
      const frames = faults.sends?.(frame as Fields, talk) ?? [frame]
      for (const one of frames) socket.send(typeof one === 'string' ? one : JSON.stringify(one))
    },
  }
  socket.on('error', () => {})
  socket.on('message', data => {
    const frame = JSON.parse(String(data)) as Fields
    const right = () => hear(frame, talk, faults)
    if (!faults.hears?.(frame, talk, right)) right()
  })
  const { config = { auto_reconnect: true, call_details: true, transcript_with_tool_calls: false } } = faults
  if (config) talk.send({ response_type: 'config', config })
  if (faults.open) faults.open(talk)
  else talk.send(chunk(0, 'Harbor Clinic, how can I help?', true))
}

function hear(frame: Fields, talk: Talk, faults: Faults): void {
  const { interaction_type: kind, timestamp, response_id: id, transcript } = frame
  if (kind === 'ping_pong') return talk.send({ response_type: 'ping_pong', timestamp })
  if ((kind !== 'response_required' && kind !== 'reminder_required') || talk.answered.has(Number(id))) return
  talk.newest = Number(id)
  // A model takes a moment; meanwhile a newer request may come.
  setTimeout(() => {
    if (talk.newest !== id || talk.socket.readyState !== talk.socket.OPEN) return
    talk.answered.add(Number(id))
    respond(Number(id), String(kind), heardIn(transcript), talk, faults)
  }, 5)
}

function heardIn(transcript: unknown): string {
  const turns = Array.isArray(transcript) ? (transcript as { role?: string; content?: string }[]) : []
  return turns.findLast(({ role, content }) => role === 'user' && content?.trim())?.content ?? ''
}

function respond(id: number, kind: string, heard: string, talk: Talk, faults: Faults): void {
  const words = faults.answers?.(heard, kind, talk) ?? wordsFor(heard, kind)
  if (/goodbye/i.test(heard) && kind === 'response_required') {
    return talk.send({ ...chunk(id, words, true), end_call: true, no_interruption_allowed: true })
  }
  const [first, ...rest] = words.split(/(?<=[.?!] )/)
  talk.send(chunk(id, first ?? '', false))
  if (/table/i.test(heard)) useTool(id, talk)
  talk.send(chunk(id, rest.join(''), true))
}

function wordsFor(heard: string, kind: string): string {
  if (kind === 'reminder_required') return 'Are you still there?'
  if (/goodbye/i.test(heard)) return 'Thank you for calling. Goodbye!'
  const word = /code word is (\w+)/.exec(heard)?.[1]
  if (word) return `I heard it. Your code word is ${word}.`
  return 'One moment please. I can book a table for you.'
}

function useTool(id: number, talk: Talk): void {
  const tool_call_id = `tool-${talk.callId}-${id}`
  talk.send({
    response_type: 'tool_call_invocation',
    tool_call_id,
    name: 'book_table',
    arguments: '{"people":4}',
  })
  talk.send({ response_type: 'tool_call_result', tool_call_id, content: '{"ok":true}', successful: true })
}

export const chunk = (response_id: unknown, content: unknown, content_complete: unknown) => ({
  response_type: 'response',
  response_id,
  content,
  content_complete,
})
