// For tests: an LLM server that connects to the mock by itself, with the same manners as one that is dialled.

import { WebSocket } from 'ws'
import { type Guest, guestOn, opened } from './guest.ts'
import { answer, type Frame, type LlmManners } from './llm-server.ts'

export interface LlmVisitor extends Pick<Guest, 'socket' | typeof Symbol.dispose> {
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
export async function visit(
  mockUrl: string,
  { callId, headers = {}, query = '', ...manners }: Visit,
): Promise<LlmVisitor> {
  const url = `${mockUrl.replace(/^http/, 'ws')}/custom-llm-websocket/${callId}${query}`
  const socket = new WebSocket(url, { headers })
  const { closed, ...guest } = guestOn(socket)
  const { onOpen, onFrame = answer } = manners
  const say = (frame: Frame) => socket.send(JSON.stringify(frame))
  const frames: Frame[] = []
  socket.on('message', data => {
    const frame = JSON.parse(String(data)) as Frame
    frames.push(frame)
    onFrame(frame, say, socket)
  })
  socket.on('open', () => onOpen?.(say, socket, 1))
  await opened(socket)
  return {
    ...guest,
    frames,
    of: kind => frames.filter(frame => frame.interaction_type === kind),
    closed: closed.then(([code]) => code),
  }
}
