// Misdeliveries that say when a request is sent: as the receiver sees their order, on the mock's clock.

import RetellSdk5 from 'retell-sdk'
import { expect, test } from 'vitest'
import { startFakeRetell } from '../index.ts'
import { type AgentSettings, api, dial, scriptedAgent } from '../testing/calls.ts'
import { startReceiver } from '../testing/receiver.ts'

const frozen = (seed = 1) => startFakeRetell({ time: 'frozen', seed })
type Fake = Awaited<ReturnType<typeof frozen>>

async function call(fake: Fake, webhook_url: string, settings: AgentSettings = {}) {
  const agent = await scriptedAgent(fake, { webhook_url, ...settings })
  return dial(fake, agent)
}

test('a dropped event is never sent, and the log says why', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver()
  await fake.fault({ misdeliver: 'dropped', event: 'call_ended' })
  await call(fake, receiver.url)
  await fake.runUntilIdle()
  expect(receiver.events()).toEqual(['call_started', 'call_analyzed'])
  expect(fake.deliveries({ event: 'call_ended' })).toMatchObject([
    {
      state: 'failed',
      attempts: [{ status: null, error: 'dropped on purpose: nothing was sent', fault: 'dropped' }],
    },
  ])
})

test('dropping a later attempt gives up after the ones before', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver((_request, response) => void response.writeHead(500).end())
  await fake.fault({ misdeliver: 'dropped', attempt: 3 })
  await call(fake, receiver.url, { webhook_events: ['call_ended'] })
  await fake.runUntilIdle()
  expect(receiver.received).toHaveLength(2)
  expect(fake.deliveries()[0]).toMatchObject({ state: 'failed', attempts: [{}, {}, { fault: 'dropped' }] })
})

test('a late event comes so much later on the mock’s clock, after what happened in between', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver()
  await fake.fault({ misdeliver: 'late', event: 'call_started', delay_ms: 3_600_000 })
  await call(fake, receiver.url)
  await fake.runUntilIdle()
  expect(receiver.events()).toEqual(['call_ended', 'call_analyzed', 'call_started'])
  const { start_timestamp } = JSON.parse(receiver.received[2]!.body).call as { start_timestamp: number }
  const [late] = fake.deliveries({ event: 'call_started' })
  expect(late!.attempts).toMatchObject([{ at: start_timestamp + 3_600_000, fault: 'late', status: 204 }])
})

test('a held event goes out right after the next one about the same call, and time does not pass for it', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver()
  await fake.fault({ misdeliver: 'held', event: 'call_started' })
  await fake.fault({ misdeliver: 'held', event: 'call_analyzed', delay_ms: 5_000 })
  await call(fake, receiver.url)
  await fake.runUntilIdle()
  expect(receiver.events()).toEqual(['call_ended', 'call_started', 'call_analyzed'])
  const [ended, started, analyzed] = receiver.received.map(
    ({ body }) => fake.deliveries({ event: (JSON.parse(body) as { event: string }).event })[0]!.attempts[0]!,
  )
  expect(started!.at).toBe(ended!.at)
  // Nothing comes after the last: it is let go after so long.
  expect(analyzed!.at).toBe(ended!.at + 5_000 + 5_000)
})

test.each([
  ['at_once', { copies: 3 }, 4],
  ['within_a_second', { copies: 2, spacing: 'within_a_second' }, 3],
  ['after_success', { spacing: 'after_success' }, 2],
] as const)('duplicates come %s, each signed anew and a delivery of its own', async (_when, more, count) => {
  await using fake = await frozen()
  await using receiver = await startReceiver()
  await fake.fault({ misdeliver: 'duplicate', event: 'call_ended', ...more })
  await call(fake, receiver.url, { webhook_events: ['call_ended'] })
  await fake.runUntilIdle()
  expect(receiver.events()).toEqual(Array(count).fill('call_ended'))
  expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1)
  for (const { body, headers } of receiver.received)
    expect(await RetellSdk5.verify(body, fake.apiKey, String(headers['x-retell-signature']))).toBe(true)
  const log = fake.deliveries({ event: 'call_ended' })
  const [original, ...copies] = log
  expect(log.map(({ state }) => state)).toEqual(Array(count).fill('delivered'))
  for (const copy of copies) expect(copy.attempts[0]!.fault).toBe('duplicate')
  const last = Math.max(...log.map(({ attempts }) => attempts[0]!.at))
  expect(last - original!.attempts[0]!.at).toBeLessThanOrEqual(1_000)
  if (_when === 'within_a_second') expect(last).toBeGreaterThan(original!.attempts[0]!.at)
})

test('duplicates that go out at once are under way together', async () => {
  await using fake = await frozen()
  const waiting: (() => void)[] = []
  await using receiver = await startReceiver((_request, response) => {
    waiting.push(() => response.writeHead(204).end())
    if (waiting.length === 3) for (const answer of waiting) answer()
  })
  await fake.fault({ misdeliver: 'duplicate', copies: 2, event: 'call_ended' })
  await call(fake, receiver.url, { webhook_events: ['call_ended'] })
  await fake.runUntilIdle()
  expect(fake.deliveries().map(({ state }) => state)).toEqual(['delivered', 'delivered', 'delivered'])
})

test('no duplicate after success comes of an event that nobody took', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver((_request, response) => void response.writeHead(500).end())
  await fake.fault({ misdeliver: 'duplicate', spacing: 'after_success' })
  await call(fake, receiver.url, { webhook_events: ['call_ended'] })
  await fake.runUntilIdle()
  expect(fake.deliveries()).toHaveLength(1)
  expect(receiver.received).toHaveLength(4)
})

test('a replay has the very bytes and the signature of what was taken before', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver()
  await fake.fault({ misdeliver: 'replayed', event: 'call_started', delay_ms: 600_000 })
  await call(fake, receiver.url)
  await fake.runUntilIdle()
  expect(receiver.events()).toEqual(['call_started', 'call_ended', 'call_analyzed', 'call_started'])
  const [first, , , last] = receiver.received
  expect(last!.body).toBe(first!.body)
  expect(last!.headers['x-retell-signature']).toBe(first!.headers['x-retell-signature'])
  expect(fake.deliveries({ event: 'call_started' })).toHaveLength(2)
})

test('a burst gathers events of several calls and sends them at once', async () => {
  await using fake = await frozen()
  let most = 0
  let open = 0
  await using receiver = await startReceiver((_request, response) => {
    open += 1
    most = Math.max(most, open)
    if (open === 5) open = 0
    const answer = () => (open === 0 ? response.writeHead(204).end() : void setImmediate(answer))
    answer()
  })
  await fake.fault({ misdeliver: 'burst', gather: 5, event: 'call_ended', times: 5, delay_ms: 86_400_000 })
  const agent = await scriptedAgent(fake, { webhook_url: receiver.url, webhook_events: ['call_ended'] })
  for (let count = 0; count < 5; count++) await dial(fake, agent)
  await fake.runUntilIdle()
  expect(most).toBe(5)
  const attempts = fake.deliveries().map(({ attempts: [first] }) => first!)
  expect(new Set(attempts.map(({ at }) => at)).size).toBe(1)
  expect(attempts.every(({ fault, status }) => fault === 'burst' && status === 204)).toBe(true)
})

test('what is gathered and never enough goes out alone after a while', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver()
  await fake.fault({ misdeliver: 'burst', event: 'call_ended', delay_ms: 10_000 })
  await call(fake, receiver.url)
  await fake.runUntilIdle()
  expect(receiver.events()).toEqual(['call_started', 'call_analyzed', 'call_ended'])
})

test('faults that strike by chance strike the same deliveries with the same seed, and others with another', async () => {
  const struck = async (seed: number) => {
    await using fake = await frozen(seed)
    await using receiver = await startReceiver()
    await fake.fault({ misdeliver: 'signature_missing', chance: 0.5, times: 1_000 })
    const agent = await scriptedAgent(fake, { webhook_url: receiver.url })
    for (let count = 0; count < 5; count++) await dial(fake, agent)
    await fake.runUntilIdle()
    return fake.deliveries().map(({ attempts: [first] }) => first!.fault !== undefined)
  }
  const first = await struck(7)
  expect(first).toHaveLength(15)
  expect(new Set(first).size).toBe(2)
  expect(await struck(7)).toEqual(first)
  expect(await struck(8)).not.toEqual(first)
})

test('a fault strikes by event, target, attempt and call, after so many, and as often as it says', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver((_request, response) => void response.writeHead(500).end())
  const { call_id } = await call(fake, receiver.url, { webhook_events: ['call_ended', 'call_analyzed'] })
  const other = await call(fake, `${receiver.url}/other`, { webhook_events: ['call_ended'] })
  await fake.fault({ misdeliver: 'body_pretty', call_id, event: 'call_ended', attempt: 2, times: 9 })
  await fake.fault({ misdeliver: 'chunked', url: `${receiver.url}/other`, after: 1, times: 2 })
  await fake.runUntilIdle()
  const faults = (about: string, event: string) =>
    fake.deliveries({ call_id: about, event })[0]!.attempts.map(({ fault }) => fault)
  const none = undefined
  expect(faults(call_id, 'call_ended')).toEqual([none, 'body_pretty', none, none])
  expect(faults(call_id, 'call_analyzed')).toEqual([none, none, none, none])
  expect(faults(other.call_id, 'call_ended')).toEqual([none, 'chunked', 'chunked', none])
  expect(fake.faults()).toMatchObject([
    { fault_id: 'fault_1', misdeliver: 'body_pretty', struck: 1, left: 8 },
    { fault_id: 'fault_2', misdeliver: 'chunked', struck: 2, left: 0 },
  ])
})

test('a scenario says what goes wrong with the webhooks of its calls alone', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver()
  const agent = await scriptedAgent(fake, { webhook_url: receiver.url })
  const definition = {
    name: 'flaky',
    rings: { then: 'answer' },
    caller: [{ hang_up: true }],
    faults: [
      { misdeliver: 'dropped', event: 'call_started' },
      { misdeliver: 'duplicate', event: 'call_ended' },
    ],
  }
  await api(fake, 'POST', '/_fake/scenarios', { definition })
  const first = await dial(fake, agent)
  const second = await dial(fake, agent)
  await fake.runUntilIdle()
  const told = (call_id: string) =>
    receiver.received
      .map(({ body }) => JSON.parse(body) as { event: string; call: { call_id: string } })
      .filter(payload => payload.call.call_id === call_id)
      .map(({ event }) => event)
  expect(told(first.call_id)).toEqual(['call_ended', 'call_ended', 'call_analyzed'])
  expect(told(second.call_id)).toEqual(['call_started', 'call_ended', 'call_analyzed'])
  expect(fake.faults()).toMatchObject([
    { misdeliver: 'dropped', call_id: first.call_id, struck: 1 },
    { misdeliver: 'duplicate', call_id: first.call_id, struck: 1 },
  ])
})

test('a scenario whose faults make no sense is refused, with its place', async () => {
  await using fake = await frozen()
  const definition = {
    name: 'odd',
    rings: { then: 'answer' },
    faults: [{ misdeliver: 'late', kind: 'tool' }],
  }
  await expect(api(fake, 'POST', '/_fake/scenarios', { definition })).rejects.toThrow(
    'request/body/definition/faults/0/misdeliver late is for webhook, alert, and makes no sense for tool',
  )
  await expect(
    startFakeRetell({
      scenarios: [
        { name: 'odd', rings: { then: 'answer' }, faults: [{ misdeliver: 'chunked', delay_ms: 1 }] },
      ],
    }),
  ).rejects.toThrow('scenarios/0: faults/0/delay_ms goes with late, held, replayed, burst')
})
