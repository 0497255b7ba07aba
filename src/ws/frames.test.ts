import { expect, test } from 'vitest'
import { readFrame } from './frames.ts'

const read = (frame: unknown) => readFrame(JSON.stringify(frame))
const response = { response_type: 'response', response_id: 4, content: 'Hello. ', content_complete: true }
const interrupt = {
  response_type: 'agent_interrupt',
  interrupt_id: 1,
  content: 'Wait.',
  content_complete: true,
}
const invocation = {
  response_type: 'tool_call_invocation',
  tool_call_id: 't1',
  name: 'find',
  arguments: '{}',
}
const result = { response_type: 'tool_call_result', tool_call_id: 't1', content: '[]' }

test.each([
  response,
  { ...response, end_call: true },
  {
    ...response,
    transfer_number: '+15005550100',
    show_transferee_as_caller: true,
    no_interruption_allowed: true,
  },
  { ...response, content: '', digit_to_press: '3#' },
  interrupt,
  invocation,
  result,
  { ...result, successful: false },
  { response_type: 'ping_pong', timestamp: 1_790_000_000_123 },
  { response_type: 'update_agent', agent_config: { responsiveness: 0, interruption_sensitivity: 1 } },
  { response_type: 'update_agent', agent_config: { reminder_trigger_ms: 4_000, reminder_max_count: 0 } },
  { response_type: 'metadata', metadata: { mood: 'happy', list: [1, { deep: null }] } },
])('a documented frame is read as it is: %j', frame => {
  expect(read(frame)).toEqual({ frame })
})

test('switches that a config leaves out or sets to null are off', () => {
  const config = { auto_reconnect: true, call_details: null }
  expect(read({ response_type: 'config', config, response_id: 1 })).toEqual({
    frame: {
      response_type: 'config',
      config: { auto_reconnect: true, call_details: false, transcript_with_tool_calls: false },
    },
  })
})

test('a frame without a response_type is a response', () => {
  const { response_type: _, ...bare } = response
  expect(read(bare)).toEqual({ frame: response })
  expect(read({ ...bare, response_type: null })).toEqual({ frame: response })
})

test('nulls and unknown keys are let pass', () => {
  const nulls = { end_call: null, transfer_number: null, digit_to_press: null, no_interruption_allowed: null }
  expect(read({ ...response, ...nulls, extra: [1], timestamp: 3 })).toEqual({ frame: response })
  expect(read({ ...invocation, response_id: 4 })).toEqual({ frame: invocation })
  expect(read({ ...result, successful: null })).toEqual({ frame: result })
  const agent_config = { responsiveness: null, unknown: 7 }
  expect(read({ response_type: 'update_agent', agent_config })).toEqual({
    frame: { response_type: 'update_agent', agent_config: {} },
  })
})

test("a clock's own fraction of a millisecond in a ping_pong is let pass", () => {
  expect(read({ response_type: 'ping_pong', timestamp: 1.5 })).toHaveProperty('frame')
})

test.each(['', '{', 'hello', 'null', '[]', '3', '"text"', '{"response_type":"response",}'])(
  "what is no JSON object is a fault in the words of Retell's log: %s",
  text => {
    expect(readFrame(text)).toEqual({
      fault: expect.stringMatching(/^Error in parsing LLM websocket message/),
    })
  },
)

test.each([
  [{ ...response, response_id: '4' }, 'response_id must be an integer, not "4"'],
  [{ ...response, response_id: 4.5 }, 'response_id must be an integer, not 4.5'],
  [{ ...response, response_id: null }, 'response_id must be an integer, not null'],
  [{ ...response, content: undefined }, 'content must be a string, not missing'],
  [{ ...response, content: null }, 'content must be a string, not null'],
  [{ ...response, content: ['a'] }, 'content must be a string, not an array'],
  [{ ...response, content_complete: 'true' }, 'content_complete must be a boolean, not "true"'],
  [{ ...response, content_complete: undefined }, 'content_complete must be a boolean, not missing'],
  [{ ...response, end_call: 'false' }, 'end_call must be a boolean, not "false"'],
  [{ ...response, digit_to_press: 3 }, 'digit_to_press must be a string, not 3'],
  [{ ...response, transfer_number: {} }, 'transfer_number must be a string, not an object'],
  [{ ...interrupt, interrupt_id: undefined }, 'interrupt_id must be an integer, not missing'],
  [{ ...interrupt, content_complete: undefined }, 'content_complete must be a boolean, not missing'],
  [{ ...invocation, arguments: {} }, 'arguments must be a string, not an object'],
  [{ ...invocation, name: undefined }, 'name must be a string, not missing'],
  [{ ...result, tool_call_id: 1 }, 'tool_call_id must be a string, not 1'],
  [{ ...result, successful: 'yes' }, 'successful must be a boolean, not "yes"'],
  [{ response_type: 'config' }, 'config must be an object, not missing'],
  [{ response_type: 'config', config: { call_details: 'yes' } }, 'call_details must be a boolean, not "yes"'],
  [{ response_type: 'ping_pong' }, 'timestamp must be a number, not missing'],
  [{ response_type: 'metadata', metadata: [] }, 'metadata must be an object, not an array'],
  [{ response_type: 'update_agent' }, 'agent_config must be an object, not missing'],
  [
    { response_type: 'update_agent', agent_config: { responsiveness: 2 } },
    'responsiveness must be from 0 to 1, not 2',
  ],
  [
    { response_type: 'update_agent', agent_config: { reminder_trigger_ms: 0 } },
    'reminder_trigger_ms must be above 0, not 0',
  ],
  [
    { response_type: 'update_agent', agent_config: { reminder_max_count: 1.5 } },
    'reminder_max_count must be a whole number from 0, not 1.5',
  ],
  [{ response_type: 'speak', content: 'x' }, 'unknown response_type "speak"'],
  [{ response_type: 'constructor' }, 'unknown response_type "constructor"'],
  [{ response_type: 7 }, 'unknown response_type 7'],
  [{ response_type: ['response'] }, 'unknown response_type an array'],
])('a frame of the wrong kind is a fault: %j', (frame, fault) => {
  expect(read(frame)).toEqual({ fault })
})

test('text above the limit is not parsed, whether its length is in characters or in bytes', () => {
  expect(readFrame('x'.repeat(1_048_577))).toEqual({
    fault: 'a frame of more than 1048576 bytes was dropped',
  })
  expect(readFrame('"ééé"', 7)).toEqual({ fault: 'a frame of more than 7 bytes was dropped' })
  expect(readFrame('"ééé"', 8)).toEqual({ fault: expect.stringContaining('not a JSON object') })
})

test('a fault stays short whatever was sent', () => {
  const outcome = read({ response_type: 'x'.repeat(100_000) })
  expect(JSON.stringify(outcome).length).toBeLessThan(200)
})

test('nesting that would exhaust the stack of a later reader is refused', () => {
  const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`
  expect(readFrame(`{"response_type":"metadata","metadata":${nested(100)}}`)).toHaveProperty('frame')
  const fault = 'metadata must not be nested deeper than 100'
  expect(readFrame(`{"response_type":"metadata","metadata":${nested(101)}}`)).toEqual({ fault })
  expect(readFrame(`{"response_type":"metadata","metadata":${nested(150_000)}}`)).toEqual({ fault })
  expect(readFrame('['.repeat(1_000_000))).toHaveProperty('fault')
})
