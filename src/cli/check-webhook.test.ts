import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { webhookChecks } from '../doctor/checks/index.ts'
import { temporaryFolder } from '../testing/folder.ts'
import { genuine, KEY, type Plant, startPlantedReceiver } from '../testing/planted-receiver.ts'
import { recordingTerminal } from './recording-terminal.ts'
import { run } from './run.ts'

/** Runs the command against a receiver. */
async function checked(plant: Plant, ...flags: string[]) {
  await using receiver = await startPlantedReceiver(plant)
  const terminal = recordingTerminal({ RETELL_API_KEY: KEY })
  const code = await run(['check-webhook', ...flags, receiver.url], terminal)
  return {
    code,
    printed: terminal.printed,
    complaints: terminal.complaints,
    text: terminal.printed.join('\n'),
  }
}

test('a right receiver is all ticks, and the exit code is 0', async () => {
  const { code, printed, text, complaints } = await checked({})
  expect({ code, complaints }).toEqual({ code: 0, complaints: [] })
  expect(printed[0]).toMatch(/^fake-retell check-webhook http:\/\/127\.0\.0\.1:\d+\/webhook$/)
  expect(text).toContain('\nSignatures\n  ✓ verifies         a made-up signature is refused\n')
  expect(text).toMatch(/ {2}✓ genuine .+ {2}answered 204$/m)
  expect(text).not.toContain('What to change')
  const count = webhookChecks.length
  expect(printed.at(-1)).toMatch(
    new RegExp(
      `^${count} checks: ${count - 2} passed, 2 skipped · answers: p50 \\d+ ms, p95 \\d+ ms · \\d+ requests in [\\d.]+ s$`,
    ),
  )
  expect(text).not.toContain(KEY)
})

test('a wrong receiver is told what to change, and the exit code is 1', async () => {
  const { code, text } = await checked({ verify: () => true })
  expect(code).toBe(1)
  expect(text).toContain('  ✗ verifies         error  a made-up signature is refused')
  expect(text).toMatch(/ {2}– \d+ checks +skipped: means nothing without verifies/)
  expect(text).toContain(
    '✗ error  verifies\n  A signature of zeros; Another made-up signature: it answered 204.\n  → Anybody can send it events.',
  )
  expect(text).toContain(
    '      if (!(await Retell.verify(rawBody, apiKey, signature))) return res.sendStatus(401)',
  )
  expect(text).toMatch(/\n\d+ checks: \d+ passed, 1 error, \d+ skipped · /)
})

test('the same code is shown once', async () => {
  const { text } = await checked({
    verify: ({ body, signature }) => signature.includes('v=') || genuine({ body, signature }),
    status: ({ event }) => (event.startsWith('call_') ? 204 : 400),
  })
  expect(text.split('switch (event) {')).toHaveLength(2)
})

test('warnings leave the exit code at 0', async () => {
  const { code, text } = await checked({ refuse: response => void response.writeHead(500).end() })
  expect(code).toBe(0)
  expect(text).toContain('! warning  refusal-status')
})

test('quiet prints problems only', async () => {
  expect(await checked({}, '--quiet')).toEqual({ code: 0, printed: [], complaints: [], text: '' })
  const { code, printed } = await checked({ verify: () => true }, '--quiet')
  expect(code).toBe(1)
  expect(printed[0]).toBe('✗ error  verifies')
})

test('json is one object, in snake case', async () => {
  const { printed } = await checked({}, '--json', '--only', 'stale,future', '--skip', 'genuine')
  expect(printed).toHaveLength(1)
  expect(JSON.parse(printed[0]!)).toMatchObject({
    tool: 'check-webhook',
    target: expect.stringMatching(/webhook$/),
    exit_code: 0,
    requests: expect.any(Number),
    timings: null,
    duration_ms: expect.any(Number),
    results: [
      {
        name: 'verifies',
        theme: 'Signatures',
        state: 'passed',
        findings: [],
        duration_ms: expect.any(Number),
      },
      { name: 'stale', state: 'passed' },
      { name: 'future', state: 'passed' },
    ],
  })
})

test('junit goes to a file, beside what is printed', async () => {
  using folder = temporaryFolder()
  const file = folder.file('report.xml')
  const { printed } = await checked({ verify: () => true }, '--junit', file, '--only', 'verifies')
  const xml = readFileSync(file, 'utf8')
  expect(printed.at(-1)).toContain('1 error')
  expect(xml).toContain('<testcase classname="check-webhook.Signatures" name="verifies: ')
  expect(xml.match(/<failure /g)).toHaveLength(1)
})

test('list names every check and sends nothing', async () => {
  const terminal = recordingTerminal()
  expect(await run(['check-webhook', '--list'], terminal)).toBe(0)
  expect(terminal.printed.map(line => line.split(' ')[0])).toEqual(webhookChecks.map(({ name }) => name))
})

test.each([
  [['--junit', '/proc/no/file.xml'], /^fake-retell: cannot write the file of --junit: /],
  [['--metadata', '[1]'], /--metadata must be a JSON object/],
  [['--metadata', '{'], /--metadata must be a JSON object/],
  [['--variables', '{"a":1}'], /--variables: the value of a must be a string/],
  [['--timeout-ms', '0'], /--timeout-ms must be more than 0/],
  [['--timeout-ms', 'soon'], /--timeout-ms must be a whole number/],
  [['--probe', 'here'], /--probe must be an http or https URL/],
  [['--only', 'fresh'], /there is no check "fresh"; did you mean/],
  [['--api-key', 'not a key'], /the API key must be made of visible ASCII characters/],
])('%j is misuse', async (flags, sentence) => {
  const { code, printed, complaints } = await checked({}, ...flags)
  expect({ code, printed }).toEqual({ code: 2, printed: [] })
  expect(complaints).toEqual([expect.stringMatching(sentence)])
})
