import { expect, test } from 'vitest'
import { edge, equation, fixed, flow, mindOf, type Node, says, talk } from '../testing/mind.ts'

const begun = (nodes: Node[], circumstances: Parameters<typeof mindOf>[1] = {}) => {
  const mind = mindOf(flow(nodes), circumstances)
  mind.begin()
  return mind
}
const targets = ['always', 'first', 'second', 'prompt', 'else'].map(id => talk(id))
const leaves = (rest: object, words = 'I want a prompt', variables: Record<string, string> = { n: '5' }) =>
  begun([talk('a', rest), ...targets], { variables }).hear(words)[0]

const always_edge = fixed('Always', 'always')
const else_edge = fixed('Else', 'else')
const first = equation('{{n}}', '>', '3', 'first')
const second = equation('{{n}}', '>', '4', 'second')
const prompt = edge('User wants a prompt', 'prompt')

test.each([
  ['the always edge before all', { always_edge, edges: [prompt, first], else_edge }, 'a → always'],
  ['equations before prompts', { edges: [prompt, first, second], else_edge }, 'a → first'],
  ['equations from top to bottom', { edges: [second, first] }, 'a → second'],
  [
    'prompts when no equation holds',
    { edges: [equation('{{n}}', '<', '3', 'first'), prompt], else_edge },
    'a → prompt',
  ],
])('a node is left by %s', (_rule, rest, line) => {
  expect(leaves(rest)).toBe(line)
})

test('the else edge is taken when nothing fits, and without one the agent stays', () => {
  expect(leaves({ edges: [prompt], else_edge }, 'Hm')).toBe('a → else')
  expect(leaves({ edges: [prompt] }, 'Hm')).toMatch(/^"/)
})

test('an edge that leads nowhere is told of, and the agent stays', () => {
  expect(leaves({ edges: [edge('User wants a prompt')] })).toBe(
    'warn Edge to_nowhere of node a leads nowhere.',
  )
  expect(leaves({ edges: [edge('User wants a prompt', 'gone')] })).toBe(
    'warn Edge to_gone of node a leads to gone, which is not there.',
  )
})

test('built-in variables take part in equations', () => {
  expect(leaves({ edges: [equation('{{current_hour}}', '>', '22', 'first')] })).toBe('a → first')
  expect(leaves({ edges: [equation('{{session_type}}', '==', 'chat', 'first')] })).toBe('a → first')
})

test('the scenario chooses by the id of an edge, or the id or name of its end, and not against an equation', () => {
  const nodes = [
    talk('a', { edges: [edge('x', 'b'), edge('y', 'c')], else_edge }),
    talk('b', { name: 'The B' }),
    talk('c'),
    ...targets,
  ]
  const go = (...choices: string[]) => begun(nodes, { script: { choices } }).hear('Hm')[0]
  expect(go('to_c')).toBe('a → c')
  expect(go('c')).toBe('a → c')
  expect(go('The B')).toBe('a → b')
  expect(go('stay')).toBe('a → else')
  expect(go()).toBe('a → else')
  const certain = [talk('a', { edges: [edge('x', 'prompt'), first] }), ...targets]
  expect(begun(certain, { variables: { n: '5' }, script: { choices: ['prompt'] } }).hear('Hm')[0]).toBe(
    'a → first',
  )
})

test('examples of transitions tell what words lead where, and which lead nowhere', () => {
  const example = (content: string, to?: string) => ({
    id: content,
    transcript: [
      { role: 'agent', content: 'And?' },
      { role: 'user', content },
    ],
    ...(to === undefined ? {} : { destination_node_id: to }),
  })
  const finetune_transition_examples = [example('Let it rip', 'second'), example('A prompt, maybe')]
  const rest = { edges: [prompt, edge('User is thrilled', 'second')], finetune_transition_examples }
  expect(leaves(rest, 'let it rip!')).toBe('a → second')
  expect(leaves(rest, 'A prompt maybe')).toMatch(/^"/)
  expect(leaves(rest, 'A prompt')).toBe('a → prompt')
})

const help = (setting: object = {}): Node => ({
  id: 'help',
  type: 'conversation',
  instruction: says('HELP'),
  global_node_setting: {
    condition: 'User asks for help',
    go_back_conditions: [edge('User is fine again')],
    ...setting,
  },
})

test('a global node is reached from everywhere, and leads back to where the conversation was', () => {
  const { hear, state, ...mind } = begun([
    talk('a', { edges: [edge('User goes onwards', 'b')] }),
    talk('b'),
    help(),
  ])
  expect(state.returns).toEqual([])
  expect(hear('onwards')).toEqual(['a → b', '"B"'])
  expect(hear('I need help')).toEqual(['b → help (global)', '"HELP"'])
  expect(hear('I am fine')).toEqual(['help → b (global_go_back)', '"B"'])
  expect(mind.on({ type: 'said', text: 'help' })[0]).toBe('b → help (global)')
})

test('go-back conditions may be equations, and mean nothing where nobody came from elsewhere', () => {
  const go_back_conditions = [{ ...equation('{{n}}', '==', '5', ''), destination_node_id: undefined }]
  const nodes = [talk('a'), help({ go_back_conditions })] as Node[]
  const mind = begun(nodes, { variables: { n: '5' } })
  mind.hear('help')
  expect(mind.hear('Hm')[0]).toBe('help → a (global_go_back)')
  expect(begun([help()]).hear('I am fine')).toEqual([expect.stringMatching(/^"/)])
})

test('a global node that was left along an edge leads back no more', () => {
  const helper = { ...help(), edges: [edge('User goes onwards', 'b')] } as Node
  const mind = begun([talk('a'), talk('b', { edges: [edge('User returns', 'help')] }), helper])
  mind.hear('help')
  expect(mind.hear('onwards')[0]).toBe('help → b')
  expect(mind.hear('return')[0]).toBe('b → help')
  expect(mind.hear('I am fine')).toEqual([expect.stringMatching(/^"/)])
})

test('a global node that has been reached rests for as many transitions as its cool-down', () => {
  const ring = (from: string, to: string) => talk(from, { edges: [edge('User goes onwards', to)] })
  const mind = begun([ring('a', 'b'), ring('b', 'a'), help({ cool_down: 3 })])
  expect(mind.hear('help')[0]).toContain('(global)')
  expect(mind.hear('fine')[0]).toContain('(global_go_back)')
  expect(mind.hear('help')[0]).toMatch(/^"/)
  mind.hear('onwards')
  expect(mind.hear('help')[0]).toMatch(/^"/)
  mind.hear('onwards')
  expect(mind.hear('help')[0]).toContain('(global)')
})

test('examples say when a global node is meant, and when not; silence never means one', () => {
  const setting = {
    positive_finetune_examples: [{ transcript: [{ role: 'user', content: 'Mayday' }] }],
    negative_finetune_examples: [{ transcript: [{ role: 'user', content: 'I can help' }] }],
  }
  expect(begun([talk('a'), help(setting)]).hear('Mayday!')[0]).toContain('(global)')
  expect(begun([talk('a'), help(setting)]).hear('I can help')[0]).toMatch(/^"/)
  expect(begun([talk('a'), help({ condition: 'User is silent' })]).on({ type: 'silence' })).toEqual([
    '"Are you still there?"',
  ])
})

test('a global node of the main flow is reached from inside a component, and leads back into it', () => {
  const inner = {
    name: 'C',
    nodes: [talk('in')],
    start_node_id: 'in',
    conversation_flow_component_id: 'comp',
  }
  const node: Node = { id: 'c', type: 'component', component_id: 'comp', component_type: 'local', else_edge }
  const mind = mindOf(flow([node, help()], { components: [inner] }))
  mind.begin()
  expect(mind.hear('help')[0]).toBe('in → help (global)')
  expect(mind.state.at?.inside).toBeNull()
  expect(mind.hear('fine')[0]).toBe('help → in (global_go_back)')
  expect(mind.state.at?.inside).toEqual({ component: 'comp', through: 'c' })
})

test('a user who interrupts what followed a skipped response is heard where it was skipped', () => {
  const nodes = [
    talk('a', { skip_response_edge: fixed('Skip response', 'b'), edges: [edge('User objects', 'c')] }),
    talk('b'),
    talk('c'),
  ]
  const interrupt = (text: string) => begun(nodes).on({ type: 'said', text, interrupts: true })
  expect(interrupt('I object')).toEqual(['b → a (interrupt_go_back)', 'a → c', '"C"'])
  // Words that lead nowhere are answered there, and the response is skipped again.
  expect(interrupt('Hm')).toEqual(['b → a (interrupt_go_back)', expect.stringMatching(/^"/), 'a → b', '"B"'])
  const late = begun(nodes)
  late.hear('Hm')
  expect(late.on({ type: 'said', text: 'I object', interrupts: true })).toHaveLength(1)
})

test('a user who cuts in with what is asked behind a skipped response is heard there', () => {
  const nodes = [
    talk('a', { skip_response_edge: fixed('Skip response', 'b'), edges: [edge('User wants to stop', 'c')] }),
    talk('b', { edges: [edge('User wants a table', 'c'), edge('User provides a name', 'd')] }),
    talk('c'),
    talk('d'),
  ]
  const interrupt = (text: string, script = {}) => {
    const mind = mindOf(flow(nodes), { script })
    mind.begin()
    return mind.on({ type: 'said', text, interrupts: true })
  }
  expect(interrupt('I want a table')).toEqual(['b → c', '"C"'])
  expect(interrupt('I want to stop')[0]).toBe('b → a (interrupt_go_back)')
  expect(interrupt('I want to stop', { choices: ['stay'] })).toHaveLength(1)
  expect(interrupt('I want to stop', { choices: ['d'] })).toEqual(['b → d', '"D"'])
})

test('a node that was gone back to leaves again when its tool has answered', () => {
  const tool = {
    type: 'custom' as const,
    name: 'weather',
    url: 'http://127.0.0.1:9',
    description: 'The weather',
  }
  const nodes = [
    talk('a', { type: 'subagent', tools: [tool], skip_response_edge: fixed('Skip response', 'b') }),
    talk('b'),
  ]
  const mind = begun(nodes)
  expect(mind.on({ type: 'said', text: 'The weather?', interrupts: true })).toEqual([
    'b → a (interrupt_go_back)',
    'call weather({}) custom',
  ])
  expect(mind.answer('Sunny').slice(-2)).toEqual(['a → b', '"B"'])
})
