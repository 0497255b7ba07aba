import { expect, test } from 'vitest'
import type { Call } from '../contract.ts'
import { startFakeRetell } from '../index.ts'
import {
  type Batch,
  batchOf,
  callsOf,
  frozen,
  HOUR_MS,
  NOON,
  newNumber,
  numbered,
} from '../testing/batches.ts'
import { api, scriptedAgent } from '../testing/calls.ts'
import { temporaryFolder } from '../testing/folder.ts'

const isLive = ({ call_status }: Call) => call_status === 'registered' || call_status === 'ongoing'
const liveIn = (calls: Call[]) => calls.filter(isLive).length

test('a batch calls every number at once, and each call knows its batch', async () => {
  await using fake = await frozen()
  const from_number = await newNumber(fake)
  const batch = await batchOf(fake, { from_number, tasks: numbered(3), name: 'January' })
  expect(batch).toEqual({
    batch_call_id: expect.stringMatching(/^batch_call_[0-9a-f]{21}$/),
    name: 'January',
    from_number,
    scheduled_timestamp: NOON,
    total_task_count: 3,
  })
  await fake.settled()
  const calls = await callsOf(fake, batch)
  expect(calls.map(({ to_number }) => to_number)).toEqual(numbered(3).map(({ to_number }) => to_number))
  for (const call of calls)
    expect(call).toMatchObject({ ...batchPart(batch), from_number, direction: 'outbound' })
  await fake.runUntilIdle()
  const [first] = await callsOf(fake, batch)
  expect(first).toMatchObject({ call_status: 'ended', ...batchPart(batch) })
  expect(first!.call_cost!.product_costs).toContainEqual({
    product: 'batch_call',
    unit_price: 0.5,
    cost: 0.5,
  })
})

const batchPart = ({ batch_call_id }: Batch) => ({ batch_call_id })

test('a call on its own has no batch and is not charged as part of one', async () => {
  await using fake = await frozen()
  const from_number = await newNumber(fake)
  const body = { from_number, to_number: '+15005557000' }
  const { call_id } = await api<Call>(fake, 'POST', '/v2/create-phone-call', body)
  await fake.runUntilIdle()
  const call = await api<Call>(fake, 'GET', `/v2/get-call/${call_id}`)
  expect(call).not.toHaveProperty('batch_call_id')
  expect(call.call_cost!.product_costs.map(({ product }) => product)).not.toContain('batch_call')
})

test('a batch without a name is given one', async () => {
  await using fake = await frozen()
  const { name } = await batchOf(fake, { from_number: await newNumber(fake), tasks: numbered(1) })
  expect(name).toBe('Batch call of 2026-01-15T12:00:00.000Z')
})

test('each task has its own metadata, variables, headers and agent', async () => {
  await using fake = await frozen()
  const from_number = await newNumber(fake, { agent_name: 'Bound' })
  const other = await scriptedAgent(fake, { agent_name: 'Other' })
  const tasks = [
    { to_number: '+15005557000', metadata: { row: 1 }, retell_llm_dynamic_variables: { name: 'Ada' } },
    { to_number: '+15005557001', custom_sip_headers: { 'X-Row': '2' }, override_agent_id: other.agent_id },
    { to_number: '+15005557002', agent_override: { agent: { agent_name: 'Once' } } },
  ]
  const batch = await batchOf(fake, { from_number, tasks })
  await fake.settled()
  const calls = await callsOf(fake, batch)
  expect(calls).toMatchObject([
    { agent_name: 'Bound', metadata: { row: 1 }, retell_llm_dynamic_variables: { name: 'Ada' } },
    { agent_name: 'Other', custom_sip_headers: { 'X-Row': '2' } },
    { agent_name: 'Once' },
  ])
  expect(calls[1]).not.toHaveProperty('metadata')
})

test('a batch waits for its time, and one whose time is past does not', async () => {
  await using fake = await frozen()
  const from_number = await newNumber(fake)
  const later = await batchOf(fake, { from_number, tasks: numbered(1), trigger_timestamp: NOON + HOUR_MS })
  const past = await batchOf(fake, { from_number, tasks: numbered(1), trigger_timestamp: NOON - HOUR_MS })
  expect([later.scheduled_timestamp, past.scheduled_timestamp]).toEqual([NOON + HOUR_MS, NOON - HOUR_MS])
  await fake.advance(HOUR_MS - 1)
  expect([await callsOf(fake, later), await callsOf(fake, past)].map(calls => calls.length)).toEqual([0, 1])
  await fake.advance(1)
  expect(await callsOf(fake, later)).toHaveLength(1)
})

test('a batch dials in its hours only, and goes on in the next', async () => {
  await using fake = await frozen()
  fake.settings({ concurrency_limit: 1 })
  const from_number = await newNumber(fake)
  // From one o'clock on, for thirty seconds: enough for one call, not for two.
  const call_time_window = { windows: [{ start: 780, end: 780.5 }], timezone: 'UTC' }
  const batch = await batchOf(fake, { from_number, tasks: numbered(2), call_time_window })
  expect(batch.call_time_window).toEqual(call_time_window)
  await fake.advance(HOUR_MS - 1)
  expect(await callsOf(fake, batch)).toHaveLength(0)
  await fake.advance(1)
  expect(await callsOf(fake, batch)).toHaveLength(1)
  await fake.advance(24 * HOUR_MS - 1)
  expect(await callsOf(fake, batch)).toHaveLength(1)
  await fake.advance(1)
  expect(await callsOf(fake, batch)).toHaveLength(2)
})

test('no more calls run at once than the limit, and all are made in the end', async () => {
  await using fake = await frozen()
  fake.settings({ concurrency_limit: 2 })
  const tasks = numbered(5, { metadata: { fake_retell: { scenario: 'dial_busy' } } })
  const batch = await batchOf(fake, { from_number: await newNumber(fake), tasks })
  for (let made = 0; made < 5; ) {
    await fake.advance(500)
    const calls = await callsOf(fake, batch)
    made = calls.length
    expect(liveIn(calls)).toBeLessThanOrEqual(2)
    expect(fake.now()).toBeLessThan(NOON + 10_000)
  }
  await fake.runUntilIdle()
  expect(await callsOf(fake, batch)).toHaveLength(5)
})

test('a batch leaves the reserved places to others, and others leave the rest to it', async () => {
  await using fake = await frozen()
  fake.settings({ concurrency_limit: 5 })
  const from_number = await newNumber(fake)
  const single = (to_number: string) => api(fake, 'POST', '/v2/create-phone-call', { from_number, to_number })
  await single('+15005558000')
  const batch = await batchOf(fake, { from_number, tasks: numbered(9), reserved_concurrency: 2 })
  await fake.settled()
  // One of the two reserved places is taken, so the batch has its three.
  expect(await callsOf(fake, batch)).toHaveLength(3)
})

test('calls of others take places that are not reserved', async () => {
  await using fake = await frozen()
  fake.settings({ concurrency_limit: 4 })
  const from_number = await newNumber(fake)
  for (const to_number of ['+15005558000', '+15005558001', '+15005558002'])
    await api(fake, 'POST', '/v2/create-phone-call', { from_number, to_number })
  const batch = await batchOf(fake, { from_number, tasks: numbered(9), reserved_concurrency: 1 })
  await fake.settled()
  expect(await callsOf(fake, batch)).toHaveLength(1)
})

test('two batches share the limit', async () => {
  await using fake = await frozen()
  fake.settings({ concurrency_limit: 3 })
  const from_number = await newNumber(fake)
  const batches = [
    await batchOf(fake, { from_number, tasks: numbered(2) }),
    await batchOf(fake, { from_number, tasks: numbered(2) }),
  ]
  await fake.settled()
  const counts = await Promise.all(batches.map(async batch => (await callsOf(fake, batch)).length))
  expect(counts).toEqual([2, 1])
  await fake.runUntilIdle()
  expect(await callsOf(fake, batches[1]!)).toHaveLength(2)
})

test('a batch that a lowered limit leaves no place holds nobody up, and goes on when it is raised', async () => {
  await using fake = await frozen()
  const order = { from_number: await newNumber(fake), tasks: numbered(1), reserved_concurrency: 5 }
  fake.settings({ concurrency_limit: 6 })
  const batch = await batchOf(fake, { ...order, trigger_timestamp: NOON + HOUR_MS })
  fake.settings({ concurrency_limit: 5 })
  await fake.runUntilIdle()
  expect(await callsOf(fake, batch)).toHaveLength(0)
  fake.settings({ concurrency_limit: 6 })
  await fake.advance(60_000)
  expect(await callsOf(fake, batch)).toHaveLength(1)
})

test('calls that do not go by the clock leave a batch no place, hold nobody up, and let it go on when they are over', async () => {
  await using fake = await frozen()
  fake.settings({ concurrency_limit: 1, call_drive: 'polls' })
  const batch = await batchOf(fake, { from_number: await newNumber(fake), tasks: numbered(5) })
  for (const count of [1, 2, 3]) {
    await fake.runUntilIdle()
    const calls = await callsOf(fake, batch)
    expect(calls).toHaveLength(count)
    const { call_id } = calls.find(isLive)!
    for (let poll = 0; poll < 3; poll++) await api(fake, 'GET', `/v2/get-call/${call_id}`)
  }
  await fake.runUntilIdle()
  const last = (await callsOf(fake, batch)).find(isLive)!
  await api(fake, 'DELETE', `/v2/delete-call/${last.call_id}`)
  await fake.settled()
  expect(liveIn(await callsOf(fake, batch))).toBe(1)
})

test('calls that live to their end at once leave their places at once, and the batch is done without time', async () => {
  await using fake = await frozen()
  fake.settings({ concurrency_limit: 2, call_drive: 'immediate' })
  const batch = await batchOf(fake, { from_number: await newNumber(fake), tasks: numbered(5) })
  await fake.runUntilIdle()
  const calls = await callsOf(fake, batch)
  expect(calls.map(({ call_status }) => call_status)).toEqual(Array(5).fill('ended'))
  expect(fake.now()).toBe(NOON)
})

test.each(['immediate', 'polls'] as const)(
  'a batch that its calls per second alone hold back looks again after a second (%s)',
  async call_drive => {
    await using fake = await frozen()
    fake.settings({ call_drive, calls_per_second: { 'retell-twilio': 1 } })
    const batch = await batchOf(fake, { from_number: await newNumber(fake), tasks: numbered(4) })
    await fake.settled()
    expect(await callsOf(fake, batch)).toHaveLength(1)
    await fake.advance(1_000)
    expect(await callsOf(fake, batch)).toHaveLength(2)
    await fake.runUntilIdle()
    expect(await callsOf(fake, batch)).toHaveLength(4)
    expect(fake.now()).toBe(NOON + 3_000)
  },
)

test('a batch survives a restart, and a reset ends it', async () => {
  using folder = temporaryFolder()
  const db = folder.file('calls.db')
  let batch: Batch
  {
    await using fake = await startFakeRetell({ time: 'frozen', now: NOON, db })
    const order = { from_number: await newNumber(fake), tasks: numbered(2) }
    batch = await batchOf(fake, { ...order, trigger_timestamp: NOON + HOUR_MS })
  }
  {
    await using fake = await startFakeRetell({ time: 'frozen', db })
    await fake.advance(HOUR_MS)
    expect(await callsOf(fake, batch)).toHaveLength(2)
    const order = { from_number: await newNumber(fake), tasks: numbered(2) }
    batch = await batchOf(fake, { ...order, trigger_timestamp: NOON + 3 * HOUR_MS })
    fake.reset()
    await fake.runUntilIdle()
    expect(await callsOf(fake, batch)).toHaveLength(0)
  }
})
