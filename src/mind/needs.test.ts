import { expect, test } from 'vitest'
import { calendar, swap, talk, transfer } from '../testing/llm-talk.ts'
import type { Tool } from './engine.ts'

const needOf = (tool: Tool, words: string, variables: Record<string, string> = {}) => {
  const mind = talk(
    { general_tools: [tool], mcps: [{ name: 'shop', url: 'https://{{host}}' }] },
    { variables },
  )
  mind.hear(words)
  const [act] = mind.acts.filter(candidate => candidate.type === 'tool_call')
  return act?.call.need
}

test('a need has what is to be done, with the variables filled in', () => {
  const mcp: Tool = {
    type: 'mcp',
    name: 'find_order',
    description: '',
    mcp_id: 'shop',
    response_variables: { a: 'b' },
  }
  expect(needOf(mcp, 'find the order', { host: 'mcp.example.com' })).toEqual({
    kind: 'mcp',
    mcpId: 'shop',
    toolName: 'find_order',
    responseVariables: { a: 'b' },
    server: { name: 'shop', url: 'https://mcp.example.com' },
  })
  const code: Tool = { type: 'code', name: 'add_up', code: 'return dv.{{x}}', timeout_ms: 5_000 }
  expect(needOf(code, 'add up', { x: '1' })).toEqual({
    kind: 'code',
    code: 'return dv.{{x}}',
    timeoutMs: 5_000,
    variables: { x: '1' },
    responseVariables: {},
  })
  expect(needOf(transfer, 'a human', { office: 'sip:desk@example.com' })).toMatchObject({
    number: 'sip:desk@example.com',
    extension: '12',
  })
  expect(
    needOf({ type: 'check_availability_cal', name: 'slots', ...calendar }, 'slots', { event: '77' }),
  ).toMatchObject({
    tool: { event_type_id: '77' },
  })
  expect(needOf(swap, 'swap agent')).toMatchObject({
    settings: { post_call_analysis_setting: 'both_agents' },
  })
})

test.each<[Extract<Tool, { type: 'send_sms' }>['sms_content'], string]>([
  [{ type: 'predefined', text: 'Hi {{name}}' }, 'Hi Ada'],
  [{ type: 'predefined', content: 'Hi {{name}}' }, 'Hi Ada'],
  [{ type: 'inferred', prompt: 'Write "See you, {{name}}".' }, 'Write "See you, Ada".'],
  [
    { type: 'template', template: 'info_collection' },
    'Please reply with the information that was asked for.',
  ],
])('the text of an SMS comes of %j', (sms_content, text) => {
  expect(needOf({ type: 'send_sms', name: 'sms', sms_content }, 'sms', { name: 'Ada' })).toEqual({
    kind: 'send_sms',
    text,
  })
})

test('a transfer without a number that can be dialled fails at once, unless it is not to be checked', () => {
  const dial = (tool: Tool) =>
    talk({ general_tools: [tool] }, { variables: { office: 'desk 9' } }).hear('a human')
  expect(dial(transfer)).toEqual([
    'call to_a_human({}) itself',
    'failed desk 9 is neither an E.164 number nor a SIP URI.',
    '"I am sorry, to_a_human did not work."',
  ])
  expect(dial({ ...transfer, ignore_e164_validation: true })).toEqual(['call to_a_human({}) transfer'])
})

test('an inferred number is the one of the sentence that has most in common with the words', () => {
  const inferred = (text: string): Tool => ({
    ...transfer,
    transfer_destination: { type: 'inferred', prompt: text },
  })
  const PROMPT = 'For sales dial +15550100001; for support of a human, +15550100002'
  expect(needOf(inferred(PROMPT), 'a human in support')).toMatchObject({ number: '+15550100002' })
  expect(needOf(inferred(PROMPT), 'an operator')).toMatchObject({ number: '+15550100001' })
  expect(needOf(inferred('Whoever is there'), 'a human')).toBeNull()
})
