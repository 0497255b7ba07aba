// One turn of an agent in a written conversation: its mind thinks, tool mocks answer what it asks for, and what comes of it
// is written as messages. Nothing is kept and nothing is asked of anybody.

import type { Schemas } from '../contract.ts'
import type { IdKind } from '../ids.ts'
import {
  type Act,
  awaits,
  type Engine,
  type MindEvent,
  type MindState,
  needsIn,
  type Question,
  type Reply,
  type Script,
  think,
} from '../mind/index.ts'
import { placeholders } from '../model/speaker.ts'
import { type ToolMock, toolAnswer } from './tool-answer.ts'

export type Message = Schemas['ChatMessage']

export interface Scene {
  engine: Engine
  /** The dynamic variables that were given; the engine's defaults need not be among them. */
  variables: Readonly<Record<string, string>>
  mocks: readonly ToolMock[]
  script: Script
  /** Of a model, where one speaks for the agent; see `Setting`. */
  replies?: readonly Reply[] | undefined
  /** The agent's `timezone`. */
  timeZone?: string | undefined
}

export interface Clerk {
  newId(kind: IdKind): string
  now(): number
}

export interface Exchange {
  messages: Message[]
  state: MindState
  /** What the agent would look up before it speaks. */
  lookups: Extract<Act, { type: 'retrieve' }>[]
  /** What a model must be asked before this can be said; see `Thought`. */
  question?: Question
}

/** What the agent adds after `event`. The turn is over when it ends: no tool is left waiting. */
export function exchange(scene: Scene, state: MindState, event: MindEvent, clerk: Clerk): Exchange {
  const nowMs = clerk.now()
  const setting = {
    session: { type: 'chat' as const, nowMs, startedMs: nowMs, timeZone: scene.timeZone },
    variables: scene.variables,
    script: scene.script,
    newToolCallId: () => clerk.newId('toolCall'),
  }
  const acts: Act[] = []
  const toCome: MindEvent[] = [event]
  let [next, used] = [state, 0]
  for (let what = toCome.shift(); what; what = toCome.shift()) {
    const replies = scene.replies?.slice(used)
    const thought = think(scene.engine, next, what, { ...setting, replies })
    if (thought.question) {
      const question = { ...thought.question, done: [...acts, ...thought.question.done] }
      return { messages: [], state, lookups: [], question }
    }
    acts.push(...thought.acts)
    used += thought.used
    next = thought.state
    // What comes of an answer comes before the next is given.
    toCome.unshift(...needsIn(thought.acts).map(call => answerTo(scene, call)))
  }
  if (awaits(next)) throw new Error('a simulated turn ended with a tool call that nobody answered')
  return {
    messages: messagesOf(acts, clerk),
    state: next,
    lookups: acts.filter(act => act.type === 'retrieve'),
  }
}

function answerTo({ mocks }: Scene, call: ReturnType<typeof needsIn>[number]): MindEvent {
  const { content, successful, variables } = toolAnswer(mocks, call)
  return { type: 'answered', toolCallId: call.id, content, successful, variables }
}

/** The acts that are written, as messages. */
export const messagesOf = (acts: readonly Act[], clerk: Clerk): Message[] =>
  acts.flatMap(act => messageOf(act, clerk))

function messageOf(act: Act, clerk: Clerk): Message[] {
  switch (act.type) {
    case 'say':
      return [{ ...stamp(clerk), role: 'agent', content: act.text }]
    case 'node_transition': {
      const { type, ...nodes } = act
      return [{ ...stamp(clerk), role: type, ...nodes }]
    }
    case 'state_transition': {
      const { type, former_state_name, new_state_name } = act
      return [{ ...stamp(clerk), role: type, former_state_name, new_state_name }]
    }
    case 'tool_call': {
      const { id: tool_call_id, name, arguments: args } = act.call
      const role = 'tool_call_invocation'
      return [{ ...stamp(clerk), role, tool_call_id, name, arguments: JSON.stringify(args) }]
    }
    case 'tool_result': {
      const { toolCallId: tool_call_id, content, successful } = act
      return [{ ...stamp(clerk), role: 'tool_call_result', tool_call_id, content, successful }]
    }
    default:
      return []
  }
}

/** For an exchange of which nothing is kept. */
export const draftClerk = ({ now }: Pick<Clerk, 'now'>): Clerk => ({ now, newId: placeholders() })

/** What every message has. */
export const stamp = ({ newId, now }: Clerk) => ({
  message_id: newId('simulatedMessage'),
  created_timestamp: now(),
})
