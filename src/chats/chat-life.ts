// What happens to a chat: it begins, the agent answers what is written to it, it ends by somebody or in silence, it is
// analysed. Everything later is a job.

import type { Chat, ChatAgent, Schemas } from '../contract.ts'
import type { Jobs } from '../jobs.ts'
import type { Journal } from '../journal.ts'
import type { Retention } from '../lifecycle/retention.ts'
import type { Engine } from '../mind/index.ts'
import { piiCategories } from '../privacy/pii-settings.ts'
import { storedChat } from '../privacy/stored-chat.ts'
import { stamp } from '../simulation/conversation.ts'
import type { SmsEnds } from '../store/chats.ts'
import type { World } from '../world.ts'
import { analysisOfChat } from './chat-analysis.ts'
import { chatCost } from './chat-cost.ts'
import { failureNow, isError } from './chat-failure.ts'
import { type ChatRun, chatRunOf, chatVariables, isBusy, saveChatRun } from './chat-run.ts'
import { chatTranscript } from './chat-transcript.ts'
import { addMessages, type ChatTurnParts, createChatTurns } from './chat-turn.ts'

export type ChatEvent = 'chat_started' | 'transcript_updated' | 'chat_ended' | 'chat_analyzed'

/** Puts the event into the outbox, in the transaction of the change it is about. */
export type TellChat = (
  world: World,
  event: ChatEvent,
  chat: Chat,
  subscriber: { agent: ChatAgent; variables: Record<string, string> },
) => void

/** An agent that can chat, and what it thinks with. */
export interface ChatAgentParts {
  agent: ChatAgent
  engine: Engine
  model: string | null | undefined
}

export interface NewChat {
  /** Without messages. */
  chat: Chat
  run: ChatRun
  /** Of a chat by SMS. */
  ends?: SmsEnds
  /** Whether the agent writes first: what is set as its first words, or whatever it has to say and whoever was to begin. */
  opening: 'set words' | 'always' | 'never'
}

export interface ChatLife {
  /** Stores a new chat and lets it begin. */
  begin(world: World, order: NewChat): Chat
  /**
   * The user wrote something. Answers how many messages the chat has then: what the agent does about it comes after those,
   * when its turn is over, and the chat may be over then.
   */
  heard(world: World, chatId: string, content: string): number
  /** Whether the agent is still busy with its turn. */
  isBusy(world: World, chatId: string): boolean
  /** Resolves when the agent's turn is over, at the latest when `signal` aborts. */
  turnOver(world: World, chatId: string, signal: AbortSignal): Promise<void>
  /** Ends an ongoing chat, as `error` where the reason is one. */
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
  useTool,
  askModel,
  agentFor,
}: Pick<ChatTurnParts, 'useTool' | 'askModel' | 'agentFor'> & {
  jobs: Jobs<World>
  journal: Journal
  tell: TellChat
  retention: Retention
}): ChatLife {
  const turns = createChatTurns({
    jobs,
    journal,
    useTool,
    askModel,
    agentFor,
    ended(world, chatId) {
      tellTranscript(world, chatId)
      end(world, chatId, 'agent_hangup')
    },
    waiting(world, chatId) {
      tellTranscript(world, chatId)
      waitForMore(world, chatId)
    },
  })
  const analyze = jobs.step<{ chatId: string }>('chat.analyze', (world, { chatId }) => {
    const chat = world.store.chats.get(chatId)
    const { untold: _told, ...run } = chatRunOf(world, chatId)
    const chat_analysis = analysisOfChat(chat, run.agent, run.answers)
    const analyzed = world.store.chats.put({ ...chat, chat_analysis })
    saveChatRun(world, chatId, run)
    note(world, 'chat_analyzed', analyzed, run)
    settle(world, analyzed)
  })
  const close = jobs.step<{ chatId: string }>('chat.close', (world, { chatId }) => {
    const words = chatRunOf(world, chatId).agent.auto_close_message
    if (words) {
      addMessages(world, chatId, [{ ...stamp(world), role: 'agent', content: words }])
      tellTranscript(world, chatId)
    }
    end(world, chatId, 'inactivity')
  })

  /** What is still to be delivered goes out all the same. */
  function forget(world: World, chatId: string): void {
    jobs.cancel(world, chatId, 'chat.close', 'chat.analyze', 'chat.tool', 'chat.ponder')
    turns.stop(world, chatId)
  }

  /** As a call is settled: once everybody has been told, however often it has been analysed by then. */
  function settle(world: World, chat: Chat): Chat {
    const { agent, storage, untold } = chatRunOf(world, chat.chat_id)
    if (chat.chat_status === 'ongoing' || untold) return world.store.chats.put(chat)
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

  /** Of each turn that is over only agents are told that ask for it. */
  function tellTranscript(world: World, chatId: string): void {
    const run = chatRunOf(world, chatId)
    if (!run.agent.webhook_events?.includes('transcript_updated')) return
    const chat = world.store.chats.get(chatId)
    const count = chat.message_with_tool_calls?.length ?? 0
    if (count === run.messagesTold) return
    saveChatRun(world, chatId, { ...run, messagesTold: count })
    tell(world, 'transcript_updated', chat, { agent: run.agent, variables: chatVariables(run) })
  }

  /** The silence after which a chat is closed begins anew with every message. */
  function waitForMore(world: World, chatId: string): void {
    const { agent } = chatRunOf(world, chatId)
    jobs.cancel(world, chatId, 'chat.close')
    close(world, agent.end_chat_after_silence_ms ?? SILENCE_MS, { chatId }, chatId)
  }

  function end(world: World, chatId: string, reason: Schemas['DisconnectionReason']): void {
    const { chats } = world.store
    const run = chatRunOf(world, chatId)
    const chat = chats.get(chatId)
    const messages = chat.message_with_tool_calls ?? []
    const ended = chats.put({
      ...chat,
      chat_status: isError(reason) ? 'error' : 'ended',
      end_timestamp: world.now(),
      chat_cost: chatCost(messages.filter(({ role }) => role === 'agent').length, run.model),
      collected_dynamic_variables: run.mind.collected,
    })
    chats.putReason(chatId, reason)
    saveChatRun(world, chatId, { ...run, untold: true })
    forget(world, chatId)
    note(world, 'chat_ended', ended, run)
    analyze(world, world.settings.analysis_delay_ms, { chatId }, chatId)
  }

  return {
    begin(world, { chat, run: meant, ends, opening }) {
      const run = opening === 'always' ? { ...meant, engine: speakingFirst(meant.engine) } : meant
      world.store.chats.insert(chat, run, ends)
      retention.watch(world, 'chat', chat.chat_id, run.agent.data_storage_retention_days)
      note(world, 'chat_started', chat, run)
      waitForMore(world, chat.chat_id)
      if (opening === 'always' || (opening === 'set words' && hasSetWords(run.engine)))
        turns.take(world, chat.chat_id, { type: 'began' })
      return world.store.chats.get(chat.chat_id)
    },
    heard(world, chatId, content) {
      const { message_with_tool_calls: messages = [] } = addMessages(world, chatId, [
        { ...stamp(world), role: 'user', content },
      ])
      const failure = failureNow(world, chatRunOf(world, chatId), messages)
      if (failure) {
        tellTranscript(world, chatId)
        end(world, chatId, failure)
        return messages.length
      }
      waitForMore(world, chatId)
      turns.take(world, chatId, { type: 'said', text: content })
      return messages.length
    },
    isBusy: (world, chatId) => isBusy(chatRunOf(world, chatId)),
    turnOver: turns.over,
    end,
    remove(world, chatId) {
      world.store.chats.delete(chatId)
      world.store.retentions.delete({ kind: 'chat', id: chatId })
      forget(world, chatId)
    },
    settle,
  }
}

/** Whether the agent's first words are set, and need no model to write them. */
const hasSetWords = (engine: Engine): boolean =>
  engine.type === 'retell-llm' ? Boolean(engine.llm.begin_message) : engine.flow.start_speaker === 'agent'

/** The engine of an agent that must write first. */
const speakingFirst = (engine: Engine): Engine =>
  engine.type === 'retell-llm'
    ? {
        ...engine,
        llm: { ...engine.llm, start_speaker: 'agent', begin_message: engine.llm.begin_message || null },
      }
    : { ...engine, flow: { ...engine.flow, start_speaker: 'agent' } }
