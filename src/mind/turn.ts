// One turn while it is thought: the draft of the state, the acts up to now, and the few things that every part of the
// mind does to them.

import { builtInVariable, type Session } from '../built-in-variables.ts'
import { fillVariables } from '../variables.ts'
import type { Act, Over } from './act.ts'
import { type Choices, chosen, type Option, understood } from './choice.ts'
import type { Source } from './extraction.ts'
import type { Reply } from './question.ts'
import { LIMITS, type MindState } from './state.ts'

/** A line of a scenario; with `end_call` the agent hangs up after it. */
export type Line = string | { say: string; end_call?: boolean }

/** What a scenario says of an agent's mind. */
export interface Script {
  /** What it says where a prompt would decide. The first line is the greeting. */
  agent?: readonly Line[]
  /** Ids and names of edges, nodes, states and tools that are chosen where a model would choose, each once. */
  choices?: readonly string[]
  /** The values of extracted variables and of arguments, by name; `null` for what is not found. */
  extracts?: Readonly<Record<string, unknown>>
}

/** What the mind is told with every event. */
export interface Setting {
  session: Session
  /** The dynamic variables that the conversation was given. */
  variables?: Readonly<Record<string, string>>
  script?: Script
  /** Of a model, where one speaks for the agent: its replies to the questions of this thought, in order. */
  replies?: readonly Reply[] | undefined
  newToolCallId(): string
}

export interface Turn {
  readonly setting: Setting
  /** The engine's default variables with those of the conversation over them. */
  readonly given: Readonly<Record<string, string>>
  /** A draft, changed in place. */
  readonly state: MindState
  readonly acts: Act[]
  /** What a model is told of the agent wherever it stands. */
  readonly persona: string | null | undefined
  readonly temperature: number | undefined
  /** How many of the replies are used up. */
  used: number
  /** What a tool has answered and the agent has yet to speak of. */
  news?: { name: string; content: string; successful: boolean }
}

export const cut = (text: string, characters: number = LIMITS.textCharacters): string =>
  text.length > characters ? text.slice(0, characters) : text

/** Every variable with a value of its own; built-in ones are not among them. */
export const variablesOf = ({ given, state }: Turn): Record<string, string> => ({
  ...given,
  ...state.collected,
})

export function fill(turn: Turn, text: string): string {
  const { session } = turn.setting
  return fillVariables(
    text,
    variablesOf(turn),
    name => agentState(turn, name) ?? builtInVariable(name, session),
  )
}

/** Whether a variable has a value, be it empty. */
export const hasVariable = (turn: Turn, name: string): boolean =>
  Object.hasOwn(variablesOf(turn), name) ||
  (agentState(turn, name) ?? builtInVariable(name, turn.setting.session)) !== undefined

function agentState({ state }: Turn, name: string): string | undefined {
  if (name === 'current_agent_state') return state.state ?? undefined
  return name === 'previous_agent_state' ? (state.formerState ?? undefined) : undefined
}

/** Says a text, with its variables; an empty one is not said. */
export function say(turn: Turn, text: string): void {
  const words = cut(fill(turn, text)).trim()
  if (words !== '') turn.acts.push({ type: 'say', text: words })
}

/** Says a text as it is: what somebody else wrote has no variables of ours. */
export function sayVerbatim(turn: Turn, text: string): void {
  const words = cut(text).trim()
  if (words !== '') turn.acts.push({ type: 'say', text: words })
}

/** Keeps values as text, as every dynamic variable is. */
export function collect(turn: Turn, values: Readonly<Record<string, unknown>>): void {
  const { collected } = turn.state
  const variables: Record<string, string> = {}
  let room = LIMITS.variables - Object.keys(collected).length
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined || value === null) continue
    if (!Object.hasOwn(collected, name) && room-- <= 0) break
    const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
    variables[name] = collected[name] = cut(text, LIMITS.contentCharacters)
  }
  if (Object.keys(variables).length > 0) turn.acts.push({ type: 'collect', variables })
}

export const warn = (turn: Turn, text: string): void => void turn.acts.push({ type: 'warn', text })

export function end(turn: Turn, over: Over): void {
  turn.state.over = over
  turn.acts.push({ type: 'end', over })
}

/** The user's last words. */
export const lastHeard = ({ state }: Turn): string => state.heard.at(-1) ?? ''

export const sourceOf = ({ setting, state }: Turn): Source => ({
  heard: state.heard,
  given: setting.script?.extracts ?? {},
})

const choicesOf = ({ setting, state }: Turn): Choices => ({
  given: setting.script?.choices ?? [],
  used: state.choices,
})

/** The scenario's way among these, if it has one. */
export const scripted = <Target>(turn: Turn, options: readonly Option<Target>[]): Target | undefined =>
  turn.state.turn.stays ? undefined : chosen(options, choicesOf(turn))

/** The way that the words mean. */
export const meant = <Target>(
  turn: Turn,
  options: readonly Option<Target>[],
  heard: string,
): Target | undefined => (turn.state.turn.stays ? undefined : understood(options, heard))
