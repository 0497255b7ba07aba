// What each misdelivery does to one request, as a real receiver sees it and as the log tells it.

import RetellSdk5 from 'retell-sdk'
import { expect, test, vi } from 'vitest'
import type { ControlSchemas } from '../contract.ts'
import { startFakeRetell } from '../index.ts'
import { dial, scriptedAgent } from '../testing/calls.ts'
import { genuine, misdelivered } from '../testing/misdelivered.ts'
import { startReceiver } from '../testing/receiver.ts'

const DIGEST = '[0-9a-f]{64}'
const forged = { sdk4: false, sdk5: false }

test('unharmed, a webhook verifies with both generations and the log names no fault', async () => {
  const { attempt, ...seen } = await misdelivered({ misdeliver: 'dropped', event: 'call_started', times: 1 })
  expect(attempt.fault).toBe('dropped')
  const plain = await misdelivered({ misdeliver: 'dropped', kind: 'tool' })
  expect(plain).toMatchObject({ ...genuine, payload: { event: 'call_ended' } })
  expect(plain.attempt).not.toHaveProperty('fault')
  expect(seen.request).toBeUndefined()
})

test.each<[ControlSchemas['MisdeliveryName'], RegExp | undefined, { sdk4: boolean; sdk5: boolean }]>([
  ['signature_missing', undefined, forged],
  ['signature_empty', /^$/, forged],
  ['signature_no_digest', /^v=\d+$/, forged],
  ['signature_no_timestamp', new RegExp(`^d=${DIGEST}$`), forged],
  ['signature_swapped', new RegExp(`^d=${DIGEST},v=\\d+$`), forged],
  ['signature_spaced', new RegExp(`^v=\\d+, d=${DIGEST}$`), forged],
  ['signature_not_hex', /^v=\d+,d=[0-9a-f]{60}zzzz$/, forged],
  ['signature_short', /^v=\d+,d=[0-9a-f]{62}$/, forged],
  // SDK 4 looks for the value anywhere in the header.
  ['signature_junk_before', new RegExp(`^junk v=\\d+,d=${DIGEST}$`), { sdk4: true, sdk5: false }],
  ['signature_uppercase', /^v=\d+,d=[0-9A-F]{64}$/, { sdk4: false, sdk5: true }],
  ['signature_body_hex', new RegExp(`^${DIGEST}$`), forged],
  ['signature_sha256', new RegExp(`^sha256=${DIGEST}$`), forged],
  ['signature_wrong_key', new RegExp(`^v=\\d+,d=${DIGEST}$`), forged],
  ['signature_timestamp_changed', new RegExp(`^v=\\d+,d=${DIGEST}$`), forged],
  ['signature_stale', new RegExp(`^v=\\d+,d=${DIGEST}$`), forged],
  ['signature_future', new RegExp(`^v=\\d+,d=${DIGEST}$`), forged],
  ['signature_just_inside', new RegExp(`^v=\\d+,d=${DIGEST}$`), genuine],
  ['signature_just_outside', new RegExp(`^v=\\d+,d=${DIGEST}$`), forged],
])('%s changes the signature and nothing else', async (misdeliver, form, verdicts) => {
  const { attempt, signature, payload, sdk4, sdk5 } = await misdelivered({ misdeliver })
  if (form) expect(signature).toMatch(form)
  else expect(signature).toBeUndefined()
  expect({ sdk4, sdk5 }).toEqual(verdicts)
  expect(payload).toMatchObject({ event: 'call_ended', call: { call_status: 'ended' } })
  expect(attempt.fault).toBe(misdeliver)
})

test('the wrong key and the skew of the clock can be chosen', async () => {
  const other = await misdelivered({ misdeliver: 'signature_wrong_key', signing_key: 'key_of_before' })
  expect(await RetellSdk5.verify(other.request.body, 'key_of_before', other.signature!)).toBe(true)
  expect(await misdelivered({ misdeliver: 'signature_stale', skew_ms: 60_000 })).toMatchObject(genuine)
  expect(await misdelivered({ misdeliver: 'signature_future', skew_ms: 60_000 })).toMatchObject(genuine)
})

test('header_uppercase shouts the names of the headers, which mean the same', async () => {
  const { request, ...verdicts } = await misdelivered({ misdeliver: 'header_uppercase' })
  expect(request.rawHeaders).toEqual(expect.arrayContaining(['X-RETELL-SIGNATURE', 'CONTENT-TYPE']))
  expect(verdicts).toMatchObject(genuine)
})

test('body_tampered changes the body after it was signed, and leaves it JSON', async () => {
  const { payload, ...verdicts } = await misdelivered({ misdeliver: 'body_tampered' })
  expect(payload).toMatchObject({ event: 'call_ended', tampered: true })
  expect(verdicts).toMatchObject(forged)
})

test.each([
  ['body_pretty', (body: string) => expect(body).toContain('\n  "event": "call_ended"')],
  ['body_escaped', (body: string) => expect(body).toMatch(/^(?=.*Gr\\u00fc\\u00df Gott \\\/ hello)[ -~]+$/)],
  ['body_reordered', (body: string) => expect(body).toMatch(/^\{"call":\{.*"event":"call_ended"\}$/s)],
] as const)('%s says the same in other bytes, which are signed', async (misdeliver, check) => {
  const { request, payload, ...verdicts } = await misdelivered({ misdeliver })
  check(request.body)
  expect(payload).toMatchObject({
    event: 'call_ended',
    call: { agent_name: 'Zoë', metadata: { a: 2, b: 1 } },
  })
  expect(verdicts).toMatchObject(genuine)
})

test('a link that expired is refused where it leads', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  await using receiver = await startReceiver()
  await fake.fault({ misdeliver: 'expired_links', event: 'call_ended' })
  await dial(fake, await scriptedAgent(fake, { webhook_url: receiver.url }))
  await fake.runUntilIdle()
  const links = receiver.received.map(
    ({ body }) => (JSON.parse(body) as { call: { recording_url?: string } }).call.recording_url,
  )
  const statuses = await Promise.all(links.map(link => link && fake.fetch(link).then(({ status }) => status)))
  expect(statuses).toEqual([undefined, expect.toSatisfy(status => status === 403 || status === 404), 200])
})

test('chunked has no length, and verifies', async () => {
  const { request, ...verdicts } = await misdelivered({ misdeliver: 'chunked' })
  expect(request.headers['transfer-encoding']).toBe('chunked')
  expect(request.headers).not.toHaveProperty('content-length')
  expect(verdicts).toMatchObject(genuine)
})

test('trickled comes in many pieces over real time, and verifies', async () => {
  const { request, attempt, ...verdicts } = await misdelivered({ misdeliver: 'trickled', duration_ms: 100 })
  expect(request.pieces).toBeGreaterThan(1)
  expect(attempt.duration_ms).toBeGreaterThanOrEqual(90)
  expect(verdicts).toMatchObject(genuine)
})

test('a trickle ends with the timeout of its request', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  await using receiver = await startReceiver()
  fake.settings({ webhook_retry_delays_ms: [] })
  await fake.fault({ misdeliver: 'trickled', duration_ms: 60_000 })
  const agent = await scriptedAgent(fake, {
    webhook_url: receiver.url,
    webhook_timeout_ms: 60,
    webhook_events: ['call_ended'],
  })
  await dial(fake, agent, { scenario: 'dial_busy' })
  await fake.runUntilIdle()
  expect(fake.deliveries()[0]).toMatchObject({
    state: 'failed',
    attempts: [{ error: 'no answer within 60 ms' }],
  })
  expect(receiver.received).toEqual([])
})

test('reset_mid_body breaks off after half of it, and says so', async () => {
  const { attempt, request, receiver, delivery } = await misdelivered({ misdeliver: 'reset_mid_body' })
  expect(request).toBeUndefined()
  expect(delivery.state).toBe('failed')
  expect(attempt).toMatchObject({
    status: null,
    error: 'the connection was reset in the middle of the body, on purpose',
    fault: 'reset_mid_body',
  })
  await vi.waitFor(() => expect(receiver.brokenOff()).toBe(1))
})

test('lost_acknowledgement is delivered, counts as timed out, and comes again', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  await using receiver = await startReceiver()
  await fake.fault({ misdeliver: 'lost_acknowledgement', times: 2 })
  const agent = await scriptedAgent(fake, { webhook_url: receiver.url, webhook_events: ['call_ended'] })
  await dial(fake, agent, { scenario: 'dial_busy' })
  await fake.runUntilIdle()
  expect(receiver.events()).toEqual(['call_ended', 'call_ended', 'call_ended'])
  expect(fake.deliveries()[0]).toMatchObject({
    state: 'delivered',
    attempts: [
      {
        status: null,
        error: 'no answer within 10000 ms',
        fault: 'lost_acknowledgement',
        notes: ['the receiver answered 204, and that was lost on purpose'],
      },
      { status: null, fault: 'lost_acknowledgement' },
      { status: 204 },
    ],
  })
})

test('several are put together, whatever their order, and the log names them all', async () => {
  const { payload, attempt, signature, request } = await misdelivered({
    misdeliver: ['signature_missing', 'unknown_fields', 'chunked', 'body_pretty'],
  })
  expect(payload.unheard_of).toBe(true)
  expect(request.body).toContain('\n')
  expect(request.headers['transfer-encoding']).toBe('chunked')
  expect(signature).toBeUndefined()
  expect(attempt.fault).toBe('signature_missing + unknown_fields + chunked + body_pretty')
})
