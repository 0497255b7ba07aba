import { readFile } from 'node:fs/promises'
import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../testing/folder.ts'
import { answer, type LlmManners, startLlmServer } from '../testing/llm-server.ts'
import { readArguments } from './arguments.ts'
import { talkFlags } from './flags.ts'
import { recordingTerminal } from './recording-terminal.ts'
import { run } from './run.ts'
import { talkAt } from './talk.ts'

/** What talking comes to when these lines are piped in. */
async function talked(lines: readonly string[], ...args: string[]) {
  const input = new PassThrough()
  input.end(lines.map(line => `${line}\n`).join(''))
  const terminal = recordingTerminal({}, input)
  const code = await run(['talk', ...args], terminal)
  return { code, printed: terminal.printed, complaints: terminal.complaints, input }
}

const hangsUpOnBye: LlmManners['onFrame'] = (frame, say) => {
  const heard = JSON.stringify((frame.transcript as unknown[] | undefined)?.at(-1) ?? '')
  if (frame.interaction_type !== 'response_required' || !/bye/i.test(heard)) return answer(frame, say)
  const { response_id } = frame
  say({ response_type: 'response', response_id, content: 'Goodbye.', content_complete: true, end_call: true })
}

test('piped lines are said one after another, each after the answer to the one before', async () => {
  await using server = await startLlmServer({ onFrame: hangsUpOnBye })
  const { code, printed, complaints } = await talked(
    ['Hello', '/transcript', '', '/dance', 'Bye', 'too late'],
    server.url,
    '--call-id',
    'call_mine',
  )
  expect({ code, complaints }).toEqual({ code: 0, complaints: [] })
  expect(printed.map(line => line.replace(/\d+ ms/g, 'N ms'))).toEqual([
    `       dialling ${server.url}/call_mine`,
    '       connected after N ms',
    '       config: auto_reconnect, call_details, transcript_with_tool_calls',
    'agent  Harbor Clinic, good morning.',
    '       begin message · first words N ms · first sentence N ms · whole N ms',
    'you  › Hello',
    'agent  This is answer 1, as you asked.',
    '       #1 · first words N ms · first sentence N ms · whole N ms',
    '  Agent: Harbor Clinic, good morning.',
    '  User: Hello',
    '  Agent: This is answer 1, as you asked.',
    '       there is no command /dance; /help lists the commands',
    'you  › Bye',
    'agent  Goodbye.',
    '       #2 · first words N ms · first sentence N ms · whole N ms · end_call once it is spoken (N ms)',
    expect.stringMatching(/^call over: agent_hangup, after 0:0\d$/),
    '       3 answers · first words N ms (median), N ms (longest)',
  ])
})

test('the end of the input hangs up', async () => {
  await using server = await startLlmServer()
  const { code, printed } = await talked(['Hello'], server.url)
  expect(code).toBe(0)
  expect(printed.at(-2)).toMatch(/^call over: user_hangup/)
})

test('a line that waits behind an answer can cut into it', async () => {
  await using server = await startLlmServer()
  const { printed } = await talked(['Hello', '/interrupt Stop', '/interrupt Now'], server.url)
  const cuts = printed.filter(line => line.startsWith('       you cut in'))
  expect(cuts).toHaveLength(2)
  for (const cut of cuts) expect(cut).toMatch(/; spoken so far: "This is [^"]*[^."]"$/)
  expect(printed.filter(line => line.startsWith('you'))).toEqual([
    'you  › Hello',
    'you  › Stop',
    'you  › Now',
  ])
})

test('--say says it, hangs up, and reads nothing; what begins with a slash is said, too', async () => {
  await using server = await startLlmServer()
  const { code, printed, input } = await talked(
    ['never read'],
    server.url,
    '--say',
    'Hello',
    '--say',
    '/help',
  )
  expect(code).toBe(0)
  expect(printed.filter(line => line.startsWith('you'))).toEqual(['you  › Hello', 'you  › /help'])
  expect(input.readableLength).toBeGreaterThan(0)
})

test('--json prints one event a line, with its time', async () => {
  await using server = await startLlmServer()
  const { printed } = await talked(['Hello', '/press 1', '/nonsense'], server.url, '--json')
  const events = printed.map(line => JSON.parse(line) as { type: string; at_ms: number })
  expect(events.map(({ type }) => type)).toEqual([
    'dialing',
    'connected',
    'config',
    'agent_words',
    'answer',
    'you',
    'asked',
    'agent_words',
    'agent_words',
    'answer',
    'pressed',
    'refused',
    'ended',
  ])
  const times = events.map(({ at_ms }) => at_ms)
  expect(times).toEqual(times.toSorted((one, other) => one - other))
  expect(events.at(-1)).toMatchObject({ reason: 'user_hangup', error: false, answers: 2, dropped: 0 })
})

test('the server is told what the flags say of the call', async () => {
  await using server = await startLlmServer()
  const flags = ['--metadata', '{"order":"A-17"}', '--variable', 'name=Ines', '--variable', 'note=a=b']
  await talked([], `${server.url}/{{name}}?key=1`, '--call-id', 'call_1', ...flags)
  await talked([], server.url, '--web')
  const [phone, web] = server.of('call_details').map(({ call }) => call as Record<string, unknown>)
  expect(server.paths[0]).toBe('/llm/Ines/call_1?key=1')
  expect(phone).toMatchObject({
    call_id: 'call_1',
    call_type: 'phone_call',
    agent_name: 'Agent of fake-retell',
    call_status: 'registered',
    direction: 'inbound',
    metadata: { order: 'A-17' },
    retell_llm_dynamic_variables: { name: 'Ines', note: 'a=b' },
  })
  expect(web).toMatchObject({ call_type: 'web_call', call_id: expect.stringMatching(/^call_[0-9a-f]{27}$/) })
  for (const absent of ['from_number', 'direction', 'metadata', 'retell_llm_dynamic_variables'])
    expect(web).not.toHaveProperty(absent)
})

test('the transcript is written as text or as JSON, at the end or on the way', async () => {
  await using server = await startLlmServer()
  using folder = temporaryFolder()
  const [text, json] = [folder.file('a.txt'), folder.file('a.json')]
  const { code, printed } = await talked(
    ['Hello', `/save ${json}`, '/save /proc/no/file'],
    server.url,
    '--transcript',
    text,
  )
  expect(code).toBe(0)
  expect(await readFile(text, 'utf8')).toBe(
    'Agent: Harbor Clinic, good morning.\nUser: Hello\nAgent: This is answer 1, as you asked.\n',
  )
  const record = JSON.parse(await readFile(json, 'utf8')) as Record<string, unknown>
  expect(record).toMatchObject({ disconnection_reason: null, transcript: await readFile(text, 'utf8') })
  expect(record.transcript_object).toHaveLength(3)
  expect(printed).toContainEqual(expect.stringMatching(/^ {7}cannot write \/proc\/no\/file: /))
})

test('a call that an error ends is 1', async () => {
  await using server = await startLlmServer({ onOpen: (_say, socket) => socket.close(1011) })
  const { code, printed } = await talked(['Hello'], server.url)
  expect(code).toBe(1)
  expect(printed).toContain(
    '       the socket is closed with 1011: an error, the call ends as error_llm_websocket_runtime',
  )
})

test('a server that is not there is a sentence and 1', async () => {
  const terminal = recordingTerminal()
  const args = readArguments(['ws://127.0.0.1:1', '--say', 'Hello'], talkFlags, { mixed: true })
  expect(await talkAt(args, terminal, { timings: { betweenDialsMs: 1 } })).toBe(1)
  expect(terminal.printed.filter(line => line.includes('connection refused by 127.0.0.1:1'))).toHaveLength(3)
  expect(terminal.printed.at(-1)).toMatch(/^call over: error_llm_websocket_open/)
})

test('a server that never answers does not keep a script for ever', async () => {
  await using server = await startLlmServer({ onOpen: () => {}, onFrame: () => {} })
  const { code, printed } = await talked(['Hello'], server.url, '--patience', '0.01')
  expect(code).toBe(0)
  expect(printed).toContainEqual(
    expect.stringMatching(/^ {7}no answer to #1 within \d+ ms: Retell waits on in silence$/),
  )
})

const both = ['ws://h', '--agent', 'agent_1']
test.each([
  [[], /^talk needs the address of your server/],
  [['ws://h', 'ws://i'], /^fake-retell talk takes one WS_URL, not also "ws:\/\/i"/],
  [both, /^talk takes an address or --agent, not both: "ws:\/\/h"/],
  [['ftp://h'], /^the address "ftp:\/\/h" must begin with ws:/],
  [['nonsense'], /^the address "nonsense" is not a URL/],
  [['ws://h', '--metadata', '[1]'], /^--metadata must be a JSON object/],
  [['ws://h', '--metadata', '{'], /^--metadata must be a JSON object/],
  [['ws://h', '--variable', 'name'], /^--variable must be name=value, not "name"/],
  [['ws://h', '--patience', '0'], /^--patience must be seconds above 0/],
  [['ws://h', '--call-id', 'a b'], /^--call-id must be visible ASCII/],
  [['ws://h', '--base-url', 'http://h'], /^--base-url belongs to --agent/],
  [['--agent', 'a', '--web'], /^--web does not go with --agent/],
  [['--agent', 'a', '--base-url', 'ws://h'], /^--base-url must be an http or https URL/],
  [['ws://h', '--transcript', '/proc/no/file'], /^cannot write the file of --transcript: /],
  [['ws://h', '--transcript', '/'], /^--transcript must name a file: \/ is a folder/],
])('%j is misuse, in one sentence', async (args, sentence) => {
  const { code, printed, complaints } = await talked([], ...args)
  expect({ code, printed }).toEqual({ code: 2, printed: [] })
  expect(complaints).toEqual([expect.stringMatching(/^fake-retell: /)])
  expect(complaints[0]?.replace('fake-retell: ', '')).toMatch(sentence)
})
