import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { exitCodeOf } from '../checkup/finding.ts'
import { Misuse } from '../errors.ts'
import { type Faults, startRightServer } from '../testing/right-llm-server.ts'
import { checkLlm } from './check-llm.ts'

const LIMITS = { dialMs: 400, greetMs: 800, answerMs: 800, pingEveryMs: 50, quietMs: 30, staleMs: 50 }

const errorsOf = async (url: string) => {
  const report = await checkLlm(url, { limits: LIMITS, crowd: 2 })
  expect(exitCodeOf(report)).toBe(1)
  return report.results.flatMap(({ findings }) => findings).filter(({ severity }) => severity === 'error')
}

async function errorsWith(faults: Faults) {
  await using server = await startRightServer(faults)
  return await errorsOf(server.url)
}

test('an address where nobody listens is one finding, and nothing else is tried', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  const report = await checkLlm(`ws://127.0.0.1:${port}`, { limits: LIMITS })
  expect(report.results.filter(({ state }) => state === 'found')).toMatchObject([
    {
      name: 'accepts-the-upgrade',
      findings: [{ severity: 'error', seen: expect.stringContaining('refused') }],
    },
  ])
  expect(report.results.find(({ name }) => name === 'greets')).toMatchObject({
    state: 'skipped',
    note: 'no socket could be opened',
  })
  expect(report.latency).toBeNull()
})

test('a server that never answers the upgrade is given up in time', async () => {
  const server = createServer(socket => socket.on('error', () => {})).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const [error] = await errorsOf(`ws://127.0.0.1:${port}`)
  expect(error).toMatchObject({
    check: 'accepts-the-upgrade',
    seen: expect.stringContaining('within 400 ms'),
  })
})

test.each([
  [1000, 'warning'],
  [1011, 'error'],
])(
  'a server that opens and closes at once with %i is told what Retell makes of it',
  async (code, severity) => {
    await using server = await startRightServer({ open: ({ socket }) => socket.close(code) })
    const report = await checkLlm(server.url, { limits: LIMITS, crowd: 2 })
    const closing = report.results.find(({ name }) => name === 'closes-with-meaning')
    expect(closing?.findings[0]).toMatchObject({
      severity,
      seen: expect.stringContaining(`closed with ${code}`),
    })
  },
)

test('a flood is cut off, and the run comes to its end', async () => {
  await using server = await startRightServer({
    open(talk) {
      talk.send({ response_type: 'response', response_id: 0, content: 'Hello.', content_complete: true })
      const metadata = JSON.stringify({ response_type: 'metadata', metadata: { at: 1 } })
      for (let at = 0; at < 30_000; at++) talk.socket.send(metadata)
    },
  })
  const report = await checkLlm(server.url, { limits: LIMITS, crowd: 2, only: ['greets'] })
  expect(report.calls[0]?.frames.length).toBeLessThanOrEqual(20_000)
})

test('a frame of ten megabytes is told of, and no more than its beginning is kept', async () => {
  await using server = await startRightServer({
    answers: heard => (heard.includes('detail') ? 'x'.repeat(10_000_000) : undefined),
  })
  const report = await checkLlm(server.url, {
    limits: LIMITS,
    crowd: 2,
    only: ['keeps-frames-small', 'sends-json-objects'],
  })
  const findings = report.results.flatMap(result => result.findings)
  expect(findings).toMatchObject([
    { check: 'keeps-frames-small', severity: 'warning' },
    { check: 'keeps-frames-small', severity: 'warning' },
  ])
  expect(JSON.stringify(report.calls).length).toBeLessThan(2_000_000)
})

test('a server that answers with lists and numbers is refused frame by frame', async () => {
  const errors = await errorsWith({ sends: () => ['42', '[{}]', 'null'] })
  expect(errors).toContainEqual(
    expect.objectContaining({ check: 'sends-json-objects', seen: '"42" is no JSON object' }),
  )
})

test('what cannot be checked is refused with a sentence', async () => {
  await expect(checkLlm('nonsense')).rejects.toThrow(Misuse)
  await expect(checkLlm('ftp://example.test/llm')).rejects.toThrow(
    'the address "ftp://example.test/llm" must begin with',
  )
  await expect(checkLlm('ws://127.0.0.1:1', { only: ['greetz' as 'greets'] })).rejects.toThrow('greets')
})

test('a run that is stopped says what it knows', async () => {
  await using server = await startRightServer()
  const stop = new AbortController()
  const report = await checkLlm(server.url, {
    limits: LIMITS,
    signal: stop.signal,
    onProgress: ({ call }) => call === 'greeting' && stop.abort(),
  })
  expect(report.results.find(({ name }) => name === 'greets')).toMatchObject({ state: 'passed' })
  expect(report.results.find(({ name }) => name === 'keeps-calls-apart')).toMatchObject({
    state: 'skipped',
    note: 'the run was stopped before',
  })
})
