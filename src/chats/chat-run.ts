// What the mock knows of a chat and Retell does not tell: the agent as it was when the chat began, what it has to say,
// where it stands. Kept with the chat, for it may be analysed again.

import type { ChatAgent } from '../contract.ts'
import { awaits, type Engine, type MindEvent, type MindState, type Script } from '../mind/index.ts'
import type { World } from '../world.ts'
import type { ChatFailure } from './chat-failure.ts'

export interface ChatRun {
  /** The agent version, as it was when the chat began. */
  agent: ChatAgent
  /** Of the agent that is writing now. */
  engine: Engine
  /** The LLM that is paid for. */
  model?: string
  variables: Record<string, string>
  /** Laid over `variables` by update-chat. */
  overrideVariables?: Record<string, string>
  /** What the scenario decides for the agent. */
  script: Script
  mind: MindState
  /** What the agent has yet to think about, in order; a model is being asked about the first. */
  pondered?: MindEvent[]
  /** What the scenario says an analysis finds. */
  answers?: Record<string, unknown>
  /** When the scenario lets the chat fail. */
  fails?: ChatFailure
  /** How many messages there were when transcript_updated was last told. */
  messagesTold?: number
  /** The chat is over, and its analysis is still to be told. */
  untold?: true
  /** What is kept of the chat once it is over. */
  storage: NonNullable<ChatAgent['data_storage_setting']>
}

export const chatRunOf = (world: World, chatId: string): ChatRun => world.store.chats.run<ChatRun>(chatId)

export const saveChatRun = (world: World, chatId: string, run: ChatRun): void =>
  world.store.chats.putRun(chatId, run)

/** Whether more is to come of the agent's turn by itself. */
export const isBusy = ({ mind, pondered }: ChatRun): boolean => pondered !== undefined || awaits(mind)

/** The dynamic variables that a chat was given, as they stand now. */
export const chatVariables = ({ variables, overrideVariables }: ChatRun): Record<string, string> => ({
  ...variables,
  ...overrideVariables,
})
