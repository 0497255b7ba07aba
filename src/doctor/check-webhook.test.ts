import type { AddressInfo } from 'node:net'
import { createServer as createTcpServer, type Server } from 'node:net'
import Retell from 'retell-sdk'
import Retell4 from 'retell-sdk-4'
import { expect, test } from 'vitest'
import { checkWebhook } from '../index.ts'
import { errorsOf, outcomes, recordingForTests, told } from '../testing/planted-bugs.ts'
import { KEY, type Plant, startPlantedReceiver } from '../testing/planted-receiver.ts'
import { checkReceiver } from './check-webhook.ts'

const recording = recordingForTests()

/** What is found at a receiver, as `name: severity`; without what passed or needs an option. */
async function foundAt(plant: Plant) {
  await using receiver = await startPlantedReceiver(plant)
  const report = await checkReceiver(receiver.url, { apiKey: KEY }, recording())
  return Object.entries(outcomes(report)).filter(
    ([name, outcome]) => outcome !== 'passed' && !['old-key', 'handled-once'].includes(name),
  )
}

test('a receiver with retell-sdk 5 passes every check', async () => {
  expect(await foundAt({ verify: ({ body, signature }) => Retell.verify(body, KEY, signature) })).toEqual([])
})

test('a receiver with retell-sdk 4 passes, with advice about what stands before a signature', async () => {
  expect(await foundAt({ verify: ({ body, signature }) => Retell4.verify(body, KEY, signature) })).toEqual([
    ['loose-header', 'advice'],
  ])
})

test('a receiver with our own verify passes every check', async () => {
  expect(await foundAt({})).toEqual([])
})

test('what rests on a check that failed is skipped, and says on which', async () => {
  await using receiver = await startPlantedReceiver({ verify: () => true })
  const report = await checkReceiver(receiver.url, { apiKey: KEY }, recording())
  expect(report.results.find(({ name }) => name === 'stale')).toMatchObject({
    state: 'skipped',
    note: 'means nothing without verifies',
  })
  expect(outcomes(report).accented).toBe('passed')
})

test('nobody at the URL is one error, and everything else is skipped', async () => {
  const report = await checkWebhook('http://127.0.0.1:9/hook', { apiKey: KEY })
  expect(errorsOf(report)).toEqual(['reachable'])
  expect(report.results[0]?.findings[0]?.seen).toMatch(/connection refused by 127\.0\.0\.1:9/)
  expect(new Set(Object.values(outcomes(report)))).toEqual(new Set(['error', 'skipped']))
  expect(report).toMatchObject({ timings: null, requests: 1, target: 'http://127.0.0.1:9/hook' })
})

test.each([
  ['speaks no HTTP', 'SSH-2.0-nobody\r\n', 'http'],
  ['speaks no TLS', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'https'],
  ['announces more than it sends', 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nno', 'http'],
])('a server that %s is one error', async (_what, answer, scheme) => {
  const server = createTcpServer(socket => {
    socket.on('error', () => {})
    socket.once('data', () => socket.end(answer))
  })
  const port = await portOf(server)
  const report = await checkReceiver(`${scheme}://127.0.0.1:${port}/`, { apiKey: KEY }, recording())
  server.close()
  expect(errorsOf(report), told(report)).toEqual(['reachable'])
})

test('an answer without end is cut, and is an answer', async () => {
  await using receiver = await startPlantedReceiver({
    instead(_request, response) {
      response.writeHead(200)
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(10_000)));
      }
      response.on('drain', more)
      more()
      return true
    },
  })
  const report = await checkReceiver(receiver.url, { apiKey: KEY, only: ['genuine'] }, recording())
  expect(outcomes(report).genuine).toBe('passed')
})

test.each([
  [
    'body-only',
    { verify: ({ signature }) => !signature.startsWith('v=') && signature !== '' },
    /HMAC of the body alone/,
  ],
  [
    'a missing export',
    {
      verify: () => false,
      refuse: response => void response.writeHead(500).end('TypeError: Retell.verify is not a function'),
    },
    /no Retell\.verify/,
  ],
  ['a wrong path', { instead: (_request, response) => Boolean(response.writeHead(404).end()) }, /the path/],
  ['an unknown call', { status: () => 422 }, /--metadata/],
  ['a wrong key', { verify: () => false }, /--api-key/],
  [
    'a wrong clock',
    {
      verify: () => false,
      refuse: response => void response.writeHead(401, { date: new Date(0).toUTCString() }).end(),
    },
    /more than five minutes off/,
  ],
  ['a fault of its own', { status: () => 503 }, /log/],
] as [string, Plant, RegExp][])(
  'a genuine event that is refused because of %s says what to change',
  async (_why, plant, change) => {
    await using receiver = await startPlantedReceiver(plant)
    const report = await checkReceiver(receiver.url, { apiKey: KEY, only: ['genuine'] }, recording())
    expect(report.results.at(-1)?.findings).toMatchObject([
      { severity: 'error', change: expect.stringMatching(change) },
    ])
  },
)

test('neither a key nor a secret of the URL is in the report', async () => {
  await using receiver = await startPlantedReceiver({
    verify: () => false,
    refuse: (response, { incoming }) => void response.writeHead(400).end(`${incoming.url} ${KEY}`),
  })
  const heard: string[] = []
  const report = await checkReceiver(
    `${receiver.url}?secret=hush`,
    { apiKey: KEY, onResult: result => heard.push(JSON.stringify(result)) },
    recording(),
  )
  const text = JSON.stringify(report) + heard.join('')
  expect(text).toContain('[the key]')
  expect(text).not.toContain(KEY)
  expect(report.target).toMatch(/\/webhook\?…$/)
})

test('only runs a check and what it needs, skip leaves one out', async () => {
  await using receiver = await startPlantedReceiver()
  const names = async (selection: { only?: string[]; skip?: string[] }) =>
    Object.keys(outcomes(await checkReceiver(receiver.url, { apiKey: KEY, ...selection }, recording())))
  expect(await names({ only: ['stale'] })).toEqual([
    'reachable',
    'in-time',
    'redirect',
    'genuine',
    'verifies',
    'stale',
  ])
  expect(await names({ only: ['stale'], skip: ['verifies'] })).toEqual(['stale'])
})

test.each([
  ['ftp://127.0.0.1/', {}, /must be an http or https URL/],
  ['127.0.0.1:80?secret=x', {}, /not "127\.0\.0\.1:80\?…"/],
  ['http://127.0.0.1:9', { apiKey: 'with space' }, /visible ASCII/],
  ['http://127.0.0.1:9', { timeoutMs: 0 }, /above 0/],
  ['http://127.0.0.1:9', { only: ['stael'] }, /no check "stael"; did you mean "stale"/],
  ['http://127.0.0.1:9', { only: ['speed'], skip: ['speed'] }, /no check is left/],
  ['http://127.0.0.1:9', { variables: JSON.parse('{"count":7}') }, /no events can be made of this/],
])('%s with %j is misuse', async (url, options, sentence) => {
  await expect(checkWebhook(url, { apiKey: KEY, ...options })).rejects.toMatchObject({
    name: 'Misuse',
    message: expect.stringMatching(sentence),
  })
})

test('the events carry what was supplied, their call can be asked for, and its id is another each time', async () => {
  const calls: Record<string, unknown>[] = []
  const asked: number[] = []
  const port = await freePort()
  await using receiver = await startPlantedReceiver({
    async status({ call }) {
      const retell = new Retell({ apiKey: KEY, baseURL: `http://127.0.0.1:${port}`, maxRetries: 0 })
      const { call_id } = await retell.call.retrieve(String(call?.call_id))
      asked.push(call_id === call?.call_id ? 200 : 0)
      calls.push(call ?? {})
      return 204
    },
  })
  const supplied = { metadata: { tenant: 7 }, variables: { customer: 'Ines' }, agentId: 'agent_of_ours' }
  for (let time = 0; time < 2; time++) {
    const report = await checkWebhook(receiver.url, { apiKey: KEY, only: ['genuine'], port, ...supplied })
    expect(outcomes(report).genuine, told(report)).toBe('passed')
  }
  expect(calls[0]).toMatchObject({
    metadata: { tenant: 7 },
    retell_llm_dynamic_variables: { customer: 'Ines' },
    agent_id: 'agent_of_ours',
  })
  expect(asked).toEqual([200, 200])
  expect(calls[0]?.call_id).not.toBe(calls[1]?.call_id)
})

const portOf = (server: Server) =>
  new Promise<number>(resolve =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
  )

async function freePort(): Promise<number> {
  const server = createTcpServer()
  const port = await portOf(server)
  await new Promise(resolve => server.close(resolve))
  return port
}
