// What the mock knows of a call under way and Retell does not tell: its scenario, the agent as it was when the call
// was made, where the conversation stands. Kept in the database beside the call, so that a restart goes on from it.

import type { AudioForm } from '../audio/audio-form.ts'
import type { Agent, RetellLlm, Schemas, Settings } from '../contract.ts'
import type { Act, Handoff, MindEvent, MindState, Need, ToolCall } from '../mind/index.ts'
import type { Place } from '../store/calls.ts'
import type { World } from '../world.ts'
import type { Expecting } from './expecting.ts'
import type { TurnLatency } from './latency.ts'
import type { HeldNote } from './llm-notes.ts'
import type { Physics } from './physics.ts'
import type { Saying } from './saying.ts'
import type { DisconnectionReason, Scenario } from './scenario.ts'
import type { Speaker, SpokenWord } from './speech.ts'
import type { CallSuccessor, SwapSettings } from './successor.ts'

/** What comes when an utterance is over. */
export type After =
  | { then: 'caller' | 'remind' | 'machine' | 'screened' | 'act' }
  /** `interrupts`: the caller cut in with these words. */
  | { then: 'reply'; interrupts?: boolean }
  /** The agent's words have run out, and more of its answer is to come. */
  | { then: 'hold' }
  /** The caller changes its mind: the agent is asked about these words, which then never were. */
  | { then: 'revise'; to: Saying }
  /** `recorded`: the agent did it, so it stands in the transcript as its tool call. */
  | { then: 'end_call'; reason: DisconnectionReason; recorded: boolean }
  | { then: 'transfer_call'; number: string; showTransfereeAsCaller?: boolean }
  | { then: 'press_digit'; digits: string }
  /** The next line of what is said to the target of a transfer, and by it. */
  | { then: 'handoff'; line: number; outcome: TransferOutcome }
  /** The two ends of a transfer have been told so, and the agent leaves. */
  | { then: 'leave' }

/** An answer that is spoken as it comes; `said` is how many of its characters are in the transcript already. */
export interface Growing {
  responseId: number
  said: number
}

/** An utterance that is being spoken; it joins the transcript when it is over. */
export interface Speaking {
  role: Speaker
  content: string
  words: SpokenWord[]
  place: Place
  responseId?: number
  interruptId?: number
  /** Workspace time in Unix ms. */
  startsAt: number
  endsAt: number
  after: After
  /** When the LLM server hears of it as it grows. */
  moments?: SpokenMoment[]
  /** When it cannot be interrupted, in ms since the call began. */
  shields?: (readonly [fromMs: number, toMs: number])[]
  /** What the caller said in passing meanwhile. */
  asides?: { item: Utterance; place: Place }[]
}

/** A moment in an utterance at which the LLM server hears how far it is, or is asked at once; ms since the call began. */
export interface SpokenMoment {
  atMs: number
  ask: boolean
}

type Utterance = Schemas['Utterance']

/** A turn of an agent that thinks. */
export interface ThinkingTurn {
  responseId?: number
  /** How long until its first word; workspace ms. */
  delayMs: number
  /** What comes when the agent has done all it wants to. */
  after: After
  /** The last number of `promptTokens` stands for this turn, and was made up. */
  tokensMadeUp?: boolean
}

/** A tool call that somebody has to answer. */
export type NeededCall = ToolCall & { need: Need }

export interface TransferDestination {
  number: string
  extension?: string | undefined
  option?: Schemas['TransferOption']
  /** What the agent says to the target alone, and to both ends. */
  handoff?: Handoff
}

/** What came of ringing a transfer's target. `callId` is that of the tool call. */
export interface TransferOutcome {
  callId: string
  successful: boolean
  content: string
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
  /** How long it waits for the user who is to speak first; absent where it waits for ever, or begins at once. */
  begins_after_silence_ms?: number | undefined
}

export interface Run {
  callId: string
  kind: 'outbound' | 'inbound' | 'web' | 'registered'
  /** How the sound of the call travels, if it was registered so. */
  audio?: AudioForm
  scenario: Scenario
  /** What moves the call on. */
  drive: Settings['call_drive']
  /** How often the call has been asked for, where that is what moves it. */
  polls: number
  /** When something happened to the call last; workspace time in Unix ms. Ahead of the clock where the call does not go by it. */
  reachedAt?: number
  /** The agent version with the call's overrides, as it was when the call was made. */
  agent: Agent
  /** Absent for a custom LLM. */
  llm?: CallLlm
  mind: MindState
  /** What is still to be done of what the agent has thought. */
  acts: Act[]
  turn?: ThinkingTurn
  /** What the agent has yet to think about, in order; a model is being asked about the first. */
  pondered?: MindEvent[]
  /** The agent that is about to take over. */
  successor?: CallSuccessor & { settings: SwapSettings }
  /** Who is told of the call; the agent itself unless another has taken over. */
  told?: Agent[]
  /** The latest transfer. */
  transfer?: TransferDestination
  /** The target's telephone rings, or the agent hands over to it; the two ends are not together yet. */
  transferPending?: true
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
  /** How often the caller has taken its turn. */
  turns: number
  /** What goes wrong in this call. */
  physics?: Physics
  /** The turn at which the connection was cut on purpose: once is enough. */
  cutAtTurn?: number
  /** How long the call has stood still by its physics, which no limit counts, and before which turn it last did. */
  idleMs: number
  idledAtTurn?: number
  /** What the present step expects of the agent. */
  expecting?: Expecting
  /** How many characters the LLM server's tool frames had. */
  noteChars: number
  /** What the LLM server has recorded since the caller began to speak. */
  held?: HeldNote[]
  /** The answer that is being spoken while more of it comes. */
  growing?: Growing
  /** How soon the agent takes a pause for the end of a turn, and how easily it is interrupted: 0 to 1. */
  responsiveness: number
  interruptionSensitivity: number
  /** Until when the caller says nothing, by command; workspace time in Unix ms. */
  silentUntil?: number
  /** The keys of an entry that may still go on. */
  keys?: string
  /** When the agent begins if the user, who is to speak first, has not; workspace time in Unix ms. */
  beginsAt?: number
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
  /** Of every answer that was asked for, also of those that are never spoken. */
  latencies: (TurnLatency & { responseId: number })[]
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
  /** A screener has let the call through to its person. */
  putThrough?: true
}

/** Whether a customer's server thinks for the agent. */
export const isCustom = (run: Pick<Run, 'llmUrl'>): boolean => run.llmUrl !== undefined
/** Whether a call moves on by other means than the clock, and so may be ahead of it. */
export const isAhead = ({ drive }: Pick<Run, 'drive'>): boolean => drive === 'polls' || drive === 'immediate'

export const runOf = (world: World, callId: string): Run | undefined =>
  world.store.calls.runs.get<Run>(callId)
export const saveRun = (world: World, run: Run): void => world.store.calls.runs.put(run.callId, run, LASTING)

/** What of a run hardly ever changes, and then is replaced whole. */
const LASTING = ['agent', 'scenario', 'llm', 'variables', 'physics', 'told'] as const

/** The dynamic variables of a call as they stand now. */
export const variablesOf = (run: Pick<Run, 'variables' | 'overrideVariables'>): Record<string, string> => ({
  ...run.variables,
  ...run.overrideVariables,
})
