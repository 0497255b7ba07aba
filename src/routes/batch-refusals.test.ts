import { expect, test } from 'vitest'
import { wall } from '../clock.ts'
import type { Schemas } from '../contract.ts'
import type { FakeRetell } from '../index.ts'
import {
  batchOf,
  callsOf,
  frozen,
  HOUR_MS,
  NOON,
  newNumber,
  numbered,
  type Order,
} from '../testing/batches.ts'
import { api, scriptedAgent } from '../testing/calls.ts'

test.each<[string, Order, string]>([
  ['no tasks', { tasks: [] }, 'request/body/tasks must NOT have fewer than 1 items'],
  [
    'a number that is none',
    { tasks: [{ to_number: '+15005557000' }, { to_number: '5557001' }] },
    'request/body/tasks/1/to_number must be a phone number in E.164 format',
  ],
  [
    'an agent that is not there',
    { tasks: numbered(1, { override_agent_id: 'agent_gone' }) },
    'Item agent_gone not found from agent',
  ],
  [
    'a version that is not there',
    { tasks: numbered(1, { override_agent_version: 7 }) },
    'not found from agent',
  ],
  [
    'a scenario that is not there',
    { tasks: numbered(1, { metadata: { fake_retell: { scenario: 'gone' } } }) },
    'there is no scenario',
  ],
  [
    'a header whose name does not begin with X-',
    { tasks: numbered(1, { custom_sip_headers: { 'x-row': '1', Row: '1' } }) },
    'request/body/tasks/0/custom_sip_headers must match pattern \\"^[Xx]-\\"',
  ],
  [
    'a reservation of everything',
    { reserved_concurrency: 20 },
    'must be lower than the concurrency limit, 20',
  ],
  [
    'a window that ends before it begins',
    { call_time_window: { windows: [{ start: 60, end: 60 }] } },
    'request/body/call_time_window/windows/0/start must be < end',
  ],
  [
    'a zone that is none',
    { call_time_window: { windows: [{ start: 0, end: 60 }], timezone: 'Mars/Olympus' } },
    'request/body/call_time_window/timezone must be an IANA time zone',
  ],
])('a batch with %s is refused whole', async (_, order, message) => {
  await using fake = await frozen()
  const from_number = await newNumber(fake)
  await expect(batchOf(fake, { from_number, tasks: numbered(1), ...order })).rejects.toThrow(message)
  await fake.runUntilIdle()
  expect(await api(fake, 'POST', '/v2/list-calls', {})).toEqual([])
})

test('a number without an agent will do when every task has one', async () => {
  await using fake = await frozen()
  const { agent_id } = await scriptedAgent(fake)
  const { phone_number: from_number } = await api<Schemas['PhoneNumberResponse']>(
    fake,
    'POST',
    '/create-phone-number',
    {},
  )
  const [first, second] = numbered(2)
  const own = { override_agent_id: agent_id }
  await expect(batchOf(fake, { from_number, tasks: [{ ...first!, ...own }, second!] })).rejects.toThrow(
    'has no outbound agent; bind one or give every task override_agent_id (task 1 has none)',
  )
  const batch = await batchOf(fake, { from_number, tasks: numbered(2, own) })
  await fake.settled()
  expect(await callsOf(fake, batch)).toHaveLength(2)
})

test('a number that is not there cannot call', async () => {
  await using fake = await frozen()
  await expect(batchOf(fake, { from_number: '+15005559999', tasks: numbered(1) })).rejects.toThrow(
    'Item +15005559999 not found from phone-number',
  )
})

test('a call whose agent has gone meanwhile is left out, and the others are made', async () => {
  await using fake = await frozen()
  const { agent_id } = await scriptedAgent(fake)
  const [first, second] = numbered(2)
  const batch = await batchOf(fake, {
    from_number: await newNumber(fake),
    tasks: [{ ...first!, override_agent_id: agent_id }, second!],
    trigger_timestamp: NOON + HOUR_MS,
  })
  await api(fake, 'DELETE', `/delete-agent/${agent_id}`)
  await fake.runUntilIdle()
  expect(await callsOf(fake, batch)).toMatchObject([{ to_number: second!.to_number, call_status: 'ended' }])
})

const AT_HOME = { to_number: '+14155550142' }
const ABROAD = { to_number: '+442079460142' }
const onlyHome = (fake: FakeRetell, phone_number: string) =>
  api(fake, 'PATCH', `/update-phone-number/${encodeURIComponent(phone_number)}`, {
    allowed_outbound_country_list: ['US'],
  })

test('a batch with a number that may not be called is refused whole', async () => {
  await using fake = await frozen()
  const from_number = await newNumber(fake)
  await onlyHome(fake, from_number)
  await expect(batchOf(fake, { from_number, tasks: [AT_HOME, ABROAD] })).rejects.toThrow(
    'may not call +442079460142: its allowed_outbound_country_list is US',
  )
})

test('a call that has come to be forbidden meanwhile says so, and the others are made', async () => {
  await using fake = await frozen()
  const from_number = await newNumber(fake)
  const trigger_timestamp = NOON + HOUR_MS
  const batch = await batchOf(fake, { from_number, tasks: [ABROAD, AT_HOME], trigger_timestamp })
  await onlyHome(fake, from_number)
  await fake.runUntilIdle()
  const reason = 'telephony_provider_permission_denied'
  expect(await callsOf(fake, batch)).toMatchObject([
    { ...ABROAD, call_status: 'not_connected', disconnection_reason: reason },
    { ...AT_HOME, call_status: 'ended' },
  ])
})

test('calls of a batch that nobody pays for any more are errors, and cost nothing', async () => {
  await using fake = await frozen()
  const from_number = await newNumber(fake)
  const trigger_timestamp = NOON + HOUR_MS
  const batch = await batchOf(fake, { from_number, tasks: numbered(2), trigger_timestamp })
  fake.settings({ payment: 'missing' })
  await fake.runUntilIdle()
  const calls = await callsOf(fake, batch)
  expect(calls).toHaveLength(2)
  for (const call of calls)
    expect(call).toMatchObject({ call_status: 'error', disconnection_reason: 'no_valid_payment' })
  expect(calls.map(({ call_cost }) => call_cost?.combined_cost)).toEqual([0, 0])
})

test('other workspaces see nothing of a batch', async () => {
  await using fake = await frozen()
  const batch = await batchOf(fake, { from_number: await newNumber(fake), tasks: numbered(1) })
  await fake.settled()
  expect(await callsOf(fake.workspace('key_other'), batch)).toEqual([])
})

test('ten thousand tasks are taken in one request, in under a second', async () => {
  await using fake = await frozen()
  const from_number = await newNumber(fake)
  const tasks = numbered(10_000, {
    metadata: { campaign: 'January' },
    retell_llm_dynamic_variables: { a: 'b' },
  })
  await batchOf(fake, { from_number, tasks: numbered(1), trigger_timestamp: NOON + HOUR_MS })
  const began = wall.monotonic()
  const batch = await batchOf(fake, { from_number, tasks, trigger_timestamp: NOON + HOUR_MS })
  expect(wall.monotonic() - began).toBeLessThan(1_000)
  expect(batch.total_task_count).toBe(10_000)
})
