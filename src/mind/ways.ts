// The ways out of a flow's node, and which of them is taken. Retell docs, transition conditions, evaluation order: the
// always edge, the equations from top to bottom, the prompts together with the global nodes, the else edge, or none.

import type { NodeTransition } from './act.ts'
import { fitting, type Option } from './choice.ts'
import { type EquationCondition, holds } from './equation.ts'
import { judged } from './filling.ts'
import { type AnyEdge, type Edge, type FlowEngine, globalsFrom, type Node, nameOf, nodeAt } from './graph.ts'
import type { Spot } from './state.ts'
import { fill, hasVariable, lastHeard, meant, scripted, type Turn, warn } from './turn.ts'

/** A move that is about to be made. */
export interface Step {
  to: Spot
  kind: NodeTransition['transition_type']
}

const edgesOf = (node: Node): readonly Edge[] => ('edges' in node ? (node.edges ?? []) : [])
const elseOf = (node: Node): AnyEdge | undefined => ('else_edge' in node ? node.else_edge : undefined)

/** Along an edge; undefined, and a warning, where it leads nowhere. */
export function along(turn: Turn, engine: FlowEngine, from: Spot, edge: AnyEdge): Step | undefined {
  const to = { node: edge.destination_node_id ?? '', inside: from.inside }
  if (nodeAt(engine, to)) return { to, kind: 'normal' }
  const end =
    edge.destination_node_id === undefined ? 'nowhere' : `to ${edge.destination_node_id}, which is not there`
  warn(turn, `Edge ${edge.id} of node ${from.node} leads ${end}.`)
  return undefined
}

/** What a model would choose from: an edge, the way back from a global node, a global node. */
export type Way = { edge: AnyEdge } | { goBack: true } | { global: Spot }

/** What a node offers after the user has spoken, apart from its tools. */
export interface WaysOut {
  /** Taken whatever was said: the always edge, or the first equation that holds. */
  certain: Step | undefined
  /** Those that a model would choose from. */
  options: Option<Way>[]
  step(way: Way): Step | undefined
  otherwise(): Step | undefined
}

export function waysOut(turn: Turn, engine: FlowEngine, at: Spot, node: Node): WaysOut {
  const step = (way: Way): Step | undefined => {
    if ('edge' in way) return along(turn, engine, at, way.edge)
    if ('global' in way) return { to: way.global, kind: 'global' }
    const back = turn.state.returns.at(-1)
    return back && { to: back.spot, kind: 'global_go_back' }
  }
  const goBacks = turn.state.returns.at(-1)?.of === node.id ? goBackEdges(node) : []
  const ways: { edge: Edge; way: Way }[] = [
    ...edgesOf(node).map(edge => ({ edge, way: { edge } })),
    ...goBacks.map(edge => ({ edge, way: { goBack: true as const } })),
  ]
  const always = 'always_edge' in node ? node.always_edge : undefined
  const holding = ways.find(({ edge }) => isTrue(turn, edge))?.way
  const certain = always?.destination_node_id !== undefined ? { edge: always } : holding
  return {
    certain: certain && step(certain),
    options: [
      ...ways.flatMap(({ edge, way }) => promptOption(engine, at, node, edge, way)),
      ...globalOptions(turn, engine, at),
    ],
    step,
    otherwise: () => {
      const edge = elseOf(node)
      return edge?.destination_node_id === undefined ? undefined : along(turn, engine, at, edge)
    },
  }
}

/**
 * The way out of a node that is left without a word of the user: by an equation that holds; by a prompt that the scenario
 * names, or that fits what was said last (`byWords`) or how it went (`outcome`); by the else edge.
 */
export function wayOnwards(
  turn: Turn,
  engine: FlowEngine,
  at: Spot,
  node: Node,
  { byWords = false, outcome }: { byWords?: boolean; outcome?: boolean },
): Step | undefined {
  const edges = edgesOf(node)
  const certain = edges.find(edge => isTrue(turn, edge))
  if (certain) return along(turn, engine, at, certain)
  const options = edges.flatMap(edge => promptOption(engine, at, node, edge, edge))
  const named = scripted(turn, options)
  // A condition that a model finds not to hold is not taken for its words.
  const judgement = named ? undefined : judged(turn, options)
  const edge =
    named ??
    (judgement === 'none' ? elseOf(node) : judgement?.target) ??
    (byWords && !judgement ? meant(turn, options, lastHeard(turn)) : undefined) ??
    (outcome === undefined ? undefined : fitting(options, outcome)) ??
    elseOf(node)
  if (edge) return along(turn, engine, at, edge)
  warn(turn, `Nothing leads out of node ${node.id}; the agent waits there.`)
  return undefined
}

function isTrue(turn: Turn, { transition_condition: condition }: Edge): boolean {
  return condition.type === 'equation' && isEquationTrue(turn, condition)
}

const isEquationTrue = (turn: Turn, condition: EquationCondition): boolean =>
  holds(condition, { fill: text => fill(turn, text), has: name => hasVariable(turn, name) })

function goBackEdges(node: Node): readonly Edge[] {
  return node.global_node_setting?.go_back_conditions ?? []
}

function promptOption<Target>(
  engine: FlowEngine,
  at: Spot,
  node: Node,
  { id, transition_condition: condition, destination_node_id: destination }: Edge,
  target: Target,
): Option<Target>[] {
  if (condition.type !== 'prompt') return []
  const end =
    destination === undefined
      ? []
      : [destination, nameOf(nodeAt(engine, { ...at, node: destination }), destination)]
  const examples = 'finetune_transition_examples' in node ? (node.finetune_transition_examples ?? []) : []
  const wordsFor = (wanted: string | undefined) =>
    examples.filter(example => example.destination_node_id === wanted).flatMap(lastWordsOf)
  return [
    {
      target,
      names: [id, ...end],
      condition: condition.prompt,
      examples: destination === undefined ? [] : wordsFor(destination),
      // An example without a destination is one of staying.
      counterExamples: wordsFor(undefined),
    },
  ]
}

/** Global nodes, but for the present one and those that were reached a short while ago. */
function globalOptions(turn: Turn, engine: FlowEngine, at: Spot): Option<Way>[] {
  return globalsFrom(engine, at)
    .filter(({ node }) => node.id !== at.node && !turn.state.cooling[node.id])
    .map(({ spot, node }) => ({
      target: { global: spot },
      names: [node.id, nameOf(node, node.id)],
      condition: node.global_node_setting!.condition,
      examples: (node.global_node_setting!.positive_finetune_examples ?? []).flatMap(lastWordsOf),
      counterExamples: (node.global_node_setting!.negative_finetune_examples ?? []).flatMap(lastWordsOf),
    }))
}

/** What the user says last in an example. */
function lastWordsOf({
  transcript,
}: {
  transcript: readonly { role: string; content?: string }[]
}): string[] {
  const last = transcript.findLast(({ role }) => role === 'user')
  return last?.content === undefined ? [] : [last.content]
}
