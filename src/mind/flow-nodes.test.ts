import { expect, test } from 'vitest'
import type { FlowComponent } from '../contract.ts'
import { edge, equation, fixed, flow, mindOf, type Node, prompt, says, talk } from '../testing/mind.ts'

/** A flow of nodes, begun. */
const begun = (
  nodes: Node[],
  circumstances: Parameters<typeof mindOf>[1] = {},
  rest: Parameters<typeof flow>[1] = {},
) => {
  const mind = mindOf(flow(nodes, rest), circumstances)
  return { ...mind, mind, lines: mind.begin() }
}
const END = talk('end')

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

const TOOL = {
  type: 'custom' as const,
  tool_id: 'tool-1',
  name: 'find_slot',
  url: 'https://tools.example.com/slots',
  parameters: { type: 'object' as const, properties: { day: { type: 'string' } } },
}
const callNode = (rest: object = {}): Node => ({
  id: 'f',
  type: 'function',
  tool_id: 'tool-1',
  tool_type: 'local',
  wait_for_result: true,
  edges: [edge('A slot was found', 'end'), edge('The search failed', 'sorry')],
  ...rest,
})

test('a function node calls its tool at once, and its result leads on', () => {
  const nodes = [callNode(), END, talk('sorry')]
  const { lines, mind } = begun(nodes, { variables: { day: 'Friday' } }, { tools: [TOOL] })
  expect(lines).toEqual(['begin → f', 'call find_slot({"day":"Friday"}) custom'])
  expect(mind.answer('nine', { variables: { slot: 'nine' } })).toEqual([
    'ok nine',
    'collect {"slot":"nine"}',
    'f → end',
    '"END"',
  ])
  const failing = begun(nodes, {}, { tools: [TOOL] })
  expect(failing.answer('Boom', { successful: false })).toEqual(['failed Boom', 'f → sorry', '"SORRY"'])
})

test('equations on what a function answered go before its prompts', () => {
  const edges = [edge('A slot was found', 'end'), equation('{{slots}}', '==', '0', 'sorry')]
  const { mind } = begun([callNode({ edges }), END, talk('sorry')], {}, { tools: [TOOL] })
  expect(mind.answer('{}', { variables: { slots: 0 } }).at(-2)).toBe('f → sorry')
})

test('a function node speaks meanwhile, and need not wait', () => {
  const node = callNode({
    wait_for_result: false,
    speak_during_execution: true,
    instruction: says('Let me see'),
  })
  const { lines, mind } = begun([node, END, talk('sorry')], {}, { tools: [TOOL] })
  expect(lines).toEqual([
    'begin → f',
    '"Let me see"',
    'call find_slot({}) custom, not waiting',
    'f → end',
    '"END"',
  ])
  expect(mind.hear('Hm')).toHaveLength(1)
  expect(mind.answer('nine', { variables: { slot: 'nine' } })).toEqual(['ok nine', 'collect {"slot":"nine"}'])
})

test('a function node without its tool fails, and one from which nothing leads waits for the user', () => {
  expect(begun([callNode(), END, talk('sorry')]).lines).toEqual([
    'begin → f',
    'call tool-1({}) itself',
    'failed There is no tool tool-1 here.',
    'f → sorry',
    '"SORRY"',
  ])
  const { mind } = begun(
    [callNode({ edges: [edge('User wants the end', 'end')] }), END],
    {},
    { tools: [TOOL] },
  )
  expect(mind.answer('Boom', { successful: false })).toEqual([
    'failed Boom',
    'warn Nothing leads out of node f; the agent waits there.',
  ])
  expect(mind.hear('The end, please')).toEqual(['f → end', '"END"'])
})

test('a code node hands over its code and the variables', () => {
  const node: Node = {
    id: 'c',
    type: 'code',
    code: 'return { sum: 1 }',
    wait_for_result: true,
    response_variables: { sum: 'sum' },
    else_edge: fixed('Else', 'end'),
  }
  const { lines, mind } = begun([node, END], { variables: { x: '1' } })
  expect(lines[1]).toBe('call code({}) code')
  expect(mind.state.calls[0]).toMatchObject({
    need: {
      code: 'return { sum: 1 }',
      variables: { x: '1', current_node: 'c' },
      responseVariables: { sum: 'sum' },
    },
  })
  expect(mind.answer('{"sum":1}')).toEqual(['ok {"sum":1}', 'c → end', '"END"'])
})

test('an MCP node calls the tool of its server', () => {
  const node: Node = {
    id: 'm',
    type: 'mcp',
    mcp_id: 'shop',
    mcp_tool_name: 'find_order',
    wait_for_result: true,
    edges: [edge('The order was found', 'end')],
  }
  const { lines, mind } = begun([node, END], {}, { mcps: [{ name: 'shop', url: 'https://mcp.example.com' }] })
  expect(lines[1]).toBe('call find_order({}) mcp')
  expect(mind.state.calls[0]).toMatchObject({ need: { server: { url: 'https://mcp.example.com' } } })
  expect(mind.answer('{}')).toEqual(['ok {}', 'm → end', '"END"'])
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

test('an end node ends the conversation, with words if it has any', () => {
  expect(begun([{ id: 'e', type: 'end' }]).lines).toEqual(['begin → e', 'end {"how":"ended"}'])
  const spoken: Node = { id: 'e', type: 'end', speak_during_execution: true, instruction: says('So long') }
  expect(begun([spoken]).lines).toEqual(['begin → e', '"So long"', 'end {"how":"ended"}'])
  expect(begun([{ id: 'e', type: 'end', instruction: says('Not spoken') }]).lines).toHaveLength(2)
})

const transferNode: Node = {
  id: 't',
  name: 'To the office',
  type: 'transfer_call',
  transfer_destination: { type: 'predefined', number: '+15550100009' },
  transfer_option: { type: 'cold_transfer' },
  speak_during_execution: true,
  instruction: says('I put you through'),
  edge: fixed('Transfer failed', 'end'),
}

test('a transfer node asks for the transfer, which ends the conversation or leads along its edge', () => {
  const { lines, mind } = begun([transferNode, END])
  expect(lines).toEqual(['begin → t', '"I put you through"', 'call To the office({}) transfer'])
  expect(mind.answer('').at(-1)).toBe(
    'end {"how":"transferred","number":"+15550100009","option":"cold_transfer"}',
  )
  const busy = begun([transferNode, END])
  expect(busy.answer('busy', { successful: false })).toEqual(['failed busy', 't → end', '"END"'])
  const wrong = { ...transferNode, transfer_destination: { type: 'predefined', number: 'x' } } as Node
  expect(begun([wrong, END]).lines.slice(-2)).toEqual(['t → end', '"END"'])
})

test('an agent swap hands over, or leads along its edge', () => {
  const node: Node = {
    id: 's',
    type: 'agent_swap',
    agent_id: 'agent_2',
    post_call_analysis_setting: 'both_agents',
    edge: fixed('Transfer failed', 'end'),
  }
  expect(begun([node, END]).lines).toEqual(['begin → s', 'call agent_swap({}) agent_swap'])
  expect(begun([node, END]).answer('').at(-1)).toBe('end {"how":"swapped","agentId":"agent_2"}')
  expect(begun([node, END]).answer('', { successful: false }).slice(-2)).toEqual(['s → end', '"END"'])
})

test('an SMS node leads on by whether the message was sent', () => {
  const node = (instruction: Extract<Node, { type: 'sms' }>['instruction']): Node => ({
    id: 's',
    type: 'sms',
    instruction,
    success_edge: fixed('Sent successfully', 'end'),
    failed_edge: fixed('Failed to send', 'sorry'),
  })
  const nodes = (instruction = says('Hi {{name}}') as Parameters<typeof node>[0]) => [
    node(instruction),
    END,
    talk('sorry'),
  ]
  const { mind } = begun(nodes(), { variables: { name: 'Ada' } })
  expect(mind.state.calls[0]).toMatchObject({ need: { kind: 'send_sms', text: 'Hi Ada' } })
  expect(mind.answer('')).toEqual(['ok', 's → end', '"END"'])
  expect(begun(nodes(prompt('Write something'))).answer('', { successful: false })[1]).toBe('s → sorry')
  const template = begun(nodes({ type: 'template', template: 'info_collection' }))
  expect(template.mind.state.calls[0]).toMatchObject({ need: { text: expect.stringContaining('reply') } })
})

const pressNode: Node = {
  id: 'p',
  type: 'press_digit',
  instruction: prompt('Get to appointments.'),
  delay_ms: 500,
  edges: [edge('You reached the front desk', 'end')],
}

test('a press digit node never speaks, presses what the menu offers, and leads on by what the machine says', () => {
  const { lines, hear } = begun([pressNode, END])
  expect(lines).toEqual(['begin → p'])
  expect(hear('Welcome to the clinic.')).toEqual([])
  expect(hear('For appointments, press 2.')).toEqual([
    'call press_digit({"digit":"2"}) itself',
    'press 2 after 500',
    'ok',
  ])
  expect(hear('You have reached the front desk.')).toEqual(['p → end', '"END"'])
})

test('a press digit node presses what it is told to when it is reached', () => {
  const node = { ...pressNode, instruction: prompt('Press 1 for support.') } as Node
  expect(begun([node, END]).lines).toEqual([
    'begin → p',
    'call press_digit({"digit":"1"}) itself',
    'press 1 after 500',
    'ok',
  ])
})

const extractNode: Node = {
  id: 'x',
  type: 'extract_dynamic_variables',
  variables: [
    { type: 'string', name: 'city', description: '' },
    { type: 'number', name: 'people', description: '' },
  ],
  edges: [edge('Variables were extracted', 'end')],
  else_edge: fixed('Else', 'other'),
}

test('an extraction node keeps what it finds in all that was said, and leads on', () => {
  const nodes = [talk('a', { edges: [edge('User is done', 'x')] }), extractNode, END, talk('other')]
  const { mind } = begun(nodes)
  mind.hear('My city is Porto')
  expect(mind.hear('I am done, we are 4')).toEqual([
    'a → x',
    'call extract_dynamic_variables({"city":"Porto","people":4}) itself',
    'ok {"city":"Porto","people":4}',
    'collect {"city":"Porto","people":"4"}',
    'x → end',
    '"END"',
  ])
  expect(begun(nodes).hear('I am done').slice(-2)).toEqual(['x → other', '"OTHER"'])
  const script = { extracts: { city: 'Faro', people: null } }
  expect(begun(nodes, { script }).hear('done')).toContain('collect {"city":"Faro"}')
})

test.each(['bridge_transfer', 'cancel_transfer'] as const)(
  'a %s node asks for it, and that is the end',
  type => {
    const node: Node = { id: 'n', type, speak_during_execution: true, instruction: says('Now') }
    const { lines, mind } = begun([node])
    expect(lines).toEqual(['begin → n', '"Now"', `call ${type}({}) ${type}`])
    expect(mind.answer('').at(-1)).toMatch(/^end /)
    expect(begun([node]).answer('', { successful: false }).at(-1)).toBe(
      `warn ${type} failed, and nothing leads out of node n.`,
    )
  },
)

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
