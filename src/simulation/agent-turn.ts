// What an agent adds to a written conversation: it moves between states, calls tools and says its next line, by plain
// rules over the last thing the user said. No model is asked and nothing is kept.

import type { Schemas } from '../contract.ts'
import type { IdKind } from '../ids.ts'
import { fillVariables } from '../variables.ts'
import type { SimulatedEngine } from './engine.ts'
import { mentions } from './mentions.ts'
import { argumentsFor, type Tool, type ToolMock, toolAnswer } from './tool-answer.ts'

export type Heard = Schemas['ChatMessageInput']
export type Message = Schemas['ChatMessage']

/** A line of a script; with `end_call` the agent hangs up after it. */
export type Line = string | { say: string; end_call?: boolean }

export interface Conversation {
  engine: SimulatedEngine
  messages: readonly Heard[]
  variables: Readonly<Record<string, string>>
  mocks: readonly ToolMock[]
  /** What the agent says first, second and so on. */
  lines: readonly Line[]
  /** Where an engine with states stands; its starting state unless given. */
  state?: string | undefined
}

export interface Clerk {
  newId(kind: IdKind): string
  now(): number
}

export interface Turn {
  messages: Message[]
  state?: string
  ended: boolean
}

const GREETING = 'Hello! How can I help you today?'
const MORE_LINES = ['I see. Could you tell me a little more?', 'Of course. Is there anything else?']
const FAREWELL = 'Thank you. Goodbye!'

/**
 * The agent's turn. What the user said last leads to another state when it mentions the name of one that the present
 * state has an edge to, and to a tool when it mentions the tool's name; "bye" calls the tool that ends a call.
 */
export function agentTurn(conversation: Conversation, clerk: Clerk): Turn {
  const { engine, messages, variables } = conversation
  const present = conversation.state ?? engine.starting_state ?? undefined
  if (messages.length === 0) return begun(conversation, present, clerk)
  const last = messages.at(-1)
  const heard = last?.role === 'user' ? last.content : ''

  const added: Message[] = []
  const next = nextState(engine, present, heard)
  if (next !== undefined) {
    added.push({
      ...stamp(clerk),
      role: 'state_transition',
      former_state_name: present,
      new_state_name: next,
    })
  }
  const state = next ?? present
  const tool = toolsIn(engine, state).find(candidate => isWanted(candidate, heard))
  const line = lineAt(conversation)
  let ended = typeof line === 'object' && line.end_call === true
  if (tool?.type === 'end_call') {
    ended = true
    added.push(said(FAREWELL, clerk), ...called(tool, {}, { content: '', successful: true }, clerk))
  } else if (tool) {
    const args = argumentsFor(tool, heard, variables)
    const answer = toolAnswer(conversation.mocks, tool.name, args)
    added.push(...called(tool, args, answer, clerk), said(wordsFor(tool, answer), clerk))
  } else {
    added.push(said(fillVariables(typeof line === 'string' ? line : line.say, variables), clerk))
  }
  return { messages: added, ended, ...(state === undefined ? {} : { state }) }
}

/** The first words: none where the user speaks first. */
function begun({ engine, lines, variables }: Conversation, state: string | undefined, clerk: Clerk): Turn {
  const first = lines[0] ?? GREETING
  const words = engine.begin_message ?? (typeof first === 'string' ? first : first.say)
  const silent = engine.start_speaker === 'user' || words === ''
  return {
    messages: silent ? [] : [said(fillVariables(words, variables), clerk)],
    ended: false,
    ...(state === undefined ? {} : { state }),
  }
}

/** The first line is the greeting, whether it was spoken or not. */
function lineAt({ messages, lines }: Conversation): Line {
  const spoken = messages.filter(({ role }) => role === 'agent').length
  const index = Math.max(1, spoken)
  return lines[index] ?? MORE_LINES[index % MORE_LINES.length]!
}

function nextState(engine: SimulatedEngine, present: string | undefined, heard: string): string | undefined {
  const edges = engine.states?.find(({ name }) => name === present)?.edges ?? []
  return edges.map(edge => edge.destination_state_name).find(name => mentions(heard, name))
}

/** The tools at hand: the general ones and those of the present state. */
export const toolsIn = (engine: SimulatedEngine, state: string | undefined): Tool[] => [
  ...(engine.general_tools ?? []),
  ...(engine.states?.find(({ name }) => name === state)?.tools ?? []),
]

const isWanted = (tool: Tool, heard: string) =>
  mentions(heard, tool.name) || (tool.type === 'end_call' && /\b(good)?bye\b/i.test(heard))

const wordsFor = ({ name }: Tool, { content, successful }: { content: string; successful: boolean }) =>
  successful ? `Here is what ${name} says: ${content}` : `I am sorry, ${name} did not work.`

function called(
  { name }: Tool,
  args: Record<string, unknown>,
  { content, successful }: { content: string; successful: boolean },
  clerk: Clerk,
): Message[] {
  const tool_call_id = clerk.newId('toolCall')
  return [
    { ...stamp(clerk), role: 'tool_call_invocation', tool_call_id, name, arguments: JSON.stringify(args) },
    { ...stamp(clerk), role: 'tool_call_result', tool_call_id, content, successful },
  ]
}

const said = (content: string, clerk: Clerk): Message => ({ ...stamp(clerk), role: 'agent', content })

/** What every message has. */
export const stamp = ({ newId, now }: Clerk) => ({
  message_id: newId('simulatedMessage'),
  created_timestamp: now(),
})
