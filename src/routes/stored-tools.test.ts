import { expect, test } from 'vitest'
import { newBench } from './testing-context.ts'

const sent = {
  type: 'custom',
  name: 'book',
  url: 'https://tools.test/book',
  parameters: {
    type: 'object',
    required: [],
    properties: {
      email: { type: 'string', format: 'email', description: 'where to' },
      format: { type: 'string', readOnly: true },
      guest: { type: 'object', properties: { born: { type: 'string', format: 'date' } }, required: [] },
      days: { type: 'array', items: { type: 'string', format: 'date' }, minItems: 1 },
      note: { anyOf: [{ type: 'string', readOnly: true }, { type: 'null' }] },
    },
  },
}

const storedParameters = {
  type: 'object',
  properties: {
    email: { type: 'string', description: 'where to' },
    format: { type: 'string' },
    guest: { type: 'object', properties: { born: { type: 'string' } } },
    days: { type: 'array', items: { type: 'string' }, minItems: 1 },
    note: { anyOf: [{ type: 'string' }, { type: 'null' }] },
  },
}

const toolsAs = (body: object) => newBench().ask('createRetellLlm', { body })

test('a custom tool gains its default and loses what the service does not keep, at every depth', () => {
  expect(toolsAs({ general_tools: [sent] }).general_tools).toEqual([
    { ...sent, speak_after_execution: true, parameters: storedParameters },
  ])
})

test('what a custom tool says of itself stays', () => {
  const parameters = { type: 'object', properties: { day: { type: 'string' } }, required: ['day'] }
  const tool = { ...sent, speak_after_execution: false, parameters }
  expect(toolsAs({ general_tools: [tool] }).general_tools).toEqual([tool])
})

test('a custom tool without parameters is given none', () => {
  const { parameters: _, ...tool } = sent
  expect(toolsAs({ general_tools: [tool] }).general_tools).toEqual([{ ...tool, speak_after_execution: true }])
})

test('the tools and transitions of a state are stored in the same way', () => {
  const edge = { destination_state_name: 'greet', description: 'back', parameters: sent.parameters }
  const states = [{ name: 'greet', state_prompt: 'Hello.', tools: [sent], edges: [edge] }]
  expect(toolsAs({ states, starting_state: 'greet' }).states).toEqual([
    {
      name: 'greet',
      state_prompt: 'Hello.',
      tools: [{ ...sent, speak_after_execution: true, parameters: storedParameters }],
      edges: [{ ...edge, parameters: storedParameters }],
    },
  ])
})

test('an update stores its tools in the same way', () => {
  const bench = newBench()
  const { llm_id } = bench.ask('createRetellLlm')
  const updated = bench.ask('updateRetellLlm', { params: { llm_id }, body: { general_tools: [sent] } })
  expect(updated.general_tools).toEqual([
    { ...sent, speak_after_execution: true, parameters: storedParameters },
  ])
})

test('other tools are stored as they are sent', () => {
  const tools = [
    { type: 'end_call', name: 'end' },
    { type: 'press_digit', name: 'press', delay_ms: 500 },
  ]
  expect(toolsAs({ general_tools: tools }).general_tools).toEqual(tools)
})
