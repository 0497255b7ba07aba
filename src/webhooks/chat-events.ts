// The webhooks about chats: which fields of the chat each event carries. No chat holds phone numbers, not even by SMS.

import type { Chat, ChatAgent } from '../contract.ts'
import type { World } from '../world.ts'
import type { Post } from './outbox.ts'
import { notify } from './subscription.ts'

/** Retell docs, chat webhooks. */
const DEFAULT_EVENTS: readonly string[] = ['chat_started', 'chat_ended', 'chat_analyzed']

/** Posts `event` about `chat`, if anybody wants to know. */
export function tellChatEvent(
  post: Post,
  world: World,
  event: string,
  chat: Chat,
  { agent, variables }: { agent: ChatAgent; variables: Record<string, string> },
): void {
  notify(post, world, {
    event,
    subject: chat.chat_id,
    agent,
    defaultEvents: DEFAULT_EVENTS,
    variables,
    payload: () => ({ event, chat: event === 'chat_started' ? beginningOf(chat) : chat }),
  })
}

/** What is known of a chat when it has just begun; the notes say basic facts, so no cost is a guess. */
function beginningOf(chat: Chat): Partial<Chat> {
  const { chat_cost: _cost, ...beginning } = chat
  return beginning
}
