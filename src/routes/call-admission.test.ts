import { expect, test } from 'vitest'
import type { PhoneCall, PhoneNumber, WebCall } from '../contract.ts'
import { type FakeRetell, startFakeRetell } from '../index.ts'
import { api, getCall, numberFor, scriptedAgent } from '../testing/calls.ts'

const settings = (fake: FakeRetell, changes: object) => api(fake, 'PATCH', '/_fake/settings', changes)

const callsOf = (fake: FakeRetell) => api<PhoneCall[]>(fake, 'POST', '/v2/list-calls', {})

/** A workspace with a number that answers and dials, and ways of beginning calls. */
async function staffed(fake: FakeRetell, changes: object = {}, bound: object = {}) {
  const agent = await scriptedAgent(fake)
  const { phone_number } = await numberFor(fake, agent)
  if (Object.keys(bound).length > 0)
    await api<PhoneNumber>(fake, 'PATCH', `/update-phone-number/${phone_number}`, bound)
  await settings(fake, changes)
  return {
    phone_number,
    dial: (to_number = '+14155550142', body: object = {}) =>
      api<PhoneCall>(fake, 'POST', '/v2/create-phone-call', {
        from_number: phone_number,
        to_number,
        ...body,
      }),
    web: () => api<WebCall>(fake, 'POST', '/v2/create-web-call', { agent_id: agent.agent_id }),
    ring: (from_number = '+14155550142') =>
      api<{ call_id: string }>(fake, 'POST', '/_fake/inbound-calls', {
        to_number: phone_number,
        from_number,
        scenario: 'inactivity',
      }),
  }
}

test('a call beyond the limit is refused with 429, and one fits again when another is over', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  const { dial, web } = await staffed(fake, { concurrency_limit: 2 })
  const first = await dial()
  await web()
  await expect(dial()).rejects.toThrow(
    /429.*Account rate limited, please throttle your requests\. \(2 calls are going on, and the limit is 2\)/,
  )
  await expect(web()).rejects.toThrow('429')
  expect((await callsOf(fake)).length).toBe(2)
  await api(fake, 'DELETE', `/v2/delete-call/${first.call_id}`)
  expect(await dial()).toMatchObject({ call_status: 'registered' })
})

test('by a setting such a call comes about and fails', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  const { dial } = await staffed(fake, { concurrency_limit: 1, over_concurrency: 'error_call' })
  await dial()
  const call = await dial()
  expect(call.call_status).toBe('registered')
  await fake.settled()
  expect(await getCall(fake, call)).toMatchObject({
    call_status: 'error',
    disconnection_reason: 'concurrency_limit_reached',
    duration_ms: 0,
    end_timestamp: expect.any(Number),
  })
})

test('places reserved for inbound calls are not for others', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  const { dial, ring } = await staffed(fake, { concurrency_limit: 3, reserved_inbound_concurrency: 2 })
  await dial()
  await expect(dial()).rejects.toThrow('429')
  const inbound = [await ring(), await ring()]
  await fake.settled()
  for (const call of inbound) expect((await getCall(fake, call)).call_status).toBe('ongoing')
  expect(await api(fake, 'GET', '/get-concurrency')).toMatchObject({
    current_concurrency: 3,
    concurrency_limit: 3,
    reserved_inbound_concurrency: 2,
  })
  await expect(settings(fake, { reserved_inbound_concurrency: 3 })).rejects.toThrow(
    '400: {"status":"error","message":"reserved_inbound_concurrency must be lower than concurrency_limit, 3"}',
  )
})

test('bursting lets three times as many calls go on, and those beyond the limit cost more', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  const { dial } = await staffed(fake, { concurrency_limit: 1, concurrency_burst_enabled: true })
  const calls = [await dial(), await dial(), await dial()]
  await expect(dial()).rejects.toThrow('429')
  expect(await api(fake, 'GET', '/get-concurrency')).toMatchObject({
    concurrency_burst_enabled: true,
    concurrency_burst_limit: 3,
  })
  await fake.runUntilIdle()
  const surcharged = await Promise.all(
    calls.map(async call => JSON.stringify((await getCall(fake, call)).call_cost).includes('burst')),
  )
  expect(surcharged).toEqual([false, true, true])
})

test('an inbound call waits for a place, and takes the first that is free', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  const { dial, ring } = await staffed(fake, { concurrency_limit: 1 })
  const running = await dial()
  const waiting = await ring()
  await fake.advance(20_000)
  expect((await getCall(fake, waiting)).call_status).toBe('registered')
  await api(fake, 'DELETE', `/v2/delete-call/${running.call_id}`)
  await fake.advance(1_000)
  expect((await getCall(fake, waiting)).call_status).toBe('ongoing')
})

const costsMore = async (fake: FakeRetell, call: { call_id: string }) =>
  JSON.stringify((await getCall(fake, call)).call_cost).includes('concurrency_burst_surcharge')

test('an inbound call pays for bursting only where it takes a place beyond the limit', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  const { dial, ring } = await staffed(fake, { concurrency_limit: 1 })
  const running = await dial()
  const waited = await ring()
  await fake.advance(20_000)
  await api(fake, 'DELETE', `/v2/delete-call/${running.call_id}`)
  await fake.advance(1_000)
  await settings(fake, { concurrency_burst_enabled: true })
  const beyond = await ring()
  await fake.advance(1_000)
  await settings(fake, { concurrency_burst_enabled: false })
  for (const call of [waited, beyond]) {
    expect((await getCall(fake, call)).call_status).toBe('ongoing')
    await api(fake, 'POST', `/_fake/calls/${call.call_id}/actions`, { action: 'hang_up' })
  }
  await fake.runUntilIdle()
  expect([await costsMore(fake, waited), await costsMore(fake, beyond)]).toEqual([false, true])
})

test('an inbound call that waits for a place cannot be let in by hand', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  const { dial, ring } = await staffed(fake, { concurrency_limit: 1, call_drive: 'manual' })
  await dial()
  const waiting = await ring()
  for (const waitMs of [0, 20_000]) {
    await fake.advance(waitMs)
    await expect(
      api(fake, 'POST', `/_fake/calls/${waiting.call_id}/actions`, { action: 'answer' }),
    ).rejects.toThrow('400')
    expect((await getCall(fake, waiting)).call_status).toBe('registered')
  }
  expect(await api(fake, 'GET', '/get-concurrency')).toMatchObject({ current_concurrency: 1 })
})

test('an inbound call that waited in vain is turned away, or goes to the fallback number', async () => {
  for (const [fallback_number, status, reason] of [
    [null, 'error', 'concurrency_limit_reached'],
    ['+14155550177', 'ended', 'no_concurrency_fallback'],
  ] as const) {
    await using fake = await startFakeRetell({ time: 'frozen' })
    const { dial, ring } = await staffed(fake, { concurrency_limit: 1 }, { fallback_number })
    await dial('+14155550142', { metadata: { fake_retell: { scenario: 'inactivity' } } })
    const waiting = await ring()
    await fake.advance(39_999)
    expect((await getCall(fake, waiting)).call_status).toBe('registered')
    await fake.advance(1)
    const call = await getCall(fake, waiting)
    expect(call).toMatchObject({ call_status: status, disconnection_reason: reason, duration_ms: 0 })
    expect(call).not.toHaveProperty('start_timestamp')
  }
})

test('a number may begin so many calls a second, of its type, and a batch keeps to it', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  const { dial, phone_number } = await staffed(fake, { calls_per_second: { 'retell-twilio': 2 } })
  await dial()
  await dial()
  await expect(dial()).rejects.toThrow('429')
  await fake.advance(1_000)
  const tasks = Array.from({ length: 5 }, () => ({ to_number: '+14155550142' }))
  await api(fake, 'POST', '/create-batch-call', { from_number: phone_number, tasks })
  const inBatch = async () => (await callsOf(fake)).length
  await fake.settled()
  expect(await inBatch()).toBe(4)
  await fake.advance(1_000)
  expect(await inBatch()).toBe(6)
  await fake.advance(1_000)
  expect(await inBatch()).toBe(7)
})

test('a number calls, and is called from, allowed countries only', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  const lists = { allowed_outbound_country_list: ['US', 'DE'], allowed_inbound_country_list: ['CA'] }
  const { dial, ring } = await staffed(fake, {}, lists)
  await dial('+14155550142')
  await dial('+493023125000')
  await expect(dial('+14165550142')).rejects.toThrow('allowed_outbound_country_list is US, DE')
  await ring('+14165550142')
  await expect(ring('+14155550142')).rejects.toThrow('allowed_inbound_country_list is CA')
  await expect(ring('anonymous')).rejects.toThrow('400')
})

test('without payment what costs money is 402, the rest goes on, and inbound calls fail', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  const { dial, web, ring } = await staffed(fake, { payment: 'missing' })
  await expect(dial()).rejects.toThrow(
    '402: {"status":"error","message":"Trial has ended, please add payment method."}',
  )
  await expect(web()).rejects.toThrow('402')
  expect(await api(fake, 'GET', '/list-phone-numbers')).toHaveLength(1)
  const call = await ring()
  await fake.settled()
  expect(await getCall(fake, call)).toMatchObject({
    call_status: 'error',
    disconnection_reason: 'no_valid_payment',
  })
})

test('what a key may not do is 403, and only that', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  const { dial, web } = await staffed(fake, { forbidden_operations: ['createPhoneCall'] })
  await expect(dial()).rejects.toThrow('403: {"status":"error","message":"Forbidden"}')
  await web()
  await expect(settings(fake, { forbidden_operations: ['dialAround'] })).rejects.toThrow(
    'there is no operation \\"dialAround\\"',
  )
})
