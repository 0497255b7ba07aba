import { expect, test } from 'vitest'
import { edge, fixed, flow, llm, mindOf, type Node, talk } from '../testing/mind.ts'
import { awaits, newMind, successorOf, think } from './mind.ts'
import { LIMITS } from './state.ts'

const setting = { session: { type: 'chat' as const, nowMs: 0 }, newToolCallId: () => 't' }
const TOOL = { type: 'custom' as const, name: 'look_up', url: 'https://tools.example.com' }
const BRANCH = (id: string, to: string): Node => ({ id, type: 'branch', else_edge: fixed('Else', to) })

test('thinking changes nothing that it is given, and the same is thought twice', () => {
  const engine = llm({ general_tools: [TOOL] })
  const before = newMind()
  const copy = structuredClone(before)
  const one = think(engine, before, { type: 'began' }, setting)
  expect(before).toEqual(copy)
  expect(think(engine, before, { type: 'began' }, setting)).toEqual(one)
})

test('a turn that needs the world is suspended; what the user says meanwhile is kept and not answered', () => {
  const mind = mindOf(llm({ general_tools: [TOOL] }))
  mind.begin()
  mind.hear('Look it up')
  expect(awaits(mind.state)).toBe(true)
  expect(mind.hear('My city is Porto')).toEqual([])
  expect(mind.on({ type: 'silence' })).toEqual([])
  expect(mind.answer('42').slice(0, 2)).toEqual(['ok 42', '"Here is what look_up says: 42"'])
  expect(awaits(mind.state)).toBe(false)
  expect(mind.state.heard).toEqual(['Look it up', 'My city is Porto'])
})

test('an answer that nobody waits for is told of', () => {
  const mind = mindOf(llm({}))
  mind.begin()
  expect(mind.answer('42')).toEqual(['warn No call none awaits an answer.'])
})

test('what a tool answers is cut at 15,000 characters, and its braces are no variables', () => {
  const mind = mindOf(llm({ general_tools: [TOOL] }), { variables: { x: '1' } })
  mind.begin()
  mind.hear('Look it up')
  expect(mind.answer('{{x}}')).toEqual(['ok {{x}}', '"Here is what look_up says: {{x}}"'])
  mind.hear('Look it up')
  mind.answer('a'.repeat(20_000))
  expect(mind.acts[0]).toMatchObject({ content: 'a'.repeat(15_000) })
})

test('once it is over nothing happens any more', () => {
  const mind = mindOf(flow([{ id: 'e', type: 'end' }]))
  mind.begin()
  for (const type of ['began', 'took_over', 'silence'] as const) expect(mind.on({ type })).toEqual([])
  expect(mind.hear('Hello?')).toEqual([])
})

test('a mind begins once', () => {
  const mind = mindOf(llm({}))
  expect(mind.begin()).toHaveLength(1)
  expect(mind.begin()).toEqual([])
})

test('a mind may begin elsewhere than at the beginning', () => {
  const states = [{ name: 'one' }, { name: 'two' }]
  const mind = mindOf(llm({ states, starting_state: 'one' }), { start: { state: 'two' } })
  mind.begin()
  expect(mind.state.state).toBe('two')
  expect(mindOf(flow([talk('a'), talk('b')]), { start: { node: 'b' } }).begin()).toEqual(['begin → b', '"B"'])
})

test('keys that the user presses are heard', () => {
  const mind = mindOf(flow([talk('a', { edges: [edge('User presses "1"', 'b')] }), talk('b')]))
  mind.begin()
  expect(mind.on({ type: 'pressed', digits: '1' })).toEqual(['a → b', '"B"'])
})

test('what an operator injects is answered at once, or is kept', () => {
  const nodes = [talk('a', { edges: [edge('The payment arrived', 'b')] }), talk('b')]
  const inject = (respond: boolean) => {
    const mind = mindOf(flow(nodes))
    mind.begin()
    return { lines: mind.on({ type: 'injected', content: 'A payment has arrived', respond }), mind }
  }
  expect(inject(true).lines).toEqual(['a → b', '"B"'])
  expect(inject(false).lines).toEqual([])
  expect(inject(false).mind.state.heard).toEqual(['A payment has arrived'])
})

test('who takes over knows what was said and collected, and speaks', () => {
  const first = mindOf(llm({}), { script: { agent: ['One', 'Two', 'Three'] } })
  first.begin()
  first.hear('My city is Porto')
  first.state.collected.city = 'Porto'
  const next = successorOf(first.state)
  expect(next).toMatchObject({
    begun: false,
    collected: { city: 'Porto' },
    heard: ['My city is Porto'],
    lines: 2,
  })
  const second = mindOf(flow([talk('a')], { start_speaker: 'user' }))
  second.state = next
  expect(second.on({ type: 'took_over' })).toEqual(['begin → a', '"A"'])
  const third = mindOf(llm({ begin_message: 'Never said' }), { script: { agent: ['One', 'Two', 'Three'] } })
  third.state = successorOf(first.state)
  expect(third.on({ type: 'took_over' })).toEqual(['"Three"'])
})

test('a ring of nodes that never wait ends at the bound, and the agent still hears', () => {
  const nodes = [talk('a', { edges: [edge('User walks', 'x')] }), BRANCH('x', 'y'), BRANCH('y', 'x')]
  const mind = mindOf(flow(nodes))
  mind.begin()
  const lines = mind.hear('walk')
  expect(lines).toHaveLength(LIMITS.transitionsATurn + 1)
  expect(lines.at(-1)).toBe('warn The flow made 50 transitions in one turn; the agent waits at y.')
  expect(mind.hear('Hm').length).toBeGreaterThan(1)
})

test('a ring of skipped responses ends at the bound', () => {
  const skip = (id: string, to: string) => talk(id, { skip_response_edge: fixed('Skip response', to) })
  const lines = mindOf(flow([skip('a', 'b'), skip('b', 'a')])).begin()
  expect(lines.at(-1)).toMatch(/^warn The flow made 50 transitions/)
})

test('a ring of functions ends at the bound of calls', () => {
  const call = (id: string, to: string): Node => ({
    id,
    type: 'function',
    tool_id: 'tool',
    tool_type: 'local',
    wait_for_result: true,
    else_edge: fixed('Else', to),
  })
  const mind = mindOf(flow([call('a', 'b'), call('b', 'a')], { tools: [{ ...TOOL, tool_id: 'tool' }] }))
  mind.begin()
  let answers = 0
  while (awaits(mind.state) && answers < 100) {
    mind.answer('{}')
    answers += 1
  }
  expect(answers).toBe(LIMITS.callsATurn)
})

test('a choice for every turn does not make an LLM change its state for ever', () => {
  const step = (name: string, to: string) => ({
    name,
    edges: [{ destination_state_name: to, description: 'On' }],
  })
  const choices = Array.from({ length: 200 }, (_, index) => (index % 2 === 0 ? 'b' : 'a'))
  const mind = mindOf(llm({ states: [step('a', 'b'), step('b', 'a')], starting_state: 'a' }), {
    script: { choices },
  })
  mind.begin()
  const lines = mind.hear('Hm')
  expect(lines.filter(line => line.startsWith('state'))).toHaveLength(LIMITS.transitionsATurn)
})

test('a mind stays small, however long the talk', () => {
  const mind = mindOf(llm({}))
  mind.begin()
  for (let turn = 0; turn < 100; turn++) mind.hear('x'.repeat(10_000))
  expect(mind.state.heard).toHaveLength(LIMITS.heard)
  expect(mind.state.heard[0]).toHaveLength(LIMITS.textCharacters)
  const many = Object.fromEntries(
    Array.from({ length: 600 }, (_, index) => [`v${index}`, 'x'.repeat(20_000)]),
  )
  const other = mindOf(llm({ general_tools: [TOOL] }))
  other.begin()
  other.hear('Look it up')
  other.answer('{}', { variables: many })
  expect(Object.keys(other.state.collected)).toHaveLength(LIMITS.variables)
  expect(other.state.collected.v0).toHaveLength(LIMITS.contentCharacters)
})

test('variables are text, whatever a tool answers', () => {
  const mind = mindOf(llm({ general_tools: [TOOL] }))
  mind.begin()
  mind.hear('Look it up')
  mind.answer('{}', { variables: { a: 1, b: true, c: { d: 1 }, e: null } })
  expect(mind.state.collected).toEqual({ a: '1', b: 'true', c: '{"d":1}' })
})
