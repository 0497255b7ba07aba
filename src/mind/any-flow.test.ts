// Flows that nobody would draw: random nodes and edges of every kind, some of them leading nowhere, and random events.

import { expect, test } from 'vitest'
import { type Chance, chanceOf } from '../chance.ts'
import { edge, equation, fixed, flow, mindOf, type Node, prompt, says } from '../testing/mind.ts'
import { type Answer, modelMindOf } from '../testing/model-mind.ts'
import type { Question } from './question.ts'
import { LIMITS } from './state.ts'

const WORDS = [
  'book',
  'cancel',
  'yes',
  'no',
  'help',
  'press 1 for sales',
  'my city is Porto',
  'bye',
  'four',
  '',
]
const TYPES: Node['type'][] = [
  'conversation',
  'subagent',
  'end',
  'function',
  'code',
  'transfer_call',
  'press_digit',
  'branch',
  'sms',
  'extract_dynamic_variables',
  'agent_swap',
  'mcp',
  'component',
  'bridge_transfer',
  'cancel_transfer',
]
const TOOL = {
  type: 'custom' as const,
  tool_id: 't1',
  name: 'book',
  url: 'https://tools.example.com/{{city}}',
}

function anyNode(chance: Chance, id: string, ids: readonly string[]): Node {
  const maybe = () => chance.fraction() < 0.4
  const to = () => chance.pick(ids)
  const type = chance.pick(TYPES)
  // One object with everything that any type of node needs; each reads its own part.
  const node = {
    id,
    type,
    instruction:
      type === 'press_digit' || type === 'subagent' || maybe()
        ? prompt('Press 1, or say "{{city}}"')
        : says('Hm'),
    edges: [
      ...(maybe() ? [edge(`User says ${chance.pick(WORDS)}`, to())] : []),
      ...(maybe() ? [edge('User gives an answer', maybe() ? to() : undefined)] : []),
      ...(maybe()
        ? [equation('{{city}}', chance.pick(['exists', 'not_exist', '==', '>'] as const), 'Porto', to())]
        : []),
    ],
    ...(maybe() || type === 'branch' || type === 'component' ? { else_edge: fixed('Else', to()) } : {}),
    ...(chance.fraction() < 0.1 ? { always_edge: fixed('Always', to()) } : {}),
    ...(chance.fraction() < 0.2 ? { skip_response_edge: fixed('Skip response', to()) } : {}),
    ...(maybe()
      ? {
          global_node_setting: {
            condition: 'User wants help',
            go_back_conditions: [edge('User says yes')],
            ...(maybe() ? { cool_down: 2 } : {}),
          },
        }
      : {}),
    speak_during_execution: maybe(),
    tool_id: chance.pick(['t1', 'gone']),
    tool_type: 'local',
    tool_ids: ['t1', 'gone'],
    wait_for_result: maybe(),
    code: 'return 1',
    transfer_destination: { type: 'predefined', number: chance.pick(['+15550100009', 'x']) },
    transfer_option: { type: 'cold_transfer' },
    edge: fixed('Transfer failed', to()),
    success_edge: fixed('Sent successfully', to()),
    failed_edge: fixed('Failed to send', to()),
    variables: [{ type: 'string', name: 'city', description: '' }],
    agent_id: 'agent_2',
    post_call_analysis_setting: 'both_agents',
    mcp_id: 'shop',
    mcp_tool_name: 'find',
    component_id: chance.pick(['comp', 'gone']),
    component_type: 'local',
  }
  return node as Node
}

/** A model that mostly does what it may, and sometimes nothing of the kind. */
function anyAnswer(chance: Chance, { offers }: Question): Answer {
  const names = [...offers.map(({ name }) => name), 'unheard_of']
  const fraction = chance.fraction()
  if (fraction < 0.05) return null
  if (fraction < 0.3) return chance.pick(['Yes.', '', 'none'])
  return [[chance.pick(names), { city: 'Porto', digit: '1', number: '+14155550101' }]]
}

const SEEDS = Array.from({ length: 200 }, (_, seed) => seed)

test.each(['by the rules', 'by a model'])(
  'whatever the flow and whatever happens, a turn %s ends within its bounds and the moves hang together',
  by => {
    const kinds = new Set<string>()
    for (const seed of SEEDS) {
      const chance = chanceOf(seed, 'flow')
      const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'nowhere']
      const nodes = (prefix: string) =>
        ids.slice(0, -1).map(id =>
          anyNode(
            chance,
            prefix + id,
            ids.map(each => prefix + each),
          ),
        )
      const inner = {
        conversation_flow_component_id: 'comp',
        name: 'C',
        nodes: nodes('in-'),
        start_node_id: 'in-a',
        tools: [TOOL],
      }
      const engine = flow(nodes(''), { tools: [TOOL], components: [inner] })
      const script = { choices: chance.fraction() < 0.5 ? ['b', 'stay', 'to_c', 'book', 'in-d'] : [] }
      const mind =
        by === 'by a model'
          ? modelMindOf(engine, question => anyAnswer(chance, question), script)
          : mindOf(engine, { script })
      let at = 'begin'
      for (let turn = 0; turn < 15; turn++) {
        const [call] = mind.state.calls
        if (turn === 0) mind.begin()
        else if (call && chance.fraction() < 0.8) {
          const successful = chance.fraction() < 0.5
          mind.on({
            type: 'answered',
            toolCallId: call.id,
            content: '{}',
            successful,
            variables: { city: 'Porto' },
          })
        } else if (chance.fraction() < 0.1) mind.on({ type: 'silence' })
        else mind.on({ type: 'said', text: chance.pick(WORDS), interrupts: chance.fraction() < 0.2 })
        const moves = mind.acts.filter(act => act.type === 'node_transition')
        for (const move of moves) {
          expect(move.former_node_id).toBe(at)
          at = move.new_node_id
        }
        for (const act of mind.acts) kinds.add(act.type)
        expect(mind.state.at?.node ?? 'begin').toBe(at)
        expect(moves.length).toBeLessThanOrEqual(LIMITS.transitionsATurn)
        expect(mind.acts.length).toBeLessThan(10 * LIMITS.transitionsATurn)
        expect(mind.acts.findIndex(act => act.type === 'end')).toBe(
          mind.state.over && mind.acts.length > 0 ? mind.acts.length - 1 : -1,
        )
      }
    }
    expect([...kinds].sort()).toEqual([
      'collect',
      'end',
      'node_transition',
      'press_digits',
      'say',
      'tool_call',
      'tool_result',
      'warn',
    ])
  },
)
