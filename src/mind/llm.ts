// A Retell LLM that thinks: it moves between its states along their edges and uses their tools, as often as the user's
// words or the scenario say, and then speaks.

import type { Schemas } from '../contract.ts'
import type { Option } from './choice.ts'
import { converse } from './conversing.ts'
import { type LlmDefinition, type Tool, waitsForUser } from './engine.ts'
import { offer, settled } from './offer.ts'
import { hasModel, type Offer } from './question.ts'
import { lookupOf, retrieve } from './retrieval.ts'
import { LIMITS, type Start } from './state.ts'
import { argumentsWanted, tellNews, toolOption, useTool } from './tools.ts'
import { collect, fill, lastHeard, meant, scripted, type Turn, warn } from './turn.ts'
import { greet, sayByPrompt, sayMore } from './wording.ts'

type Way = { kind: 'edge'; edge: Schemas['LlmStateEdge'] } | { kind: 'tool'; tool: Tool }

/** The state that it starts in; none without states. */
export function llmPlace(llm: LlmDefinition, { state }: Start): string | null {
  return state ?? llm.starting_state ?? llm.states?.[0]?.name ?? null
}

/** The first words. Retell docs: an empty begin message, or `start_speaker: user`, leaves them to the user. */
export function llmBegins(turn: Turn, llm: LlmDefinition): void {
  if (!waitsForUser({ type: 'retell-llm', llm })) llmGreets(turn, llm)
}

/** An empty begin message has no words; then they are made as where there is none. */
export const llmGreets = (turn: Turn, llm: LlmDefinition): void =>
  greet(turn, llm.begin_message || null, statePromptOf(llm, turn.state.state))

/** Answers what was heard last, or goes on after a tool has answered. */
export function llmThinks(turn: Turn, llm: LlmDefinition): void {
  if (!hasModel(turn) || !thinksByModel(turn, llm)) thinksByRules(turn, llm)
}

/** What the scenario names goes first, then the model says and does what it will; false when it has failed. */
function thinksByModel(turn: Turn, llm: LlmDefinition): boolean {
  const { state } = turn
  for (;;) {
    const { edges, tools } = offeredBy(turn, llm)
    const named = mayGoOn(turn) ? scripted(turn, waysOf(turn, edges, tools)) : undefined
    if (named?.kind === 'edge') move(turn, named.edge)
    else if (named) {
      useTool(turn, named.tool, llm.mcps ?? [])
      if (isSuspended(turn)) return true
    } else {
      if (state.turn.told) return true
      const outcome = converse(turn, {
        prompts: [statePromptOf(llm, state.state)],
        tools,
        servers: llm.mcps ?? [],
        ways: edges.map(edge => ({ offer: offerOfEdge(turn, edge), target: edge })),
        lookup: lookupOf(turn, llm),
      })
      if (outcome === 'done') return true
      if (outcome === 'unheard' || !mayGoOn(turn)) return false
      move(turn, outcome.go, outcome.arguments)
    }
  }
}

const isSuspended = ({ state }: Turn): boolean => Boolean(state.over) || state.calls.some(call => call.waits)

function thinksByRules(turn: Turn, llm: LlmDefinition): void {
  const { state } = turn
  tellNews(turn)
  for (let way = wayOf(turn, llm); way; way = wayOf(turn, llm)) {
    if (way.kind === 'edge') move(turn, way.edge)
    else useTool(turn, way.tool, llm.mcps ?? [])
    if (isSuspended(turn)) return
  }
  if (state.turn.told) return
  retrieve(turn, lookupOf(turn, llm))
  if (state.turn.arrived) sayByPrompt(turn, statePromptOf(llm, state.state))
  else sayMore(turn)
}

/** What the agent may do where it stands. */
function offeredBy({ state }: Turn, llm: LlmDefinition) {
  const here = stateIn(llm, state.state)
  return {
    edges: (here?.edges ?? []).filter(edge => stateIn(llm, edge.destination_state_name)),
    tools: [...(llm.general_tools ?? []), ...(here?.tools ?? [])],
  }
}

/** Whether the turn has not done too much already; says so where it has. */
function mayGoOn(turn: Turn): boolean {
  const { turn: soFar, state } = turn.state
  if (soFar.transitions < LIMITS.transitionsATurn && soFar.calls < LIMITS.callsATurn) return true
  const where = state === null ? 'goes on without more' : `stays in ${state}`
  warn(turn, `The agent changed its state or called tools too often in one turn: it ${where}.`)
  return false
}

const waysOf = (
  turn: Turn,
  edges: readonly Schemas['LlmStateEdge'][],
  tools: readonly Tool[],
): Option<Way>[] => [
  ...edges.map(edgeOption),
  ...tools.map(tool => toolOption<Way>(turn, tool, { kind: 'tool', tool })),
]

/** The next thing to do: what the scenario names, else what the words mean; each tool, and one edge, by words alone. */
function wayOf(turn: Turn, llm: LlmDefinition): Way | undefined {
  if (!mayGoOn(turn)) return undefined
  const { turn: soFar } = turn.state
  const { edges, tools } = offeredBy(turn, llm)
  const named = scripted(turn, waysOf(turn, edges, tools))
  if (named) return named
  const freshEdges = soFar.moved ? [] : waysOf(turn, edges, [])
  const freshTools = waysOf(turn, [], tools).filter(({ names }) => !soFar.called.includes(names[0]!))
  const heard = lastHeard(turn)
  const way = meant(turn, freshEdges, heard) ?? meant(turn, freshTools, heard)
  if (way?.kind === 'edge') soFar.moved = true
  return way
}

const transitionTo = (edge: Schemas['LlmStateEdge']): string => `transition_to_${edge.destination_state_name}`

const offerOfEdge = (turn: Turn, edge: Schemas['LlmStateEdge']): Offer =>
  offer(
    transitionTo(edge),
    fill(turn, edge.description),
    edge.parameters?.properties ?? {},
    edge.parameters?.required,
  )

const edgeOption = (edge: Schemas['LlmStateEdge']): Option<Way> => ({
  target: { kind: 'edge', edge },
  names: [edge.destination_state_name, transitionTo(edge)],
  title: edge.destination_state_name,
  condition: edge.description,
})

function move(turn: Turn, edge: Schemas['LlmStateEdge'], given?: Record<string, unknown>): void {
  const { state } = turn
  const parameters = edge.parameters?.properties ?? {}
  const named = { name: transitionTo(edge), description: edge.description }
  const args = given ? settled(turn, parameters, given) : argumentsWanted(turn, named, parameters)
  turn.acts.push({
    type: 'state_transition',
    former_state_name: state.state ?? '',
    new_state_name: edge.destination_state_name,
    tool: { name: transitionTo(edge), arguments: args },
  })
  state.turn.transitions += 1
  state.turn.arrived = true
  state.formerState = state.state
  state.state = edge.destination_state_name
  collect(turn, args)
}

export const statePromptOf = (llm: LlmDefinition, state: string | null): string | undefined =>
  stateIn(llm, state)?.state_prompt

const stateIn = ({ states }: LlmDefinition, name: string | null) =>
  states?.find(candidate => candidate.name === name)
