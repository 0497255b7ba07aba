import { expect, test } from 'vitest'
import { begun, END } from '../testing/flow-talk.ts'
import { edge, equation, fixed, type Node, prompt, says, talk } from '../testing/mind.ts'

test('a flow begins at its start node, from "begin", and keeps the names of the present and the former node', () => {
  const nodes = [talk('b'), talk('a', { name: 'Welcome', edges: [edge('User says more', 'b')] })]
  const { lines, mind } = begun(nodes, {}, { start_node_id: 'a' })
  expect(lines).toEqual(['begin → a', '"A"'])
  expect(mind.acts[0]).toEqual({
    type: 'node_transition',
    former_node_id: 'begin',
    former_node_name: 'begin',
    new_node_id: 'a',
    new_node_name: 'Welcome',
    transition_type: 'normal',
  })
  expect(mind.state.collected).toEqual({ current_node: 'Welcome' })
  mind.hear('more')
  expect(mind.state.collected).toEqual({ current_node: 'b', previous_node: 'Welcome' })
})

test('without a start node the first is meant, and without nodes there is a greeting and a warning', () => {
  expect(begun([talk('x'), talk('y')]).lines[0]).toBe('begin → x')
  const { lines, hear } = begun([])
  expect(lines).toEqual(['warn The flow has no node to begin with.', '"Hello! How can I help you today?"'])
  expect(hear('Hi')).toEqual(['"I see. Could you tell me a little more?"'])
})

test('where the user speaks first the agent is at the start node, and speaks when spoken to', () => {
  const { lines, hear } = begun([talk('a')], {}, { start_speaker: 'user' })
  expect(lines).toEqual(['begin → a'])
  expect(hear('Hi')).toEqual(['"A"'])
})

test.each([
  ['a static text', says('Hello {{name}}'), ['"Hello Ada"']],
  ['a prompt that says what to say', prompt('Greet them. Say: "Good day, {{name}}".'), ['"Good day, Ada"']],
  [
    'a prompt, by its first sentence',
    prompt('- Ask {{name}} for a date. Be kind.'),
    ['"Ask Ada for a date."'],
  ],
])('a conversation node says %s', (_kind, instruction, lines) => {
  const node: Node = { id: 'a', type: 'conversation', instruction }
  expect(begun([node], { variables: { name: 'Ada' } }).lines).toEqual(['begin → a', ...lines])
})

test('under a prompt the scenario’s next line is said, the first as the first words, and fixed texts use up none', () => {
  const script = { agent: ['Greeting', 'Second', { say: 'Bye', end_call: true }] }
  const nodes: Node[] = [
    { id: 'a', type: 'conversation', instruction: prompt('Greet'), edges: [edge('User says more', 'b')] },
    talk('b', { edges: [edge('User says even', 'c')] }),
    { id: 'c', type: 'subagent', instruction: prompt('Talk') },
  ]
  const { lines, hear } = begun(nodes, { script })
  expect(lines[1]).toBe('"Greeting"')
  expect(hear('more')).toEqual(['a → b', '"B"'])
  expect(hear('even')).toEqual(['b → c', '"Second"'])
  expect(hear('So?')).toEqual(['"Bye"', 'end {"how":"ended"}'])
})

test('an agent that stays at a node does not say its text again', () => {
  expect(begun([talk('a')]).hear('Hm')).toEqual(['"I see. Could you tell me a little more?"'])
})

test('a skipped response leads on without the user', () => {
  const nodes = [talk('a', { skip_response_edge: fixed('Skip response', 'end') }), END]
  expect(begun(nodes).lines).toEqual(['begin → a', '"A"', 'a → end', '"END"'])
})

const branch = (edges: object[]): Node =>
  ({ id: 'br', type: 'branch', edges, else_edge: fixed('Else', 'other') }) as Node

test.each([
  ['an equation', [edge('User is here', 'end'), equation('{{tier}}', '==', 'gold', 'gold')], 'gold'],
  ['a prompt', [edge('User speaks of refunds', 'end')], 'end'],
  ['else', [edge('User speaks of shoes', 'end')], 'other'],
])('a branch node splits at once, by %s', (_kind, edges, target) => {
  const nodes = [
    talk('a', { always_edge: fixed('Always', 'br') }),
    branch(edges),
    talk('gold'),
    END,
    talk('other'),
  ]
  expect(
    begun(nodes, { variables: { tier: 'gold' } })
      .hear('About refunds')
      .slice(0, 2),
  ).toEqual(['a → br', `br → ${target}`])
})
