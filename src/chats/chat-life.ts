// What happens to a chat: it begins, the agent answers what is written to it, it ends by somebody or in silence, it is
// analysed. Everything later is a job.

import type { Chat, ChatAgent, Schemas } from '../contract.ts'
import type { Jobs } from '../jobs.ts'
import type { Journal } from '../journal.ts'
import type { Retention } from '../lifecycle/retention.ts'
import { piiCategories } from '../privacy/pii-settings.ts'
import { storedChat } from '../privacy/stored-chat.ts'
import { agentTurn, type Message, stamp } from '../simulation/agent-turn.ts'
import type { SmsEnds } from '../store/chats.ts'
import type { World } from '../world.ts'
import { analysisOfChat } from './chat-analysis.ts'
import { chatCost } from './chat-cost.ts'
import { type ChatRun, chatRunOf, chatVariables, saveChatRun } from './chat-run.ts'
import { chatTranscript } from './chat-transcript.ts'

export type ChatEvent = 'chat_started' | 'chat_ended' | 'chat_analyzed'

/** Puts the event into the outbox, in the transaction of the change it is about. */
export type TellChat = (
  world: World,
  event: ChatEvent,
  chat: Chat,
  subscriber: { agent: ChatAgent; variables: Record<string, string> },
) => void

export interface NewChat {
  /** Without messages. */
  chat: Chat
  run: ChatRun
  /** Of a chat by SMS. */
  ends?: SmsEnds
  /** Whether the agent writes first: what is set as its begin message, or whatever it has to say. */
  opening: 'begin_message' | 'always' | 'never'
}

export interface ChatLife {
  /** Stores a new chat and lets it begin. */
  begin(world: World, order: NewChat): Chat
  /** The user wrote something. Answers what the agent does about it; the chat may be over then. */
  heard(world: World, chatId: string, content: string): Message[]
  /** Ends an ongoing chat. */
  end(world: World, chatId: string, reason: Schemas['DisconnectionReason']): void
  /** Deletes a chat with all that was planned for it. Refuses with 404 what is not there. */
  remove(world: World, chatId: string): void
  /** Stores a chat as its setting says, once it is over and analysed, and gives it as it is stored. */
  settle(world: World, chat: Chat): Chat
}

/** Retell docs, chat agent settings: end_chat_after_silence_ms. */
const SILENCE_MS = 3_600_000

export function createChatLife({
  jobs,
  journal,
  tell,
  retention,
}: {
  jobs: Jobs<World>
  journal: Journal
  tell: TellChat
  retention: Retention
}): ChatLife {
  const analyze = jobs.step<{ chatId: string }>('chat.analyze', (world, { chatId }) => {
    const chat = world.store.chats.get(chatId)
    const run = chatRunOf(world, chatId)
    const chat_analysis = analysisOfChat(chat, run.agent, run.answers)
    const analyzed = world.store.chats.put({ ...chat, chat_analysis })
    note(world, 'chat_analyzed', analyzed, run)
    settle(world, analyzed)
  })
  const close = jobs.step<{ chatId: string }>('chat.close', (world, { chatId }) => {
    const words = chatRunOf(world, chatId).agent.auto_close_message
    if (words) add(world, chatId, [{ ...stamp(world), role: 'agent', content: words }])
    end(world, chatId, 'inactivity')
  })

  /** What is still to be delivered goes out all the same. */
  const forget = (world: World, chatId: string) => jobs.cancel(world, chatId, 'chat.close', 'chat.analyze')

  /** As a call is settled: once everybody has been told. */
  function settle(world: World, chat: Chat): Chat {
    const { agent, storage } = chatRunOf(world, chat.chat_id)
    if (chat.chat_status === 'ongoing' || !chat.chat_analysis) return world.store.chats.put(chat)
    const rules = {
      storage,
      categories: piiCategories(agent, storage),
      keepContext: world.settings.basic_attributes_keep_context,
    }
    return world.store.chats.put(storedChat(chat, rules, chatTranscript))
  }

  function note(world: World, event: ChatEvent, chat: Chat, run: ChatRun): void {
    journal.report({ type: 'call', callId: chat.chat_id, text: event.replace('chat_', '') })
    tell(world, event, chat, { agent: run.agent, variables: chatVariables(run) })
  }

  /** The silence after which a chat is closed begins anew with every message. */
  function waitForMore(world: World, chatId: string, { agent }: ChatRun): void {
    jobs.cancel(world, chatId, 'chat.close')
    close(world, agent.end_chat_after_silence_ms ?? SILENCE_MS, { chatId }, chatId)
  }

  /** Lets the agent take its turn. Answers what it added. */
  function turn(world: World, chatId: string, run: ChatRun): Message[] {
    const { engine, lines, state } = run
    const messages = world.store.chats.get(chatId).message_with_tool_calls ?? []
    const taken = agentTurn(
      { engine, messages, variables: chatVariables(run), mocks: [], lines, state },
      world,
    )
    add(world, chatId, taken.messages)
    saveChatRun(world, chatId, { ...run, ...(taken.state === undefined ? {} : { state: taken.state }) })
    if (taken.ended) end(world, chatId, 'agent_hangup')
    else waitForMore(world, chatId, run)
    return taken.messages
  }

  function end(world: World, chatId: string, reason: Schemas['DisconnectionReason']): void {
    forget(world, chatId)
    const { chats } = world.store
    const run = chatRunOf(world, chatId)
    const chat = chats.get(chatId)
    const messages = chat.message_with_tool_calls ?? []
    const ended = chats.put({
      ...chat,
      chat_status: 'ended',
      end_timestamp: world.now(),
      chat_cost: chatCost(messages.filter(({ role }) => role === 'agent').length, run.model),
      collected_dynamic_variables: {},
    })
    chats.putReason(chatId, reason)
    note(world, 'chat_ended', ended, run)
    analyze(world, world.settings.analysis_delay_ms, { chatId }, chatId)
  }

  return {
    begin(world, { chat, run, ends, opening }) {
      world.store.chats.insert(chat, run, ends)
      retention.watch(world, 'chat', chat.chat_id, run.agent.data_storage_retention_days)
      note(world, 'chat_started', chat, run)
      const begins =
        opening === 'always' || (opening === 'begin_message' && Boolean(run.engine.begin_message))
      if (begins) turn(world, chat.chat_id, run)
      else waitForMore(world, chat.chat_id, run)
      return world.store.chats.get(chat.chat_id)
    },
    heard(world, chatId, content) {
      add(world, chatId, [{ ...stamp(world), role: 'user', content }])
      return turn(world, chatId, chatRunOf(world, chatId))
    },
    end,
    remove(world, chatId) {
      world.store.chats.delete(chatId)
      world.store.retentions.delete({ kind: 'chat', id: chatId })
      forget(world, chatId)
    },
    settle,
  }
}

function add(world: World, chatId: string, messages: readonly Message[]): void {
  const chat = world.store.chats.get(chatId)
  const all = [...(chat.message_with_tool_calls ?? []), ...messages]
  world.store.chats.put({ ...chat, transcript: chatTranscript(all), message_with_tool_calls: all })
}
