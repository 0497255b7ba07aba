// A bug that an LLM server can have, which check it is for, and what bugs are made of.

import type { CheckOptions } from '../../check-llm/check-options.ts'
import type { CheckName } from '../../referee/catalogue.ts'
import type { Faults, Talk } from '../right-llm-server.ts'

/** What the caller says to such a server. */
export const SAY = [
  'Hello, can you hear me?',
  'What can you do?',
  'I would like a table for four.',
  'Thank you. Goodbye.',
]

/** How long such a server is waited for, in ms. */
export const LIMITS = {
  greetMs: 2_500,
  answerMs: 2_500,
  pongMs: 2_000,
  pingEveryMs: 50,
  quietMs: 60,
  staleMs: 100,
}

export type Fields = Record<string, unknown>
export type Sends = NonNullable<Faults['sends']>

export interface Bug {
  check: CheckName
  severity?: 'warning' | 'advice'
  faults: Faults
  options?: CheckOptions
}

/** Changes the frames of one type. */
export const onType =
  (type: string, change: (frame: Fields, talk: Talk) => readonly (object | string)[]): Sends =>
  (frame, talk) =>
    frame.response_type === type ? change(frame, talk) : [frame]

/** Changes the answers, the begin message left alone. */
export const onAnswers = (change: (frame: Fields, talk: Talk) => readonly (object | string)[]): Sends =>
  onType('response', (frame, talk) => (frame.response_id === 0 ? [frame] : change(frame, talk)))

export const isAsked = (frame: Fields) =>
  frame.interaction_type === 'response_required' || frame.interaction_type === 'reminder_required'
export const turnsOf = ({ transcript }: Fields) =>
  (transcript ?? []) as { role: string; content: string; words?: object[] }[]
export const heard = (frame: Fields) => turnsOf(frame).findLast(({ role }) => role === 'user')?.content ?? ''
export const refuse = (socket: { end(text: string): void }, status: string) => {
  socket.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`)
  return true
}
