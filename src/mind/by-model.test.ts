import { expect, test } from 'vitest'
import { edge, equation, fixed, flow, llm, prompt, talk } from '../testing/mind.ts'
import { modelMindOf } from '../testing/model-mind.ts'

const find = {
  type: 'custom' as const,
  name: 'find',
  url: 'https://tools.example.com/find',
  parameters: { type: 'object' as const, properties: { what: { type: 'string' } } },
}

test('a node is left by the way that the model chooses, in silence; equations need no model', () => {
  const mind = modelMindOf(
    flow([
      talk('a', { edges: [edge('They want b', 'b'), edge('They want c', 'c')] }),
      talk('b', { edges: [equation('{{direction}}', 'not_exist', '', 'c')] }),
      talk('c'),
    ]),
    [[['transition_to_b']]],
  )
  mind.begin()
  expect(mind.hear('anything')).toEqual(['a → b', '"B"'])
  expect(mind.questions[0]!.offers).toMatchObject([
    { name: 'transition_to_b', description: 'They want b' },
    { name: 'transition_to_c' },
  ])
  expect(mind.hear('anything')).toEqual(['b → c', '"C"'])
  expect(mind.questions).toHaveLength(1)
})

test('a model that chooses no way stays and speaks, or takes the else edge without a word', () => {
  const stays = modelMindOf(flow([talk('a', { edges: [edge('They want b', 'b')] }), talk('b')]), ['Do you?'])
  stays.begin()
  expect(stays.hear('b')).toEqual(['"Do you?"'])
  const node = talk('a', { edges: [edge('They want b', 'b')], else_edge: fixed('Else', 'c') })
  const leaves = modelMindOf(flow([node, talk('b'), talk('c')]), ['Do you?'])
  leaves.begin()
  expect(leaves.hear('b')).toEqual(['a → c', '"C"'])
})

test('a prompt is spoken by the model with what the agent is told everywhere, a static text as it stands', () => {
  const mind = modelMindOf(
    flow([talk('a', { edges: [edge('Next', 'b')] }), talk('b', { instruction: prompt('Greet {{name}}.') })], {
      global_prompt: 'You are kind.',
      default_dynamic_variables: { name: 'Ines' },
    }),
    [[['transition_to_b']], 'Hello {{name}}'],
  )
  expect(mind.begin()).toEqual(['begin → a', '"A"'])
  expect(mind.hear('next')).toEqual(['a → b', '"Hello {{name}}"'])
  expect(mind.questions[1]!.prompt).toBe('You are kind.\n\nGreet Ines.')
  expect(mind.questions[1]!.done).toMatchObject([{ type: 'node_transition' }])
})

test('a subagent may call its tools before its first word, and speaks when they have answered', () => {
  const mind = modelMindOf(
    flow([
      talk('a', { edges: [edge('Next', 'b')] }),
      { id: 'b', type: 'subagent', instruction: prompt('Find it.'), tools: [find] },
    ]),
    [[['transition_to_b']], [['find', { what: 'lamp' }]], 'Here it is.', 'Anything else?'],
  )
  mind.begin()
  expect(mind.hear('a lamp')).toEqual(['a → b', 'call find({"what":"lamp"}) custom'])
  expect(mind.answer('on shelf 3')).toEqual(['ok on shelf 3', '"Here it is."'])
  expect(mind.hear('thanks')).toEqual(['"Anything else?"'])
})

test('a tool that is not to be spoken about is followed by silence', () => {
  const engine = llm({ begin_message: 'Hi', general_tools: [{ ...find, speak_after_execution: false }] })
  const mind = modelMindOf(engine, [[['find', {}]]])
  mind.begin()
  expect(mind.hear('find')).toEqual(['call find({}) custom'])
  expect(mind.answer('found')).toEqual(['ok found'])
})

test('several tools at once are all called, and the turn goes on with the last answer', () => {
  const mind = modelMindOf(llm({ begin_message: 'Hi', general_tools: [find] }), [
    [
      ['find', { what: 'a' }],
      ['find', { what: 'b' }],
    ],
    'Both.',
  ])
  mind.begin()
  expect(mind.hear('a and b')).toHaveLength(2)
  expect(mind.answer('1', 't2')).toEqual(['ok 1'])
  expect(mind.answer('2', 't1')).toEqual(['ok 2', '"Both."'])
})

test('where the model fails after a tool has answered, the rules speak of it', () => {
  const mind = modelMindOf(llm({ begin_message: 'Hi', general_tools: [find] }), [[['find', {}]], null])
  mind.begin()
  mind.hear('x')
  expect(mind.answer('found')).toEqual(['ok found', '"Here is what find says: found"'])
})

test('the arguments of a function node and values to extract are asked for by a function that must be called', () => {
  const mind = modelMindOf(
    flow(
      [
        talk('a', { always_edge: fixed('Always', 'f') }),
        {
          id: 'f',
          type: 'function',
          tool_id: 'tool-1',
          tool_type: 'local',
          wait_for_result: true,
          edges: [edge('It was found', 'x'), edge('It was not found', 'z')],
        },
        {
          id: 'x',
          type: 'extract_dynamic_variables',
          variables: [
            { type: 'enum', name: 'size', description: 'The size', choices: ['small', 'large'] },
            { type: 'string', name: 'shop', description: 'The shop' },
          ],
          edges: [],
          else_edge: fixed('Else', 'z'),
        },
        talk('z'),
      ],
      { tools: [{ ...find, tool_id: 'tool-1' }] },
    ),
    [
      [['find', { what: 'lamp' }]],
      [['transition_to_x']],
      [['extract_dynamic_variables', { size: 'huge', shop: 'main' }]],
    ],
    { extracts: { shop: 'corner' } },
  )
  mind.begin()
  expect(mind.hear('a lamp')).toEqual(['a → f', 'call find({"what":"lamp"}) custom'])
  expect(mind.questions[0]).toMatchObject({ must: 'find' })
  expect(mind.answer('yes')).toEqual([
    'ok yes',
    'f → x',
    'call extract_dynamic_variables({"shop":"corner"}) itself',
    'ok {"shop":"corner"}',
    'collect {"shop":"corner"}',
    'x → z',
    '"Z"',
  ])
  expect(mind.questions[2]!.offers[0]!.parameters.properties).toEqual({
    size: { type: 'string', description: 'The size', enum: ['small', 'large'] },
  })
})

test('a model that finds no condition to hold after a function leaves it to the else edge, or to how it went', () => {
  const engine = (rest: object) =>
    flow(
      [
        talk('a', { always_edge: fixed('Always', 'f') }),
        {
          id: 'f',
          type: 'code',
          code: 'return 1',
          wait_for_result: true,
          edges: [edge('It failed', 'bad'), edge('It went well', 'good')],
          ...rest,
        },
        talk('bad'),
        talk('good'),
        talk('other'),
      ],
      {},
    )
  const walk = (rest: object) => {
    const mind = modelMindOf(engine(rest), ['none'])
    mind.begin()
    mind.hear('go')
    return mind.answer('1').at(-1)
  }
  expect(walk({})).toBe('"GOOD"')
  expect(walk({ else_edge: fixed('Else', 'other') })).toBe('"OTHER"')
})

test('at a phone menu the model chooses the keys, and where it chooses none nothing is pressed', () => {
  const engine = flow([
    talk('a', { edges: [edge('A machine', 'p')] }),
    { id: 'p', type: 'press_digit', instruction: prompt('Reach sales.'), edges: [] },
  ])
  const mind = modelMindOf(engine, [
    [['transition_to_p']],
    'Nothing to press.',
    [['press_digit', { digit: '2 #' }]],
  ])
  mind.begin()
  expect(mind.hear('Welcome')).toEqual(['a → p'])
  expect(mind.hear('For sales press two')).toEqual([
    'call press_digit({"digit":"2#"}) itself',
    'press 2# after 1000',
    'ok',
  ])
})

test('the number of a transfer by prompt is the model’s, and must be one', () => {
  const tool = {
    type: 'transfer_call' as const,
    name: 'connect',
    transfer_destination: { type: 'inferred' as const, prompt: 'Sales: +14155550101' },
    transfer_option: { type: 'cold_transfer' as const },
  }
  const calls = (number: string, ...more: string[]) => {
    const mind = modelMindOf(llm({ begin_message: 'Hi', general_tools: [tool] }), [
      [['connect']],
      [['transfer_call', { number }]],
      ...more,
    ])
    mind.begin()
    return [...mind.hear('sales'), mind.acts]
  }
  expect(calls('+14155550101').at(-1)).toMatchObject([
    { type: 'tool_call', call: { need: { kind: 'transfer', number: '+14155550101' } } },
  ])
  expect(calls('sales', 'I cannot.').slice(0, -1)).toEqual([
    'call connect({}) itself',
    'failed sales is neither an E.164 number nor a SIP URI.',
    '"I cannot."',
  ])
})

test('somebody who is silent is spoken to by the model, too', () => {
  const mind = modelMindOf(llm({ begin_message: 'Hi' }), ['Still there, my friend?', null])
  mind.begin()
  expect(mind.on({ type: 'silence' })).toEqual(['"Still there, my friend?"'])
  expect(mind.questions[0]!.note).toContain('silent')
})

test('a turn in which the scenario stays offers nothing to go by', () => {
  const engine = flow([talk('a', { edges: [edge('They want b', 'b')] }), talk('b')])
  const mind = modelMindOf(engine, ['Go on.'], { choices: ['stay'] })
  mind.begin()
  expect(mind.hear('b')).toEqual(['"Go on."'])
  expect(mind.offered()).toEqual([])
})

test('names of ways are names of functions, and differ', () => {
  const node = (id: string, name: string) => talk(id, { name })
  const mind = modelMindOf(
    flow([
      talk('a', { edges: [edge('One', 'b'), edge('Two', 'c'), edge('Three')] }),
      node('b', 'Книги & co.'),
      node('c', '… co!'),
    ]),
    [[['transition_to_co_2']]],
  )
  mind.begin()
  expect(mind.hear('two')).toEqual(['a → c', '"C"'])
  expect(mind.offered()).toEqual(['transition_to_co', 'transition_to_co_2', 'transition_to_to_nowhere'])
})
