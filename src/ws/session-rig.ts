// A session for tests with a connection in memory, whose other end the test speaks for. Not part of the
// product.

import { frameText } from '../store/frame-text.ts'
import type { PeerHandlers } from './peer.ts'
import { Session, type SessionEvent, type SessionOptions, type Transcript } from './session.ts'

// Long enough never to pass while a test runs; where a limit is to pass it is 1 ms.
export const longMs = 60_000
/** What was said, as a server reads it. */
export const said = {
  transcript: [{ role: 'user', content: 'Friday please.', words: [] }],
  transcript_with_tool_calls: [{ role: 'tool_call_invocation', name: 'find' }],
}
export const transcript: Transcript = {
  spoken: said.transcript.map(item => JSON.stringify(item)).join(),
  all: said.transcript_with_tool_calls.map(item => JSON.stringify(item)).join(),
}

export type Frame = Record<string, unknown>

/** A session with a connection, all that it says and tells, and the server's side of that connection. */
export function start(options: Partial<SessionOptions> = {}) {
  const events: SessionEvent[] = []
  const frames: string[] = []
  const session = new Session({
    callDetails: () => ({ call_id: 'call_1', call_status: 'registered' }),
    onEvent: event => events.push(event),
    onReceived: text => frames.push(`received ${text}`),
    onSent: frame => frames.push(`sent ${typeof frame === 'string' ? frame : frameText(frame)}`),
    ...options,
  })
  return {
    session,
    events,
    frames,
    faults: () => events.flatMap(e => (e.type === 'fault' ? [e.message] : [])),
    ...connect(session),
  }
}

export function connect(session: Session) {
  const sent: Frame[] = []
  const closes: number[] = []
  const handlers: PeerHandlers = session.attach({
    send: text => sent.push(JSON.parse(text)),
    close: code => closes.push(code),
    terminate: () => closes.push(1006),
  })
  const says = (frame: Frame) => handlers.text(JSON.stringify(frame))
  const responds = (response_id: number, content: string, content_complete = true, more: Frame = {}) =>
    says({ response_type: 'response', response_id, content, content_complete, ...more })
  const interrupts = (interrupt_id: number, content: string, content_complete = true, more: Frame = {}) =>
    says({ response_type: 'agent_interrupt', interrupt_id, content, content_complete, ...more })
  const configures = (config: Frame) => says({ response_type: 'config', config })
  return { sent, closes, handlers, says, responds, interrupts, configures }
}
