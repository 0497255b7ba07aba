// A chat as text: what was written, without what was done.

import type { Schemas } from '../contract.ts'

type Message = Schemas['ChatMessage']
export type Written = Extract<Message, { role: 'agent' | 'user' }>

const NAMES = { agent: 'Agent', user: 'User' }

export const isWritten = (message: Message): message is Written =>
  message.role === 'agent' || message.role === 'user'

/** A line a message, each ended by a newline, as in the transcript of a call. */
export const chatTranscript = (messages: readonly Message[]): string =>
  messages
    .filter(isWritten)
    .map(({ role, content }) => `${NAMES[role]}: ${content}\n`)
    .join('')
