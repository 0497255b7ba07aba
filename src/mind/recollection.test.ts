import { expect, test } from 'vitest'
import { edge, flow, llm, talk } from '../testing/mind.ts'
import { recollect } from './recollection.ts'

const agent = { role: 'agent' as const, content: 'And?' }
const user = { role: 'user' as const, content: 'My city is Porto' }
const moved = (to: string, from = 'a', transition_type: 'normal' | 'global' = 'normal') => ({
  role: 'node_transition' as const,
  former_node_id: from,
  former_node_name: from,
  new_node_id: to,
  new_node_name: to,
  transition_type,
})
const STATES = llm({ states: [{ name: 'one' }, { name: 'two' }], starting_state: 'one' })
const inner = { name: 'C', nodes: [talk('in')], start_node_id: 'in', conversation_flow_component_id: 'comp' }
const component = {
  id: 'c',
  type: 'component' as const,
  component_id: 'comp',
  component_type: 'local' as const,
  else_edge: {
    ...edge('Else', 'a'),
    transition_condition: { type: 'prompt' as const, prompt: 'Else' as const },
  },
}
const FLOW = flow([talk('a'), talk('b', { name: 'The B' }), component], { components: [inner] })

test('what was said is remembered, and lines are used up by it', () => {
  expect(recollect(STATES, [agent, user, agent])).toMatchObject({
    begun: true,
    state: 'one',
    heard: ['My city is Porto'],
    lines: 2,
  })
  expect(recollect(STATES, [user]).lines).toBe(1)
})

test('an LLM is in the state that is given, else the last that was reached, else its first', () => {
  const reached = { role: 'state_transition' as const, former_state_name: 'one', new_state_name: 'two' }
  expect(recollect(STATES, [agent, reached])).toMatchObject({ state: 'two', formerState: 'one' })
  expect(recollect(STATES, [agent, reached], { state: 'one' }).state).toBe('one')
})

test.each([
  ['the node that is given', [user], { node: 'b' }, { at: { node: 'b', inside: null }, spoken: true }],
  [
    'the last that was reached',
    [moved('a', 'begin'), agent, moved('b')],
    {},
    { at: { node: 'b' }, spoken: false },
  ],
  ['the last, where it has spoken', [moved('b'), agent], {}, { at: { node: 'b' }, spoken: true }],
  ['its first, when the agent has spoken', [agent], {}, { at: { node: 'a' }, spoken: true }],
  ['none yet, when only the user has', [user], {}, { at: null, begun: false }],
  [
    'one in a component',
    [],
    { node: 'in', component: 'comp' },
    { at: { node: 'in', inside: { through: 'c' } } },
  ],
  [
    'one in a component that was reached',
    [moved('in', 'c'), agent],
    {},
    { at: { node: 'in', inside: { component: 'comp' } } },
  ],
])('a flow is at %s', (_place, past, start, expected) => {
  expect(recollect(FLOW, past, start)).toMatchObject(expected)
})

test('a global node that was reached last leads back', () => {
  const past = [moved('b', 'a', 'global'), agent]
  expect(recollect(FLOW, past).returns).toEqual([{ spot: { node: 'a', inside: null }, of: 'b' }])
  expect(recollect(FLOW, past, { node: 'a' }).returns).toEqual([])
})

test('the present node is a variable', () => {
  expect(recollect(FLOW, [], { node: 'b' }).collected).toEqual({ current_node: 'The B' })
})

test('choices are used up by where the agent went and what it called', () => {
  const call = { role: 'tool_call_invocation' as const, tool_call_id: 't', name: 'book', arguments: '{}' }
  expect(recollect(FLOW, [moved('b'), call], {}, ['book', 'b', 'b', 'x']).choices).toEqual([1, 0])
})
