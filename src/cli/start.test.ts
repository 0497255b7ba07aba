import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { afterEach, expect, test } from 'vitest'

let child: ChildProcess | undefined
afterEach(() => child?.kill('SIGKILL'))

function startChild(...args: string[]) {
  const started = spawn(process.execPath, ['--import', 'tsx', 'src/cli.ts', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child = started
  const ended = once(started, 'exit') as Promise<[number | null, string | null]>
  return {
    started,
    ended,
    complaints: text(started.stderr),
    lines: createInterface(started.stdout)[Symbol.asyncIterator](),
  }
}

test('start says when it is ready, serves, tells what happens, and stops on SIGTERM', {
  timeout: 30_000,
}, async () => {
  const { started, ended, complaints, lines } = startChild(
    '--port',
    '0',
    '--json',
    '--time',
    'frozen',
    '--seed',
    '5',
  )
  const next = async () => JSON.parse((await lines.next()).value as string) as Record<string, unknown>
  const ready = await next()
  expect(ready).toMatchObject({ type: 'ready', time: 'frozen', seed: 5, pid: started.pid, db: ':memory:' })
  const response = await fetch(`${ready.url}/list-agents`, {
    headers: { authorization: `Bearer ${ready.api_key}` },
  })
  expect(response.status).toBe(200)
  expect(await next()).toMatchObject({ type: 'request', method: 'GET', path: '/list-agents', status: 200 })
  started.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
  expect(await lines.next()).toMatchObject({ done: true })
  expect(await complaints).toBe('')
})

test('start tells people what to set, hides chosen keys, warns of an open port, and stops on SIGINT', {
  timeout: 30_000,
}, async () => {
  const key = 'key_0123456789abcdef0123456789'
  const { started, ended, complaints, lines } = startChild(
    '--port',
    '0',
    '--host',
    '0.0.0.0',
    '--api-key',
    key,
    '--seed',
    '5',
  )
  const printed: string[] = []
  while (!printed.at(-1)?.includes('Ctrl-C')) printed.push((await lines.next()).value as string)
  const url = /http:\S+/.exec(printed[0]!)![0]
  expect(printed).toEqual([
    expect.stringMatching(/^fake-retell \d\S* listens on http:\/\/127\.0\.0\.1:\d+$/),
    '',
    `  export RETELL_BASE_URL=${url}`,
    '  export RETELL_API_KEY=key_012…89   # or another of yours',
    '',
    '  time real · kept in memory · seed 5 · Ctrl-C stops it',
  ])
  const refused = await fetch(`${url}/list-agents`, { headers: { authorization: 'Bearer key_other' } })
  expect(refused.status).toBe(401)
  started.kill('SIGINT')
  expect(await ended).toEqual([0, null])
  expect(await complaints).toMatch(
    /^fake-retell: it listens on 0\.0\.0\.0: anybody who reaches this port may use it/,
  )
})
