// The demo's custom LLM server: what a customer would run behind `llm_websocket_url`, as small as it can be.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import type { CustomerFrame, RetellFrame } from '../../ws/frames.ts'
import { greeting, type Reply, replyTo } from './script.ts'

export interface LlmServer {
  url: string
  close(): Promise<void>
}

/** Serves any number of calls on a free port; `onTool` hears of every tool it uses. */
export async function serveLlm(onTool: (tool: NonNullable<Reply['tool']>) => void): Promise<LlmServer> {
  const http = createServer()
  const sockets = new WebSocketServer({ server: http })
  sockets.on('connection', socket => talk(socket, onTool))
  await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve))
  return {
    url: `ws://127.0.0.1:${(http.address() as AddressInfo).port}/llm`,
    close: () => {
      for (const socket of sockets.clients) socket.terminate()
      return new Promise(resolve => http.close(() => resolve()))
    },
  }
}

function talk(socket: WebSocket, onTool: (tool: NonNullable<Reply['tool']>) => void): void {
  const send = (frame: CustomerFrame) => socket.send(JSON.stringify(frame))
  const says = (response_id: number, content: string, end_call = false) =>
    send({ response_type: 'response', response_id, content, content_complete: true, end_call })
  send({
    response_type: 'config',
    config: { auto_reconnect: false, call_details: false, transcript_with_tool_calls: false },
  })
  says(0, greeting)
  socket.on('message', data => {
    const frame = JSON.parse(String(data)) as RetellFrame & { transcript: object[] }
    if (frame.interaction_type !== 'response_required' && frame.interaction_type !== 'reminder_required')
      return
    const { content, tool, endCall } = replyTo(lastSaid(frame.transcript))
    if (tool) {
      const tool_call_id = `tool_${frame.response_id}`
      send({
        response_type: 'tool_call_invocation',
        tool_call_id,
        name: tool.name,
        arguments: JSON.stringify(tool.arguments),
      })
      send({
        response_type: 'tool_call_result',
        tool_call_id,
        content: JSON.stringify(tool.result),
        successful: true,
      })
      onTool(tool)
    }
    says(frame.response_id, content, endCall)
  })
}

function lastSaid(transcript: readonly { role?: string; content?: string }[]): string {
  return transcript.findLast(({ role }) => role === 'user')?.content ?? ''
}
