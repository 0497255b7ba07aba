import { expect, test } from 'vitest'
import { validators } from '../generated/contract-validators/index.ts'
import { readAnswer } from './inbound-answer.ts'

const checks = await validators['inbound-webhooks']!()
const read = (body: string, truncated = false) =>
  readAnswer('call_inbound', { body, truncated }, checks.callInbound_reply)
const inner = (fields: object) => read(JSON.stringify({ call_inbound: fields }))

test('every field of an answer is read as it stands', () => {
  const fields = {
    reject: false,
    override_agent_id: 'agent_1',
    override_agent_version: 'prod',
    dynamic_variables: { name: 'Ines' },
    metadata: { order: { id: 7 } },
    agent_override: { agent: { voice_speed: 1.2 }, retell_llm: { begin_message: 'Hi' } },
  }
  expect(inner(fields)).toEqual({ override: fields, notes: [] })
})

test.each(['{}', '{"call_inbound":{}}', '{"something":1}', '{"call_inbound":{"unknown":1}}'])(
  'an answer that overrides nothing is good: %s',
  body => {
    expect(read(body)).toMatchObject({ notes: [] })
    expect(read(body)).not.toHaveProperty('fault')
  },
)

test.each([
  ['', /answer is empty, and should be JSON such as {"call_inbound":{}}/],
  [' \n', /answer is empty/],
  ['OK', /answer is not JSON: OK/],
  ['{"call_inbound":', /answer is not JSON/],
  ['[]', /no JSON object/],
  ['"ok"', /no JSON object/],
  ['null', /no JSON object/],
  ['{"call_inbound":[]}', /answer\/call_inbound must be object/],
  ['{"call_inbound":null}', /answer\/call_inbound must be object/],
])('an answer that cannot be read is as bad as none: %s', (body, fault) => {
  expect(read(body).fault).toMatch(fault)
})

test.each([
  [{ dynamic_variables: { age: 42 } }, 'answer/call_inbound/dynamic_variables/age must be string'],
  [{ dynamic_variables: { vip: true } }, 'answer/call_inbound/dynamic_variables/vip must be string'],
  [{ dynamic_variables: { name: null } }, 'answer/call_inbound/dynamic_variables/name must be string'],
  [{ dynamic_variables: ['a'] }, 'answer/call_inbound/dynamic_variables must be object'],
  [{ metadata: 'gold' }, 'answer/call_inbound/metadata must be object'],
  [{ metadata: { note: 'x'.repeat(50_000) } }, 'answer/call_inbound/metadata must NOT be larger than 50 kB'],
  [{ override_agent_id: 7 }, 'answer/call_inbound/override_agent_id must be string'],
  [{ override_agent_version: -1 }, 'answer/call_inbound/override_agent_version must be >= 0'],
  [
    { agent_override: { agent: { voice_speed: 9 } } },
    'answer/call_inbound/agent_override/agent/voice_speed must be <= 2',
  ],
])('a field of another form spoils the whole answer: %j', (fields, fault) => {
  expect(inner(fields).fault).toBe(fault)
  expect(inner({ reject: true, ...fields })).toMatchObject({ fault, override: {} })
})

test('an answer that was cut for its length is as bad as none', () => {
  expect(read('{}', true).fault).toBe('the answer is longer than 1 MB')
})

test.each(['true', 1, 'yes', {}])('only the boolean true rejects; %j is ignored and noted', reject => {
  expect(inner({ reject }).notes).toEqual([
    `reject is ${JSON.stringify(reject)}, which is ignored: only the boolean true rejects`,
  ])
})

test('a flat answer is ignored, and noted', () => {
  expect(read('{"reject":true,"dynamic_variables":{"age":42}}')).toEqual({
    override: {},
    notes: ['reject, dynamic_variables stands beside call_inbound, where it is ignored'],
  })
})

test('null is as good as left out, and noted', () => {
  expect(inner({ override_agent_id: null, metadata: null, dynamic_variables: { a: 'b' } })).toEqual({
    override: { dynamic_variables: { a: 'b' } },
    notes: [
      'override_agent_id is null, which counts as left out',
      'metadata is null, which counts as left out',
    ],
  })
})

test('a chat’s answer stands under its own name', () => {
  const answer = (body: object) =>
    readAnswer('chat_inbound', { body: JSON.stringify(body), truncated: false }, checks.chatInbound_reply)
  expect(answer({ call_inbound: { reject: true } }).override).toEqual({})
  expect(answer({ chat_inbound: { reject: true } }).override).toEqual({ reject: true })
  expect(
    answer({ chat_inbound: { agent_override: { agent: { end_chat_after_silence_ms: 1 } } } }).fault,
  ).toBe('answer/chat_inbound/agent_override/agent/end_chat_after_silence_ms must be >= 120000')
})
