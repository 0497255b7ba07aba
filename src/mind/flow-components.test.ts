import { expect, test } from 'vitest'
import type { FlowComponent } from '../contract.ts'
import { begun, END, TOOL } from '../testing/flow-talk.ts'
import { edge, equation, fixed, flow, mindOf, type Node, prompt, says, talk } from '../testing/mind.ts'

const INNER: Node[] = [
  talk('in', { edges: [edge('User gives a name', 'fn')], name: 'Inner' }),
  {
    id: 'fn',
    type: 'function',
    tool_id: 'tool-1',
    tool_type: 'local',
    wait_for_result: true,
    else_edge: fixed('Else', 'exit'),
  },
  { id: 'exit', type: 'end', speak_during_execution: true, instruction: says('Back') },
]

const componentNode = (type: 'local' | 'shared'): Node => ({
  id: 'c',
  type: 'component',
  component_id: 'comp',
  component_type: type,
  edges: [equation('{{slot}}', '==', 'nine', 'end')],
  else_edge: fixed('Else', 'other'),
})

const PARTS = { name: 'Comp', nodes: INNER, start_node_id: 'in', tools: [TOOL] }
const shared: FlowComponent = { ...PARTS, conversation_flow_component_id: 'comp', user_modified_timestamp: 0 }

test.each([
  [
    'local',
    flow([componentNode('local'), END, talk('other')], {
      components: [{ ...PARTS, conversation_flow_component_id: 'comp' }],
    }),
  ],
  ['shared', flow([componentNode('shared'), END, talk('other')], {}, { comp: shared })],
])(
  'a %s component is entered, sees its own nodes and tools, and is left by the edges of its node',
  (_kind, engine) => {
    const mind = mindOf(engine)
    expect(mind.begin()).toEqual(['begin → c', 'c → in', '"IN"'])
    expect(mind.state.at).toEqual({ node: 'in', inside: { component: 'comp', through: 'c' } })
    expect(mind.hear('Ada')).toEqual(['in → fn', 'call find_slot({}) custom'])
    expect(mind.answer('nine', { variables: { slot: 'nine' } })).toEqual([
      'ok nine',
      'collect {"slot":"nine"}',
      'fn → exit',
      '"Back"',
      'exit → end',
      '"END"',
    ])
    expect(mind.state.at).toEqual({ node: 'end', inside: null })
  },
)

test('a component that is not there, has no beginning or is in another is passed by', () => {
  const nodes = [componentNode('shared'), END, talk('other')]
  expect(mindOf(flow(nodes)).begin()).toEqual([
    'begin → c',
    'warn Component comp is not there.',
    'c → other',
    '"OTHER"',
  ])
  const { start_node_id: _start, ...unlinked } = shared
  expect(mindOf(flow(nodes, {}, { comp: unlinked })).begin()).toEqual(['begin → c', 'c → other', '"OTHER"'])
  const nested = { ...shared, nodes: [{ ...componentNode('local'), id: 'in' } as Node, talk('other')] }
  expect(mindOf(flow(nodes, {}, { comp: nested })).begin()).toEqual([
    'begin → c',
    'c → in',
    'warn Node in is a component in a component, which is left out.',
    'in → other',
    '"OTHER"',
  ])
})

test('a subagent uses its tools as often as they are meant, and goes on when an edge is', () => {
  const node: Node = {
    id: 's',
    type: 'subagent',
    instruction: prompt('Help with slots.'),
    tool_ids: ['tool-1'],
    tools: [{ type: 'end_call', name: 'hang_up' }],
    edges: [edge('User thanks', 'end')],
    else_edge: fixed('Else', 'other'),
  }
  const nodes = [node, END, talk('other')]
  const { lines, mind } = begun(nodes, {}, { tools: [TOOL] })
  expect(lines).toEqual(['begin → s', '"Help with slots."'])
  expect(mind.hear('Find a slot')).toEqual(['call find_slot({}) custom'])
  expect(mind.answer('nine')).toEqual(['ok nine', '"Here is what find_slot says: nine"'])
  expect(mind.hear('Many thanks')).toEqual(['s → end', '"END"'])
  expect(
    begun(nodes, {}, { tools: [TOOL] })
      .hear('Goodbye')
      .at(-1),
  ).toBe('end {"how":"ended"}')
  expect(begun(nodes, {}, { tools: [TOOL] }).hear('Hm')).toEqual(['s → other', '"OTHER"'])
})

test('a node’s own knowledge bases go before the flow’s', () => {
  const rest = { knowledge_base_ids: ['kb_flow'], kb_config: { top_k: 2 } }
  expect(begun([talk('a')], {}, rest).hear('Why?')[0]).toBe('look up kb_flow: Why? (2)')
  const own = talk('a', { knowledge_base_ids: ['kb_node'], kb_config: { top_k: 4 } })
  expect(begun([own], {}, rest).hear('Why?')[0]).toBe('look up kb_node: Why? (4)')
})
