// The lists of chats, one for each generation of the API: they share the query and differ in filters and envelope.

import type { Chat, Handlers } from '../contract.ts'
import { sliceOf } from '../store/paging.ts'
import { chatConditions } from './chat-filters.ts'
import type { Context } from './context.ts'

export const chatListHandlers = {
  listChats({ body }, { store }) {
    const conditions = chatConditions(body.filter_criteria ?? {})
    const { items, ...page } = store.chats.page({ conditions, ...sliceOf(body), skip: body.skip })
    return {
      items: items.map(withoutTranscripts),
      ...page,
      ...(body.include_total ? { total: store.chats.count(conditions) } : {}),
    }
  },

  listChatV1({ query }, { store }) {
    const { pagination_key, ...slice } = query
    const after = pagination_key === undefined ? undefined : store.chats.positionOf(pagination_key)
    return store.chats.page({ conditions: [], ...sliceOf(slice), after }).items
  },
} satisfies Partial<Handlers<Context>>

function withoutTranscripts({ transcript: _text, message_with_tool_calls: _messages, ...item }: Chat) {
  return item
}
