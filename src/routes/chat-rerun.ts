// Analysing a chat that is over once more. The first analysis, with its webhook, is part of the chat's life.

import { analysisOfChat } from '../chats/chat-analysis.ts'
import { chatRunOf } from '../chats/chat-run.ts'
import type { Handlers } from '../contract.ts'
import { unprocessable } from '../errors.ts'
import type { Context } from './context.ts'

export const chatRerunHandlers = {
  /** Retell docs: as the latest draft of the agent would, which is its newest version. Nobody is told again. */
  rerunChatAnalysis({ params }, { world, store }) {
    const chat = store.chats.get(params.chat_id)
    // The status is documented for the operation, what it is for and its words are a guess.
    if (chat.chat_status === 'ongoing')
      throw unprocessable(`Chat ${chat.chat_id} is not over, it is ${chat.chat_status}`)
    const { answers } = chatRunOf(world, chat.chat_id)
    const chat_analysis = analysisOfChat(chat, store.chatAgents.get(chat.agent_id), answers)
    return store.chats.put({ ...chat, chat_analysis })
  },
} satisfies Partial<Handlers<Context>>
