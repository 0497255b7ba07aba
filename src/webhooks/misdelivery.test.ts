// What each misdelivery does to one request, as a real receiver sees it and as the log tells it.

import RetellSdk5 from 'retell-sdk'
import RetellSdk4 from 'retell-sdk-4'
import { expect, test, vi } from 'vitest'
import type { ControlSchemas } from '../contract.ts'
import { type FakeRetell, startFakeRetell } from '../index.ts'
import { dial, scriptedAgent } from '../testing/calls.ts'
import { type Received, startReceiver } from '../testing/receiver.ts'
import { ODD_TEXT } from './misdeeds-of-content.ts'

type Misdelivery = ControlSchemas['Misdelivery']

interface Seen {
  fake: FakeRetell
  request: Received
  payload: { event: string; call: Record<string, unknown> } & Record<string, unknown>
  signature: string | undefined
  /** Whether it verifies with each generation of the SDK over the bytes that came. */
  sdk4: boolean
  sdk5: boolean
}

/** One webhook about a call that was answered, misdelivered as told, and the attempt at it in the log. */
async function misdelivered(order: Misdelivery) {
  await using fake = await startFakeRetell({ time: 'frozen' })
  await using receiver = await startReceiver()
  fake.settings({ webhook_retry_delays_ms: [] })
  const event = order.event ?? 'call_ended'
  const agent = await scriptedAgent(
    fake,
    { webhook_url: receiver.url, webhook_events: [event as 'call_ended'], agent_name: 'Zoë' },
    { begin_message: 'Grüß Gott / hello' },
  )
  await fake.fault(order)
  await dial(fake, agent, { metadata: { b: 1, a: 2 } })
  await fake.runUntilIdle()
  const request = receiver.received[0]
  const signature = request?.headers['x-retell-signature'] as string | undefined
  const seen = {
    fake,
    request: request!,
    payload: parsed(request?.body) as Seen['payload'],
    signature,
    sdk4: RetellSdk4.verify(request?.body ?? '', fake.apiKey, signature ?? ''),
    sdk5: await RetellSdk5.verify(request?.body ?? '', fake.apiKey, signature ?? ''),
  } satisfies Seen
  const [delivery] = fake.deliveries({ event })
  return { ...seen, receiver, delivery: delivery!, attempt: delivery!.attempts[0]! }
}

function parsed(body = ''): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

const DIGEST = '[0-9a-f]{64}'
const genuine = { sdk4: true, sdk5: true }
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

test('a receiver that parses and writes the body anew fails where the bytes differ, as in production', async () => {
  for (const [misdeliver, same] of [
    ['body_pretty', false],
    ['body_escaped', false],
    ['header_uppercase', true],
  ] as const) {
    const { request, fake, signature } = await misdelivered({ misdeliver })
    const anew = JSON.stringify(JSON.parse(request.body))
    expect(await RetellSdk5.verify(anew, fake.apiKey, signature!)).toBe(same)
  }
})

test('odd_unicode puts emoji, right-to-left text and line breaks of every kind into texts, signed', async () => {
  const { payload, ...verdicts } = await misdelivered({ misdeliver: 'odd_unicode' })
  expect(payload.call).toMatchObject({ agent_name: `Zoë${ODD_TEXT}`, metadata: { a: 2, odd: ODD_TEXT } })
  expect(verdicts).toMatchObject(genuine)
})

test('unknown_fields, unknown_event, nulls and missing_fields say what nobody expects', async () => {
  const fields = await misdelivered({ misdeliver: 'unknown_fields' })
  expect(fields.payload).toMatchObject({ unheard_of: true, call: { unheard_of: { list: [1, null] } } })
  const event = await misdelivered({ misdeliver: 'unknown_event' })
  expect(event.payload).toMatchObject({ event: 'unheard_of', call: { call_status: 'ended' } })
  const nulls = await misdelivered({ misdeliver: 'nulls' })
  expect(nulls.payload.call).toMatchObject({ call_status: 'ended', metadata: null, transcript: null })
  const missing = await misdelivered({ misdeliver: 'missing_fields' })
  expect(Object.keys(missing.payload.call).sort()).toEqual([
    'agent_id',
    'call_id',
    'call_status',
    'call_type',
    'from_number',
    'to_number',
  ])
  for (const verdicts of [fields, event, nulls, missing]) expect(verdicts).toMatchObject(genuine)
})

test('huge_transcript is larger than the usual limits of frameworks', async () => {
  const large = await misdelivered({ misdeliver: 'huge_transcript' })
  expect(large.request.body.length).toBeGreaterThan(100_000)
  expect(large.request.body.length).toBeLessThan(300_000)
  const larger = await misdelivered({ misdeliver: 'huge_transcript', size_bytes: 1_100_000 })
  expect(larger.request.body.length).toBeGreaterThan(1_000_000)
  expect(larger.payload.call).toMatchObject({ transcript_object: expect.any(Array) })
  expect(larger).toMatchObject(genuine)
})

test('odd_status and expired_links contradict what the API says', async () => {
  expect((await misdelivered({ misdeliver: 'odd_status' })).payload.call.call_status).toBe('registered')
  const { payload } = await misdelivered({ misdeliver: 'expired_links' })
  expect(payload.call.recording_url).toMatch(/\/0{64}\//)
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

test('invalid_json is signed as it is sent', async () => {
  const { payload, request, ...verdicts } = await misdelivered({ misdeliver: 'invalid_json' })
  expect(request.body).toMatch(/^\{"event":"call_ended"/)
  expect(payload).toBeUndefined()
  expect(verdicts).toMatchObject(genuine)
})

test('empty_ping is a POST without a body, signed over nothing', async () => {
  const { request, ...verdicts } = await misdelivered({ misdeliver: 'empty_ping' })
  expect(request).toMatchObject({ method: 'POST', body: '', headers: { 'content-length': '0' } })
  expect(verdicts).toMatchObject(genuine)
})

test('wrong_method is a GET without a body, or what is asked for', async () => {
  expect((await misdelivered({ misdeliver: 'wrong_method' })).request).toMatchObject({
    method: 'GET',
    body: '',
  })
  const put = await misdelivered({ misdeliver: 'wrong_method', method: 'PUT' })
  expect(put).toMatchObject({ request: { method: 'PUT' }, payload: { event: 'call_ended' }, ...genuine })
  expect(put.attempt.request.method).toBe('PUT')
})

test('wrong_content_type is text/plain, or what is asked for', async () => {
  const type = async (order: Misdelivery) => (await misdelivered(order)).request.headers['content-type']
  expect(await type({ misdeliver: 'wrong_content_type' })).toBe('text/plain')
  const content_type = 'application/x-www-form-urlencoded'
  expect(await type({ misdeliver: 'wrong_content_type', content_type })).toBe(content_type)
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

test('a transfer destination can be a text, as some receivers expect', async () => {
  const payload = { event: 'transfer_started', call: {}, transfer_destination: { number: '+14155550123' } }
  const { misdeliveredBody } = await import('./misdelivered.ts')
  const order = { misdeliver: 'text_destination' } as const
  const body = misdeliveredBody(JSON.stringify(payload), [{ name: 'text_destination', order }])
  expect(JSON.parse(body)).toEqual({ ...payload, transfer_destination: '+14155550123' })
})
