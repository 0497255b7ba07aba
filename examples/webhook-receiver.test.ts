// The example receiver takes what the mock sends, once, and refuses what somebody else makes up.

import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkWebhook, DEFAULT_API_KEY, type FakeRetell, startFakeRetell } from '../src/index.ts'
import { placeCall, post } from './api.ts'
import { type Program, startProgram } from './program.ts'

let fake: FakeRetell
let receiver: Program
let url: string

beforeAll(async () => {
  receiver = startProgram('webhook-receiver/receiver.ts', { RETELL_API_KEY: DEFAULT_API_KEY, PORT: '0' })
  url = /http:\S+/.exec(await receiver.line(/listening/))?.[0] ?? ''
  fake = await startFakeRetell({ time: 'frozen', webhookUrl: url })
}, 20_000)

afterAll(async () => {
  await fake.close()
  await receiver.stop()
})

test('the receiver accepts the three events of a call and handles each once', async () => {
  const callId = await newCall()
  await fake.runUntilIdle()

  const deliveries = fake.deliveries({ call_id: callId })
  expect(deliveries.map(({ event, attempts }) => [event, attempts.map(({ status }) => status)])).toEqual([
    ['call_started', [204]],
    ['call_ended', [204]],
    ['call_analyzed', [204]],
  ])

  const { headers, body } = deliveries[1]!.attempts[0]!.request
  const again = await fetch(url, { method: 'POST', headers, body })
  expect(again.status).toBe(204)

  await receiver.line(/^call_analyzed /)
  const handled = receiver.lines().filter(line => line.includes(callId))
  expect(handled).toEqual([
    expect.stringMatching(/^call_started \S+ ongoing/),
    expect.stringMatching(/^call_ended \S+ ended user_hangup/),
    expect.stringMatching(/^call_analyzed \S+ ended user_hangup/),
  ])
})

test('the receiver takes the events of a chat, an alert, and a transcript as often as it grows', async () => {
  const { llm_id } = await post(fake, '/create-retell-llm', {})
  const events = ['chat_started', 'chat_ended', 'chat_analyzed']
  const agent = { response_engine: { type: 'retell-llm', llm_id }, webhook_events: events }
  const { agent_id } = await post(fake, '/create-chat-agent', agent)
  const { chat_id } = await post(fake, '/create-chat', { agent_id })
  await post(fake, '/create-chat-completion', { chat_id, content: 'Hello' })
  await fake.fetch(`/end-chat/${chat_id}`, { method: 'PATCH' })
  const { alert } = fake.alert({ webhook_urls: [url] })
  const callId = await newCall({ webhook_events: ['transcript_updated', 'call_analyzed'] })
  await fake.runUntilIdle()

  await receiver.line(new RegExp(`^call_analyzed ${callId}`))
  const about = (id: string) => receiver.lines().filter(line => line.includes(id))
  expect(about(chat_id!).map(line => line.split(' ')[0])).toEqual(events)
  expect(about(alert.alert_incident_id)).toEqual([`alert_triggered ${alert.alert_incident_id} ${alert.name}`])
  const updates = fake.deliveries({ call_id: callId, event: 'transcript_updated' })
  expect(updates.length).toBeGreaterThan(1)
  expect(about(callId)).toHaveLength(updates.length + 1)
  expect(receiver.lines().filter(line => /dropped|Error/.test(line))).toEqual([])
})

test('the receiver refuses a body that was changed, another key and no signature at all', async () => {
  const callId = await newCall()
  await fake.runUntilIdle()
  const { headers, body } = fake.deliveries({ call_id: callId })[0]!.attempts[0]!.request
  const { 'X-Retell-Signature': _signature, ...unsigned } = headers
  const statusOf = async (init: RequestInit) => (await fetch(url, { method: 'POST', ...init })).status

  expect(await statusOf({ headers, body: body.replace('ongoing', 'ended') })).toBe(401)
  expect(await statusOf({ headers: unsigned, body })).toBe(401)

  fake.settings({ webhook_signing_key: 'key_of_somebody_else' })
  const forged = await newCall()
  await fake.runUntilIdle()
  const statuses = fake
    .deliveries({ call_id: forged })
    .flatMap(({ attempts }) => attempts.map(({ status }) => status))
  expect(new Set(statuses)).toEqual(new Set([401]))
  expect(receiver.lines().filter(line => line.includes(forged))).toEqual([])
})

test('the receiver passes every check of check-webhook', async () => {
  const { results } = await checkWebhook(url, { apiKey: DEFAULT_API_KEY, skip: ['old-key', 'handled-once'] })
  expect(results.filter(({ state }) => state !== 'passed')).toEqual([])
})

/** A call of the default workspace, not yet begun. */
async function newCall(override = {}): Promise<string> {
  const { llm_id } = await post(fake, '/create-retell-llm', {})
  const agent_override = { agent: override }
  return placeCall(fake, { type: 'retell-llm', llm_id }, { agent_override })
}
