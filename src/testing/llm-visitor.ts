// For tests: an LLM server that connects to the mock by itself, with the same manners as one that is dialled.

import { WebSocket } from 'ws'
import { answer, type Frame, type LlmManners } from './llm-server.ts'

export interface LlmVisitor extends Disposable {
  socket: WebSocket
  /** Every frame that came, in order. */
  frames: Frame[]
  of(kind: string): Frame[]
  /** The code with which the connection ends. */
  closed: Promise<number>
}

export interface Visit extends LlmManners {
  callId: string
  headers?: Record<string, string>
  query?: string
}

/** Connects for a call and answers every request. Rejects with the status and the words of a refusal. */
export function visit(
  mockUrl: string,
  { callId, headers = {}, query = '', ...manners }: Visit,
): Promise<LlmVisitor> {
  const url = `${mockUrl.replace(/^http/, 'ws')}/custom-llm-websocket/${callId}${query}`
  const socket = new WebSocket(url, { headers })
  const { onOpen, onFrame = answer } = manners
  const say = (frame: Frame) => socket.send(JSON.stringify(frame))
  const frames: Frame[] = []
  const closed = new Promise<number>(resolve => socket.on('close', resolve))
  socket.on('message', data => {
    const frame = JSON.parse(String(data)) as Frame
    frames.push(frame)
    onFrame(frame, say, socket)
  })
  return new Promise((resolve, reject) => {
    socket.on('open', () => {
      onOpen?.(say, socket, 1)
      const of = (kind: string) => frames.filter(frame => frame.interaction_type === kind)
      resolve({ socket, frames, of, closed, [Symbol.dispose]: () => socket.terminate() })
    })
    socket.on('unexpected-response', (request, response) => {
      let text = ''
      response.on('data', chunk => {
        text += String(chunk)
      })
      response.on('end', () => reject(new Error(`${response.statusCode} ${text}`)))
      response.on('close', () => request.destroy())
    })
    socket.on('error', reject)
  })
}
