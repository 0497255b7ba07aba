// What the built-in variables know of a call or a chat, from what is stored of it.

import type { Session } from './built-in-variables.ts'
import type { Call, Chat } from './contract.ts'
import type { SmsEnds } from './store/chats.ts'

interface Circumstances {
  nowMs: number
  /** The agent's. */
  timezone?: string | null | undefined
}

export function sessionOfCall(call: Call, { nowMs, timezone }: Circumstances): Session {
  const ends =
    call.call_type === 'phone_call'
      ? {
          direction: call.direction,
          userNumber: call.direction === 'inbound' ? call.from_number : call.to_number,
          agentNumber: call.direction === 'inbound' ? call.to_number : call.from_number,
        }
      : {}
  return {
    type: 'voice',
    nowMs,
    startedMs: call.start_timestamp,
    timeZone: timezone ?? undefined,
    callId: call.call_id,
    callType: call.call_type,
    ...ends,
  }
}

/** `ends` are the numbers of a chat by SMS. */
export const sessionOfChat = (
  { chat_id, start_timestamp }: Chat,
  ends: SmsEnds | undefined,
  { nowMs, timezone }: Circumstances,
): Session => ({
  type: 'chat',
  nowMs,
  startedMs: start_timestamp,
  timeZone: timezone ?? undefined,
  chatId: chat_id,
  ...(ends ? { direction: ends.direction, userNumber: ends.far, agentNumber: ends.near } : {}),
})
