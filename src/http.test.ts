import { request } from 'node:http'
import { expect, test } from 'vitest'
import { startFakeRetell } from './index.ts'

const post = (body: string | Uint8Array, headers: Record<string, string> = {}) => ({
  method: 'POST',
  body,
  headers: { 'content-type': 'application/json', ...headers },
})

/** A request as bytes on a socket, for what fetch would not send. */
function rawRequest(
  url: string,
  options: { method?: string; path: string; headers: Record<string, string> },
  body?: Uint8Array,
) {
  return new Promise<{ status: number; body: string }>((resolve, reject) => {
    const outgoing = request(url, options, incoming => {
      let text = ''
      incoming.on('data', chunk => {
        text += chunk
      })
      incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, body: text }))
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

test.each([undefined, 'Bearer', 'Bearer  ', 'Basic abc', 'abc'])(
  'without a bearer key (%s) the answer is 401 in Retell’s words',
  async authorization => {
    await using fake = await startFakeRetell()
    const response = await fetch(
      `${fake.url}/list-voices`,
      authorization === undefined ? {} : { headers: { authorization } },
    )
    expect(response.status).toBe(401)
    expect(await response.json()).toEqual({ status: 'error', message: 'API key is missing or invalid.' })
  },
)

test('with chosen keys any other is refused, and the chosen ones share a workspace', async () => {
  await using fake = await startFakeRetell({ apiKeys: ['key_one', 'key_two'] })
  const as = (key: string, path: string, init: RequestInit = {}) =>
    fake.fetch(path, { ...init, headers: { ...init.headers, authorization: `Bearer ${key}` } })
  expect((await as('key_three', '/list-voices')).status).toBe(401)
  const created = (await (await as('key_one', '/create-retell-llm', post('{}'))).json()) as { llm_id: string }
  expect((await as('key_two', `/get-retell-llm/${created.llm_id}`)).status).toBe(200)
})

test('each key has a workspace of its own', async () => {
  await using fake = await startFakeRetell()
  const other = fake.workspace()
  const created = (await (await fake.fetch('/create-retell-llm', post('{}'))).json()) as { llm_id: string }
  expect((await fake.fetch(`/get-retell-llm/${created.llm_id}`)).status).toBe(200)
  expect((await other.fetch(`/get-retell-llm/${created.llm_id}`)).status).toBe(404)
})

test('a failed body is refused in the words of the validator, twice over as the live service has both forms', async () => {
  await using fake = await startFakeRetell()
  const response = await fake.fetch(
    '/v2/create-phone-call',
    post('{"from_number":"+14155550100","to_number":5}'),
  )
  expect(response.status).toBe(400)
  expect(await response.json()).toEqual({
    status: 'error',
    message: 'request/body/to_number must be string',
    error_message: 'request/body/to_number must be string',
  })
})

test('in the reference dialect a failed validation is a 422', async () => {
  await using fake = await startFakeRetell({ dialect: 'reference' })
  expect((await fake.fetch('/v2/create-phone-call', post('{}'))).status).toBe(422)
})

test('a missing thing is a 404 that names it, or a 422 when set so', async () => {
  await using fake = await startFakeRetell()
  const missing = await fake.fetch('/v2/get-call/call_nope')
  expect([missing.status, await missing.json()]).toEqual([
    404,
    { status: 'error', message: 'Item call_nope not found from call' },
  ])
  fake.settings({ not_found_status: 422 })
  expect((await fake.fetch('/v2/get-call/call_nope')).status).toBe(422)
})

test.each(['{"a":', 'nonsense', '{"a":1}}'])(
  'what is not JSON (%s) is refused with a sentence',
  async body => {
    await using fake = await startFakeRetell()
    const response = await fake.fetch('/create-retell-llm', post(body))
    expect(response.status).toBe(400)
    expect(((await response.json()) as { message: string }).message).toMatch(
      /^request\/body is not valid JSON: /,
    )
  },
)

test.each(['null', '[]', '"text"', '7'])('JSON that is no object (%s) is refused', async body => {
  await using fake = await startFakeRetell()
  const response = await fake.fetch('/create-retell-llm', post(body))
  expect(response.status).toBe(400)
  expect(((await response.json()) as { message: string }).message).toBe('request/body must be object')
})

test('a list takes no body, an empty one and an empty object alike', async () => {
  await using fake = await startFakeRetell()
  for (const init of [{ method: 'POST' }, post(''), post('{}')]) {
    expect((await fake.fetch('/v3/list-calls', init)).status).toBe(200)
  }
})

test('a body over ten megabytes is a 413 and the server lives on', async () => {
  await using fake = await startFakeRetell()
  const headers = { authorization: `Bearer ${fake.apiKey}`, 'content-type': 'application/json' }
  const large = Buffer.alloc(10_000_001, 0x20)
  const announced = await rawRequest(
    fake.url,
    {
      method: 'POST',
      path: '/create-retell-llm',
      headers: { ...headers, 'content-length': String(large.length) },
    },
    large,
  )
  const streamed = await rawRequest(
    fake.url,
    { method: 'POST', path: '/create-retell-llm', headers: { ...headers, 'transfer-encoding': 'chunked' } },
    large,
  )
  for (const { status, body } of [announced, streamed]) {
    expect(status).toBe(413)
    expect(JSON.parse(body)).toEqual({ status: 'error', message: 'request body is larger than 10 MB' })
  }
  expect((await fake.fetch('/list-voices')).status).toBe(200)
})

test('a path outside the contract is a 404 that names the nearest operation', async () => {
  await using fake = await startFakeRetell()
  const wrong = await fake.fetch('/create-agents', post('{}'))
  expect(wrong.status).toBe(404)
  expect(await wrong.json()).toEqual({ status: 'error', message: 'Not Found' })
  expect(wrong.headers.get('x-fake-retell-hint')).toBe('did you mean POST /create-agent?')
  const method = await fake.fetch('/v2/get-call/call_1', { method: 'DELETE' })
  expect(method.headers.get('x-fake-retell-hint')).toBe('/v2/get-call/call_1 takes GET, not DELETE')
})

test('a number in a path keeps its plus, bare or escaped', async () => {
  await using fake = await startFakeRetell()
  for (const path of ['/get-phone-number/+14155550100', '/get-phone-number/%2B14155550100']) {
    const response = await rawRequest(fake.url, { path, headers: { authorization: `Bearer ${fake.apiKey}` } })
    expect(JSON.parse(response.body)).toMatchObject({
      message: 'Item +14155550100 not found from phone-number',
    })
  }
})

test('a path with a broken escape is no fault of the server', async () => {
  await using fake = await startFakeRetell()
  const response = await rawRequest(fake.url, {
    path: '/v2/get-call/%E0%A4%A',
    headers: { authorization: `Bearer ${fake.apiKey}` },
  })
  expect(response.status).toBe(404)
})

test('a foreign Host is refused while the mock is bound to loopback', async () => {
  await using fake = await startFakeRetell()
  const as = (host: string) => rawRequest(fake.url, { path: '/_fake/health', headers: { host } })
  expect((await as('evil.example:4010')).status).toBe(403)
  const file = await rawRequest(fake.url, { path: '/openapi.json', headers: { host: 'evil.example' } })
  expect(file.status).toBe(403)
  for (const host of [
    'localhost:4010',
    '127.0.0.1',
    '[::1]:4010',
    'host.docker.internal:4010',
    'api.localhost',
  ]) {
    expect((await as(host)).status).toBe(200)
  }
})

test('a page of another site cannot use the control API', async () => {
  await using fake = await startFakeRetell()
  const response = await fake.fetch('/_fake/reset', {
    method: 'POST',
    headers: { 'sec-fetch-site': 'cross-site' },
  })
  expect(response.status).toBe(403)
  expect(response.headers.get('access-control-allow-origin')).toBeNull()
})

test('the journal keeps requests with their operation and the SDK’s retry count', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  await fake.fetch('/list-voices', { headers: { 'x-stainless-retry-count': '1' } })
  await fake.fetch('/v2/get-call/call_nope')
  const { items } = (await (await fake.fetch('/_fake/requests')).json()) as { items: object[] }
  expect(items).toMatchObject([
    { method: 'GET', path: '/list-voices', status: 200, operation: 'listVoices', retry_count: 1 },
    {
      path: '/v2/get-call/call_nope',
      status: 404,
      operation: 'getCall',
      message: 'Item call_nope not found from call',
    },
  ])
})

test('a reset empties one workspace, stops what was going on, and leaves the others', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  const other = fake.workspace()
  for (const workspace of [fake, other]) await workspace.fetch('/create-retell-llm', post('{}'))
  fake.settings({ default_scenario: 'dial_busy' })
  expect((await fake.fetch('/_fake/reset', { method: 'POST' })).status).toBe(204)
  const listOf = async (workspace: typeof other) =>
    (await (await workspace.fetch('/list-retell-llms')).json()) as unknown[]
  expect([await listOf(fake), (await listOf(other)).length]).toEqual([[], 1])
  expect(fake.settings().default_scenario).toBe('answered')
})

test('the contract is served as it is', async () => {
  await using fake = await startFakeRetell()
  const contract = (await (await fetch(`${fake.url}/openapi.json`)).json()) as {
    openapi: string
    paths: object
  }
  expect(contract.openapi).toBe('3.1.0')
  expect(Object.keys(contract.paths)).toContain('/create-agent')
})

test('what was not let in, or asked for nothing that exists, is told to whoever watches, and kept by no workspace', async () => {
  const { openServer } = await import('./server.ts')
  const server = await openServer({
    host: '127.0.0.1',
    port: 0,
    db: ':memory:',
    fresh: false,
    seed: 1,
    apiKeys: [],
    defaultKey: 'key_d',
    scenarios: [],
  })
  try {
    const told: unknown[] = []
    server.journal.listen(
      report => void (report.type === 'request' && told.push([report.entry.path, report.entry.status])),
    )
    await fetch(`${server.url}/list-voices`)
    await fetch(`${server.url}/no-such-path`)
    expect(told).toEqual([
      ['/list-voices', 401],
      ['/no-such-path', 404],
    ])
    expect(server.journal.requests(server.workspaces.default().id)).toEqual([])
  } finally {
    await server.close()
  }
})

test('what stands in the place of a file in a JSON body is refused', async () => {
  await using fake = await startFakeRetell()
  const body = JSON.stringify({ knowledge_base_name: 'Prices', knowledge_base_files: ['a'] })
  const response = await fake.fetch('/create-knowledge-base', post(body))
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ message: 'request/body/knowledge_base_files must be a file' })
})
