// Making, reading, continuing, changing, ending and deleting chats. What happens in a chat is in src/chats.

import { chatRunOf, saveChatRun } from '../chats/chat-run.ts'
import type { Chat, Handlers } from '../contract.ts'
import { badRequest } from '../errors.ts'
import { pickAgent } from './call-agent.ts'
import { refuseLargeMetadata, refuseLooserStorage } from './calls.ts'
import { type ChatOrder, newChat } from './chat-agent.ts'
import { refuseDoNotCall } from './contacts.ts'
import type { Context } from './context.ts'
import { E164 } from './e164.ts'

export const chatHandlers = {
  createChat({ body }, context) {
    return begun(
      context,
      context.chats.begin(context.world, { ...newChat(context, body), opening: 'set words' }),
    )
  },

  createSmsChat({ body }, context) {
    return begun(context, smsChat(context, body))
  },

  createChatCompletion({ body }, { world, store, chats }) {
    const { chat_id, content } = body
    refuseOver(store.chats.get(chat_id))
    // That it is, and the words, are a guess.
    if (chats.isBusy(world, chat_id))
      throw badRequest(`Chat ${chat_id} is still answering the message before`)
    const before = chats.heard(world, chat_id, content)
    return async signal => {
      await chats.turnOver(world, chat_id, signal)
      return { messages: store.chats.get(chat_id).message_with_tool_calls?.slice(before) ?? [] }
    }
  },

  getChat({ params }, { store }) {
    return store.chats.get(params.chat_id)
  },

  updateChat({ params, body }, { world, store, chats }) {
    const { chat_id } = params
    const chat = store.chats.get(chat_id)
    const run = chatRunOf(world, chat_id)
    const { override_dynamic_variables: overrides, data_storage_setting: storage, ...changes } = body
    refuseLargeMetadata(changes.metadata)
    refuseLooserStorage(run.storage, storage)
    saveChatRun(world, chat_id, {
      ...run,
      ...(storage === undefined ? {} : { storage }),
      ...(overrides === undefined ? {} : { overrideVariables: overrides ?? {} }),
    })
    return chats.settle(world, { ...chat, ...changes })
  },

  endChat({ params }, { world, store, chats }) {
    refuseOver(store.chats.get(params.chat_id))
    chats.end(world, params.chat_id, 'manual_stopped')
  },

  deleteChat({ params }, { world, chats }) {
    chats.remove(world, params.chat_id)
  },
} satisfies Partial<Handlers<Context>>

/** Real ms that a new chat is waited for; an SDK gives up after a minute, and tries again. */
const LONGEST_OPENING_MS = 50_000

/** A new chat, when the agent's first turn is over: a model may write it, and a flow may begin with a function. */
function begun({ world, store, chats }: Context, chat: Chat) {
  if (!chats.isBusy(world, chat.chat_id)) return chat
  return async (signal: AbortSignal) => {
    const patience = AbortSignal.timeout(LONGEST_OPENING_MS)
    await chats.turnOver(world, chat.chat_id, AbortSignal.any([signal, patience]))
    return store.chats.get(chat.chat_id)
  }
}

/** The status and the words are a guess. */
function refuseOver({ chat_id, chat_status }: Chat): void {
  const how = chat_status === 'error' ? 'failed' : 'ended'
  if (chat_status !== 'ongoing') throw badRequest(`Chat ${chat_id} is not ongoing, it has ${how}`)
}

/** A chat that the agent begins by SMS; the number's outbound SMS agents write unless another is named. */
function smsChat(
  context: Context,
  {
    from_number: near,
    to_number: far,
    override_agent_id,
    override_agent_version,
    honor_internal_dnc,
    ...order
  }: Omit<ChatOrder, 'agent_id' | 'agent_version'> & {
    from_number: string
    to_number: string
    override_agent_id?: string
    override_agent_version?: number | string
    honor_internal_dnc?: boolean
  },
): Chat {
  const { store, world, chats, newId, chance } = context
  const number = store.phoneNumbers.get(near)
  if (!E164.test(far))
    throw badRequest('request/body/to_number must be a phone number in E.164 format, such as +14155550100')
  if (honor_internal_dnc) refuseDoNotCall(store, far)
  const chat_id = newId('chat')
  const bound = pickAgent(number.outbound_sms_agents, chance(chat_id, 'agent').fraction())
  const agent_id = override_agent_id ?? bound?.agent_id
  if (!agent_id) throw badRequest(`${near} has no outbound SMS agent; bind one or give override_agent_id`)
  const agent_version = override_agent_version ?? (override_agent_id ? undefined : bound?.agent_version)
  return chats.begin(world, {
    ...newChat(
      context,
      { ...order, agent_id, ...(agent_version === undefined ? {} : { agent_version }) },
      { chat_id, number: far },
    ),
    ends: { near, far, direction: 'outbound' },
    opening: 'always',
  })
}
