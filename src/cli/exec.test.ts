import { expect, test } from 'vitest'
import { recordingTerminal } from './recording-terminal.ts'
import { run } from './run.ts'

async function result(...args: string[]) {
  const terminal = recordingTerminal({ ...process.env, MINE: 'kept' })
  const code = await run(['exec', ...args], terminal)
  return { code, printed: terminal.printed, complaints: terminal.complaints }
}

const node = (script: string) => ['--', process.execPath, '-e', script]

test('the command finds a running mock in its environment, and its exit code is passed on', async () => {
  const script = `
    const { RETELL_BASE_URL, RETELL_API_KEY, FAKE_RETELL_URL, MINE } = process.env
    const headers = { authorization: 'Bearer ' + RETELL_API_KEY }
    fetch(RETELL_BASE_URL + '/list-agents', { headers }).then(({ status }) => {
      process.exitCode = status === 200 && FAKE_RETELL_URL === RETELL_BASE_URL && MINE === 'kept' ? 7 : 1
    })`
  expect(await result('--api-key', 'key_of_mine', ...node(script))).toEqual({
    code: 7,
    printed: [],
    complaints: [],
  })
})

test('with --json the mock tells on standard error, and leaves standard output to the command', async () => {
  const script = `fetch(process.env.FAKE_RETELL_URL + '/list-agents', { headers: { authorization: 'Bearer x' } })`
  const { code, printed, complaints } = await result('--json', ...node(script))
  expect({ code, printed }).toEqual({ code: 0, printed: [] })
  const told = complaints.map(line => JSON.parse(line) as unknown)
  expect(told).toEqual([expect.objectContaining({ type: 'request', path: '/list-agents', status: 200 })])
})

test('a port that is open to others is warned of', async () => {
  const { code, complaints } = await result('--host', '0.0.0.0', ...node('0'))
  expect(code).toBe(0)
  expect(complaints).toEqual([expect.stringMatching(/^fake-retell: it listens on 0\.0\.0\.0: anybody/)])
})

test('a command that a signal ended has its code, as in a shell', async () => {
  expect(await result(...node('process.kill(process.pid, "SIGKILL")'))).toMatchObject({ code: 137 })
})

test('a command that is not there is misuse', async () => {
  expect(await result('--', 'no-such-command-anywhere')).toEqual({
    code: 2,
    printed: [],
    complaints: ['fake-retell: cannot run no-such-command-anywhere: spawn no-such-command-anywhere ENOENT'],
  })
})
