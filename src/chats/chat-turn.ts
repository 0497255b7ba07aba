// A turn of the agent in a chat: its mind thinks, what it writes joins the chat, and what it asks of the world is asked by
// jobs, after which it thinks on. A turn that waits for somebody is kept in the database like everything else.

import type { Chat } from '../contract.ts'
import type { Jobs } from '../jobs.ts'
import type { Journal } from '../journal.ts'
import { type MindEvent, needsIn, type Reply, successorOf, type Thought, think } from '../mind/index.ts'
import { type AskModel, NO_REPLY, placeholders, repliesFor } from '../model/speaker.ts'
import { sessionOfChat } from '../session-of.ts'
import { type Message, messagesOf } from '../simulation/conversation.ts'
import type { ToolAnswer, UseTool } from '../tools/tools.ts'
import type { World } from '../world.ts'
import type { ChatAgentParts } from './chat-life.ts'
import { type ChatRun, chatRunOf, chatVariables, isBusy, saveChatRun } from './chat-run.ts'
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
  journal: Journal
  useTool: UseTool
  /** Of a model that speaks for the agents; undefined where none does. */
  askModel?: AskModel | undefined
  /** The agent that another hands over to; undefined when there is none that can chat. */
  agentFor(world: World, agentId: string, version: number | string | undefined): ChatAgentParts | undefined
  /** The agent has ended the chat. */
  ended(world: World, chatId: string): void
  /** The agent waits for the user. */
  waiting(world: World, chatId: string): void
}

export function createChatTurns({
  jobs,
  journal,
  useTool,
  askModel,
  agentFor,
  ended,
  waiting,
}: ChatTurnParts): ChatTurns {
  const listeners = new Map<string, Set<() => void>>()
  const keyOf = (world: World, chatId: string) => `${world.id} ${chatId}`

  const tool = jobs.errand<{ chatId: string; call: Call }, ToolAnswer | undefined>(
    'chat.tool',
    async (world, { chatId, call }, signal) => {
      const chat = world.store.chats.find(chatId)
      if (chat?.chat_status !== 'ongoing') return undefined
      return useTool(world, { call, about: { chat }, subject: chatId }, signal)
    },
    (world, { chatId, call }, answer) => {
      if (answer && world.store.chats.find(chatId)?.chat_status === 'ongoing')
        take(world, chatId, { type: 'answered', toolCallId: call.id, ...answer })
    },
  )

  const ponder = jobs.errand<{ chatId: string }, Reply[]>(
    'chat.ponder',
    async (world, { chatId }, signal) => {
      const chat = world.store.chats.find(chatId)
      const run = chat && chatRunOf(world, chatId)
      const [event] = run?.pondered ?? []
      if (!run || !event || !askModel) return []
      const setting = { ...settingOf(world, chatId, run), newToolCallId: placeholders() }
      const history = chat.message_with_tool_calls ?? []
      return repliesFor(
        replies => think(run.engine, run.mind, event, { ...setting, replies }),
        question => askModel(world, { question, history, medium: 'chat', subject: chatId }, signal),
      )
    },
    (world, { chatId }, replies) => {
      if (world.store.chats.find(chatId)?.chat_status !== 'ongoing') return
      const { pondered = [], ...run } = chatRunOf(world, chatId)
      const [event, ...others] = pondered
      saveChatRun(world, chatId, run)
      // The mind may have changed under the question: what it has no reply to then is left to the rules.
      if (event) follow(world, chatId, thoughtOf(world, chatId, event, [...replies, NO_REPLY]))
      for (const other of others) take(world, chatId, other)
    },
  )

  const thoughtOf = (world: World, chatId: string, event: MindEvent, replies?: readonly Reply[]) => {
    const run = chatRunOf(world, chatId)
    return think(run.engine, run.mind, event, { ...settingOf(world, chatId, run), replies })
  }

  /** Thinks at once, or when a model has been asked; one thing after the other. */
  function take(world: World, chatId: string, event: MindEvent): void {
    const run = chatRunOf(world, chatId)
    if (run.pondered) {
      return saveChatRun(world, chatId, { ...run, pondered: [...run.pondered, event] })
    }
    const thought = thoughtOf(world, chatId, event, askModel && [])
    if (!thought.question) return follow(world, chatId, thought)
    saveChatRun(world, chatId, { ...run, pondered: [event] })
    ponder(world, 0, { chatId }, chatId)
  }

  function follow(world: World, chatId: string, { acts, state }: Thought): void {
    addMessages(world, chatId, messagesOf(acts, world))
    saveChatRun(world, chatId, { ...chatRunOf(world, chatId), mind: state })
    for (const act of acts)
      if (act.type === 'warn') journal.report({ type: 'problem', message: `${chatId}: ${act.text}` })
    for (const call of needsIn(acts)) ask(world, chatId, call)
    const now = world.store.chats.find(chatId)
    if (now?.chat_status !== 'ongoing') return
    const { over } = chatRunOf(world, chatId).mind
    if (over?.how === 'swapped') return handOver(world, chatId, over)
    if (over) return ended(world, chatId)
    if (!isBusy(chatRunOf(world, chatId))) {
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
      if (chat?.chat_status !== 'ongoing' || !isBusy(chatRunOf(world, chatId))) return Promise.resolve()
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
