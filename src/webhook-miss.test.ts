import { expect, test } from 'vitest'
import { type FakeRetell, startFakeRetell } from './index.ts'
import { api, dial, numberFor, scriptedAgent } from './testing/calls.ts'
import { startReceiver } from './testing/receiver.ts'

const frozen = () => startFakeRetell({ time: 'frozen' })

async function miss(fake: FakeRetell, ...expected: [event: string, match?: Record<string, unknown>]) {
  const [event, match] = expected
  return fake.waitForWebhook(event, match, { timeoutMs: 1 }).then(
    () => 'it came',
    (error: Error) => error.message,
  )
}

test('nobody has a URL', async () => {
  await using fake = await frozen()
  const { call_id } = await dial(fake, await scriptedAgent(fake))
  await fake.runUntilIdle()
  expect(await miss(fake, 'call_ended', { call_id })).toBe(
    [
      `no call_ended webhook with {"call_id":"${call_id}"} was delivered within 1 ms.`,
      `  ${call_id}: call_ended was not sent: neither the agent nor the workspace has a webhook_url`,
      '  Nothing was sent so far.',
    ].join('\n'),
  )
})

test('the event is not among the agent’s', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver()
  const agent = await scriptedAgent(fake, { webhook_url: receiver.url, webhook_events: ['call_ended'] })
  const { call_id } = await dial(fake, agent)
  await fake.runUntilIdle()
  const text = await miss(fake, 'call_started')
  expect(text).toContain(
    `${call_id}: call_started was not sent: the agent's webhook_events are ["call_ended"]`,
  )
  expect(text).toContain(`call_ended to ${receiver.url} about ${call_id}: delivered`)
  expect(await miss(fake, 'transcript_updated')).toContain(
    `${call_id}: nobody has spoken, or its agent does not name transcript_updated in webhook_events`,
  )
})

test('the call never connected', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver()
  const agent = await scriptedAgent(fake, { webhook_url: receiver.url })
  const { call_id } = await dial(fake, agent, { scenario: 'dial_busy' })
  fake.settings({ analyze_unconnected_calls: false })
  await fake.runUntilIdle()
  expect(await miss(fake, 'call_started', { call_id })).toContain(
    `${call_id}: it never connected (dial_busy), and then there is no call_started`,
  )
  expect(await miss(fake, 'call_analyzed', { call_id })).toContain(
    `${call_id}: it never connected (dial_busy), and analyze_unconnected_calls is false`,
  )
})

test('the call has not got that far', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver()
  fake.settings({ call_drive: 'manual' })
  const { call_id } = await dial(fake, await scriptedAgent(fake, { webhook_url: receiver.url }))
  expect(await miss(fake, 'call_started')).toContain(
    `${call_id}: nobody has picked up yet; a frozen clock waits for advance() or runUntilIdle()`,
  )
  const act = (action: string) => api(fake, 'POST', `/_fake/calls/${call_id}/actions`, { action })
  await act('answer')
  expect(await miss(fake, 'call_ended')).toContain(`${call_id}: it is still ongoing; a frozen clock waits`)
  await act('hang_up')
  expect(await miss(fake, 'call_analyzed')).toContain(
    `${call_id}: it is over and not analyzed yet, which takes 5000 ms; a frozen clock waits`,
  )
})

test('every attempt failed, or the next one is to come', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver((_request, response) => void response.writeHead(500).end())
  const agent = await scriptedAgent(fake, { webhook_url: receiver.url, webhook_events: ['call_started'] })
  const { call_id } = await dial(fake, agent)
  await fake.advance(3_000)
  expect(await miss(fake, 'call_started')).toContain(
    `${call_id}: call_started to ${receiver.url} failed so far, after 1 attempt: the receiver answered 500; a frozen clock waits`,
  )
  await fake.runUntilIdle()
  expect(await miss(fake, 'call_started')).toContain(
    `${call_id}: call_started to ${receiver.url} was given up after 4 attempts: the receiver answered 500`,
  )
})

test('it came and does not match', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver()
  const { call_id } = await dial(fake, await scriptedAgent(fake, { webhook_url: receiver.url }))
  await fake.runUntilIdle()
  expect(await miss(fake, 'call_ended', { disconnection_reason: 'dial_busy' })).toContain(
    `${call_id}: call_ended was delivered to ${receiver.url}, and does not match`,
  )
})

test('there is no such call, chat or event, or nothing yet', async () => {
  await using fake = await frozen()
  expect(await miss(fake, 'call_ended')).toContain('There is no call yet')
  expect(await miss(fake, 'chat_ended')).toContain('There is no chat yet.')
  expect(await miss(fake, 'call_ended', { call_id: 'call_0' })).toContain(
    'There is no call call_0 in this workspace; each API key has a workspace of its own.',
  )
  expect(await miss(fake, 'chat_ended', { chat_id: 'chat_0' })).toContain('There is no chat chat_0')
  expect(await miss(fake, 'call_finished')).toContain(
    'There is no webhook of this name; there are call_started, transcript_updated, call_ended,',
  )
})

test('an inbound webhook was not asked, or gave no good answer', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver((_request, response) => void response.end('OK'))
  const { phone_number: to_number } = await numberFor(fake, await scriptedAgent(fake))
  expect(await miss(fake, 'call_inbound')).toContain(
    'Nobody was asked: no number with an inbound_webhook_url was rung or written to.',
  )
  await api(fake, 'PATCH', `/update-phone-number/${encodeURIComponent(to_number)}`, {
    inbound_webhook_url: receiver.url,
  })
  const { call_id } = await fake.inboundCall({ to_number })
  expect(await miss(fake, 'call_inbound')).toContain(
    `${call_id}: call_inbound to ${receiver.url} was given up after 4 attempts: the answer is not JSON: OK`,
  )
})

test('webhooks of chats and inbound webhooks are waited for by the fields of what they are about', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver((_request, response) => void response.end('{}'))
  const { phone_number: to_number } = await numberFor(fake, await scriptedAgent(fake))
  await api(fake, 'PATCH', `/update-phone-number/${encodeURIComponent(to_number)}`, {
    inbound_webhook_url: receiver.url,
  })
  const waiting = fake.waitForWebhook('call_inbound', { to_number })
  const { call_id } = await fake.inboundCall({ to_number })
  expect((await waiting).call_inbound).toMatchObject({ call_id })
  fake.settings({ webhook_url: receiver.url })
  const { agent_id } = await api<{ agent_id: string }>(fake, 'POST', '/create-chat-agent', {
    response_engine: (await scriptedAgent(fake)).response_engine,
  })
  const { chat_id } = await api<{ chat_id: string }>(fake, 'POST', '/create-chat', { agent_id })
  await fake.settled()
  expect((await fake.waitForWebhook('chat_started', { chat_id })).chat).toMatchObject({ agent_id })
  expect(await miss(fake, 'chat_ended', { chat_id })).toContain(`${chat_id}: it is still ongoing`)
})
