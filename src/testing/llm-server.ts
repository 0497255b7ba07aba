// For tests: a real custom-LLM WebSocket server whose manners are handed in.

import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'

export type Frame = Record<string, unknown>

export interface LlmServer extends AsyncDisposable {
  url: string
  /** The paths of the connections, in order. */
  paths: string[]
  /** Every frame that came, in order. */
  frames: Frame[]
  /** The frames of one kind. */
  of(kind: string): Frame[]
}

export interface LlmManners {
  onOpen?(say: (frame: Frame) => void, socket: WebSocket, connection: number): void
  onFrame?(frame: Frame, say: (frame: Frame) => void, socket: WebSocket): void
}

/** A server that greets, answers every request in two pieces and echoes keepalives; manners go before that. */
export async function startLlmServer(manners: LlmManners = {}): Promise<LlmServer> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await new Promise(resolve => server.once('listening', resolve))
  const paths: string[] = []
  const frames: Frame[] = []
  server.on('connection', (socket, request) => {
    paths.push(request.url ?? '')
    const say = (frame: Frame) => socket.send(JSON.stringify(frame))
    const { onOpen = greet, onFrame = answer } = manners
    socket.on('message', data => {
      const frame = JSON.parse(String(data)) as Frame
      frames.push(frame)
      onFrame(frame, say, socket)
    })
    socket.on('error', () => {})
    onOpen(say, socket, paths.length)
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `ws://127.0.0.1:${port}/llm`,
    paths,
    frames,
    of: kind => frames.filter(frame => frame.interaction_type === kind),
    async [Symbol.asyncDispose]() {
      for (const socket of server.clients) socket.terminate()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

export function greet(say: (frame: Frame) => void): void {
  say({
    response_type: 'config',
    config: { auto_reconnect: true, call_details: true, transcript_with_tool_calls: true },
  })
  say({
    response_type: 'response',
    response_id: 0,
    content: 'Harbor Clinic, good morning.',
    content_complete: true,
  })
}

export function answer(frame: Frame, say: (frame: Frame) => void): void {
  const { interaction_type: kind, response_id, timestamp } = frame
  if (kind === 'ping_pong') say({ response_type: 'ping_pong', timestamp })
  if (kind !== 'response_required' && kind !== 'reminder_required') return
  say({
    response_type: 'response',
    response_id,
    content: `This is answer ${String(response_id)}, `,
    content_complete: false,
  })
  say({ response_type: 'response', response_id, content: 'as you asked.', content_complete: true })
}
