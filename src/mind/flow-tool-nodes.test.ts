import { expect, test } from 'vitest'
import { begun, END, TOOL } from '../testing/flow-talk.ts'
import { edge, equation, fixed, type Node, prompt, says, talk } from '../testing/mind.ts'

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
