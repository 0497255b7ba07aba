// A mind made from a conversation that somebody else kept: where it stands is read off the messages. Less is known of it
// than of one that was kept.

import type { Schemas } from '../contract.ts'
import type { Engine } from './engine.ts'
import { beginningOf, componentIdsIn, type FlowEngine, nameOf, nodeAt } from './graph.ts'
import { llmPlace } from './llm.ts'
import { newMind } from './mind.ts'
import { LIMITS, type MindState, type Spot, type Start } from './state.ts'
import { cut } from './turn.ts'

type Past = Schemas['ChatMessageInput']

/**
 * The mind of a conversation that is under way, after these messages; one that has yet to begin where a flow has been said
 * nothing in and no place is given. A place that is given goes before what the messages say. Lines of a scenario are used up by what the agent said, choices by where it went and
 * what it called.
 */
export function recollect(
  engine: Engine,
  past: readonly Past[],
  start: Start = {},
  choices: readonly string[] = [],
): MindState {
  const mind = newMind(start)
  const said = (role: 'agent' | 'user') =>
    past.flatMap(message => (message.role === role ? [message.content] : []))
  mind.lines = Math.max(1, said('agent').length)
  mind.heard = said('user')
    .map(text => cut(text))
    .slice(-LIMITS.heard)
  for (const names of past.map(namesIn)) {
    const index = choices.findIndex((choice, at) => names.includes(choice) && !mind.choices.includes(at))
    if (index >= 0) mind.choices.push(index)
  }
  if (engine.type === 'retell-llm') return inState(mind, engine, past, start)
  return inFlow(mind, engine, past, start)
}

function inState(
  mind: MindState,
  { llm }: Extract<Engine, { type: 'retell-llm' }>,
  past: readonly Past[],
  start: Start,
): MindState {
  const last = past.findLast(message => message.role === 'state_transition')
  const state = start.state ?? last?.new_state_name
  return {
    ...mind,
    begun: true,
    state: llmPlace(llm, state === undefined ? {} : { state }),
    formerState: last?.former_state_name ?? null,
  }
}

function inFlow(mind: MindState, engine: FlowEngine, past: readonly Past[], start: Start): MindState {
  const last = past.findLast(message => message.role === 'node_transition')
  const at = placeIn(engine, start, last?.new_node_id, past)
  if (!at) return mind
  const node = nodeAt(engine, at)
  const after = last ? past.slice(past.lastIndexOf(last)) : past
  const isThere = start.node === undefined || start.node === last?.new_node_id
  const former =
    isThere && last?.transition_type === 'global' ? spotOf(engine, last.former_node_id) : undefined
  return {
    ...mind,
    begun: true,
    at,
    // Who names the place means that the agent is there and has said what it has to say.
    spoken: start.node !== undefined || after.some(({ role }) => role === 'agent'),
    returns: former ? [{ spot: former, of: at.node }] : [],
    collected: { current_node: nameOf(node, at.node) },
  }
}

function placeIn(
  engine: FlowEngine,
  start: Start,
  lastNode: string | undefined,
  past: readonly Past[],
): Spot | undefined {
  if (start.node !== undefined) return beginningOf(engine, start)
  return (
    spotOf(engine, lastNode) ??
    (past.some(({ role }) => role === 'agent') ? beginningOf(engine, start) : undefined)
  )
}

/** A node by its id alone: in the main flow, else in the first component that has one. */
function spotOf(engine: FlowEngine, node: string | undefined): Spot | undefined {
  if (node === undefined) return undefined
  return [undefined, ...componentIdsIn(engine)]
    .map(component => beginningOf(engine, { node, component }))
    .find(spot => spot?.node === node)
}

/** What a message shows to have been chosen, by any of its names. */
function namesIn(message: Past): string[] {
  if (message.role === 'state_transition') return [message.new_state_name ?? '']
  if (message.role === 'tool_call_invocation') return [message.name]
  return message.role === 'node_transition' ? [message.new_node_id ?? '', message.new_node_name ?? ''] : []
}
