// Faults of Retell's API, as the unmodified SDK and plain HTTP meet them over a real socket.

import { request } from 'node:http'
import Retell from 'retell-sdk'
import { afterAll, beforeEach, expect, test } from 'vitest'
import type { ControlSchemas } from './contract.ts'
import { startFakeRetell } from './index.ts'
import { api } from './testing/calls.ts'

const fake = await startFakeRetell({ time: 'frozen' })
afterAll(() => fake.close())
beforeEach(() => fake.reset())

const client = new Retell({ apiKey: fake.apiKey, baseURL: fake.url })
const impatient = new Retell({ apiKey: fake.apiKey, baseURL: fake.url, maxRetries: 0 })
const requests = async () =>
  (await api<{ items: ControlSchemas['JournalEntry'][] }>(fake, 'GET', '/_fake/requests')).items
const statuses = async () => (await requests()).map(({ status }) => status)

/** A request over a socket: the status, the headers, the body, and how it ended. */
function ask(path: string, method = 'GET') {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: string; error?: string }>(
    resolve => {
      let body = ''
      const outgoing = request(
        fake.url + path,
        { method, headers: { authorization: `Bearer ${fake.apiKey}` } },
        response => {
          const { statusCode: status = 0, headers } = response
          response.on('data', chunk => (body += String(chunk)))
          response.on('end', () => resolve({ status, headers, body }))
          response.on('error', error => resolve({ status, headers, body, error: error.message }))
        },
      )
      outgoing.on('error', error => resolve({ status: 0, headers: {}, body, error: error.message }))
      outgoing.end()
    },
  )
}

test('a 429 carries retry-after, and the SDK comes again after so long, counting its retries', async () => {
  await fake.fault({ status: 429, retry_after: 0, operation: 'getConcurrency', times: 2 })
  expect(await client.concurrency.retrieve()).toHaveProperty('concurrency_limit')
  expect(await requests()).toMatchObject([
    { status: 429, fault: 'status 429' },
    { status: 429, fault: 'status 429', retry_count: 1 },
    { status: 200, retry_count: 2 },
  ])
  await fake.fault({ status: 429, retry_after: 'Wed, 21 Oct 2015 07:28:00 GMT' })
  const { headers } = await ask('/get-concurrency')
  expect(headers['retry-after']).toBe('Wed, 21 Oct 2015 07:28:00 GMT')
})

test.each([400, 401, 402, 403, 404, 409, 413, 422, 429, 500, 502, 503, 504])(
  'status %i is answered in the form of Retell’s errors, and nothing is done',
  async status => {
    await fake.fault({ status })
    const response = await fake.fetch('/create-retell-llm', { method: 'POST', body: '{}' })
    expect(response.status).toBe(status)
    expect(await response.json()).toEqual({ status: 'error', message: expect.any(String) })
    expect(await (await fake.fetch('/list-retell-llms')).json()).toEqual([])
  },
)

test('after so many good ones a fault strikes, as often as it says, and then all is well', async () => {
  await fake.fault({ status: 503, after: 2, times: 2 })
  for (let count = 0; count < 6; count++) await ask('/get-concurrency')
  expect(await statuses()).toEqual([200, 200, 503, 503, 200, 200])
})

test('a fault is for an operation, a method, or a path, whole or from its beginning', async () => {
  const paths = ['/get-concurrency', '/v2/get-call/call_1', '/v2/get-call/call_2', '/list-voices']
  const struck = async (order: ControlSchemas['ApiFault']) => {
    fake.reset()
    await fake.fault({ status: 500, times: 9, ...order })
    const answers = []
    for (const path of paths) answers.push((await ask(path)).status === 500)
    answers.push((await ask('/create-retell-llm', 'POST')).status === 500)
    return answers.map(Number).join('')
  }
  expect(await struck({})).toBe('11111')
  expect(await struck({ operation: 'getConcurrency' })).toBe('10000')
  expect(await struck({ method: 'POST' })).toBe('00001')
  expect(await struck({ path: '/v2/get-call/{call_id}' })).toBe('01100')
  expect(await struck({ path: '/v2/get-call/call_2' })).toBe('00100')
  expect(await struck({ path: '/v2/*' })).toBe('01100')
  expect(await struck({ path: '/get-concurrency', method: 'POST' })).toBe('00000')
})

test('with a probability it strikes some, and with the same seed the same', async () => {
  const pattern = async (seed: number) => {
    await using other = await startFakeRetell({ seed })
    await other.fault({ status: 500, chance: 0.4, times: 1_000 })
    const seen = []
    for (let count = 0; count < 30; count++) seen.push((await other.fetch('/get-concurrency')).status)
    return seen
  }
  const first = await pattern(3)
  const struck = first.filter(status => status === 500).length
  expect(struck).toBeGreaterThan(3)
  expect(struck).toBeLessThan(27)
  expect(await pattern(3)).toEqual(first)
  expect(await pattern(4)).not.toEqual(first)
})

test('latency is added before the answer, alone or with a failure, and adds up', async () => {
  await fake.fault({ latency_ms: 60 })
  await fake.fault({ latency_ms: 40, jitter_ms: 20, status: 503 })
  expect((await ask('/get-concurrency')).status).toBe(503)
  const [entry] = await requests()
  expect(entry).toMatchObject({ status: 503, fault: 'latency + status 503' })
  expect(entry!.duration_ms).toBeGreaterThanOrEqual(99)
  expect((await ask('/get-concurrency')).status).toBe(200)
})

test('an SDK with less patience than the latency gives up, and the next request is well', async () => {
  await fake.fault({ latency_ms: 600_000 })
  await expect(impatient.concurrency.retrieve({ timeout: 30 })).rejects.toThrow(
    Retell.APIConnectionTimeoutError,
  )
  expect(await impatient.concurrency.retrieve()).toHaveProperty('concurrency_limit')
})

test('a reset is a broken connection, which the SDK tries again', async () => {
  await fake.fault({ answer: 'reset', times: 4 })
  expect(await ask('/get-concurrency')).toMatchObject({
    status: 0,
    error: expect.stringMatching(/ECONNRESET|hang up/),
  })
  await expect(impatient.concurrency.retrieve()).rejects.toThrow(Retell.APIConnectionError)
  expect(await client.concurrency.retrieve()).toHaveProperty('concurrency_limit')
  expect(await requests()).toMatchObject([
    { status: 0, fault: 'reset' },
    { status: 0 },
    { status: 0 },
    { status: 0, retry_count: 1 },
    { status: 200, retry_count: 2 },
  ])
})

test('a reset after the work is done is the failure that makes a retry dangerous', async () => {
  await fake.fault({ answer: 'reset', done: true, operation: 'createRetellLlm' })
  await client.llm.create({})
  expect(await (await fake.fetch('/list-retell-llms')).json()).toHaveLength(2)
})

test('a hang ends when the client does', async () => {
  await fake.fault({ answer: 'hang' })
  await expect(impatient.concurrency.retrieve({ timeout: 30 })).rejects.toThrow(
    Retell.APIConnectionTimeoutError,
  )
  await expect.poll(requests).toMatchObject([{ status: 0, fault: 'hang' }])
})

test('a hang ends when the mock closes, over a socket and in process', async () => {
  const other = await startFakeRetell()
  await other.fault({ answer: 'hang', times: 2 })
  const overSocket = fetch(`${other.url}/get-concurrency`, {
    headers: { authorization: `Bearer ${other.apiKey}` },
  }).then(
    () => 'answered',
    () => 'broken off',
  )
  const inProcess = other.fetch('/get-concurrency').then(
    response => response.text().catch(() => 'broken off'),
    () => 'broken off',
  )
  await expect.poll(() => other.faults()[0]?.left).toBe(0)
  await other.close()
  expect(await overSocket).toBe('broken off')
  expect(await inProcess).toBe('broken off')
})

test('an answer can be empty, cut in the middle, no JSON, or a page of some proxy', async () => {
  const genuine = (await ask('/get-concurrency')).body
  const answers = []
  for (const answer of ['empty', 'truncated', 'invalid_json', 'html'] as const) {
    await fake.fault({ answer })
    answers.push(await ask('/get-concurrency'))
  }
  const half = genuine.slice(0, Math.ceil(genuine.length / 2))
  expect(answers).toMatchObject([
    { status: 200, body: '' },
    { status: 200, body: half, error: 'aborted', headers: { 'content-length': String(genuine.length) } },
    { status: 200, body: `${half}…` },
    { status: 200, body: expect.stringContaining('<html>'), headers: { 'content-type': 'text/html' } },
  ])
  await fake.fault({ answer: 'html', status: 502 })
  expect(await ask('/get-concurrency')).toMatchObject({
    status: 502,
    body: expect.stringContaining('<h1>502</h1>'),
  })
})

test('what is spoilt is done all the same, and a status with done too', async () => {
  const count = async () => ((await (await fake.fetch('/list-retell-llms')).json()) as unknown[]).length
  const create = () => fake.fetch('/create-retell-llm', { method: 'POST', body: '{}' })
  await fake.fault({ answer: 'empty' })
  expect(await (await create()).text()).toBe('')
  expect(await count()).toBe(1)
  await fake.fault({ answer: 'invalid_json', done: false })
  await expect((await create()).json()).rejects.toThrow()
  expect(await count()).toBe(1)
  await fake.fault({ status: 504, done: true })
  expect((await create()).status).toBe(504)
  expect(await count()).toBe(2)
})

test('at most one fault decides the answer of a request: the next waits for the next', async () => {
  await fake.fault({ status: 500 })
  await fake.fault({ status: 503 })
  for (let count = 0; count < 3; count++) await ask('/get-concurrency')
  expect(await statuses()).toEqual([500, 503, 200])
})

test('the planned are listed with how often each has struck, and taken back one by one or all', async () => {
  const first = await fake.fault({ status: 500, operation: 'getConcurrency', times: 3 })
  await fake.fault({ misdeliver: 'duplicate', kind: 'webhook' })
  await ask('/get-concurrency')
  const { faults } = await api<{ faults: unknown[] }>(fake, 'GET', '/_fake/faults')
  expect(faults).toEqual([
    { fault_id: 'fault_1', status: 500, operation: 'getConcurrency', times: 3, struck: 1, left: 2 },
    { fault_id: 'fault_2', misdeliver: 'duplicate', kind: 'webhook', times: 1, struck: 0, left: 1 },
  ])
  const remove = (id: string) => fake.fetch(`/_fake/faults/${id}`, { method: 'DELETE' })
  expect((await remove(first.fault_id)).status).toBe(204)
  expect((await remove(first.fault_id)).status).toBe(404)
  expect((await ask('/get-concurrency')).status).toBe(200)
  expect(fake.faults()).toMatchObject([{ fault_id: 'fault_2' }])
  fake.clearFaults()
  expect(fake.faults()).toEqual([])
})

test.each([
  [{}, 'request/body must have "status", "answer", "latency_ms" or "misdeliver"'],
  [{ status: 200 }, 'request/body/status must be >= 400'],
  [{ status: 500, times: 0 }, 'request/body/times must be >= 1'],
  [{ status: 500, chance: 2 }, 'request/body/chance must be <= 1'],
  [{ status: 500, chance: 0 }, 'request/body/chance must be > 0'],
  [{ answer: 'late' }, 'request/body/answer must be reset, hang, empty, truncated, invalid_json or html'],
  [{ answer: 'reset', status: 500 }, 'no answer is given then'],
  [{ answer: 'reset', message: 'No.' }, 'request/body/message goes with status'],
  [{ latency_ms: 1, retry_after: 1 }, 'request/body/retry_after goes with status'],
  [{ status: 500, jitter_ms: 1 }, 'request/body/jitter_ms goes with latency_ms'],
  [{ status: 500, path: 'get-concurrency' }, 'request/body/path must match pattern "^/"'],
  [{ status: 500, operation: 'getConcurrency', method: 'POST' }, 'which method and path exclude'],
  [
    { status: 500, operation: 'noSuch' },
    'request/body/operation names no operation of /openapi.json: noSuch',
  ],
  [{ status: 500, event: 'call_ended' }, 'request/body must not have "event"'],
  [{ misdeliver: 'lost' }, 'request/body/misdeliver must be '],
  [{ misdeliver: [] }, 'request/body/misdeliver '],
  [{ misdeliver: 'late', copies: 2 }, 'request/body/copies goes with duplicate, replayed'],
  [{ misdeliver: 'late', kind: 'inbound' }, 'late is for webhook, alert, and makes no sense for inbound'],
  [
    { misdeliver: 'args_missing', kind: 'webhook' },
    'args_missing is for tool, and makes no sense for webhook',
  ],
  [{ misdeliver: ['args_missing', 'held'] }, 'request/body/misdeliver cannot be all of args_missing, held'],
  [
    { misdeliver: 'duplicate', kind: 'tool', spacing: 'after_success' },
    'request/body/spacing must be at_once for tool',
  ],
  [{ misdeliver: 'late', call_id: 'call_1', chat_id: 'chat_1' }, 'must have call_id or chat_id, not both'],
])('an order that makes no sense is refused with a sentence: %j', async (order, sentence) => {
  const response = await fake.fetch('/_fake/faults', { method: 'POST', body: JSON.stringify(order) })
  expect(response.status).toBe(400)
  expect(((await response.json()) as { message: string }).message).toContain(sentence)
  await expect(fake.fault(order as ControlSchemas['FaultOrder'])).rejects.toThrow(sentence)
  expect(fake.faults()).toEqual([])
})
