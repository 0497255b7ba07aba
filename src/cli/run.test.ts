import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { version } from '../generated/version.ts'
import { commands } from './commands.ts'
import { recordingTerminal } from './recording-terminal.ts'
import { run, unexpected } from './run.ts'

async function result(...args: string[]) {
  const terminal = recordingTerminal()
  const code = await run(args, terminal)
  return { code, printed: terminal.printed.join('\n'), complaints: terminal.complaints }
}

test.each([[['--version']], [['-v']]])('%j prints the version alone', async args => {
  expect(await result(...args)).toEqual({ code: 0, printed: version, complaints: [] })
})

test.each([[['--help']], [['-h']], [['help']]])('%j lists every command', async args => {
  const { code, printed } = await result(...args)
  expect(code).toBe(0)
  for (const { name, summary } of commands)
    expect(printed).toMatch(new RegExp(`^ {2}${name} +${summary}$`, 'm'))
})

test('the help of a command lists its flags, below each other', async () => {
  const { code, printed } = await result('exec', '--seed', '1', '--help')
  expect(code).toBe(0)
  expect(printed).toMatch(/^fake-retell exec \[flags\] -- COMMAND/)
  const flags = printed.split('\n').filter(line => line.startsWith('  --'))
  expect(flags.map(line => line.trim().split(/ {2,}/)[0])).toContain('--webhook-url URL')
  expect(new Set(flags.map(line => line.search(/(?<= {3})\S/)))).toHaveProperty('size', 1)
})

test('an unknown command is refused with the nearest one', async () => {
  expect(await result('dmeo')).toEqual({
    code: 2,
    printed: '',
    complaints: [
      `fake-retell: there is no command "dmeo"; did you mean "demo"? There are ${commands.map(({ name }) => name).join(', ')}`,
    ],
  })
})

test.each([
  [['start', 'it'], 'fake-retell start takes flags only, not "it"; see fake-retell start --help'],
  [['--prot', '1'], 'there is no flag --prot; did you mean --port?'],
  [['demo', '--port', '1'], 'there is no flag --port; --help lists the flags'],
  [['--port', '-1'], '--port needs a value: --port N'],
  [['--time', 'fast'], '--time must be "real", "frozen" or a speed such as "60x", not "fast"'],
  [['exec'], 'exec needs a command to run: fake-retell exec -- npm test'],
  [
    ['check-webhook'],
    'check-webhook needs the URL of a receiver: fake-retell check-webhook http://127.0.0.1:8080/webhook',
  ],
  [
    ['check-webhook', 'http://127.0.0.1:9'],
    'check-webhook needs the API key that the receiver verifies with: set RETELL_API_KEY or give --api-key KEY',
  ],
  [
    ['check-webhook', 'http://127.0.0.1:9', '--api-key', 'k', 'http://127.0.0.1:10'],
    'fake-retell check-webhook takes one URL, not also "http://127.0.0.1:10"; see fake-retell check-webhook --help',
  ],
])('%j is misuse, in one sentence', async (args, sentence) => {
  expect(await result(...args)).toEqual({ code: 2, printed: '', complaints: [`fake-retell: ${sentence}`] })
})

test('a port in use is misuse', async () => {
  const other = createServer()
  const port = await new Promise<number>(resolve =>
    other.listen(0, '127.0.0.1', () => resolve((other.address() as { port: number }).port)),
  )
  const { code, complaints } = await result('--port', String(port))
  other.close()
  expect(code).toBe(2)
  expect(complaints).toEqual([
    `fake-retell: port ${port} on 127.0.0.1 is in use; choose another with --port, or --port 0 for any free one`,
  ])
})

test('a database that cannot be written is misuse', async () => {
  const { code, complaints } = await result('--port', '0', '--db', '/proc/no/calls.db')
  expect(code).toBe(2)
  expect(complaints).toEqual([
    expect.stringMatching(/^fake-retell: cannot use the database file \/proc\/no\/calls\.db: /),
  ])
})

test('what should not have failed is one sentence and the way to the stack', () => {
  const terminal = recordingTerminal()
  expect(unexpected(new Error('broken'), terminal)).toBe(1)
  expect(terminal.complaints).toEqual(['fake-retell failed: broken (FAKE_RETELL_DEBUG=1 shows where)'])
  const curious = recordingTerminal({ FAKE_RETELL_DEBUG: '1' })
  unexpected(new Error('broken'), curious)
  expect(curious.complaints.join('\n')).toMatch(/^Error: broken\n {4}at /)
})

test('help and version load neither the server nor the database', () => {
  const loaded = loadedBy('src/cli.ts')
  expect(loaded).toContain('src/cli/commands.ts')
  expect([...loaded].filter(file => /server|store|lifecycle|generated\/(?!version)/.test(file))).toEqual([])
})

test('starting loads nothing of the demo, and no YAML parser', () => {
  const loaded = loadedBy('src/cli/start.ts')
  expect(loaded).toContain('src/server.ts')
  expect([...loaded].filter(file => /demo|exec|scenario-files|doctor|checkup/.test(file))).toEqual([])
})

/** The files that importing `file` runs: all but those of types, and those that are imported when needed. */
function loadedBy(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen
  seen.add(file)
  const statements = readFileSync(file, 'utf8').matchAll(
    /^(?:import|export) (?!type )[^;]*? from '(\.[^']+)'/gm,
  )
  for (const [, target] of statements) loadedBy(join(dirname(file), target!), seen)
  return seen
}
