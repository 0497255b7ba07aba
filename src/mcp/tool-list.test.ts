import { expect, test } from 'vitest'
import { type McpManners, startMcpServer, WEATHER } from '../testing/mcp-server.ts'
import type { McpServer } from './connection.ts'
import { toolsOf } from './tool-list.ts'

const CLIENT = { name: 'test-client', version: '1' }
const list = (server: Partial<McpServer> & { url: string }, signal = new AbortController().signal) =>
  toolsOf({ name: 'weather', ...server }, CLIENT, signal)

async function failure(manners: McpManners, settings: Partial<McpServer> = {}): Promise<string> {
  await using server = await startMcpServer(manners)
  const tools = list({ url: server.url, ...settings })
  return await tools.then(
    () => 'no failure',
    (error: Error) => error.message,
  )
}

test('the client shakes hands before it asks, and takes its leave', async () => {
  await using server = await startMcpServer()
  expect(await list({ url: server.url })).toEqual([WEATHER])
  const asked = server.received.map(({ method, body }) =>
    body === '' ? method : (JSON.parse(body) as { method: string }).method,
  )
  expect(asked).toEqual(['initialize', 'notifications/initialized', 'tools/list', 'DELETE'])
  const headers = server.received[2]!.headers
  expect(headers).toMatchObject({ 'mcp-session-id': 'session-1', 'mcp-protocol-version': '2025-03-26' })
  expect(headers.accept).toBe('application/json, text/event-stream')
})

test('a server gets the headers and query parameters that are set for it', async () => {
  await using server = await startMcpServer()
  await list({ url: server.url, headers: { 'x-token': 'abc' }, query_params: { team: 'a b' } })
  expect(server.received.every(({ headers }) => headers['x-token'] === 'abc')).toBe(true)
  expect(server.received.every(({ path }) => path === '/hook?team=a+b')).toBe(true)
})

test('a stream of events is read until the answer, although it stays open', async () => {
  await using server = await startMcpServer({ stream: true })
  expect(await list({ url: server.url })).toEqual([WEATHER])
})

test('tools are read page by page', async () => {
  const second = { ...WEATHER, name: 'get_tide' }
  await using server = await startMcpServer({ pages: [[WEATHER], [second]] })
  expect(await list({ url: server.url })).toEqual([WEATHER, second])
})

test('of a tool only name, description and inputSchema are passed on, an absent description as nothing', async () => {
  const { description: _, ...bare } = WEATHER
  await using server = await startMcpServer({ pages: [[{ ...bare, annotations: { readOnlyHint: true } }]] })
  expect(await list({ url: server.url })).toEqual([{ ...bare, description: '' }])
})

test('a server that has too many tools or pages is given up', async () => {
  expect(await failure({ pages: [Array.from({ length: 1_001 }, () => WEATHER)] })).toBe(
    'it has more than 1000 tools',
  )
  expect(await failure({ pages: Array.from({ length: 60 }, () => [WEATHER]) })).toBe(
    'its list of tools has more than 50 pages',
  )
})

test.each<[McpManners, string]>([
  [{ status: 401 }, 'it answered 401 to initialize'],
  [{ status: 302 }, 'it answered 302 to initialize'],
  [{ raw: 'hello' }, 'its answer is not JSON'],
  [{ raw: '{"jsonrpc":"2.0","id":9,"result":{}}' }, 'it did not answer tools/list'],
  [{ raw: '{"jsonrpc":"2.0","id":2,"result":{}}' }, 'its list of tools is no list'],
  [
    { raw: '{"jsonrpc":"2.0","id":2,"error":{"code":-32601,"message":"no such method"}}' },
    'it refused tools/list: no such method',
  ],
  [{ pages: [[{ name: 'nameless' }]] }, 'one of its tools has no name or no inputSchema'],
])('a server that does %o is told of in a sentence', async (manners, sentence) => {
  expect(await failure(manners)).toBe(sentence)
})

test('a server that is silent is waited for as long as its timeout says', async () => {
  expect(await failure({ silent: true }, { timeout_ms: 50 })).toBe('it did not answer within 50 ms')
})

test('an address that is no URL, or where nobody listens, is told of in a sentence', async () => {
  await expect(list({ url: 'mcp.example.com' })).rejects.toThrow('"mcp.example.com" is not an http(s) URL')
  const server = await startMcpServer()
  await server[Symbol.asyncDispose]()
  await expect(list({ url: server.url })).rejects.toThrow('connection refused by 127.0.0.1:')
})

test('nothing is asked once the client is gone', async () => {
  await using server = await startMcpServer()
  await expect(list({ url: server.url }, AbortSignal.abort())).rejects.toThrow()
  expect(server.received).toEqual([])
})
