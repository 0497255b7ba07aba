// The webhooks about chats: which fields of the chat each event carries. No chat holds phone numbers, not even by SMS.

import type { Chat, ChatAgent } from '../contract.ts'
import { sessionOfChat } from '../session-of.ts'
import type { World } from '../world.ts'
import type { Outbox } from './outbox.ts'
import { notify } from './subscription.ts'

/** Retell docs, chat webhooks. */
const DEFAULT_EVENTS: readonly string[] = ['chat_started', 'chat_ended', 'chat_analyzed']

/** Posts `event` about `chat`, if anybody wants to know. */
export function tellChatEvent(
  outbox: Outbox,
  world: World,
  event: string,
  chat: Chat,
  { agent, variables }: { agent: ChatAgent; variables: Record<string, string> },
): void {
  notify(outbox, world, {
    event,
    subject: chat.chat_id,
    agent,
    defaultEvents: DEFAULT_EVENTS,
    variables,
    session: () =>
      sessionOfChat(chat, world.store.chats.endsOf(chat.chat_id), {
        nowMs: world.now(),
        timezone: agent.timezone,
      }),
    payload: () => ({ event, chat: soFar(chat) }),
  })
}

/** What is told of a chat that goes on; the docs say basic facts of its beginning, so no cost is a guess. */
function soFar(chat: Chat): Partial<Chat> {
  if (chat.chat_status !== 'ongoing') return chat
  const { chat_cost: _cost, ...beginning } = chat
  return beginning
}
