import RetellSdk5 from 'retell-sdk'
import RetellSdk4 from 'retell-sdk-4'
import { expect, test } from 'vitest'
import { startFakeRetell } from '../index.ts'
import { api, dial, getCall, scriptedAgent } from '../testing/calls.ts'
import { startReceiver } from '../testing/receiver.ts'

const frozen = () => startFakeRetell({ time: 'frozen' })
const payloads = (received: { body: string }[]) =>
  received.map(({ body }) => JSON.parse(body) as { event: string; call: Record<string, unknown> })

test('every webhook verifies with both generations of the SDK, over its exact bytes', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver()
  await dial(
    fake,
    await scriptedAgent(
      fake,
      { webhook_url: receiver.url },
      { begin_message: 'Grüß Gott, 日本語 – “ok” 🎉' },
    ),
  )
  await fake.runUntilIdle()
  expect(receiver.received).toHaveLength(3)
  for (const { body, headers } of receiver.received) {
    const signature = String(headers['x-retell-signature'])
    expect(await RetellSdk5.verify(body, fake.apiKey, signature)).toBe(true)
    expect(RetellSdk4.verify(body, fake.apiKey, signature)).toBe(true)
    expect(await RetellSdk5.verify(`${body} `, fake.apiKey, signature)).toBe(false)
    expect(await RetellSdk5.verify(body, 'key_other', signature)).toBe(false)
    expect(body).toBe(JSON.stringify(JSON.parse(body)))
  }
})

test('a webhook is a POST of JSON with two keys, the event and the call', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver()
  await dial(fake, await scriptedAgent(fake, { webhook_url: `${receiver.url}?secret=1&n={{name}}` }), {
    retell_llm_dynamic_variables: { name: 'ines' },
  })
  await fake.runUntilIdle()
  expect(receiver.received[0]).toMatchObject({ method: 'POST', path: '/hook?secret=1&n=ines' })
  expect(receiver.received[0]!.headers['content-type']).toBe('application/json')
  for (const payload of payloads(receiver.received)) expect(Object.keys(payload)).toEqual(['event', 'call'])
})

test('variables that were changed while the call goes on are in the URLs from then on', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver()
  const agent = await scriptedAgent(fake, { webhook_url: `${receiver.url}?n={{name}}` })
  const call = await dial(fake, agent, { retell_llm_dynamic_variables: { name: 'ines' } })
  await fake.advance(10_000)
  await api(fake, 'PATCH', `/v2/update-live-call/${call.call_id}`, {
    fields_to_override: { override_dynamic_variables: { name: 'omar' } },
  })
  await fake.runUntilIdle()
  expect(receiver.received.map(({ path }) => path)).toEqual(['/hook?n=ines', '/hook?n=omar', '/hook?n=omar'])
})

test('each event carries what is known by then and nothing more', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver()
  await dial(fake, await scriptedAgent(fake, { webhook_url: receiver.url }))
  await fake.runUntilIdle()
  const [started, ended, analyzed] = payloads(receiver.received).map(({ call }) => call)
  expect(started).toMatchObject({ call_status: 'ongoing', start_timestamp: expect.any(Number) })
  for (const later of [
    'end_timestamp',
    'transcript',
    'latency',
    'call_cost',
    'call_analysis',
    'metadata',
    'retell_llm_dynamic_variables',
  ]) {
    expect(started).not.toHaveProperty(later)
  }
  expect(ended).toMatchObject({
    call_status: 'ended',
    recording_url: expect.any(String),
    call_cost: expect.any(Object),
  })
  expect(ended).not.toHaveProperty('call_analysis')
  expect(analyzed).toMatchObject({ call_analysis: { call_summary: expect.any(String) } })
})

test('a receiver that asks for the call from inside finds it as the webhook says', async () => {
  await using fake = await frozen()
  const seen: unknown[] = []
  await using receiver = await startReceiver(async ({ body }, response) => {
    const { event, call } = JSON.parse(body) as {
      event: string
      call: { call_id: string; call_status: string }
    }
    const { call_status } = await getCall(fake, call)
    seen.push([event, call.call_status, call_status])
    response.writeHead(204).end()
  })
  await dial(fake, await scriptedAgent(fake, { webhook_url: receiver.url }))
  await fake.runUntilIdle()
  expect(seen).toEqual([
    ['call_started', 'ongoing', 'ongoing'],
    ['call_ended', 'ended', 'ended'],
    ['call_analyzed', 'ended', 'ended'],
  ])
})

test('the agent is told at its own URL and the workspace then is not; without one the workspace is', async () => {
  await using fake = await frozen()
  await using agents = await startReceiver()
  await using workspaces = await startReceiver()
  fake.settings({ webhook_url: workspaces.url })
  await dial(fake, await scriptedAgent(fake, { webhook_url: agents.url }), { scenario: 'dial_busy' })
  await fake.runUntilIdle()
  expect([agents.events(), workspaces.events()]).toEqual([['call_ended', 'call_analyzed'], []])
  await dial(fake, await scriptedAgent(fake), { scenario: 'dial_busy' })
  await fake.runUntilIdle()
  expect(workspaces.events()).toEqual(['call_ended', 'call_analyzed'])
})

test('only the events that the agent subscribed to are sent', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver()
  await dial(
    fake,
    await scriptedAgent(fake, { webhook_url: receiver.url, webhook_events: ['call_analyzed'] }),
  )
  await fake.runUntilIdle()
  expect(receiver.events()).toEqual(['call_analyzed'])
})

test('a failing receiver is tried four times with the same body and a signature of its own each', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver((_request, response) => void response.writeHead(500).end('no'))
  await dial(fake, await scriptedAgent(fake, { webhook_url: receiver.url, webhook_events: ['call_ended'] }), {
    scenario: 'dial_busy',
  })
  await fake.runUntilIdle()
  const [delivery] = fake.deliveries()
  expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1)
  expect(delivery).toMatchObject({ state: 'failed', event: 'call_ended' })
  expect(delivery!.attempts.map(({ at }) => at - delivery!.attempts[0]!.at)).toEqual([0, 1_000, 3_000, 7_000])
  expect(delivery!.attempts[3]).toMatchObject({
    status: 500,
    error: 'the receiver answered 500',
    response: { body: 'no' },
  })
})

test('a receiver that recovers is delivered to, and not again', async () => {
  await using fake = await frozen()
  let count = 0
  await using receiver = await startReceiver(
    (_request, response) => void response.writeHead(++count < 3 ? 503 : 202).end(),
  )
  await dial(fake, await scriptedAgent(fake, { webhook_url: receiver.url, webhook_events: ['call_ended'] }), {
    scenario: 'dial_busy',
  })
  await fake.runUntilIdle()
  expect(fake.deliveries()[0]).toMatchObject({
    state: 'delivered',
    attempts: [{ status: 503 }, { status: 503 }, { status: 202, error: null }],
  })
})

test('redirects are not followed, refusals and silences are told in a sentence, and the call goes on', async () => {
  await using fake = await frozen()
  await using elsewhere = await startReceiver()
  await using redirecting = await startReceiver(
    (_request, response) => void response.writeHead(307, { location: elsewhere.url }).end(),
  )
  await using silent = await startReceiver(() => {})
  fake.settings({ webhook_retry_delays_ms: [] })
  const errors: unknown[] = []
  for (const settings of [
    { webhook_url: redirecting.url },
    { webhook_url: 'http://127.0.0.1:9/hook' },
    { webhook_url: silent.url, webhook_timeout_ms: 40 },
  ]) {
    const call = await dial(fake, await scriptedAgent(fake, { ...settings, webhook_events: ['call_ended'] }))
    await fake.runUntilIdle()
    expect((await getCall(fake, call)).call_status).toBe('ended')
    errors.push(fake.deliveries({ call_id: call.call_id })[0]!.attempts[0]!.error)
  }
  expect(errors).toEqual([
    'the receiver answered 307, and redirects are not followed',
    'connection refused by 127.0.0.1:9',
    'no answer within 40 ms',
  ])
  expect(elsewhere.received).toEqual([])
})

test('a receiver that never answers does not hold up the call on a running clock', async () => {
  await using fake = await startFakeRetell({ time: '1000x' })
  await using silent = await startReceiver(() => {})
  const agent = await scriptedAgent(fake, {
    webhook_url: silent.url,
    webhook_events: ['call_started'],
    webhook_timeout_ms: 3_000,
  })
  const call = await dial(fake, agent)
  while ((await getCall(fake, call)).call_status !== 'ended')
    await new Promise(resolve => setImmediate(resolve))
  expect(fake.deliveries()[0]!.state).toBe('pending')
})

test('waitForWebhook gives the payload, and on a miss says what was sent instead', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver()
  const call = await dial(
    fake,
    await scriptedAgent(fake, { webhook_url: receiver.url, webhook_events: ['call_ended'] }),
    { scenario: 'dial_busy' },
  )
  const waiting = fake.waitForWebhook('call_ended', { call_id: call.call_id })
  await fake.runUntilIdle()
  expect((await waiting).call).toMatchObject({ disconnection_reason: 'dial_busy' })
  await expect(fake.waitForWebhook('call_analyzed', {}, { timeoutMs: 10 })).rejects.toThrow(
    /no call_analyzed webhook.*call_ended to http/s,
  )
})

test('the log can be asked by call, event and kind over HTTP', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver()
  const call = await dial(fake, await scriptedAgent(fake, { webhook_url: receiver.url }))
  await fake.runUntilIdle()
  const { items } = await api<{ items: unknown[] }>(
    fake,
    'GET',
    `/_fake/deliveries?call_id=${call.call_id}&event=call_ended&kind=webhook`,
  )
  expect(items).toEqual([
    expect.objectContaining({
      call_id: call.call_id,
      event: 'call_ended',
      url: receiver.url,
      state: 'delivered',
    }),
  ])
  expect((await api<{ items: unknown[] }>(fake, 'GET', '/_fake/deliveries?kind=tool')).items).toEqual([])
})

test('in the reference dialect the signature is the bare digest of the body and the type of a call names its direction', async () => {
  await using fake = await startFakeRetell({ time: 'frozen', dialect: 'reference' })
  await using receiver = await startReceiver()
  await dial(fake, await scriptedAgent(fake, { webhook_url: receiver.url }), { scenario: 'dial_busy' })
  await fake.runUntilIdle()
  expect(receiver.received[0]!.headers['x-retell-signature']).toMatch(/^[0-9a-f]{64}$/)
  expect(payloads(receiver.received)[0]!.call.call_type).toBe('outbound_phone_call')
})

test('switched off, the analysis of calls that never connected does not come', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver()
  fake.settings({ analyze_unconnected_calls: false })
  await dial(fake, await scriptedAgent(fake, { webhook_url: receiver.url }), { scenario: 'dial_busy' })
  await fake.runUntilIdle()
  expect(receiver.events()).toEqual(['call_ended'])
})
