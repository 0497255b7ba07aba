// An agent's mind in a test: events go in, and what comes of them is read as short lines, one an act.

import type { Schemas } from '../contract.ts'
import {
  type Act,
  type Engine,
  type MindEvent,
  newMind,
  type Script,
  type Start,
  think,
} from '../mind/index.ts'

export type Node = Schemas['FlowNode']
type Edge = Schemas['FlowEdge']

interface Circumstances {
  script?: Script
  variables?: Record<string, string>
  start?: Start
}

/** 28 March 2024, 22:26:40 in Los Angeles. */
const NOW = 1_711_690_000_000

export function mindOf(engine: Engine, { script = {}, variables = {}, start = {} }: Circumstances = {}) {
  let ids = 0
  const setting = {
    session: { type: 'chat' as const, nowMs: NOW },
    variables,
    script,
    newToolCallId: () => `t${++ids}`,
  }
  const mind = {
    state: newMind(start),
    acts: [] as Act[],
    /** What comes of an event, in lines. The state goes through JSON, as it does in use. */
    on(event: MindEvent): string[] {
      const { acts, state } = think(engine, mind.state, event, setting)
      mind.state = JSON.parse(JSON.stringify(state)) as typeof state
      mind.acts = acts
      return acts.map(lineOf)
    },
    begin: () => mind.on({ type: 'began' }),
    hear: (text: string) => mind.on({ type: 'said', text }),
    /** Answers the latest call that is open. */
    answer(content: string, { successful = true, variables = {} as Record<string, unknown> } = {}) {
      const toolCallId = mind.state.calls.at(-1)?.id ?? 'none'
      return mind.on({ type: 'answered', toolCallId, content, successful, variables })
    },
  }
  return mind
}

export const llm = (llm: Extract<Engine, { type: 'retell-llm' }>['llm']): Engine => ({
  type: 'retell-llm',
  llm,
})

export const flow = (
  nodes: Node[],
  rest: Omit<Extract<Engine, { type: 'conversation-flow' }>['flow'], 'nodes'> = {},
  sharedComponents: Extract<Engine, { type: 'conversation-flow' }>['sharedComponents'] = {},
): Engine => ({ type: 'conversation-flow', flow: { nodes, ...rest }, sharedComponents })

/** An edge with a prompt, `to` a node; its id is `to_<node>`. */
export const edge = (prompt: string, to?: string): Edge => ({
  id: `to_${to ?? 'nowhere'}`,
  transition_condition: { type: 'prompt', prompt },
  ...(to === undefined ? {} : { destination_node_id: to }),
})

type Equation = Schemas['Equation']

export const equation = (left: string, operator: Equation['operator'], right: string, to: string): Edge => ({
  id: `to_${to}`,
  transition_condition: { type: 'equation', equations: [{ left, operator, right }], operator: '&&' },
  destination_node_id: to,
})

/** An edge whose prompt is fixed, such as `Else`. */
export const fixed = <Prompt extends string>(prompt: Prompt, to: string) => ({
  id: `to_${to}`,
  transition_condition: { type: 'prompt' as const, prompt },
  destination_node_id: to,
})

export const says = (text: string) => ({ type: 'static_text' as const, text })
export const prompt = (text: string) => ({ type: 'prompt' as const, text })

/** A node that says its own id in capital letters. */
export const talk = (id: string, rest: object = {}): Node => ({
  id,
  type: 'conversation',
  instruction: says(id.toUpperCase()),
  ...rest,
})

export function lineOf(act: Act): string {
  switch (act.type) {
    case 'say':
      return `"${act.text}"`
    case 'node_transition': {
      const kind = act.transition_type === 'normal' ? '' : ` (${act.transition_type})`
      return `${act.former_node_id} → ${act.new_node_id}${kind}`
    }
    case 'state_transition':
      return `state ${act.former_state_name} → ${act.new_state_name}`
    case 'tool_call': {
      const { name, arguments: args, need, waits } = act.call
      return `call ${name}(${JSON.stringify(args)}) ${need ? need.kind : 'itself'}${need && !waits ? ', not waiting' : ''}`
    }
    case 'tool_result':
      return `${act.successful ? 'ok' : 'failed'} ${act.content}`.trim()
    case 'press_digits':
      return `press ${act.digits} after ${act.delayMs}`
    case 'collect':
      return `collect ${JSON.stringify(act.variables)}`
    case 'retrieve':
      return `look up ${act.knowledgeBaseIds.join('+')}: ${act.query} (${act.topK})`
    case 'end':
      return `end ${JSON.stringify(act.over)}`
    case 'warn':
      return `warn ${act.text}`
  }
}
