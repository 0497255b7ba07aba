import Retell from 'retell-sdk'
import { expect, test } from 'vitest'
import { Journal } from '../journal.ts'
import { needsIn } from '../mind/index.ts'
import { newBench } from '../routes/testing-context.ts'
import { openDatabase } from '../store/database.ts'
import { llm, mindOf } from '../testing/mind.ts'
import { startReceiver } from '../testing/receiver.ts'
import type { World } from '../world.ts'
import { createAsk } from './ask.ts'
import { type CustomFunction, callFunction } from './custom-function.ts'

const NEVER = new AbortController().signal
const CHAT = { chat_id: 'chat_1', transcript: 'User: Hi.\n' }
const DAY = { type: 'object' as const, properties: { day: { type: 'string' } } }
const VARIABLES = { order: 'A-17', note: 'see {{order}}' }

type Answer = Parameters<typeof startReceiver>[0]

/** What an agent's mind orders of a function when it hears that a slot is to be found on Friday. */
function ordered(tool: CustomFunction) {
  const script = { extracts: { order: 'made up' } }
  const mind = mindOf(llm({ general_tools: [tool] }), { variables: VARIABLES, script })
  mind.begin()
  mind.hear('Please find a slot on Friday.')
  const [call] = needsIn(mind.acts)
  if (call?.need.kind !== 'custom') throw new Error('the mind called no function')
  return { tool: call.need.tool, args: call.arguments }
}

/** Lets an agent call a function whose server answers as told; what the server was asked, what came of it, and the log. */
async function called(
  tool: Partial<CustomFunction>,
  answer?: Answer,
  prepare: (world: World) => void = () => {},
) {
  await using server = await startReceiver(answer)
  const { world } = newBench()
  prepare(world)
  const result = await callFunction(
    createAsk(new Journal()),
    world,
    {
      ...ordered({ type: 'custom', name: 'find_slot', url: server.url, parameters: DAY, ...tool }),
      about: { chat: CHAT },
      subject: 'chat_1',
    },
    NEVER,
  )
  return { result, received: server.received, log: world.store.deliveries.list({}), key: world.apiKey }
}

const answering =
  (status: number, body: string): Answer =>
  (_request, response) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(body)

test('a function is posted its name, its arguments and the conversation, signed', async () => {
  const { result, received, log, key } = await called({}, answering(200, '{"slots":["09:00"]}'))
  expect(result).toEqual({ content: '{"slots":["09:00"]}', successful: true, answer: '{"slots":["09:00"]}' })
  const [{ method, body, headers }] = received as [(typeof received)[0]]
  expect(method).toBe('POST')
  expect(JSON.parse(body)).toEqual({ name: 'find_slot', args: { day: 'Friday' }, chat: CHAT })
  expect(await Retell.verify(body, key, String(headers['x-retell-signature']))).toBe(true)
  expect(log).toMatchObject([
    { kind: 'tool', event: 'find_slot', chat_id: 'chat_1', state: 'delivered', attempts: [{ status: 200 }] },
  ])
})

test('arguments may stand at the root, constants are filled in and win', async () => {
  const parameters = {
    type: 'object' as const,
    properties: { day: { type: 'string' }, order: { type: 'string', const: '{{order}}' } },
  }
  const { received } = await called({ args_at_root: true, parameters })
  expect(JSON.parse(received[0]!.body)).toEqual({ day: 'Friday', order: 'A-17' })
})

test('braces in the value of a variable stay, wherever it is filled in', async () => {
  const properties = { memo: { type: 'string', const: '{{note}}' } }
  const { received } = await called({
    args_at_root: true,
    parameters: { type: 'object', properties },
    query_params: { memo: '{{note}}' },
    headers: { 'X-Memo': '{{note}}' },
  })
  const [{ path, headers, body }] = received as [(typeof received)[0]]
  expect(new URL(path, 'http://localhost').searchParams.get('memo')).toBe('see {{order}}')
  expect(headers['x-memo']).toBe('see {{order}}')
  expect(JSON.parse(body)).toEqual({ memo: 'see {{order}}' })
})

test.each(['GET', 'DELETE'] as const)(
  '%s has no body: its arguments are in the query, and nothing is signed',
  async method => {
    const { received, key } = await called({
      method,
      query_params: { order: '{{order}}', fixed: 'a b' },
      headers: { 'X-Order': 'no. {{order}}' },
    })
    const [{ path, body, headers, method: asked }] = received as [(typeof received)[0]]
    expect([asked, path, body]).toEqual([method, '/hook?order=A-17&fixed=a+b&day=Friday', ''])
    expect(headers['x-order']).toBe('no. A-17')
    expect(await Retell.verify('', key, String(headers['x-retell-signature']))).toBe(true)
  },
)

test.each(['PUT', 'PATCH'] as const)('%s has a body', async method => {
  const { received } = await called({ method })
  expect(received).toMatchObject([{ method, body: expect.stringContaining('"find_slot"') }])
})

test('a long answer is cut for the agent, and whole for the variables', async () => {
  const answer = JSON.stringify({ text: 'x'.repeat(20_000), last: 'seen' })
  const { result, log } = await called({}, answering(200, answer))
  expect(result.content).toHaveLength(15_000)
  expect(result.answer).toBe(answer)
  const note = `the agent sees the first 15000 of ${answer.length} characters`
  expect(log[0]?.attempts[0]?.notes).toEqual([note])
})

test('an answer without end is dropped, and counts as far as it was read', async () => {
  const { result } = await called({}, (_request, response) => {
    response.writeHead(200)
    response.write('y'.repeat(1_200_000))
  })
  expect(result).toMatchObject({ successful: true })
  expect(result.content).toHaveLength(15_000)
})

test.each([
  ['a status that is no success', answering(500, 'broken'), 'Error: status 500: broken'],
  ['a redirect', answering(307, ''), 'Error: status 307: '],
])('%s is a failure, told to the agent', async (_what, answer, content) => {
  const { result, log } = await called({}, answer)
  expect(result).toEqual({ content, successful: false, answer: '' })
  expect(log).toMatchObject([{ state: 'failed', attempts: [{}] }])
})

test('a failure is tried again as often as the function says, and the last answer counts', async () => {
  let asked = 0
  const { result, log } = await called({ max_retry: 2 }, (request, response) => {
    asked += 1
    return answering(asked < 3 ? 503 : 200, `answer ${asked}`)?.(request, response)
  })
  expect(result).toMatchObject({ content: 'answer 3', successful: true })
  // The clock of this test stands, and would have to pass so much: half a second, then one, and up to a half more.
  expect(result.afterMs).toBeGreaterThanOrEqual(1_500)
  expect(result.afterMs).toBeLessThanOrEqual(2_250)
  expect(log[0]?.attempts.map(({ status }) => status)).toEqual([503, 503, 200])
})

test('a server that is not there, a URL that is none, and an end of waiting are failures', async () => {
  const { result } = await called({ url: 'http://127.0.0.1:9/' })
  expect(result).toMatchObject({ successful: false, content: expect.stringContaining('127.0.0.1:9') })
  expect((await called({ url: 'not a url' })).result.content).toContain('not a valid http(s) URL')
})

test('a function without max_retry is tried again as the setting of older times says, one with it is not', async () => {
  const legacy = (world: World) => void world.changeSettings({ legacy_tool_retries: 2 })
  const attempts = async (tool: Partial<CustomFunction>, prepare?: (world: World) => void) =>
    (await called(tool, answering(500, ''), prepare)).log[0]?.attempts.length
  expect(await attempts({})).toBe(1)
  expect(await attempts({}, legacy)).toBe(3)
  expect(await attempts({ max_retry: 0 }, legacy)).toBe(1)
})

test('an answer of 30 MB is read as far as is of use, and the log says so', async () => {
  const { result, log } = await called({}, (_request, response) => {
    response.writeHead(200, { 'content-length': 30_000_000 })
    const piece = Buffer.alloc(100_000, 'z')
    const fill = () => {
      while (!response.destroyed && response.write(piece));
      response.once('drain', fill)
    }
    fill()
  })
  expect(result.successful).toBe(true)
  expect(log[0]?.attempts[0]?.notes).toContain(
    'the answer is longer than 1000000 bytes; the rest was not read',
  )
})

test('silence, and an answer after the timeout, are failures in a plain sentence', async () => {
  const silent = await called({ timeout_ms: 1_000 }, () => {})
  expect(silent.result).toMatchObject({ successful: false, content: 'Error: no answer within 1000 ms' })
  expect(silent.log).toMatchObject([{ state: 'failed', attempts: [{ error: 'no answer within 1000 ms' }] }])
})

test('an answer without a body is a success that says nothing', async () => {
  expect((await called({}, answering(200, ''))).result).toEqual({ content: '', successful: true, answer: '' })
})

test('a function whose workspace is reset in the pause is not tried again', async () => {
  await using server = await startReceiver(answering(500, 'no'))
  const sql = openDatabase(':memory:')
  const { world } = newBench(sql)
  world.clock.run({ mode: 'real', speed: 1 })
  world.changeSettings({ tool_retry_pause_ms: 50 })
  const tool = { type: 'custom' as const, name: 'find_slot', url: server.url, parameters: DAY, max_retry: 1 }
  const journal = new Journal()
  const isLogged = new Promise<void>(resolve => {
    journal.listen(({ type }) => type === 'delivery' && resolve())
  })
  const order = { ...ordered(tool), about: { chat: CHAT }, subject: 'chat_1' }
  const result = callFunction(createAsk(journal), world, order, NEVER)
  await isLogged
  sql.run('DELETE FROM deliveries')
  expect(await result).toMatchObject({ successful: false })
  expect(server.received).toHaveLength(1)
})
