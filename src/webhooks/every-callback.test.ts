// Every request that Retell makes to its customer, one test each: method, address, signature, timeout, attempts, what counts as
// success and what is made of the answer.

import Retell from 'retell-sdk'
import { expect, test } from 'vitest'
import type { ControlSchemas, PhoneNumber } from '../contract.ts'
import { type FakeRetell, startFakeRetell } from '../index.ts'
import { api, dial, numberFor, scriptedAgent } from '../testing/calls.ts'
import { startMcpServer } from '../testing/mcp-server.ts'
import { type Received, type Receiver, startReceiver } from '../testing/receiver.ts'

const frozen = () => startFakeRetell({ time: 'frozen' })
const at = (receiver: Receiver, path: string) => receiver.url.replace('/hook', path)
const pathsOf = (receiver: Receiver) => receiver.received.map(({ path }) => path)
const isSigned = (fake: FakeRetell, { body, headers }: Received) =>
  Retell.verify(body, fake.apiKey, String(headers['x-retell-signature']))

/** How often each was tried, and what is said of its last attempt. */
const summary = (deliveries: ControlSchemas['Delivery'][]) =>
  deliveries.map(({ event, state, attempts }) => [event, state, attempts.length, attempts.at(-1)?.error])

async function chatAgent(fake: FakeRetell, settings: object = {}): Promise<string> {
  const { response_engine } = await scriptedAgent(fake)
  const agent = await api<{ agent_id: string }>(fake, 'POST', '/create-chat-agent', {
    response_engine,
    ...settings,
  })
  return agent.agent_id
}

async function change(fake: FakeRetell, { phone_number }: PhoneNumber, changes: object): Promise<string> {
  await api(fake, 'PATCH', `/update-phone-number/${encodeURIComponent(phone_number)}`, changes)
  return phone_number
}

test('call events: POST to the agent’s URL, else the account’s; signed; its timeout; 1 + 3 attempts; any 2xx', async () => {
  await using fake = await frozen()
  const statuses = [202, 299, 400]
  await using receiver = await startReceiver(({ path }, response) => {
    if (path === '/silent') return
    response.writeHead(statuses.shift() ?? 404).end('{"ignored":true}')
  })
  fake.settings({ webhook_url: at(receiver, '/account') })
  const agent = await scriptedAgent(fake, { webhook_url: at(receiver, '/agent?clinic=7&secret=a%20b') })
  const { call_id } = await dial(fake, agent)
  await fake.runUntilIdle()
  expect(pathsOf(receiver)).toEqual(Array(6).fill('/agent?clinic=7&secret=a%20b'))
  for (const request of receiver.received) expect(await isSigned(fake, request)).toBe(true)
  expect(summary(fake.deliveries({ call_id }))).toEqual([
    ['call_started', 'delivered', 1, null],
    ['call_ended', 'delivered', 1, null],
    ['call_analyzed', 'failed', 4, 'the receiver answered 404'],
  ])
  const slow = await scriptedAgent(fake, {
    webhook_url: at(receiver, '/silent'),
    webhook_timeout_ms: 20,
    webhook_events: ['call_ended'],
  })
  const other = await dial(fake, slow, { scenario: 'dial_busy' })
  await fake.runUntilIdle()
  expect(summary(fake.deliveries({ call_id: other.call_id }))).toEqual([
    ['call_ended', 'failed', 4, 'no answer within 20 ms'],
  ])
})

test('chat events: the same, under the name of the chat', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver(
    (_request, response) => void response.writeHead(receiver.received.length < 3 ? 500 : 204).end(),
  )
  const agent_id = await chatAgent(fake, { webhook_url: `${at(receiver, '/chat')}?c={{customer}}` })
  const { chat_id } = await api<{ chat_id: string }>(fake, 'POST', '/create-chat', {
    agent_id,
    retell_llm_dynamic_variables: { customer: '42' },
  })
  await api(fake, 'PATCH', `/end-chat/${chat_id}`)
  await fake.runUntilIdle()
  expect(new Set(pathsOf(receiver))).toEqual(new Set(['/chat?c=42']))
  expect(summary(fake.deliveries({ chat_id }))).toEqual([
    ['chat_started', 'delivered', expect.any(Number), null],
    ['chat_ended', 'delivered', expect.any(Number), null],
    ['chat_analyzed', 'delivered', 1, null],
  ])
  for (const request of receiver.received) {
    expect(await isSigned(fake, request)).toBe(true)
    expect(JSON.parse(request.body)).toEqual({
      event: expect.stringMatching(/^chat_/),
      chat: expect.objectContaining({ chat_id }),
    })
    expect(request.body).not.toContain('_number')
  }
})

test('inbound call: POST to the number’s URL; signed; 10 s; 1 + 3 attempts; 2xx with JSON decides', async () => {
  await using fake = await frozen()
  const answers = ['', '[]', 'null', '{"call_inbound":{"metadata":{"seen":true}}}']
  await using receiver = await startReceiver((_request, response) => void response.end(answers.shift()))
  const number = await numberFor(fake, await scriptedAgent(fake))
  const to_number = await change(fake, number, { inbound_webhook_url: at(receiver, '/inbound?x=1') })
  expect(fake.settings().inbound_webhook_timeout_ms).toBe(10_000)
  const { call_id } = await fake.inboundCall({ to_number })
  expect(pathsOf(receiver)).toEqual(Array(4).fill('/inbound?x=1'))
  for (const request of receiver.received) expect(await isSigned(fake, request)).toBe(true)
  expect(summary(fake.deliveries({ call_id, kind: 'inbound' }))).toEqual([
    ['call_inbound', 'delivered', 4, null],
  ])
  const call = await api<object>(fake, 'GET', `/v2/get-call/${call_id}`)
  expect(call).toMatchObject({ metadata: { seen: true } })
})

test('inbound SMS: the same, and reject: true drops the message', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver((_request, response) => {
    response.writeHead(receiver.received.length < 2 ? 503 : 200).end('{"chat_inbound":{"reject":true}}')
  })
  const number = await api<PhoneNumber>(fake, 'POST', '/create-phone-number', { area_code: 415 })
  const to_number = await change(fake, number, { inbound_sms_webhook_url: at(receiver, '/sms') })
  const { chat_id, rejected } = await fake.inboundMessage({
    from_number: '+14155550142',
    to_number,
    content: 'Hello?',
  })
  expect(rejected).toMatchObject({ reason: 'webhook_rejected' })
  expect(pathsOf(receiver)).toEqual(['/sms', '/sms'])
  for (const request of receiver.received) expect(await isSigned(fake, request)).toBe(true)
  expect(summary(fake.deliveries({ chat_id }))).toEqual([['chat_inbound', 'delivered', 2, null]])
})

test.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const)(
  'custom function by %s: the tool’s URL with its query; signed over the body or nothing; its answer is the agent’s',
  async method => {
    const scenario = { name: 'asks', rings: { then: 'answer' as const }, caller: [{ say: 'Find my order' }] }
    await using fake = await startFakeRetell({ time: 'frozen', scenarios: [scenario] })
    await using server = await startReceiver(
      (_request, response) => void response.writeHead(201).end('{"data":{"state":"sent"}}'),
    )
    const tool = {
      type: 'custom' as const,
      name: 'find_order',
      description: 'Finds an order',
      url: `${server.url}?call={{call_id}}`,
      method,
      query_params: { who: '{{customer}}' },
      headers: { 'X-Agent-Secret': 's_{{customer}}' },
      response_variables: { plain: 'data.state', dollar: '$.data.state' },
    }
    const { call_id } = await dial(fake, await scriptedAgent(fake, {}, { general_tools: [tool] }), {
      scenario: 'asks',
      retell_llm_dynamic_variables: { customer: 'ines' },
    })
    await fake.advance(60_000)
    const [request] = server.received
    expect(request).toMatchObject({ method, headers: { 'x-agent-secret': 's_ines' } })
    expect(request!.path).toContain(`/hook?call=${call_id}&who=ines`)
    expect(await isSigned(fake, request!)).toBe(true)
    const hasBody = method !== 'GET' && method !== 'DELETE'
    expect(hasBody ? Object.keys(JSON.parse(request!.body)) : request!.body).toEqual(
      hasBody ? ['name', 'args', 'call'] : '',
    )
    expect(summary(fake.deliveries({ call_id, kind: 'tool' }))).toEqual([
      ['find_order', 'delivered', 1, null],
    ])
    await fake.runUntilIdle()
    const call = await api<object>(fake, 'GET', `/v2/get-call/${call_id}`)
    expect(call).toMatchObject({ collected_dynamic_variables: { plain: 'sent', dollar: 'sent' } })
  },
)

test('alert: POST to each URL of the rule; signed; once, and the answer is not used', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver((_request, response) => void response.writeHead(503).end())
  fake.alert({ webhook_urls: [at(receiver, '/one'), at(receiver, '/two')] })
  await fake.runUntilIdle()
  expect(pathsOf(receiver)).toEqual(['/one', '/two'])
  for (const request of receiver.received) expect(await isSigned(fake, request)).toBe(true)
  expect(summary(fake.deliveries())).toEqual([
    ['alert_triggered', 'failed', 1, 'the receiver answered 503'],
    ['alert_triggered', 'failed', 1, 'the receiver answered 503'],
  ])
})

test('MCP: a client of the customer’s server, over HTTP and without a signature', async () => {
  const scenario = { name: 'asks', rings: { then: 'answer' as const }, caller: [{ say: 'get weather' }] }
  await using fake = await startFakeRetell({ time: 'frozen', scenarios: [scenario] })
  await using server = await startMcpServer({ call: () => 'Sunny.' })
  const agent = await scriptedAgent(
    fake,
    {},
    {
      mcps: [{ name: 'sky', url: server.url }],
      general_tools: [{ type: 'mcp', name: 'get_weather', description: 'What the sky does', mcp_id: 'sky' }],
    },
  )
  await dial(fake, agent, { scenario: 'asks' })
  await fake.advance(60_000)
  const methods = server.received.flatMap(({ body }) =>
    body ? [(JSON.parse(body) as { method: string }).method] : [],
  )
  expect(methods[0]).toBe('initialize')
  for (const { headers } of server.received) expect(headers).not.toHaveProperty('x-retell-signature')
  expect(fake.deliveries({ kind: 'tool' })).toEqual([])
})

test('the webhook for dynamic variables of an older LLM is kept and never asked', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver()
  const agent = await scriptedAgent(fake, {}, { inbound_dynamic_variables_webhook_url: receiver.url })
  const { phone_number: to_number } = await numberFor(fake, agent)
  await fake.inboundCall({ to_number })
  await fake.runUntilIdle()
  expect(receiver.received).toEqual([])
})

test('the URL of a webhook may name what Retell knows by itself', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver()
  const url = at(receiver, '/{{call_id}}/{{direction}}/{{ user_number }}/{{nobody}}')
  const call = await dial(
    fake,
    await scriptedAgent(fake, { webhook_url: url, webhook_events: ['call_ended'] }),
  )
  await fake.runUntilIdle()
  const path = decodeURIComponent(receiver.received[0]!.path)
  expect(path).toBe(`/${call.call_id}/outbound/${call.to_number}/{{nobody}}`)
})

test('an empty webhook_events sends nothing, and the log says why', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver()
  const { call_id } = await dial(
    fake,
    await scriptedAgent(fake, { webhook_url: receiver.url, webhook_events: [] }),
  )
  await fake.runUntilIdle()
  expect(receiver.received).toEqual([])
  const { not_sent } = await api<ControlSchemas['DeliveryList']>(
    fake,
    'GET',
    `/_fake/deliveries?call_id=${call_id}`,
  )
  expect(not_sent.map(({ event, why }) => [event, why])).toEqual(
    ['call_started', 'call_ended', 'call_analyzed'].map(event => [
      event,
      "the agent's webhook_events are []",
    ]),
  )
})

test('a receiver that is down for the whole run is told of in the log, and the calls end all the same', async () => {
  await using fake = await frozen()
  const url = 'http://127.0.0.1:9/hook'
  const agent = await scriptedAgent(fake, { webhook_url: url })
  const number = await numberFor(fake, agent)
  const to_number = await change(fake, number, { inbound_webhook_url: url })
  const { call_id } = await fake.inboundCall({ to_number })
  await fake.runUntilIdle()
  const refused = 'connection refused by 127.0.0.1:9'
  expect(summary(fake.deliveries({ call_id }))).toEqual(
    ['call_inbound', 'call_started', 'call_ended', 'call_analyzed'].map(event => [
      event,
      'failed',
      4,
      refused,
    ]),
  )
  expect(await api<object>(fake, 'GET', `/v2/get-call/${call_id}`)).toMatchObject({
    call_status: 'ended',
    call_analysis: {},
  })
})
