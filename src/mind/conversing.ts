// What an agent says and does where a model speaks for it: it is asked with the tools and the ways out that the place offers,
// its tools are called, and it is asked again, until it has spoken, moves on, or has to wait.

import type { McpServer, Tool } from './engine.ts'
import { offerOf } from './offer.ts'
import { consult, type Heard, type Lookup, type Offer, type Prompts, type ReplyCall } from './question.ts'
import { retrieve } from './retrieval.ts'
import { settle, useTool } from './tools.ts'
import { sayVerbatim, type Turn, warn } from './turn.ts'
import { hasLine, sayNextLine } from './wording.ts'

export interface Place<Target> {
  prompts: Prompts
  tools: readonly Tool[]
  servers: readonly McpServer[]
  ways: readonly WayOffered<Target>[]
  lookup?: Lookup | undefined
  note?: string | undefined
  /** Where the agent goes that has nothing to call; it says nothing here then. */
  otherwise?: (() => Target | undefined) | undefined
}

export interface WayOffered<Target> {
  offer: Offer
  target: Target
}

export type Outcome<Target> =
  /** `arguments` are what the model gave for it. */
  | { go: Target; arguments: Record<string, unknown> }
  /** The agent has said what it had to say, or the conversation is over, or waits for a tool. */
  | 'done'
  /** The model said nothing of use: the rules must do. */
  | 'unheard'

/** Lets the model speak and act at a place. A line of the scenario is said in place of its words. */
export function converse<Target>(turn: Turn, place: Place<Target>): Outcome<Target> {
  const { state } = turn
  const { prompts, lookup, note, otherwise } = place
  for (;;) {
    const tools = state.turn.stays ? [] : place.tools
    const ways = state.turn.stays ? [] : place.ways
    const offers = [...ways.map(({ offer }) => offer), ...tools.map(tool => offerOf(turn, tool))]
    if (offers.length === 0) {
      const target = otherwise?.()
      if (target !== undefined) return { go: target, arguments: {} }
      if (hasLine(turn)) return spoken(turn, '')
    }
    const reply = consult(turn, { prompts, offers, lookup, note })
    if (!reply) return !state.turn.gaveUp && hasSpoken(turn) ? 'done' : 'unheard'
    const way = wayIn(reply, ways)
    if (way) return way
    const calls = reply.calls.flatMap(call => toolCalled(turn, call, tools))
    if (calls.length === 0) {
      const target = reply.calls.length === 0 ? otherwise?.() : undefined
      if (target !== undefined) return { go: target, arguments: {} }
      retrieve(turn, lookup)
      return spoken(turn, reply.content)
    }
    if (!hasLine(turn)) sayVerbatim(turn, reply.content)
    for (const [tool, args] of calls) {
      call(turn, place, tool, args, reply.content !== '')
      if (state.over) return 'done'
    }
    if (state.calls.some(({ waits }) => waits)) return 'done'
  }
}

function wayIn<Target>(reply: Heard, ways: readonly WayOffered<Target>[]): Outcome<Target> | undefined {
  for (const { name, arguments: args } of reply.calls) {
    const way = ways.find(({ offer }) => offer.name === name)
    if (way) return { go: way.target, arguments: args ?? {} }
  }
  return undefined
}

function toolCalled(
  turn: Turn,
  { name, arguments: args }: ReplyCall,
  tools: readonly Tool[],
): [Tool, ReplyCall['arguments']][] {
  const tool = tools.find(candidate => candidate.name === name)
  if (tool) return [[tool, args]]
  warn(turn, `The model called ${name}, which it was not offered.`)
  return []
}

/** Arguments that cannot be read are a call that has failed, so that the model may try again. */
function call(
  turn: Turn,
  { servers }: Pick<Place<unknown>, 'servers'>,
  tool: Tool,
  args: ReplyCall['arguments'],
  hasSpoken: boolean,
): void {
  if (args) return useTool(turn, tool, servers, { args, hasSpoken })
  settle(turn, tool.name, {}, { content: 'The arguments are no JSON object.', successful: false })
}

/** A model that has nothing to say need not, once the agent has done something in this thought. */
function spoken(turn: Turn, content: string): 'done' | 'unheard' {
  if (sayNextLine(turn)) return 'done'
  if (content.trim() === '') return turn.acts.some(isDeed) ? 'done' : 'unheard'
  sayVerbatim(turn, content)
  return 'done'
}

const hasSpoken = ({ acts }: Turn): boolean => acts.some(({ type }) => type === 'say')
const isDeed = ({ type }: Turn['acts'][number]): boolean => type === 'tool_call' || type === 'say'
