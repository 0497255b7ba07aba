import { expect, test } from 'vitest'
import { getCall, scriptedAgent } from '../testing/calls.ts'
import { answering, asked, callsOf, frozen, numberWith, ring } from '../testing/inbound.ts'
import { startReceiver } from '../testing/receiver.ts'

const FAILURES: [string, object | string | number, RegExp][] = [
  ['a 500', 500, /answered 500/],
  ['a 404', 404, /answered 404/],
  ['a redirect', 307, /redirects are not followed/],
  ['no JSON', 'OK', /answer is not JSON: OK/],
  ['an empty 200', 200, /answer is empty/],
  ['a 204', 204, /answer is empty/],
  [
    'a variable that is a number',
    { call_inbound: { reject: true, dynamic_variables: { age: 42 } } },
    /dynamic_variables\/age must be string/,
  ],
  ['metadata that is a text', { call_inbound: { metadata: 'x' } }, /metadata must be object/],
  [
    'an override that no agent could have',
    { call_inbound: { agent_override: { agent: { voice_speed: 9 } } } },
    /voice_speed must be <= 2/,
  ],
]

test.each(FAILURES)(
  '%s is asked again three times, and then the number’s own agent answers',
  async (_name, answer, why) => {
    await using fake = await frozen()
    await using receiver = await answering(answer)
    const agent = await scriptedAgent(fake)
    const to_number = await numberWith(fake, { url: receiver.url, agent })
    const { call_id, rejected } = await ring(fake, to_number)
    expect(rejected).toBeUndefined()
    const { state, attempts } = asked(fake, call_id)
    expect(state).toBe('failed')
    expect(attempts.map(({ error }) => error)).toEqual(Array(4).fill(expect.stringMatching(why)))
    expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1)
    const call = await getCall(fake, { call_id })
    expect(call).toMatchObject({ agent_id: agent.agent_id })
    expect(call).not.toHaveProperty('metadata')
  },
)

test.each(FAILURES)('%s makes no call where the number has no agent', async (_name, answer, why) => {
  await using fake = await frozen()
  await using receiver = await answering(answer)
  const to_number = await numberWith(fake, { url: receiver.url })
  fake.settings({ inbound_webhook_retries: 0 })
  const { call_id, rejected } = await ring(fake, to_number)
  expect(rejected).toMatchObject({ reason: 'nobody', message: expect.stringMatching(why) })
  expect(asked(fake, call_id).attempts).toHaveLength(1)
  expect(await callsOf(fake)).toBe(0)
})

test('an attempt that succeeds ends the asking', async () => {
  await using fake = await frozen()
  await using receiver = await answering(503, 'not yet', { call_inbound: { metadata: { try: 3 } } })
  const to_number = await numberWith(fake, { url: receiver.url, agent: await scriptedAgent(fake) })
  const { call_id } = await ring(fake, to_number)
  expect(asked(fake, call_id)).toMatchObject({ state: 'delivered', attempts: [{}, {}, { error: null }] })
  expect(await getCall(fake, { call_id })).toMatchObject({ metadata: { try: 3 } })
})

test('silence is a failure after the time that is set, though the clock stands still', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver(() => {})
  const agent = await scriptedAgent(fake)
  const to_number = await numberWith(fake, { url: receiver.url, agent })
  expect(fake.settings()).toMatchObject({ inbound_webhook_timeout_ms: 10_000, inbound_webhook_retries: 3 })
  fake.settings({ inbound_webhook_timeout_ms: 50, inbound_webhook_retries: 1 })
  const before = fake.now()
  const { call_id } = await ring(fake, to_number)
  expect(asked(fake, call_id).attempts.map(({ error }) => error)).toEqual([
    'no answer within 50 ms',
    'no answer within 50 ms',
  ])
  expect(fake.now()).toBe(before)
  expect(await getCall(fake, { call_id })).toMatchObject({ agent_id: agent.agent_id })
})

test('a receiver that is not there, and a URL that is none, are failures like others', async () => {
  await using fake = await frozen()
  const agent = await scriptedAgent(fake)
  const receiver = await startReceiver()
  await receiver[Symbol.asyncDispose]()
  for (const [url, why] of [
    [receiver.url, /connection refused/],
    ['nowhere', /not a valid http/],
  ] as const) {
    const to_number = await numberWith(fake, { url, agent })
    const { call_id } = await ring(fake, to_number)
    expect(asked(fake, call_id).attempts[3]!.error).toMatch(why)
    expect(await getCall(fake, { call_id })).toMatchObject({ agent_id: agent.agent_id })
  }
})

test.each([
  [
    'a flat answer',
    { reject: true, metadata: { a: 1 } },
    ['reject, metadata stands beside call_inbound, where it is ignored'],
  ],
  [
    'reject: "true"',
    { call_inbound: { reject: 'true' } },
    ['reject is "true", which is ignored: only the boolean true rejects'],
  ],
  ['an empty answer', {}, undefined],
])('%s changes nothing, and the log says why', async (_name, answer, notes) => {
  await using fake = await frozen()
  await using receiver = await answering(answer)
  const agent = await scriptedAgent(fake)
  const to_number = await numberWith(fake, { url: receiver.url, agent })
  const { call_id } = await ring(fake, to_number)
  const call = await getCall(fake, { call_id })
  expect(call).toMatchObject({ agent_id: agent.agent_id })
  expect(call).not.toHaveProperty('metadata')
  const { state, attempts } = asked(fake, call_id)
  expect([state, attempts.length, attempts[0]!.notes]).toEqual(['delivered', 1, notes])
})

test('an answer that names nobody, at a number without an agent, makes no call', async () => {
  await using fake = await frozen()
  await using receiver = await answering({ call_inbound: { dynamic_variables: { a: 'b' } } })
  const to_number = await numberWith(fake, { url: receiver.url })
  const { call_id, rejected } = await ring(fake, to_number)
  expect(rejected).toEqual({
    reason: 'nobody',
    message: `${to_number} has no inbound agent, and its inbound webhook named none`,
  })
  expect(asked(fake, call_id).state).toBe('delivered')
})
