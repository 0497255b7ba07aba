// Where a conversation stands in the mind of its agent: plain JSON, to be kept between turns. Everything in it is bounded.

import type { Need, Over } from './act.ts'

/** A node, in the main flow or inside a component. */
export interface Spot {
  node: string
  inside: Inside | null
}

export interface Inside {
  component: string
  /** The node of the main flow that stands for the component, whose edges lead out of it. */
  through: string
}

/** What a global node leads back to. */
export interface Return {
  spot: Spot
  /** The id of the global node. */
  of: string
}

/** A tool call whose answer has not come yet. */
export interface PendingCall {
  id: string
  name: string
  need: Need
  waits: boolean
  /** What goes on when it is answered: the node's own call leads out of it, a tool is spoken about. */
  cause: 'node' | 'tool'
  speaksAfter: boolean
}

export interface MindState {
  /** Where it begins, until it has. */
  start: Start
  begun: boolean
  /** Of an LLM with states. */
  state: string | null
  formerState: string | null
  /** Of a flow. */
  at: Spot | null
  /** Whether the agent has said what the present node is for. */
  spoken: boolean
  /** Where global nodes lead back to, the latest last. */
  returns: Return[]
  /** For how many more transitions a global node is not reached again. */
  cooling: Record<string, number>
  /** The node that the latest skipped response left, for an interruption to go back to. */
  skipped: Spot | null
  /** Variables that were extracted, answered by tools or are kept by the mind, such as `current_node`. */
  collected: Record<string, string>
  /** What the user said, the latest last. */
  heard: string[]
  /** How many lines of the scenario are used up. */
  lines: number
  /** Which choices of the scenario are, as indices. */
  choices: number[]
  calls: PendingCall[]
  /** Of the present turn: it may be interrupted by a tool call. */
  turn: TurnSoFar
  over: Over | null
}

export interface TurnSoFar {
  transitions: number
  /** An LLM came to another state, and is to speak by its prompt. */
  arrived: boolean
  calls: number
  /** Tools that were called by a plain rule; each is once a turn. */
  called: string[]
  /** Something was said about a tool. */
  told: boolean
  /** An edge was taken by a plain rule; the next needs new words, or the scenario. */
  moved: boolean
  /** The scenario wants the agent to stay. */
  stays: boolean
  /** The agent was interrupted and went back over a skipped response, which it skips again when it has spoken. */
  wentBack: boolean
  /** How often a model was asked. */
  asked: number
  /** A model was asked in vain: the rules decide for the rest of the turn. */
  gaveUp: boolean
}

/** Where a conversation begins when not at the beginning. */
export interface Start {
  state?: string | undefined
  node?: string | undefined
  component?: string | undefined
}

export const NEW_TURN: TurnSoFar = {
  transitions: 0,
  arrived: false,
  calls: 0,
  called: [],
  told: false,
  moved: false,
  stays: false,
  wentBack: false,
  asked: 0,
  gaveUp: false,
}

/** The bounds of a state, and of what one turn may do. Retell docs, custom function: 15,000 characters of a result. */
export const LIMITS = {
  heard: 50,
  textCharacters: 4_000,
  contentCharacters: 15_000,
  variables: 500,
  returns: 10,
  openCalls: 20,
  transitionsATurn: 50,
  callsATurn: 10,
  questionsATurn: 12,
}
