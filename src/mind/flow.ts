// A conversation flow that is walked: from node to node until one waits, for the user or for the world, or the conversation
// is over. What each node does when it is reached is in arrival.ts, where it may lead in ways.ts.

import type { NodeTransition } from './act.ts'
import { afterCall, arrive, skipResponse } from './arrival.ts'
import { converse } from './conversing.ts'
import type { Tool } from './engine.ts'
import { judged, pressedKeys, waysOffered } from './filling.ts'
import {
  beginningOf,
  type FlowEngine,
  type Node,
  type NodeOf,
  nameOf,
  nodeAt,
  serversAt,
  toolsAt,
} from './graph.ts'
import { isMeantHere } from './interruption.ts'
import { isMenu, keysFor } from './keypad.ts'
import { hasModel } from './question.ts'
import { lookupAt, retrieve } from './retrieval.ts'
import { LIMITS, type PendingCall, type Spot, type Start } from './state.ts'
import { press, tellNews, toolOption, useTool } from './tools.ts'
import { lastHeard, meant, scripted, type Turn, warn } from './turn.ts'
import { type Step, type Way, type WaysOut, waysOut } from './ways.ts'
import { greet, sayMore } from './wording.ts'

/** Walks to the first node, and through what follows as long as nobody need answer. */
export function flowBegins(turn: Turn, engine: FlowEngine, start: Start): void {
  const to = beginningOf(engine, start)
  if (!to) {
    warn(turn, 'The flow has no node to begin with.')
    if (engine.flow.start_speaker !== 'user') greet(turn)
  } else if (engine.flow.start_speaker === 'user') {
    // The agent is there, and says so when it has been spoken to.
    move(turn, engine, { to, kind: 'normal' })
  } else walk(turn, engine, { to, kind: 'normal' })
}

/** The user was to speak first and does not: the agent, who stands at the first node, says and does what that is for. */
export function flowGreets(turn: Turn, engine: FlowEngine): void {
  const { at } = turn.state
  const node = at && nodeAt(engine, at)
  if (at && node) walk(turn, engine, arrive(turn, engine, at, node))
  else greet(turn)
}

/** Another agent hands over: the flow begins and the agent speaks, whoever was to speak first. */
export function flowTakesOver(turn: Turn, engine: FlowEngine, start: Start): void {
  const to = beginningOf(engine, start)
  if (to) walk(turn, engine, { to, kind: 'normal' })
  else greet(turn)
}

/** Answers what the user said, or goes on after a tool of the node has answered. */
export function flowThinks(turn: Turn, engine: FlowEngine): void {
  const { state } = turn
  const { at } = state
  const node = at && nodeAt(engine, at)
  answer(turn, engine, at, node)
  const isDone = !state.over && !state.calls.some(call => call.waits)
  if (at && node && isDone && state.turn.wentBack) walk(turn, engine, skipResponse(turn, engine, at, node))
}

function answer(turn: Turn, engine: FlowEngine, at: Spot | null, node: Node | null | undefined): void {
  const { state } = turn
  if (!at || !node) return sayMore(turn)
  if (!state.spoken && isTalk(node)) return walk(turn, engine, arrive(turn, engine, at, node))
  const next = talk(turn, engine, at, node)
  if (next) return walk(turn, engine, next)
  if (state.over || state.calls.some(call => call.waits) || state.turn.told) return
  if (node.type === 'press_digit')
    return listen(turn, node.instruction.text, nameOf(node, node.type), node.delay_ms)
  retrieve(turn, lookupAt(turn, engine, node))
  sayMore(turn)
}

/** The user cut off what followed a skipped response: the agent is back where it was, and hears words there that belong there. */
export function flowGoesBack(turn: Turn, engine: FlowEngine): void {
  const { state } = turn
  if (!state.skipped || isMeantHere(turn, engine, state.skipped)) return
  move(turn, engine, { to: state.skipped, kind: 'interrupt_go_back' })
  state.spoken = true
  state.turn.wentBack = true
}

/** A node's own call was answered, or failed: it leads out of the node. */
export function flowAnswered(
  turn: Turn,
  engine: FlowEngine,
  { name }: PendingCall,
  successful: boolean,
): void {
  const at = turn.state.at
  const node = at && nodeAt(engine, at)
  if (!at || !node) return
  walk(turn, engine, afterCall(turn, engine, at, node, name, successful))
}

/** One step after the other; a ring of nodes that never wait ends at the bound. */
function walk(turn: Turn, engine: FlowEngine, first: Step | undefined): void {
  for (let step = first; step && !turn.state.over; ) {
    if (turn.state.turn.transitions >= LIMITS.transitionsATurn) {
      warn(
        turn,
        `The flow made ${LIMITS.transitionsATurn} transitions in one turn; the agent waits at ${turn.state.at?.node}.`,
      )
      return
    }
    move(turn, engine, step)
    const node = nodeAt(engine, step.to)
    step = node && arrive(turn, engine, step.to, node)
  }
}

/** Makes the move, and keeps the books: where a global node leads back to, which rest, the variables of the two nodes. */
function move(turn: Turn, engine: FlowEngine, { to, kind }: Step): void {
  const { state } = turn
  const former = state.at
  const [from, target] = [former && nodeAt(engine, former), nodeAt(engine, to)]
  const names = former ? { id: former.node, name: nameOf(from, former.node) } : { id: 'begin', name: 'begin' }
  const item: NodeTransition = {
    type: 'node_transition',
    former_node_id: names.id,
    former_node_name: names.name,
    new_node_id: to.node,
    new_node_name: nameOf(target, to.node),
    transition_type: kind,
  }
  turn.acts.push(item)
  state.turn.transitions += 1
  if (former && kind === 'global') {
    state.returns = [...state.returns, { spot: former, of: to.node }].slice(-LIMITS.returns)
  } else if (state.returns.at(-1)?.of === former?.node) state.returns.pop()
  for (const [id, rest] of Object.entries(state.cooling)) {
    if (rest > 1) state.cooling[id] = rest - 1
    else delete state.cooling[id]
  }
  const coolDown = target?.global_node_setting?.cool_down
  if (kind === 'global' && coolDown) state.cooling[to.node] = coolDown
  state.at = to
  state.spoken = false
  state.turn.wentBack = false
  if (former) state.collected.previous_node = names.name
  state.collected.current_node = item.new_node_name
}

type Wish = Way | { tool: Tool }

/** The turn of a node that talks: its tools as long as any is wanted, then the way out, if there is one. */
function talk(turn: Turn, engine: FlowEngine, at: Spot, node: Node): Step | undefined {
  const { state } = turn
  const heard = lastHeard(turn)
  for (;;) {
    const ways = waysOut(turn, engine, at, node)
    if (ways.certain) return ways.certain
    const tools = toolsAt(engine, at, node).map(tool => toolOption<Wish>(turn, tool, { tool }))
    const named = scripted<Wish>(turn, [...ways.options, ...tools])
    const fresh = tools.filter(({ names }) => !state.turn.called.includes(names[0]!))
    const judgement = named === undefined ? judgedAt(turn, engine, at, node, ways) : undefined
    if (judgement === 'done') return undefined
    tellNews(turn)
    const way =
      named ??
      judgement?.way ??
      (judgement ? undefined : (meant(turn, fresh, heard) ?? meant<Wish>(turn, ways.options, heard)))
    if (way === undefined) return state.turn.called.length > 0 && !judgement ? undefined : ways.otherwise()
    if (!('tool' in way)) return ways.step(way)
    if (state.turn.calls >= LIMITS.callsATurn) return undefined
    useTool(turn, way.tool, serversAt(engine, at))
    if (state.over || state.calls.some(call => call.waits)) return undefined
  }
}

/**
 * What a model makes of a node: a way out, none, or `done` where it has stayed and spoken, or waits. Undefined where the rules
 * must do. Where there is nothing to say it only judges the ways.
 */
function judgedAt(
  turn: Turn,
  engine: FlowEngine,
  at: Spot,
  node: Node,
  { options, otherwise }: WaysOut,
): { way: Way | undefined } | 'done' | undefined {
  if (!hasModel(turn)) return undefined
  if (!isTalk(node) || turn.state.turn.told) {
    const judgement = turn.state.turn.stays ? 'none' : judged(turn, options)
    return judgement && { way: judgement === 'none' ? undefined : judgement.target }
  }
  const outcome = converse<{ way: Way | undefined }>(turn, {
    prompts: [node.instruction.type === 'prompt' ? node.instruction.text : undefined],
    tools: toolsAt(engine, at, node),
    servers: serversAt(engine, at),
    ways: waysOffered(options).map(({ offer, target: way }) => ({ offer, target: { way } })),
    lookup: lookupAt(turn, engine, node),
    // An else edge is taken in silence.
    otherwise: () => (otherwise() ? { way: undefined } : undefined),
  })
  if (outcome === 'unheard') return undefined
  if (outcome !== 'done') return outcome.go
  if (!turn.state.over && !turn.state.calls.some(call => call.waits)) turn.state.turn.told = true
  return 'done'
}

/** A machine has spoken and no way leads on: perhaps it wants a key. */
function listen(turn: Turn, instruction: string, name: string, delayMs: number | undefined): void {
  const heard = lastHeard(turn)
  const keys =
    pressedKeys(turn, name, instruction) ?? (isMenu(heard) ? keysFor(instruction, heard) : undefined)
  if (keys) press(turn, name, keys, delayMs)
}

const isTalk = (node: Node): node is NodeOf<'conversation'> | NodeOf<'subagent'> =>
  node.type === 'conversation' || node.type === 'subagent'
