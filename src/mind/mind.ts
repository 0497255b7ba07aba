// An agent that thinks without a model: what happened comes in, acts and the next state come out. It does no I/O, knows no
// clock, and belongs to nobody: calls, chats, the playground and simulations think with it alike.

import type { Act, Need, ToolCall } from './act.ts'
import { stays } from './choice.ts'
import { defaultsOf, type Engine } from './engine.ts'
import { flowAnswered, flowBegins, flowGoesBack, flowGreets, flowTakesOver, flowThinks } from './flow.ts'
import { nodeAt } from './graph.ts'
import { llmBegins, llmGreets, llmPlace, llmThinks, statePromptOf } from './llm.ts'
import { overBy } from './need.ts'
import { hasModel, type Question, Unanswered } from './question.ts'
import { LIMITS, type MindState, NEW_TURN, type Start } from './state.ts'
import { tell } from './tools.ts'
import { collect, cut, end, type Setting, type Turn, warn } from './turn.ts'
import { remind } from './wording.ts'

export type MindEvent =
  /** The conversation begins; the agent may speak first. */
  | { type: 'began' }
  /** The user, who was to speak first, has not for so long that the agent is to begin. */
  | { type: 'user_silent' }
  /** Another agent handed the conversation over; see `successorOf`. */
  | { type: 'took_over' }
  /** `interrupts`: while the agent still spoke. */
  | { type: 'said'; text: string; interrupts?: boolean }
  /** Keys that the user pressed. */
  | { type: 'pressed'; digits: string }
  /** What came of a tool call. `variables` are those that its `response_variables` name, read by whoever asked. */
  | {
      type: 'answered'
      toolCallId: string
      content: string
      successful: boolean
      variables?: Readonly<Record<string, unknown>>
    }
  /** Nobody has spoken for long. */
  | { type: 'silence' }
  /** What an operator told the agent; with `respond` it answers at once. */
  | { type: 'injected'; content: string; respond: boolean }

export interface Thought {
  /** In the order in which they are done. */
  acts: Act[]
  state: MindState
  /** What a model must be asked before this thought can be had; nothing else has come of it then. */
  question?: Question
  /** How many of the replies were used up. */
  used: number
}

/** A mind that has not begun. */
export const newMind = (start: Start = {}): MindState => ({
  start,
  begun: false,
  state: null,
  formerState: null,
  at: null,
  spoken: false,
  returns: [],
  cooling: {},
  skipped: null,
  collected: {},
  heard: [],
  lines: 0,
  choices: [],
  calls: [],
  turn: { ...NEW_TURN, called: [] },
  over: null,
})

/**
 * The mind of the agent that another hands over to: it knows what was said and collected. It is the same turn that goes on, and
 * what the turn has done counts, or agents that hand over to one another in a ring would never come to its end.
 */
export const successorOf = ({ collected, heard, lines, choices, turn }: MindState): MindState => {
  const { transitions, calls, asked, gaveUp } = turn
  return {
    ...newMind(),
    ...structuredClone({ collected, heard, lines, choices }),
    turn: { ...NEW_TURN, called: [], transitions, calls, asked, gaveUp },
  }
}

/** Whether the turn is suspended: it goes on with the answers of these calls, and nothing else is said before. */
export const awaits = ({ calls }: MindState): boolean => calls.some(call => call.waits)

/** The calls that the world must answer, in order; see `awaits` for whether the turn goes on before. */
export const needsIn = (acts: readonly Act[]): (ToolCall & { need: Need })[] =>
  acts.flatMap(act =>
    act.type === 'tool_call' && act.call.need ? [{ ...act.call, need: act.call.need }] : [],
  )

/**
 * Thinks about what happened. The given state is not changed. While the turn is suspended, what the user says is kept and
 * not answered; once the conversation is over nothing happens any more.
 *
 * Where a model speaks for the agent (`setting.replies`) a thought may need one more reply than there are: then `question`
 * says what to ask, and the same thought is to be thought again with the reply added.
 */
export function think(engine: Engine, state: MindState, event: MindEvent, setting: Setting): Thought {
  const turn: Turn = {
    setting,
    given: { ...defaultsOf(engine), ...setting.variables },
    state: structuredClone(state),
    acts: [],
    persona: engine.type === 'retell-llm' ? engine.llm.general_prompt : engine.flow.global_prompt,
    temperature:
      (engine.type === 'retell-llm' ? engine.llm.model_temperature : engine.flow.model_temperature) ??
      undefined,
    used: 0,
  }
  try {
    if (!state.over) take(turn, engine, event)
  } catch (stopped) {
    if (stopped instanceof Unanswered) return { acts: [], state, used: 0, question: stopped.question }
    throw stopped
  }
  return { acts: turn.acts, state: turn.state, used: turn.used }
}

function take(turn: Turn, engine: Engine, event: MindEvent): void {
  switch (event.type) {
    case 'began':
      return begin(turn, engine, event.type)
    case 'took_over':
      return begin(turn, engine, event.type)
    case 'user_silent':
      return beginAfterAll(turn, engine)
    case 'said':
      return hear(turn, engine, event.text, event.interrupts)
    case 'pressed':
      return hear(turn, engine, event.digits)
    case 'answered':
      return resume(turn, engine, event)
    case 'silence':
      if (!awaits(turn.state)) remind(turn, promptHere(turn, engine))
      return
    case 'injected':
      return event.respond ? hear(turn, engine, event.content) : remember(turn, event.content)
  }
}

/** The first line of the scenario is the greeting: from now on it is used up. */
function begin(turn: Turn, engine: Engine, how: 'began' | 'took_over'): void {
  const { state } = turn
  if (state.begun) return
  place(turn, engine)
  if (engine.type === 'retell-llm') {
    if (how === 'began') llmBegins(turn, engine.llm)
    else llmThinks(turn, engine.llm)
  } else if (how === 'began') flowBegins(turn, engine, state.start)
  else flowTakesOver(turn, engine, state.start)
  state.lines = Math.max(1, state.lines)
}

/** With the greeting, which nobody has heard yet. */
function beginAfterAll(turn: Turn, engine: Engine): void {
  const { state } = turn
  if (!state.begun || awaits(state)) return
  state.turn = { ...NEW_TURN, called: [] }
  state.lines = 0
  if (engine.type === 'retell-llm') llmGreets(turn, engine.llm)
  else flowGreets(turn, engine)
  state.lines = Math.max(1, state.lines)
}

function place({ state }: Turn, engine: Engine): void {
  state.begun = true
  if (engine.type === 'retell-llm') state.state = llmPlace(engine.llm, state.start)
}

function hear(turn: Turn, engine: Engine, text: string, interrupts = false): void {
  const { state, setting } = turn
  remember(turn, text)
  if (awaits(state)) return
  state.turn = { ...NEW_TURN, called: [] }
  if (!state.begun) {
    // The user was first; the agent is where it begins, and has said nothing yet.
    place(turn, engine)
    if (engine.type !== 'retell-llm') flowBegins(turn, silent(engine), state.start)
    state.lines = Math.max(1, state.lines)
  }
  state.turn.stays = stays({ given: setting.script?.choices ?? [], used: state.choices })
  if (interrupts && engine.type !== 'retell-llm') flowGoesBack(turn, engine)
  state.skipped = null
  respond(turn, engine)
}

/** What the agent is told where it stands. */
function promptHere({ state }: Turn, engine: Engine): string | undefined {
  if (engine.type === 'retell-llm') return statePromptOf(engine.llm, state.state)
  const node = state.at && nodeAt(engine, state.at)
  return node && 'instruction' in node && node.instruction?.type === 'prompt'
    ? node.instruction.text
    : undefined
}

const silent = <Flow extends { flow: object }>(engine: Flow): Flow => ({
  ...engine,
  flow: { ...engine.flow, start_speaker: 'user' },
})

function respond(turn: Turn, engine: Engine): void {
  if (engine.type === 'retell-llm') llmThinks(turn, engine.llm)
  else flowThinks(turn, engine)
}

function remember({ state }: Turn, text: string): void {
  state.heard = [...state.heard, cut(text)].slice(-LIMITS.heard)
}

/** An answer goes into the transcript and the variables; one that the turn waits for takes the turn on. */
function resume(turn: Turn, engine: Engine, event: Extract<MindEvent, { type: 'answered' }>): void {
  const { state, acts } = turn
  const { toolCallId, successful } = event
  const call = state.calls.find(({ id }) => id === toolCallId)
  if (!call) return warn(turn, `No call ${toolCallId} awaits an answer.`)
  const content = cut(event.content, LIMITS.contentCharacters)
  state.calls = state.calls.filter(open => open !== call)
  acts.push({ type: 'tool_result', toolCallId, content, successful })
  collect(turn, event.variables ?? {})
  if (!call.waits) return
  const over = successful ? overBy(call.need) : undefined
  if (over) return end(turn, over)
  // A model may call several tools at once; the turn goes on with the last answer.
  if (awaits(state)) return
  if (call.cause === 'node') {
    if (engine.type !== 'retell-llm') flowAnswered(turn, engine, call, successful)
    return
  }
  if (!call.speaksAfter) state.turn.told = true
  else if (hasModel(turn)) turn.news = { name: call.name, content, successful }
  else tell(turn, call.name, { content, successful })
  respond(turn, engine)
}
