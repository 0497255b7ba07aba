import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import RetellSdk5 from 'retell-sdk'
import { expect, test } from 'vitest'
import type { Chat, ControlSchemas, PhoneNumber, RetellLlm } from '../contract.ts'
import { type FakeRetell, startFakeRetell } from '../index.ts'
import { api, dial, numberFor, scriptedAgent } from '../testing/calls.ts'
import { startReceiver } from '../testing/receiver.ts'

type Delivery = ControlSchemas['Delivery']
type Log = ControlSchemas['DeliveryList']

const frozen = () => startFakeRetell({ time: 'frozen' })
const again = (fake: FakeRetell, { delivery_id }: Delivery, body?: object) =>
  api<Delivery>(fake, 'POST', `/_fake/deliveries/${delivery_id}/redeliver`, body)
const logOf = (fake: FakeRetell, query: string) => api<Log>(fake, 'GET', `/_fake/deliveries?${query}`)

async function endedCall(fake: FakeRetell, webhook_url: string) {
  const agent = await scriptedAgent(fake, { webhook_url, webhook_events: ['call_ended'] })
  const { call_id } = await dial(fake, agent, { scenario: 'dial_busy' })
  await fake.runUntilIdle()
  return fake.deliveries({ call_id })[0]!
}

test('a delivery is sent again byte for byte, with a signature of its own, in one attempt', async () => {
  await using fake = await frozen()
  const statuses = [204, 500]
  await using receiver = await startReceiver((_request, response) => {
    response.writeHead(statuses.shift() ?? 204).end()
  })
  const original = await endedCall(fake, receiver.url)
  const repeated = await again(fake, original)
  expect(repeated).toMatchObject({
    kind: 'webhook',
    event: 'call_ended',
    call_id: original.call_id,
    url: receiver.url,
    state: 'failed',
    attempts: [{ status: 500, notes: [`${original.delivery_id} sent again`] }],
  })
  expect(repeated.delivery_id).not.toBe(original.delivery_id)
  const [first, second] = receiver.received
  expect(second!.body).toBe(first!.body)
  expect(
    await RetellSdk5.verify(second!.body, fake.apiKey, String(second!.headers['x-retell-signature'])),
  ).toBe(true)
  await fake.runUntilIdle()
  expect(receiver.received).toHaveLength(2)
  expect(fake.deliveries()).toEqual([original, repeated])
})

test('a delivery can be sent again with another body, an object as compact JSON or a text as it is', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver()
  const original = await endedCall(fake, receiver.url)
  await again(fake, original, { body: { event: 'call_ended', call: { call_id: 'call_1' } } })
  await again(fake, original, { body: '{"event": ' })
  const [, edited, broken] = receiver.received
  expect(edited!.body).toBe('{"event":"call_ended","call":{"call_id":"call_1"}}')
  expect(broken!.body).toBe('{"event": ')
  for (const { body, headers } of [edited!, broken!])
    expect(await RetellSdk5.verify(body, fake.apiKey, String(headers['x-retell-signature']))).toBe(true)
})

test('a delivery can be sent again with a signature that is to be refused', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver(async ({ body, headers }, response) => {
    const signature = headers['x-retell-signature']
    const ok = typeof signature === 'string' && (await RetellSdk5.verify(body, fake.apiKey, signature))
    response.writeHead(ok ? 204 : 401).end()
  })
  const original = await endedCall(fake, receiver.url)
  expect(original.state).toBe('delivered')
  for (const change of [
    { signature: 'none' },
    { signature: 'malformed' },
    { signature: 'stale' },
    { signature: 'body-hex' },
    { signing_key: 'key_of_somebody_else' },
  ]) {
    const { state, attempts } = await again(fake, original, change)
    expect([change, state, attempts[0]!.status]).toEqual([change, 'failed', 401])
  }
  expect(await again(fake, original)).toMatchObject({ state: 'delivered' })
})

test('an inbound webhook is sent again without any call coming of it', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver((_request, response) => void response.end('{}'))
  const { phone_number: to_number } = await numberFor(fake, await scriptedAgent(fake))
  await api<PhoneNumber>(fake, 'PATCH', `/update-phone-number/${encodeURIComponent(to_number)}`, {
    inbound_webhook_url: receiver.url,
  })
  const { call_id } = await fake.inboundCall({ to_number })
  expect(await again(fake, fake.deliveries({ call_id })[0]!)).toMatchObject({ kind: 'inbound', call_id })
  expect(receiver.received).toHaveLength(2)
  expect(await api<unknown[]>(fake, 'POST', '/v2/list-calls', {})).toHaveLength(1)
})

test('a custom function is asked again with its method and headers, and the chat does not hear of it', async () => {
  await using fake = await frozen()
  await using server = await startReceiver((_request, response) => void response.end('on its way'))
  const tool = {
    type: 'custom',
    name: 'find_order',
    method: 'GET',
    url: server.url,
    headers: { 'X-Team': 'orders' },
    description: 'Finds an order',
  }
  const { llm_id } = await api<RetellLlm>(fake, 'POST', '/create-retell-llm', { general_tools: [tool] })
  const { agent_id } = await api<{ agent_id: string }>(fake, 'POST', '/create-chat-agent', {
    response_engine: { type: 'retell-llm', llm_id },
  })
  const { chat_id } = await api<Chat>(fake, 'POST', '/create-chat', { agent_id })
  await api(fake, 'POST', '/create-chat-completion', { chat_id, content: 'Please find my order' })
  const before = await api<Chat>(fake, 'GET', `/get-chat/${chat_id}`)
  expect(await again(fake, fake.deliveries({ chat_id })[0]!)).toMatchObject({
    kind: 'tool',
    state: 'delivered',
  })
  const [first, second] = server.received
  for (const request of [first!, second!]) {
    expect(request).toMatchObject({ method: 'GET', body: '', path: first!.path })
    expect(request.headers['x-team']).toBe('orders')
    expect(await RetellSdk5.verify('', fake.apiKey, String(request.headers['x-retell-signature']))).toBe(true)
  }
  expect(await api<Chat>(fake, 'GET', `/get-chat/${chat_id}`)).toEqual(before)
})

test('what is not in the log cannot be sent again, nor what has not been sent', async () => {
  await using fake = await frozen()
  const unknown = { delivery_id: 'delivery_0' } as Delivery
  await expect(again(fake, unknown)).rejects.toThrow(/404.*Item delivery_0 not found from delivery/)
  await using receiver = await startReceiver(() => {})
  const agent = await scriptedAgent(fake, { webhook_url: receiver.url, webhook_timeout_ms: 600_000 })
  await dial(fake, agent)
  void fake.runUntilIdle().catch(() => {})
  while (fake.deliveries().length === 0) await new Promise(resolve => setImmediate(resolve))
  await expect(again(fake, fake.deliveries()[0]!)).rejects.toThrow(/400.*has not been sent yet/)
})

test('bad changes are refused and send nothing', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver()
  const original = await endedCall(fake, receiver.url)
  for (const change of [{ body: 7 }, { signature: 'other' }, { signing_key: '' }, { unknown: 1 }])
    await expect(again(fake, original, change)).rejects.toThrow(/answered 400/)
  expect(receiver.received).toHaveLength(1)
})

test('the log can be asked to wait for a delivery that is to come', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver()
  const agent = await scriptedAgent(fake, { webhook_url: receiver.url })
  const { call_id } = await dial(fake, agent)
  const waiting = logOf(fake, `call_id=${call_id}&event=call_ended&wait=60000`)
  await fake.runUntilIdle()
  expect((await waiting).items).toMatchObject([{ event: 'call_ended', state: 'delivered' }])
})

test('waiting ends with the last attempt, not with the first', async () => {
  await using fake = await frozen()
  const statuses = [500, 503, 204]
  await using receiver = await startReceiver((_request, response) => {
    response.writeHead(statuses.shift() ?? 204).end()
  })
  const agent = await scriptedAgent(fake, { webhook_url: receiver.url, webhook_events: ['call_started'] })
  await dial(fake, agent)
  const waiting = logOf(fake, 'event=call_started&wait=60000')
  await fake.runUntilIdle()
  expect((await waiting).items).toMatchObject([{ state: 'delivered', attempts: [{}, {}, { status: 204 }] }])
})

test('when the time is up the log answers what there is', async () => {
  await using fake = await frozen()
  expect(await logOf(fake, 'event=call_ended&wait=20')).toEqual({ items: [], not_sent: [] })
  await expect(logOf(fake, 'wait=600001')).rejects.toThrow(/wait must be <= 600000/)
})

test('the log tells which events were not sent, and why', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver()
  const { call_id } = await dial(fake, await scriptedAgent(fake), { scenario: 'dial_busy' })
  await fake.runUntilIdle()
  const picky = await scriptedAgent(fake, { webhook_url: receiver.url, webhook_events: ['call_ended'] })
  const other = await dial(fake, picky, { scenario: 'dial_busy' })
  await fake.runUntilIdle()
  const why = 'neither the agent nor the workspace has a webhook_url'
  expect((await logOf(fake, `call_id=${call_id}`)).not_sent).toEqual([
    { at: expect.any(Number), event: 'call_ended', call_id, why },
    { at: expect.any(Number), event: 'call_analyzed', call_id, why },
  ])
  expect((await logOf(fake, 'event=call_analyzed')).not_sent).toMatchObject([
    { call_id },
    { call_id: other.call_id, why: 'the agent\'s webhook_events are ["call_ended"]' },
  ])
  expect((await logOf(fake, 'kind=tool')).not_sent).toEqual([])
  fake.reset()
  expect((await logOf(fake, '')).not_sent).toEqual([])
})

test('a request that went out twice because a kept connection was dead says so', async () => {
  await using fake = await frozen()
  const served = new WeakMap<Socket, number>()
  // The second request of each connection is met by a reset, as by a server that has just given it up.
  const server = createServer((request: IncomingMessage, response) => {
    const count = (served.get(request.socket) ?? 0) + 1
    served.set(request.socket, count)
    if (count === 2) return request.socket.resetAndDestroy()
    request.resume().on('end', () => response.writeHead(204).end())
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  try {
    const original = await endedCall(fake, `http://127.0.0.1:${port}/`)
    expect(original.attempts[0]).not.toHaveProperty('resent')
    // A busy machine may have given up the kept connection by itself; then the next one is kept.
    let attempt = (await again(fake, original)).attempts[0]
    for (let tries = 0; !attempt?.resent && tries < 20; tries++)
      attempt = (await again(fake, original)).attempts[0]
    expect(attempt).toMatchObject({ status: 204, resent: true })
  } finally {
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  }
})

test('the signature can be set for each target; the first whose URL begins it decides', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver()
  const { origin } = new URL(receiver.url)
  await api(fake, 'PATCH', '/_fake/settings', {
    webhook_signature_overrides: [
      { url: `${origin}/hook/old`, signature: 'body-hex', signing_key: 'key_old' },
      { url: `${origin}/hook/plain`, signature: 'none' },
    ],
  })
  for (const path of ['/old', '/plain', '/new']) await endedCall(fake, receiver.url + path)
  const [old, plain, fresh] = receiver.received.map(({ headers }) => headers['x-retell-signature'])
  expect(old).toMatch(/^[0-9a-f]{64}$/)
  expect(plain).toBeUndefined()
  expect(await RetellSdk5.verify(receiver.received[2]!.body, fake.apiKey, String(fresh))).toBe(true)
})

test('a delivery can be sent again misdelivered, whatever is planned, or exactly as it was', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver()
  const original = await endedCall(fake, receiver.url)
  await fake.fault({ misdeliver: 'dropped', times: 9 })
  const odd = await again(fake, original, { misdeliver: ['signature_missing', 'body_pretty'] })
  expect(odd).toMatchObject({ state: 'delivered', attempts: [{ fault: 'signature_missing + body_pretty' }] })
  const exact = await again(fake, original, { exact: true })
  expect(exact.attempts[0]!.request).toEqual(original.attempts[0]!.request)
  const [first, second, third] = receiver.received
  expect(second!.headers).not.toHaveProperty('x-retell-signature')
  expect(second!.body).toContain('\n')
  expect([third!.body, third!.headers['x-retell-signature']]).toEqual([
    first!.body,
    first!.headers['x-retell-signature'],
  ])
  await expect(again(fake, original, { exact: true, body: '{}' })).rejects.toThrow('exact stands alone')
  await expect(again(fake, original, { misdeliver: 'late' })).rejects.toThrow(
    'cannot be late: it is sent now, and once',
  )
  await expect(again(fake, original, { misdeliver: 'args_extra' })).rejects.toThrow(
    'makes no sense for webhook',
  )
})
