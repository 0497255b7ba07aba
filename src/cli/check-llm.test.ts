import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkNames } from '../referee/catalogue.ts'
import { type RightServer, startRightServer } from '../testing/right-llm-server.ts'
import { recordingTerminal } from './recording-terminal.ts'
import { run } from './run.ts'

let right: RightServer
const folder = mkdtempSync(join(tmpdir(), 'check-llm-'))

beforeAll(async () => {
  right = await startRightServer()
})
afterAll(async () => {
  await right.close()
  rmSync(folder, { recursive: true })
})

async function checked(...args: string[]) {
  const terminal = recordingTerminal()
  const code = await run(['check-llm', ...args], terminal)
  return { code, printed: terminal.printed, complaints: terminal.complaints }
}

test('a server that is right gets a table, its times and exit code 0', async () => {
  const html = join(folder, 'report.html')
  const junit = join(folder, 'report.xml')
  const { code, printed } = await checked(right.url, '--calls', '3', '--html', html, '--junit', junit)
  const text = printed.join('\n')
  expect(code).toBe(0)
  expect(text).toContain('✓ answers-with-the-asked-id')
  expect(text).toMatch(/first sentence +p50 [\d.]+ ms/)
  expect(text).toMatch(/44 checks: \d+ passed/)
  expect(readFileSync(junit, 'utf8')).toContain('<testsuite name="check-llm ')
  const page = readFileSync(html, 'utf8')
  expect(page).toContain('<summary>conversation')
  expect(page).not.toMatch(/<(script|link|img)\b|https?:\/\//)
})

test('a server that is wrong is told frame, consequence and remedy, and the exit code is 1', async () => {
  await using wrong = await startRightServer({
    sends: frame => [frame.response_type === 'tool_call_invocation' ? { ...frame, arguments: {} } : frame],
  })
  const { code, printed } = await checked(
    wrong.url,
    '--json',
    '--calls',
    '2',
    '--say',
    'A table.',
    '--say',
    'Goodbye.',
  )
  expect(code).toBe(1)
  const report = JSON.parse(printed[0]!)
  const finding = report.results.find(({ name }: { name: string }) => name === 'forms-tool-calls').findings[0]
  expect(finding).toMatchObject({
    severity: 'error',
    seen: 'arguments is {}',
    call: 'conversation',
    retell: expect.stringContaining('drops'),
    change: expect.stringContaining('string that holds a JSON object'),
  })
  const { frames } = report.calls.find(({ name }: { name: string }) => name === finding.call)
  expect(JSON.parse(frames[finding.frame].text)).toMatchObject({ response_type: 'tool_call_invocation' })
})

test('what the server sends is shown as text, never as a part of the page', async () => {
  await using hostile = await startRightServer({ answers: () => 'Hello <script>alert(1)</script> & "you". ' })
  const html = join(folder, 'hostile.html')
  await checked(hostile.url, '--quiet', '--calls', '1', '--html', html)
  const page = readFileSync(html, 'utf8')
  expect(page).toContain('&lt;script&gt;')
  expect(page).not.toContain('<script>')
})

const SCENARIO = `
name: asks_for_a_table
rings: { then: answer }
caller:
  - { say: "A table for four.", expect: { contains: CONTAINS, calls_tool: book_table } }
  - { say: "Thank you, goodbye.", expect: { ends_call: true } }
`

test.each([
  ['table', 0, []],
  ['terrace', 1, [expect.stringMatching(/^step 0 expected .*terrace.*, but /)]],
])('a scenario that expects a %s is played, and the exit code is %i', async (word, exitCode, seen) => {
  const file = join(folder, `${word}.yaml`)
  writeFileSync(file, SCENARIO.replace('CONTAINS', word))
  const { code, printed } = await checked(right.url, '--json', '--calls', '1', '--scenario', file)
  expect(code).toBe(exitCode)
  const { results } = JSON.parse(printed[0]!)
  const played = results.find(({ name }: { name: string }) => name === 'scenario asks_for_a_table')
  expect(played.findings.map((finding: { seen: string }) => finding.seen)).toEqual(seen)
  // What was measured alone has a time of its own.
  expect(results.filter((result: object) => 'duration_ms' in result)).toEqual([played])
})

test('the names of the checks can be listed', async () => {
  const { code, printed } = await checked('--list')
  expect(code).toBe(0)
  expect(printed.map(line => line.split(' ')[0])).toEqual(checkNames)
})

test.each([
  [[], 'check-llm needs the address'],
  [['ftp://host'], 'must begin with ws://'],
  [['ws://127.0.0.1:1', '--only', 'greetz'], 'greets'],
  [['ws://127.0.0.1:1', '--metadata', '[1]'], '--metadata must be a JSON object'],
  [['ws://127.0.0.1:1', '--html', '/nowhere/report.html'], 'cannot write the file of --html'],
  [['ws://127.0.0.1:1', '--scenario', '/nowhere.yaml'], 'cannot read /nowhere.yaml'],
  [['ws://127.0.0.1:1', '--idle', '999'], '--idle must be a whole number from 0 to 120'],
])('%j is refused with a sentence', async (args, sentence) => {
  const { code, complaints } = await checked(...args)
  expect(code).toBe(2)
  expect(complaints.join()).toContain(sentence)
})
