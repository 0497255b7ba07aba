// The tools of an LLM or of a subagent node: when a user's words mean one, what it is called with, and which the mind does
// by itself. The others become a need, and the turn waits.

import type { Schemas } from '../contract.ts'
import type { Need } from './act.ts'
import type { Option } from './choice.ts'
import type { McpServer, Tool } from './engine.ts'
import { argumentsFor, type Extractable, extract } from './extraction.ts'
import { filledArguments, filledItems, keysIn, typedItems } from './filling.ts'
import { keysFor } from './keypad.ts'
import { type Demand, demandOf } from './need.ts'
import { modelPropertiesOf, propertiesOf, schemasOf, settled } from './offer.ts'
import { LIMITS, type PendingCall } from './state.ts'
import { collect, cut, end, fill, lastHeard, say, sourceOf, type Turn, variablesOf, warn } from './turn.ts'
import { FAREWELL, sayMeanwhile } from './wording.ts'

/** Retell docs, press digit: 1 s. */
const DEFAULT_DELAY_MS = 1_000

const CUES: Partial<Record<Tool['type'], RegExp>> = {
  end_call: /\b(?:good)?bye\b/i,
  transfer_call: /\b(?:human|real person|representative|operator|live agent)\b/i,
  press_digit:
    /\b(?:press|dial)(?: the)? (?:[\d*#]|star|pound|zero|one|two|three|four|five|six|seven|eight|nine)/i,
}

/**
 * A tool as a way to go. A user means it who says every word of its name or a cue for its type; one that extracts, who says
 * something that it looks for.
 */
export const toolOption = <Target>(turn: Turn, tool: Tool, target: Target): Option<Target> => ({
  target,
  names: 'tool_id' in tool && typeof tool.tool_id === 'string' ? [tool.name, tool.tool_id] : [tool.name],
  title: tool.name,
  isMeant:
    tool.type === 'extract_dynamic_variable'
      ? hasNews(turn, tool.variables)
      : CUES[tool.type]?.test(lastHeard(turn)),
})

/** Whether the last words hold a value that is not known yet. */
function hasNews(turn: Turn, items: readonly Extractable[]): boolean {
  const source = { heard: [lastHeard(turn)], given: {} }
  return items.some(item => {
    const value = extract(item, source)
    return value !== undefined && turn.state.collected[item.name] !== String(value)
  })
}

/** A call as a model makes it. */
export interface ModelCall {
  args: Record<string, unknown>
  /** It has said something along with it. */
  hasSpoken: boolean
}

/** Calls a tool: done at once by the mind, or waiting for the world, or the end. See `state.calls` and `state.over`. */
export function useTool(turn: Turn, tool: Tool, servers: readonly McpServer[], by?: ModelCall): void {
  turn.state.turn.called.push(tool.name)
  switch (tool.type) {
    case 'end_call':
      if (!by?.hasSpoken) sayBefore(turn, tool, FAREWELL)
      settle(turn, tool.name, {}, { content: '', successful: true })
      return end(turn, { how: 'ended' })
    case 'press_digit':
      return pressDigit(turn, tool, by)
    case 'extract_dynamic_variable':
      return void extractInto(turn, tool.name, tool.variables, by)
    default: {
      if (!by?.hasSpoken) sayBefore(turn, tool)
      const args = by ? settled(turn, modelPropertiesOf(tool), by.args) : argumentsOf(turn, tool)
      const speaksAfter = !('speak_after_execution' in tool) || tool.speak_after_execution !== false
      const call: Call = { name: tool.name, args, waits: true, cause: 'tool', speaksAfter }
      const fault = demand(turn, demandOf(turn, tool, servers), call)
      // A model reads of the fault, and speaks of it itself.
      if (fault !== undefined && !by) tell(turn, tool.name, { content: fault, successful: false })
    }
  }
}

function pressDigit(
  turn: Turn,
  { name, description = '', delay_ms }: Schemas['PressDigitTool'],
  by?: ModelCall,
): void {
  const keys = by ? keysIn(by.args) : keysFor(description, lastHeard(turn))
  if (!keys) {
    return settle(turn, name, {}, { content: 'There is no key to press.', successful: false })
  }
  press(turn, name, keys, delay_ms)
}

/** Presses keys, as a call of the tool `name`. */
export function press(turn: Turn, name: string, digits: string, delayMs = DEFAULT_DELAY_MS): void {
  settle(turn, name, { digit: digits }, { content: '', successful: true }, () =>
    turn.acts.push({ type: 'press_digits', digits, delayMs }),
  )
}

/** Extracts variables, as a call of the tool `name`; tells whether any was found. */
export function extractInto(
  turn: Turn,
  name: string,
  items: readonly Extractable[],
  by?: Pick<ModelCall, 'args'>,
): boolean {
  const values = by
    ? typedItems(items, settled(turn, schemasOf(items), by.args))
    : (filledItems(turn, name, items) ?? foundItems(turn, items))
  settle(turn, name, values, { content: JSON.stringify(values), successful: true })
  collect(turn, values)
  return Object.keys(values).length > 0
}

function foundItems(turn: Turn, items: readonly Extractable[]): Record<string, unknown> {
  const source = sourceOf(turn)
  return Object.fromEntries(
    items.map(item => [item.name, extract(item, source)]).filter(([, value]) => value !== undefined),
  )
}

interface Call {
  name: string
  args: Record<string, unknown>
  waits: boolean
  cause: PendingCall['cause']
  speaksAfter: boolean
}

/**
 * Asks the world for something, and lets the call wait for its answer. A need that cannot be is a call that has failed:
 * its fault is given back.
 */
export function demand(turn: Turn, wanted: Demand, call: Call): string | undefined {
  if ('fault' in wanted) return fail(turn, call, wanted.fault)
  const { state } = turn
  if (state.turn.calls < LIMITS.callsATurn && state.calls.length < LIMITS.openCalls)
    return ask(turn, wanted, call)
  const tooMany = `${call.name} is not called: that would be one call too many.`
  warn(turn, tooMany)
  // Whoever has the word when agents hand over in a ring keeps it.
  return wanted.kind === 'agent_swap' ? fail(turn, call, tooMany) : undefined
}

function fail(turn: Turn, { name, args }: Call, fault: string): string {
  settle(turn, name, args, { content: fault, successful: false })
  return fault
}

function ask(turn: Turn, need: Need, { name, args, waits, cause, speaksAfter }: Call): undefined {
  const { state, setting, acts } = turn
  state.turn.calls += 1
  const id = setting.newToolCallId()
  acts.push({ type: 'tool_call', call: { id, name, arguments: args, need, waits } })
  state.calls.push({ id, name, need, waits, cause, speaksAfter })
}

/** A call that the mind answers by itself, with what it does in between. */
export function settle(
  turn: Turn,
  name: string,
  args: Record<string, unknown>,
  { content, successful }: { content: string; successful: boolean },
  act: () => void = () => {},
): void {
  const id = turn.setting.newToolCallId()
  turn.acts.push({ type: 'tool_call', call: { id, name, arguments: args, need: null, waits: false } })
  act()
  turn.acts.push({ type: 'tool_result', toolCallId: id, content, successful })
}

/** Speaks of what a tool has answered where a model was to do so, and cannot. */
export function tellNews(turn: Turn): void {
  const { news } = turn
  delete turn.news
  if (news) tell(turn, news.name, news)
}

/** Speaks of what a tool has answered, in words that say no more than that. */
export function tell(
  turn: Turn,
  name: string,
  { content, successful }: { content: string; successful: boolean },
): void {
  turn.state.turn.told = true
  if (!successful) say(turn, `I am sorry, ${name} did not work.`)
  // What a server answered is no text of ours: its braces stay.
  else
    turn.acts.push({
      type: 'say',
      text: content === '' ? `${name} is done.` : cut(`Here is what ${name} says: ${content}`),
    })
}

const argumentsOf = (turn: Turn, tool: Tool): Record<string, unknown> =>
  argumentsWanted(turn, tool, propertiesOf(tool))

/** The arguments of what is called whatever anybody says: the model's, or what the rules find. */
export const argumentsWanted = (
  turn: Turn,
  named: { name: string; description?: string | undefined },
  properties: Readonly<Record<string, unknown>>,
): Record<string, unknown> =>
  filledArguments(turn, named, properties) ??
  argumentsFor(properties, sourceOf(turn), variablesOf(turn), text => fill(turn, text))

/** The execution message, if the tool has one and is to speak; else other words, if there are any. */
function sayBefore(turn: Turn, tool: Tool, otherwise?: string): void {
  const speaks = 'speak_during_execution' in tool && tool.speak_during_execution === true
  const text = speaks ? (tool.execution_message_description ?? '') : ''
  if (speaks && (text !== '' || otherwise === undefined)) {
    sayMeanwhile(turn, { type: tool.execution_message_type ?? 'prompt', text })
  } else if (otherwise !== undefined) say(turn, otherwise)
}
