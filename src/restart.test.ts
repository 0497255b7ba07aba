import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { PhoneCall } from './contract.ts'
import { api, customAgent, dial, type Fetching, getCall, scriptedAgent } from './testing/calls.ts'
import { startLlmServer } from './testing/llm-server.ts'
import { startReceiver } from './testing/receiver.ts'

let folder = ''
const children: ChildProcess[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fake-retell-restart-'))
})
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

/** A mock in a process of its own, on the file of this test, with a frozen clock. */
async function startProcess(): Promise<{ fake: Fetching; kill(): Promise<void> }> {
  const args = [
    '--import',
    'tsx',
    'src/cli.ts',
    'start',
    '--port',
    '0',
    '--time',
    'frozen',
    '--json',
    '--db',
    join(folder, 'kept.db'),
  ]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  const gone = new Promise<void>(resolve => child.once('exit', () => resolve()))
  const url = await new Promise<string>((resolve, reject) => {
    void gone.then(() => reject(new Error('the mock ended before it was ready')))
    createInterface({ input: child.stdout! }).on('line', line => {
      const report = JSON.parse(line) as { type: string; url?: string }
      if (report.type === 'ready' && report.url) resolve(report.url)
    })
  })
  return {
    fake: {
      fetch: (path, init = {}) =>
        fetch(`${url}${path}`, {
          ...init,
          headers: { ...(init.headers as Record<string, string>), authorization: 'Bearer key_restart' },
        }),
    },
    async kill() {
      child.kill('SIGKILL')
      await gone
    },
  }
}

const clock = (fake: Fetching, change: object) => api(fake, 'POST', '/_fake/clock', change)

test('a call goes on where it was when the mock was killed in the middle of it', {
  timeout: 30_000,
}, async () => {
  await using server = await startLlmServer()
  await using receiver = await startReceiver()
  const first = await startProcess()
  const agent = await customAgent(first.fake, server.url, { webhook_url: receiver.url })
  const call = await dial(first.fake, agent)
  await clock(first.fake, { advance_ms: 15_000 })
  const before = await getCall(first.fake, call)
  expect(before.call_status).toBe('ongoing')
  await first.kill()

  const second = await startProcess()
  await clock(second.fake, { run_until_idle: true })
  const after = await getCall(second.fake, call)
  expect(after).toMatchObject({
    call_status: 'ended',
    disconnection_reason: 'user_hangup',
    start_timestamp: before.start_timestamp!,
  })
  expect(after.transcript!.startsWith(before.transcript!)).toBe(true)
  expect(after.transcript!.match(/good morning/g)).toHaveLength(1)
  const ids = server.of('response_required').map(frame => Number(frame.response_id))
  expect(ids).toEqual([...ids].sort((one, other) => one - other))
  expect(server.paths).toHaveLength(2)
  expect(receiver.events()).toEqual(['call_started', 'call_ended', 'call_analyzed'])
})

test('an event that was being delivered when the mock was killed is delivered again', {
  timeout: 30_000,
}, async () => {
  let reached = () => {}
  const arrived = new Promise<void>(resolve => {
    reached = resolve
  })
  let answers = false
  await using receiver = await startReceiver((_request, response) => {
    reached()
    if (answers) response.writeHead(204).end()
  })
  const first = await startProcess()
  const agent = await scriptedAgent(first.fake, { webhook_url: receiver.url })
  const call: PhoneCall = await dial(first.fake, agent)
  const advancing = clock(first.fake, { advance_ms: 3_000 }).catch(() => {})
  await arrived
  await first.kill()
  await advancing

  answers = true
  const second = await startProcess()
  await clock(second.fake, { run_until_idle: true })
  expect(receiver.events()).toEqual(['call_started', 'call_started', 'call_ended', 'call_analyzed'])
  expect((await getCall(second.fake, call)).call_status).toBe('ended')
})
