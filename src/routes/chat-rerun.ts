// Analysing a chat that is over once more. The first analysis, with its webhook, is part of the chat's life.

import { analysisOfChat } from '../chats/chat-analysis.ts'
import { chatRunOf } from '../chats/chat-run.ts'
import type { Handlers } from '../contract.ts'
import { unprocessable } from '../errors.ts'
import type { Context } from './context.ts'

export const chatRerunHandlers = {
  /** Retell docs: as the latest draft of the agent would, which is its newest version. Nobody is told again. */
  rerunChatAnalysis({ params }, { world, store, chats }) {
    const chat = store.chats.get(params.chat_id)
    // The status is documented for the operation, what it is for and its words are a guess.
    if (chat.chat_status === 'ongoing')
      throw unprocessable(`Chat ${chat.chat_id} is not over, it is ${chat.chat_status}`)
    const { answers, storage } = chatRunOf(world, chat.chat_id)
    if (storage === 'basic_attributes_only' && chat.chat_analysis && !chat.message_with_tool_calls)
      throw unprocessable(`Chat ${chat.chat_id} has no messages, its data_storage_setting is ${storage}`)
    const chat_analysis = analysisOfChat(chat, store.chatAgents.get(chat.agent_id), answers)
    return chats.settle(world, { ...chat, chat_analysis })
  },
} satisfies Partial<Handlers<Context>>
