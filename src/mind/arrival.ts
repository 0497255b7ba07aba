// What a flow's node does when it is reached, a function a type: it talks, calls, extracts, splits, ends. It gives the next
// step where one follows at once, and nothing where the agent waits.

import { converse } from './conversing.ts'
import { pressedKeys } from './filling.ts'
import {
  componentIn,
  type FlowEngine,
  type Node,
  type NodeOf,
  nameOf,
  nodeAt,
  serversAt,
  startOf,
  toolAt,
  toolsAt,
} from './graph.ts'
import { isMenu, keysFor } from './keypad.ts'
import { codeNeed, type Demand, demandOf, mcpNeed, smsNodeNeed, swapNeed, transferNeed } from './need.ts'
import { propertiesOf } from './offer.ts'
import { lookupAt } from './retrieval.ts'
import type { Spot } from './state.ts'
import { argumentsWanted, demand, extractInto, press } from './tools.ts'
import { end, lastHeard, type Turn, warn } from './turn.ts'
import { along, type Step, wayOnwards } from './ways.ts'
import { sayInstruction, sayMeanwhile } from './wording.ts'

/** Does what the node is for. */
export function arrive(turn: Turn, engine: FlowEngine, at: Spot, node: Node): Step | undefined {
  switch (node.type) {
    case 'conversation':
    case 'subagent':
      return talk(turn, engine, at, node)
    case 'end':
      return finish(turn, engine, at, node)
    case 'function':
      return callFunction(turn, engine, at, node)
    case 'code':
      return call(turn, engine, at, node, { wanted: codeNeed(turn, node), waits: node.wait_for_result })
    case 'mcp': {
      const { mcp_id: mcpId, mcp_tool_name: toolName, response_variables: responseVariables } = node
      const wanted = mcpNeed(turn, serversAt(engine, at), { mcpId, toolName, responseVariables })
      return call(turn, engine, at, node, { name: toolName, wanted, waits: node.wait_for_result })
    }
    case 'transfer_call':
      return call(turn, engine, at, node, { wanted: transferNeed(turn, node) })
    case 'agent_swap':
      return call(turn, engine, at, node, { wanted: swapNeed(turn, node) })
    case 'sms':
      return call(turn, engine, at, node, { wanted: smsNodeNeed(turn, node.instruction) })
    case 'bridge_transfer':
    case 'cancel_transfer':
      return call(turn, engine, at, node, { wanted: { kind: node.type } })
    case 'press_digit':
      return pressKeys(turn, node)
    case 'branch':
      return wayOnwards(turn, engine, at, node, { byWords: true })
    case 'extract_dynamic_variables': {
      const found = extractInto(turn, nameOf(node, node.type), node.variables)
      return wayOnwards(turn, engine, at, node, { byWords: true, outcome: found })
    }
    case 'component':
      return enterComponent(turn, engine, at, node)
  }
}

function talk(
  turn: Turn,
  engine: FlowEngine,
  at: Spot,
  node: NodeOf<'conversation'> | NodeOf<'subagent'>,
): Step | undefined {
  if (!speaksByModel(turn, engine, at, node)) sayInstruction(turn, node.instruction)
  const { state } = turn
  // A tool was called before the first word: the node speaks when it has answered.
  if (state.calls.some(({ waits, cause }) => waits && cause === 'tool')) return undefined
  state.spoken = true
  return state.over ? undefined : skipResponse(turn, engine, at, node)
}

/** On without waiting for the user, where the node has such an edge. */
export function skipResponse(turn: Turn, engine: FlowEngine, at: Spot, node: Node): Step | undefined {
  const skip = 'skip_response_edge' in node ? node.skip_response_edge : undefined
  if (skip?.destination_node_id === undefined) return undefined
  turn.state.skipped = at
  return along(turn, engine, at, skip)
}

/** With tools a model may call them before it speaks; without, it speaks as anywhere else. */
function speaksByModel(
  turn: Turn,
  engine: FlowEngine,
  at: Spot,
  node: NodeOf<'conversation'> | NodeOf<'subagent'>,
): boolean {
  const tools = toolsAt(engine, at, node)
  if (node.instruction.type === 'static_text' || tools.length === 0) return false
  const prompts = [node.instruction.text]
  const lookup = lookupAt(turn, engine, node)
  return converse(turn, { prompts, tools, servers: serversAt(engine, at), ways: [], lookup }) === 'done'
}

/** Retell docs, components: an end node in a component hands back to the flow, which leaves by the component's edges. */
function finish(turn: Turn, engine: FlowEngine, at: Spot, node: NodeOf<'end'>): Step | undefined {
  if (node.speak_during_execution && node.instruction) sayInstruction(turn, node.instruction)
  if (turn.state.over) return undefined
  if (!at.inside) return void end(turn, { how: 'ended' })
  const outer: Spot = { node: at.inside.through, inside: null }
  const component = nodeAt(engine, outer)
  if (component) return wayOnwards(turn, engine, outer, component, { byWords: true, outcome: true })
  return void warn(
    turn,
    `Component ${at.inside.component} stands nowhere in the flow; the agent waits in it.`,
  )
}

/** Retell docs, components: where nothing is linked to its beginning, the flow goes on by the component's edges. */
function enterComponent(
  turn: Turn,
  engine: FlowEngine,
  at: Spot,
  node: NodeOf<'component'>,
): Step | undefined {
  const inside = { component: node.component_id, through: node.id }
  const to = at.inside ? undefined : startOf(engine, inside)
  if (to) return { to, kind: 'normal' }
  if (at.inside) warn(turn, `Node ${node.id} is a component in a component, which is left out.`)
  else if (!componentIn(engine, node.component_id)) warn(turn, `Component ${node.component_id} is not there.`)
  return wayOnwards(turn, engine, at, node, { byWords: true, outcome: true })
}

function callFunction(turn: Turn, engine: FlowEngine, at: Spot, node: NodeOf<'function'>): Step | undefined {
  const tool = toolAt(engine, at, node.tool_id)
  const waits = node.wait_for_result
  if (!tool) {
    const wanted = { fault: `There is no tool ${node.tool_id} here.` }
    return call(turn, engine, at, node, { name: node.tool_id, wanted, waits })
  }
  const args = argumentsWanted(turn, tool, propertiesOf(tool))
  const wanted = demandOf(turn, tool, serversAt(engine, at))
  return call(turn, engine, at, node, { name: tool.name, args, wanted, waits })
}

type Calling = Exclude<
  Node,
  { type: 'conversation' | 'subagent' | 'component' | 'branch' | 'press_digit' | 'end' }
>

interface Call {
  /** The node's name unless given. */
  name?: string
  args?: Record<string, unknown>
  wanted: Demand
  waits?: boolean
}

/** Asks the world, and leaves the node at once where it does not wait or cannot ask. */
function call(
  turn: Turn,
  engine: FlowEngine,
  at: Spot,
  node: Calling,
  { name = nameOf(node, node.type), args = {}, wanted, waits = true }: Call,
): Step | undefined {
  if ('speak_during_execution' in node && node.speak_during_execution) sayMeanwhile(turn, node.instruction)
  const fault = demand(turn, wanted, { name, args, waits, cause: 'node', speaksAfter: false })
  if (fault !== undefined) return afterCall(turn, engine, at, node, name, false)
  return waits ? undefined : wayOnwards(turn, engine, at, node, { outcome: true })
}

function pressKeys(turn: Turn, node: NodeOf<'press_digit'>): undefined {
  const heard = lastHeard(turn)
  const keys =
    pressedKeys(turn, nameOf(node, node.type), node.instruction.text) ??
    keysFor(node.instruction.text, isMenu(heard) ? heard : '')
  if (keys) press(turn, nameOf(node, node.type), keys, node.delay_ms)
  turn.state.spoken = true
}

/** Where a node leads whose own call was answered, or could not be made. */
export function afterCall(
  turn: Turn,
  engine: FlowEngine,
  at: Spot,
  node: Node,
  name: string,
  successful: boolean,
): Step | undefined {
  if (node.type === 'sms') return along(turn, engine, at, successful ? node.success_edge : node.failed_edge)
  if (node.type === 'transfer_call' || node.type === 'agent_swap') return along(turn, engine, at, node.edge)
  if (node.type === 'bridge_transfer' || node.type === 'cancel_transfer') {
    return void warn(turn, `${name} failed, and nothing leads out of node ${node.id}.`)
  }
  return wayOnwards(turn, engine, at, node, { outcome: successful })
}
