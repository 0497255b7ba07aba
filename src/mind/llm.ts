// A Retell LLM that thinks: it moves between its states along their edges and uses their tools, as often as the user's
// words or the scenario say, and then speaks.

import type { Schemas } from '../contract.ts'
import type { Option } from './choice.ts'
import type { LlmDefinition, Tool } from './engine.ts'
import { argumentsFor } from './extraction.ts'
import { LIMITS, type Start } from './state.ts'
import { toolOption, useTool } from './tools.ts'
import { collect, fill, lastHeard, meant, scripted, sourceOf, type Turn, variablesOf, warn } from './turn.ts'
import { greet, sayByPrompt, sayMore } from './wording.ts'

type Way = { kind: 'edge'; edge: Schemas['LlmStateEdge'] } | { kind: 'tool'; tool: Tool }

/** The state that it starts in; none without states. */
export function llmPlace(llm: LlmDefinition, { state }: Start): string | null {
  return state ?? llm.starting_state ?? llm.states?.[0]?.name ?? null
}

/** The first words. Retell docs: an empty begin message, or `start_speaker: user`, leaves them to the user. */
export function llmBegins(turn: Turn, llm: LlmDefinition): void {
  if (llm.start_speaker === 'user' || llm.begin_message === '') return
  greet(turn, llm.begin_message)
}

/** Answers what was heard last, or goes on after a tool has answered. */
export function llmThinks(turn: Turn, llm: LlmDefinition): void {
  const { state } = turn
  for (let way = wayOf(turn, llm); way; way = wayOf(turn, llm)) {
    if (way.kind === 'edge') move(turn, way.edge)
    else useTool(turn, way.tool, llm.mcps ?? [])
    if (state.over || state.calls.some(call => call.waits)) return
  }
  if (state.turn.told) return
  retrieve(turn, llm)
  if (state.turn.transitions > 0) sayByPrompt(turn, stateIn(llm, state.state)?.state_prompt)
  else sayMore(turn)
}

/** The next thing to do: what the scenario names, else what the words mean; each tool, and one edge, by words alone. */
function wayOf(turn: Turn, llm: LlmDefinition): Way | undefined {
  const { turn: soFar, state } = turn.state
  if (soFar.transitions >= LIMITS.transitionsATurn || soFar.calls >= LIMITS.callsATurn) {
    return void warn(
      turn,
      `The agent changed its state or called tools too often in one turn; it is in ${state}.`,
    )
  }
  const here = stateIn(llm, state)
  const edges = (here?.edges ?? []).filter(edge => stateIn(llm, edge.destination_state_name))
  const tools = [...(llm.general_tools ?? []), ...(here?.tools ?? [])]
  const toolWays = tools.map(tool => toolOption<Way>(turn, tool, { kind: 'tool', tool }))
  const named = scripted(turn, [...edges.map(edgeOption), ...toolWays])
  if (named) return named
  const freshEdges = soFar.moved ? [] : edges.map(edgeOption)
  const freshTools = toolWays.filter(({ names }) => !soFar.called.includes(names[0]!))
  const heard = lastHeard(turn)
  const way = meant(turn, freshEdges, heard) ?? meant(turn, freshTools, heard)
  if (way?.kind === 'edge') soFar.moved = true
  return way
}

const edgeOption = (edge: Schemas['LlmStateEdge']): Option<Way> => ({
  target: { kind: 'edge', edge },
  names: [edge.destination_state_name, `transition_to_${edge.destination_state_name}`],
  title: edge.destination_state_name,
  condition: edge.description,
})

function move(turn: Turn, edge: Schemas['LlmStateEdge']): void {
  const { state } = turn
  const parameters = edge.parameters?.properties ?? {}
  const args = argumentsFor(parameters, sourceOf(turn), variablesOf(turn), text => fill(turn, text))
  turn.acts.push({
    type: 'state_transition',
    former_state_name: state.state ?? '',
    new_state_name: edge.destination_state_name,
    tool: { name: `transition_to_${edge.destination_state_name}`, arguments: args },
  })
  state.turn.transitions += 1
  state.formerState = state.state
  state.state = edge.destination_state_name
  collect(turn, args)
}

const stateIn = ({ states }: LlmDefinition, name: string | null) =>
  states?.find(candidate => candidate.name === name)

/** Retell docs, knowledge base: three chunks unless set. */
export const DEFAULT_TOP_K = 3

function retrieve(turn: Turn, { knowledge_base_ids: ids, kb_config }: LlmDefinition): void {
  const query = lastHeard(turn)
  if (!ids?.length || query === '') return
  turn.acts.push({ type: 'retrieve', knowledgeBaseIds: ids, query, topK: kb_config?.top_k ?? DEFAULT_TOP_K })
}
