// What the mock knows of a call under way and Retell does not tell: its scenario, the agent as it was when the call
// was made, where the conversation stands. Kept in the database beside the call, so that a restart goes on from it.

import type { Agent, RetellLlm, Schemas, Settings } from '../contract.ts'
import type { Act, MindEvent, MindState, Need, ToolCall } from '../mind/index.ts'
import type { Place } from '../store/calls.ts'
import type { World } from '../world.ts'
import type { TurnLatency } from './latency.ts'
import type { DisconnectionReason, Scenario } from './scenario.ts'
import type { SpokenWord } from './speech.ts'
import type { CallSuccessor, SwapSettings } from './successor.ts'

/** What comes when an utterance is over. */
export type After =
  | { then: 'caller' | 'reply' | 'remind' | 'machine' | 'act' }
  /** `recorded`: the agent did it, so it stands in the transcript as its tool call. */
  | { then: 'end_call'; reason: DisconnectionReason; recorded: boolean }
  | { then: 'transfer_call'; number: string }
  | { then: 'press_digit'; digits: string }

/** An utterance that is being spoken; it joins the transcript when it is over. */
export interface Speaking {
  role: 'agent' | 'user'
  content: string
  words: SpokenWord[]
  place: Place
  responseId?: number
  /** Workspace time in Unix ms. */
  endsAt: number
  after: After
}

/** A turn of an agent that thinks. */
export interface ThinkingTurn {
  responseId?: number
  /** How long until its first word; workspace ms. */
  delayMs: number
  /** What comes when the agent has done all it wants to. */
  after: After
}

/** A tool call that somebody has to answer. */
export type NeededCall = ToolCall & { need: Need }

export interface TransferDestination {
  number: string
  extension?: string | undefined
  option?: Schemas['TransferOption']
}

/** What of a Retell LLM or a conversation flow matters to a call beside the thinking. */
export interface CallLlm
  extends Pick<
    RetellLlm,
    | 'begin_message'
    | 'start_speaker'
    | 'model'
    | 's2s_model'
    | 'model_high_priority'
    | 'general_prompt'
    | 'knowledge_base_ids'
    | 'kb_config'
  > {
  /** Whether the model writes the first words. */
  begins_dynamically: boolean
}

export interface Run {
  callId: string
  kind: 'outbound' | 'inbound' | 'web' | 'registered'
  scenario: Scenario
  /** What moves the call on. */
  drive: Settings['call_drive']
  /** How often the call has been asked for, where that is what moves it. */
  polls: number
  /** How far a call has come that does not go by the clock; workspace time in Unix ms, and mostly ahead of the clock. */
  reachedAt?: number
  /** The agent version with the call's overrides, as it was when the call was made. */
  agent: Agent
  /** Absent for a custom LLM. */
  llm?: CallLlm
  mind: MindState
  /** What is still to be done of what the agent has thought. */
  acts: Act[]
  turn?: ThinkingTurn
  /** What the agent is to think about next, when that is not what was said last. */
  event?: MindEvent
  /** The agent that is about to take over. */
  successor?: CallSuccessor & { settings: SwapSettings }
  /** Who is told of the call; the agent itself unless another has taken over. */
  told?: Agent[]
  /** The latest transfer. */
  transfer?: TransferDestination
  /** The agent's part is over, and the talk with the target of the transfer goes on. */
  transferOpen?: true
  voiceProvider: string
  variables: Record<string, string>
  /** Laid over `variables` by update-call while the call goes on. */
  overrideVariables?: Record<string, string>
  /** The customer's LLM server, with the call id in it; absent when the agent needs none. */
  llmUrl?: string
  socket: 'none' | 'opening' | 'open'
  /** Set once the far end has picked up; workspace time in Unix ms. */
  startedAt?: number
  /** The begin message is spoken, or will never be. */
  begun: boolean
  /** The id of the next request to the LLM server; ids only grow, across reconnects and restarts. */
  nextResponseId: number
  /** The request that the LLM server has not answered yet. */
  awaiting?: 'begin' | 'response_required' | 'reminder_required'
  nextStep: number
  /** Until when the caller says nothing, by command; workspace time in Unix ms. */
  silentUntil?: number
  reminders: number
  reminderTriggerMs: number
  reminderMaxCount: number
  speaking?: Speaking
  /** Grows whenever somebody begins to speak, so that a job planned in a silence knows whether it still is one. */
  floor: number
  /** How many items of the transcript have begun. */
  items: number
  /** When a voice was last heard; workspace time in Unix ms. */
  heardAt: number
  latencies: TurnLatency[]
  promptTokens: number[]
  reconnects: { abnormal: number; ping: number }
  dropIfMachine: boolean
  /** Beyond the concurrency limit. */
  burst: boolean
  /** Until when an inbound call waits for a free place; workspace time in Unix ms. */
  waitsUntil?: number
  /** Who listens in by listen-live-call. */
  listeners?: string[]
  voicemail: boolean
}

/** Whether a call moves on by other means than the clock, and so may be ahead of it. */
export const isAhead = ({ drive }: Pick<Run, 'drive'>): boolean => drive === 'polls' || drive === 'immediate'

export const runOf = (world: World, callId: string): Run | undefined =>
  world.store.calls.runs.get<Run>(callId)
export const saveRun = (world: World, run: Run): void => world.store.calls.runs.put(run.callId, run)

/** The dynamic variables of a call as they stand now. */
export const variablesOf = (run: Run): Record<string, string> => ({
  ...run.variables,
  ...run.overrideVariables,
})
