// A turn of the agent in a chat: its mind thinks, what it writes joins the chat, and what it asks of the world is asked by
// jobs, after which it thinks on. A turn that waits for somebody is kept in the database like everything else.

import type { Chat } from '../contract.ts'
import type { Jobs } from '../jobs.ts'
import { awaits, type MindEvent, needsIn, successorOf, think } from '../mind/index.ts'
import { sessionOfChat } from '../session-of.ts'
import { type Message, messagesOf } from '../simulation/conversation.ts'
import type { ToolAnswer, UseTool } from '../tools/tools.ts'
import type { World } from '../world.ts'
import type { ChatAgentParts } from './chat-life.ts'
import { type ChatRun, chatRunOf, chatVariables, saveChatRun } from './chat-run.ts'
import { chatTranscript } from './chat-transcript.ts'

type Call = ReturnType<typeof needsIn>[number]

export interface ChatTurns {
  /** Lets the agent think about what happened. */
  take(world: World, chatId: string, event: MindEvent): void
  /** Resolves when the agent waits for the user again, or the chat is over or gone; or when `signal` aborts. */
  over(world: World, chatId: string, signal: AbortSignal): Promise<void>
  /** Nothing more comes of a turn: the chat is over or gone. */
  stop(world: World, chatId: string): void
}

export interface ChatTurnParts {
  jobs: Jobs<World>
  useTool: UseTool
  /** The agent that another hands over to; undefined when there is none that can chat. */
  agentFor(world: World, agentId: string, version: number | string | undefined): ChatAgentParts | undefined
  /** The agent has ended the chat. */
  ended(world: World, chatId: string): void
  /** The agent waits for the user. */
  waiting(world: World, chatId: string): void
}

export function createChatTurns({ jobs, useTool, agentFor, ended, waiting }: ChatTurnParts): ChatTurns {
  const listeners = new Map<string, Set<() => void>>()
  const keyOf = (world: World, chatId: string) => `${world.id} ${chatId}`

  const tool = jobs.errand<{ chatId: string; call: Call }, ToolAnswer | undefined>(
    'chat.tool',
    async (world, { chatId, call }, signal) => {
      const chat = world.store.chats.find(chatId)
      if (chat?.chat_status !== 'ongoing') return undefined
      const run = chatRunOf(world, chatId)
      const variables = { ...chatVariables(run), ...run.mind.collected }
      return useTool(world, { call, variables, about: { chat }, subject: chatId }, signal)
    },
    (world, { chatId, call }, answer) => {
      if (answer && world.store.chats.find(chatId)?.chat_status === 'ongoing')
        take(world, chatId, { type: 'answered', toolCallId: call.id, ...answer })
    },
  )

  function take(world: World, chatId: string, event: MindEvent): void {
    const run = chatRunOf(world, chatId)
    const { acts, state } = think(run.engine, run.mind, event, settingOf(world, chatId, run))
    addMessages(world, chatId, messagesOf(acts, world))
    saveChatRun(world, chatId, { ...run, mind: state })
    for (const call of needsIn(acts)) ask(world, chatId, call)
    const now = world.store.chats.find(chatId)
    if (now?.chat_status !== 'ongoing') return
    const { over } = chatRunOf(world, chatId).mind
    if (over?.how === 'swapped') return handOver(world, chatId, over)
    if (over) return ended(world, chatId)
    if (!awaits(chatRunOf(world, chatId).mind)) {
      waiting(world, chatId)
      tellListeners(world, chatId)
    }
  }

  /** What is the chat's own affair is answered at once; the rest is asked by a job. */
  function ask(world: World, chatId: string, call: Call): void {
    const { need } = call
    const answer = (content: string, successful: boolean) =>
      take(world, chatId, { type: 'answered', toolCallId: call.id, content, successful })
    if (need.kind === 'agent_swap') {
      const found = agentFor(world, need.agentId, need.agentVersion)
      return answer(found ? 'swapped' : `There is no chat agent ${need.agentId}.`, found !== undefined)
    }
    if (need.kind === 'transfer') return answer('A chat cannot be transferred.', false)
    tool(world, 0, { chatId, call }, chatId)
  }

  function handOver(
    world: World,
    chatId: string,
    { agentId, agentVersion }: { agentId: string; agentVersion: number | string | undefined },
  ): void {
    const run = chatRunOf(world, chatId)
    const next = agentFor(world, agentId, agentVersion)
    if (!next) return ended(world, chatId)
    saveChatRun(world, chatId, { ...run, engine: next.engine, mind: successorOf(run.mind) })
    take(world, chatId, { type: 'took_over' })
  }

  function tellListeners(world: World, chatId: string): void {
    for (const listener of listeners.get(keyOf(world, chatId)) ?? []) listener()
  }

  return {
    take,
    stop: tellListeners,
    over(world, chatId, signal) {
      const chat = world.store.chats.find(chatId)
      if (chat?.chat_status !== 'ongoing' || !awaits(chatRunOf(world, chatId).mind)) return Promise.resolve()
      const key = keyOf(world, chatId)
      const waitingHere = listeners.get(key) ?? new Set()
      listeners.set(key, waitingHere)
      return new Promise(resolve => {
        const done = () => {
          waitingHere.delete(done)
          if (waitingHere.size === 0) listeners.delete(key)
          signal.removeEventListener('abort', done)
          resolve()
        }
        waitingHere.add(done)
        signal.addEventListener('abort', done, { once: true })
      })
    },
  }
}

function settingOf(world: World, chatId: string, run: ChatRun) {
  const { chats } = world.store
  return {
    session: sessionOfChat(chats.get(chatId), chats.endsOf(chatId), {
      nowMs: world.now(),
      timezone: run.agent.timezone,
    }),
    variables: chatVariables(run),
    script: run.script,
    newToolCallId: () => world.newId('toolCall'),
  }
}

/** Adds messages to the chat. */
export function addMessages(world: World, chatId: string, messages: readonly Message[]): Chat {
  const chat = world.store.chats.get(chatId)
  if (messages.length === 0) return chat
  const all = [...(chat.message_with_tool_calls ?? []), ...messages]
  return world.store.chats.put({ ...chat, transcript: chatTranscript(all), message_with_tool_calls: all })
}
