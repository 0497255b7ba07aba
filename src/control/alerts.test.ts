import Retell from 'retell-sdk'
import { expect, test } from 'vitest'
import type { ControlSchemas } from '../contract.ts'
import { validators } from '../generated/contract-validators/index.ts'
import { startFakeRetell } from '../index.ts'
import { api } from '../testing/calls.ts'
import { startReceiver } from '../testing/receiver.ts'

const frozen = () => startFakeRetell({ time: 'frozen', now: 1_800_000_000_000 })
type Fake = Awaited<ReturnType<typeof frozen>>
type Fired = { event: string; alert: ControlSchemas['Alert']; delivery_ids: string[] }

const fire = (fake: Fake, order: object) => api<Fired>(fake, 'POST', '/_fake/alerts', order)

test('an alert is posted to each of its URLs with every field, signed, and stands in the log', async () => {
  await using fake = await frozen()
  await using one = await startReceiver()
  await using other = await startReceiver()
  const fired = await fire(fake, {
    name: 'Too dear',
    metric_type: 'total_call_cost',
    threshold_value: 5_000,
    comparator: 'ge',
    current_value: 7_250,
    webhook_urls: [one.url, other.url],
    emails: ['ops@example.com'],
  })
  await fake.settled()
  const [{ body, headers, method }] = one.received as [(typeof one.received)[0]]
  expect(method).toBe('POST')
  expect(await Retell.verify(body, fake.apiKey, String(headers['x-retell-signature']))).toBe(true)
  expect(other.received.map(request => request.body)).toEqual([body])
  const payload = JSON.parse(body) as Fired
  expect(payload).toEqual({ event: 'alert_triggered', alert: fired.alert })
  const { alertTriggered_body } = await validators['alert-webhooks']!()
  expect(alertTriggered_body!(payload)).toBe(true)
  expect(payload.alert).toEqual({
    alert_incident_id: expect.stringMatching(/^alert_incident_/),
    org_id: expect.stringMatching(/^org_/),
    alert_rule_id: expect.stringMatching(/^alert_rule_/),
    name: 'Too dear',
    metric_type: 'total_call_cost',
    filter: null,
    threshold_type: 'absolute',
    threshold_value: 5_000,
    comparator: 'ge',
    frequency: '5m',
    window: '1h',
    emails: ['ops@example.com'],
    webhook_urls: [one.url, other.url],
    current_value: 7_250,
    previous_value: null,
    triggered_timestamp: 1_800_000_000_000,
    resolved_timestamp: null,
  })
  const { alert_incident_id } = fired.alert
  const { items } = await api<ControlSchemas['DeliveryList']>(
    fake,
    'GET',
    `/_fake/deliveries?kind=alert&alert_incident_id=${alert_incident_id}`,
  )
  expect(items.map(({ delivery_id }) => delivery_id)).toEqual(fired.delivery_ids)
  expect(items).toMatchObject([
    { kind: 'alert', event: 'alert_triggered', alert_incident_id, state: 'delivered' },
    { url: other.url, state: 'delivered' },
  ])
  expect(items[0]).not.toHaveProperty('call_id')
})

test('an incident is resolved once, with what it was triggered with', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver()
  fake.settings({ webhook_url: receiver.url })
  const { alert } = fake.alert({ current_value: 0.41 })
  await fake.advance(300_000)
  const order = { event: 'alert_resolved', alert_incident_id: alert.alert_incident_id, current_value: 0.9 }
  const resolved = await fire(fake, order)
  await fake.settled()
  expect(resolved.alert).toEqual({
    ...alert,
    current_value: 0.9,
    resolved_timestamp: alert.triggered_timestamp + 300_000,
  })
  expect(receiver.events()).toEqual(['alert_triggered', 'alert_resolved'])
  await expect(fire(fake, order)).rejects.toThrow('is resolved already')
  await expect(fire(fake, { ...order, event: 'alert_triggered' })).rejects.toThrow('is triggered already')
})

test('an alert is sent once, whatever is answered, and can be waited for', async () => {
  await using fake = await frozen()
  let status = 500
  await using receiver = await startReceiver((_request, response) => void response.writeHead(status).end())
  const webhook_urls = [receiver.url]
  fake.alert({ webhook_urls })
  await fake.runUntilIdle()
  expect(receiver.received).toHaveLength(1)
  expect(fake.deliveries({ kind: 'alert' })).toMatchObject([
    { state: 'failed', attempts: [{ status: 500, error: 'the receiver answered 500' }] },
  ])
  await expect(fake.waitForWebhook('alert_triggered', {}, { timeoutMs: 1 })).rejects.toThrow(
    /alert_triggered to \S+ was given up after 1 attempt: the receiver answered 500/,
  )
  status = 204
  const { alert } = fake.alert({ webhook_urls, name: 'Again' })
  await fake.settled()
  expect(await fake.waitForWebhook('alert_triggered', { name: 'Again' })).toEqual({
    event: 'alert_triggered',
    alert,
  })
  await expect(fake.waitForWebhook('alert_resolved', {}, { timeoutMs: 1 })).rejects.toThrow(
    'No such alert was fired',
  )
})

test('a receiver that is not there is not asked again', async () => {
  await using fake = await frozen()
  const { delivery_ids } = fake.alert({ webhook_urls: ['http://127.0.0.1:9/'] })
  await fake.settled()
  expect(fake.deliveries()).toMatchObject([
    {
      delivery_id: delivery_ids[0],
      state: 'failed',
      attempts: [{ error: 'connection refused by 127.0.0.1:9' }],
    },
  ])
  expect(fake.deliveries()[0]!.attempts).toHaveLength(1)
})

test('alerts can be misdelivered: twice, late, or without a signature', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver()
  await fake.fault({ misdeliver: ['duplicate', 'late', 'signature_missing'], kind: 'alert', delay_ms: 1_000 })
  fake.alert({ webhook_urls: [receiver.url] })
  await fake.runUntilIdle()
  expect(receiver.events()).toEqual(['alert_triggered', 'alert_triggered'])
  for (const { headers } of receiver.received) expect(headers).not.toHaveProperty('x-retell-signature')
  expect(fake.deliveries()).toMatchObject([
    { attempts: [{ at: 1_800_000_001_000, fault: 'duplicate + late + signature_missing' }] },
    { attempts: [{ fault: 'duplicate + late + signature_missing' }] },
  ])
})

test.each([
  [{}, 400, 'must have "webhook_urls"'],
  [{ event: 'alert_resolved' }, 400, 'must have "alert_incident_id" to resolve an alert'],
  [{ event: 'alert_resolved', alert_incident_id: 'x' }, 404, 'Item x not found from alert-incident'],
  [{ metric_type: 'mood' }, 400, 'request/body/metric_type must be call_count'],
  [{ window: '2h' }, 400, 'request/body/window must be 1m'],
  [{ webhook_urls: ['ftp://x'] }, 400, 'request/body/webhook_urls/0 must match'],
  [{ colour: 'red' }, 400, 'request/body must not have "colour"'],
])('an order that cannot be met is refused with a sentence: %j', async (order, status, sentence) => {
  await using fake = await frozen()
  const response = await fake.fetch('/_fake/alerts', { method: 'POST', body: JSON.stringify(order) })
  expect(response.status).toBe(status)
  expect(((await response.json()) as { message: string }).message).toContain(sentence)
  expect(fake.deliveries()).toEqual([])
})
