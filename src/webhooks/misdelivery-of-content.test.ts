import RetellSdk5 from 'retell-sdk'
import { expect, test } from 'vitest'
import { genuine, type Misdelivery, misdelivered } from '../testing/misdelivered.ts'
import { ODD_TEXT } from './misdeeds-of-content.ts'

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

test('a transfer destination can be a text, as some receivers expect', async () => {
  const payload = { event: 'transfer_started', call: {}, transfer_destination: { number: '+14155550123' } }
  const { misdeliveredBody } = await import('./misdelivered.ts')
  const order = { misdeliver: 'text_destination' } as const
  const body = misdeliveredBody(JSON.stringify(payload), [{ name: 'text_destination', order }])
  expect(JSON.parse(body)).toEqual({ ...payload, transfer_destination: '+14155550123' })
})
