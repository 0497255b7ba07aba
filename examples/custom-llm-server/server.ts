// A server for Retell's custom-LLM WebSocket: the protocol, and nothing of what the agent knows (see agent.ts).
// Retell dials one socket a call, at <your llm_websocket_url>/<call_id>.

import type { IncomingMessage } from 'node:http'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Agent, CallDetails, Utterance } from './agent.ts'

/** What Retell sends. The two requests share one counter of `response_id`; the others have no id and want no answer. */
type FromRetell =
  | { interaction_type: 'ping_pong'; timestamp: number }
  | { interaction_type: 'call_details'; call: CallDetails }
  | { interaction_type: 'update_only'; transcript: Utterance[] }
  | {
      interaction_type: 'response_required' | 'reminder_required'
      response_id: number
      transcript: Utterance[]
    }

/** Listens on `port` (0: any free one) and resolves when it does. */
export function listen(port: number, agent: Agent): Promise<WebSocketServer> {
  const server = new WebSocketServer({ port, host: '127.0.0.1' })
  server.on('connection', (socket, request) => converse(socket, callIdOf(request), agent))
  return new Promise(resolve => server.once('listening', () => resolve(server)))
}

/** The call id is the last segment of the path. */
function callIdOf(request: IncomingMessage): string {
  return new URL(request.url ?? '/', 'ws://localhost').pathname.split('/').pop() ?? ''
}

/** How long the details of the call may take, in ms. The caller hears nothing until there is a begin message. */
const DETAILS_MS = 1_000

function converse(socket: WebSocket, callId: string, agent: Agent): void {
  let answering = new AbortController()
  let greeted = false
  const answered = new Set<number>()

  const send = (frame: object) => socket.send(JSON.stringify(frame))

  /** Response 0 is the begin message. An empty one lets the caller speak first. After a break it comes again, and Retell drops it. */
  const greet = (call: Partial<CallDetails>) => {
    if (!greeted && socket.readyState === socket.OPEN) send(chunk(0, agent.greeting(call), true))
    greeted = true
  }

  socket.on('message', data => {
    const frame = parsed(data.toString())
    switch (frame?.interaction_type) {
      case 'ping_pong':
        // Retell hangs up on a server that is silent for five seconds, so nothing may stand in the way of this.
        return send({ response_type: 'ping_pong', timestamp: frame.timestamp })
      case 'call_details':
        return greet(frame.call)
      case 'response_required':
      case 'reminder_required':
        // Delivered twice: it has its answer.
        if (answered.has(frame.response_id)) return
        answered.add(frame.response_id)
        return void answer(frame.response_id, frame.interaction_type, frame.transcript)
      // update_only tells how the conversation stands and wants no answer; what comes in the future is ignored, too.
    }
  })

  const patience = setTimeout(() => greet({}), DETAILS_MS)
  socket.on('close', () => {
    clearTimeout(patience)
    answering.abort()
  })
  socket.on('error', error => console.error(callId, error))

  // The first frame says what this server wants: keepalives (and being dialled again after a break) and the call object.
  send({
    response_type: 'config',
    config: { auto_reconnect: true, call_details: true, transcript_with_tool_calls: false },
  })

  /** A new request supersedes the one before, because the caller went on speaking: whatever is still sent for it is lost. */
  async function answer(
    id: number,
    kind: 'response_required' | 'reminder_required',
    transcript: Utterance[],
  ) {
    answering.abort()
    answering = new AbortController()
    const { signal } = answering
    let endCall = false
    try {
      for await (const piece of agent.reply(kind, transcript, signal)) {
        if (signal.aborted) return
        endCall ||= piece.endCall ?? false
        if (piece.say) send(chunk(id, piece.say, false))
      }
    } catch (error) {
      if (signal.aborted) return
      console.error(callId, error)
      send(chunk(id, 'I am sorry, something went wrong. Could you say that again?', false))
    }
    // An answer that is never completed leaves the caller in silence: Retell waits for it and asks for nothing else.
    if (signal.aborted) return
    // A caller who cuts into a goodbye that may be interrupted would drop the hang-up with it.
    send({ ...chunk(id, '', true), ...(endCall && { end_call: true, no_interruption_allowed: true }) })
  }
}

/** Nobody but Retell should be here, yet what is not JSON must not end the process. */
function parsed(text: string): FromRetell | undefined {
  try {
    return JSON.parse(text) as FromRetell
  } catch {
    return undefined
  }
}

function chunk(response_id: number, content: string, content_complete: boolean) {
  return { response_type: 'response', response_id, content, content_complete }
}
