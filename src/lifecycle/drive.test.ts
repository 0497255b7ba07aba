import { expect, test } from 'vitest'
import type { PhoneCall, WebCall } from '../contract.ts'
import { startFakeRetell } from '../index.ts'
import { api, customAgent, dial, getCall, numberFor, scriptedAgent } from '../testing/calls.ts'
import { act, driven } from '../testing/far-end.ts'
import { startLlmServer } from '../testing/llm-server.ts'
import { startReceiver } from '../testing/receiver.ts'

test('driven at once, a call is over and told of when it has been made, and no time has passed', async () => {
  await using fake = await startFakeRetell({ time: 'frozen', now: 1_800_000_000_000 })
  await using receiver = await startReceiver()
  await driven(fake, { call_drive: 'immediate' })
  const call = await dial(fake, await scriptedAgent(fake, { webhook_url: receiver.url }))
  expect(call.call_status).toBe('registered')
  const ended = await getCall(fake, call)
  expect(ended).toMatchObject({ call_status: 'ended', disconnection_reason: 'user_hangup' })
  expect(ended.call_analysis).toBeDefined()
  expect(ended.duration_ms).toBeGreaterThan(10_000)
  expect(ended.start_timestamp).toBe(1_800_000_003_000)
  expect(receiver.events()).toEqual(['call_started', 'call_ended', 'call_analyzed'])
  expect(await api(fake, 'GET', '/_fake/clock')).toMatchObject({ now: 1_800_000_000_000 })
})

test('driven at once, a call of a custom LLM is talked through with its server', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  await using server = await startLlmServer()
  await driven(fake, { call_drive: 'immediate' })
  const call = await dial(fake, await customAgent(fake, server.url))
  expect((await getCall(fake, call)).transcript).toContain('Agent: This is answer 5, as you asked.')
})

test('driven at once, calls of a batch and from outside are over when they are looked at', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  await driven(fake, { call_drive: 'immediate' })
  const { phone_number } = await numberFor(fake, await scriptedAgent(fake))
  const inbound = await api<PhoneCall>(fake, 'POST', '/_fake/inbound-calls', { to_number: phone_number })
  expect((await getCall(fake, inbound)).call_status).toBe('ended')
  const tasks = [{ to_number: '+14155550142' }, { to_number: '+14155550143' }]
  await api(fake, 'POST', '/create-batch-call', { from_number: phone_number, tasks })
  await fake.settled()
  const calls = await api<PhoneCall[]>(fake, 'POST', '/v2/list-calls', {})
  expect(calls.map(call => call.call_status)).toEqual(['ended', 'ended', 'ended'])
})

test('driven by polls, a call takes a step each time it was asked for so often', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  await driven(fake, { call_drive: 'polls', polls_per_step: 2 })
  const call = await dial(fake, await scriptedAgent(fake))
  await fake.advance(600_000)
  const seen: string[] = []
  for (let poll = 0; poll < 7; poll++) {
    const { call_status, call_analysis } = await getCall(fake, call)
    seen.push(call_analysis ? 'analyzed' : call_status)
  }
  expect(seen).toEqual(['registered', 'ongoing', 'ongoing', 'ended', 'ended', 'analyzed', 'analyzed'])
})

test('driven by polls, a call that never connects takes its one step', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  await driven(fake, { call_drive: 'polls' })
  const call = await dial(fake, await scriptedAgent(fake), { scenario: 'dial_busy' })
  expect(await getCall(fake, call)).toMatchObject({
    call_status: 'not_connected',
    disconnection_reason: 'dial_busy',
  })
})

test('driven by hand, a call rings until somebody picks up, speaks, presses a key and hangs up', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  await driven(fake, { call_drive: 'manual' })
  const agent = await scriptedAgent(fake, {}, { begin_message: 'Harbor Clinic.' })
  const call = await dial(fake, agent)
  await fake.advance(20_000)
  expect((await getCall(fake, call)).call_status).toBe('registered')
  expect(await act(fake, call, { action: 'answer' })).toEqual({
    call_id: call.call_id,
    call_status: 'ongoing',
  })
  await fake.advance(5_000)
  await act(fake, call, { action: 'say', content: 'Is anybody there?' })
  await fake.advance(8_000)
  await act(fake, call, { action: 'press', digits: '1#' })
  await act(fake, call, { action: 'hang_up' })
  const ended = await getCall(fake, call)
  expect(ended).toMatchObject({ call_status: 'ended', disconnection_reason: 'user_hangup' })
  expect(ended.transcript).toMatch(/^Agent: Harbor Clinic\.\nUser: Is anybody there\?\nAgent: /)
  expect(ended.transcript_with_tool_calls?.filter(({ role }) => role === 'dtmf')).toEqual([
    { role: 'dtmf', digit: '1' },
    { role: 'dtmf', digit: '#' },
  ])
})

test('driven by hand, a call that nobody takes ends as its kind does', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  await driven(fake, { call_drive: 'manual' })
  const agent = await scriptedAgent(fake)
  const call = await dial(fake, agent)
  const web = await api<WebCall>(fake, 'POST', '/v2/create-web-call', { agent_id: agent.agent_id })
  await fake.advance(30_000)
  expect((await getCall(fake, call)).disconnection_reason).toBe('dial_no_answer')
  expect((await getCall(fake, web)).disconnection_reason).toBe('error_user_not_joined')
})

test('somebody who cuts in is heard, and the agent keeps what it had said by then', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  const begin_message = 'This is a very long greeting which goes on and on about everything we offer.'
  const call = await dial(fake, await scriptedAgent(fake, {}, { begin_message }), {
    scenario: 'inactivity',
  })
  await fake.advance(5_500)
  await act(fake, call, { action: 'say', content: 'Stop it.' })
  await fake.advance(2_000)
  const { transcript } = await getCall(fake, call)
  expect(transcript).toMatch(/^Agent: This is a very long .*\nUser: Stop it\.\n/)
  expect(transcript).not.toContain('everything we offer')
})

test('silence holds the scenario back and brings the reminder', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  const call = await dial(fake, await scriptedAgent(fake), { scenario: 'user_hangup' })
  await fake.advance(3_100)
  await act(fake, call, { action: 'silence', silence_ms: 30_000 })
  await fake.advance(25_000)
  const waiting = await getCall(fake, call)
  expect(waiting).toMatchObject({ call_status: 'ongoing' })
  expect(waiting.transcript).toContain('Are you still there?')
  expect(waiting.transcript).not.toContain('User:')
  await fake.runUntilIdle()
  expect((await getCall(fake, call)).disconnection_reason).toBe('user_hangup')
})

test('actions that do not fit the state of a call are refused, and change nothing', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  await driven(fake, { call_drive: 'manual' })
  const call = await dial(fake, await scriptedAgent(fake))
  const state = async () => JSON.stringify(await getCall(fake, call))
  const refused = async (action: object, words: string) => {
    const before = await state()
    await expect(act(fake, call, action)).rejects.toThrow(words)
    expect(await state()).toBe(before)
  }
  await refused({ action: 'say', content: 'Hello?' }, 'has not been answered yet')
  await refused({ action: 'press', digits: '1' }, 'has not been answered yet')
  await refused({ action: 'silence', silence_ms: 1 }, 'has not been answered yet')
  await refused({ action: 'hang_up', reason: 'user_hangup' }, 'still rings cannot end as user_hangup')
  await refused({ action: 'dance' }, '400')
  await act(fake, call, { action: 'answer' })
  await refused({ action: 'answer' }, 'has been answered already')
  await refused({ action: 'hang_up', reason: 'dial_busy' }, 'was answered cannot end as dial_busy')
  await act(fake, call, { action: 'hang_up', reason: 'error_asr' })
  expect(await getCall(fake, call)).toMatchObject({ call_status: 'error', disconnection_reason: 'error_asr' })
  await refused({ action: 'hang_up' }, 'is over: it is error')
  await expect(act(fake, { call_id: 'call_gone' }, { action: 'answer' })).rejects.toThrow('404')
})

test.each([
  ['outbound', 'user_declined'],
  ['web', 'error_user_not_joined'],
] as const)('hanging up on a %s call that still rings ends it as %s', async (kind, reason) => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  await driven(fake, { call_drive: 'manual' })
  const agent = await scriptedAgent(fake)
  const call =
    kind === 'outbound'
      ? await dial(fake, agent)
      : await api<WebCall>(fake, 'POST', '/v2/create-web-call', { agent_id: agent.agent_id })
  await act(fake, call, { action: 'hang_up' })
  expect((await getCall(fake, call)).disconnection_reason).toBe(reason)
})

test('a call that is ahead of the clock is stopped at the moment it has reached, and told of at once', async () => {
  await using fake = await startFakeRetell({ time: 'frozen', now: 1_800_000_000_000 })
  await using receiver = await startReceiver()
  await driven(fake, { call_drive: 'polls' })
  const call = await dial(fake, await scriptedAgent(fake, { webhook_url: receiver.url }))
  expect((await getCall(fake, call)).start_timestamp).toBe(1_800_000_003_000)
  await api(fake, 'POST', `/v2/stop-call/${call.call_id}`)
  await fake.settled()
  expect(receiver.events()).toEqual(['call_started', 'call_ended'])
  const { items } = await api<{ items: PhoneCall[] }>(fake, 'POST', '/v3/list-calls', {})
  expect(items).toMatchObject([
    { disconnection_reason: 'manual_stopped', end_timestamp: 1_800_000_003_000, duration_ms: 0 },
  ])
  expect((await getCall(fake, call)).call_analysis).toBeDefined()
})

test('a receiver stops a call that is driven at once, where the call stands', async () => {
  await using fake = await startFakeRetell({ time: 'frozen', now: 1_800_000_000_000 })
  await using receiver = await startReceiver(async ({ body }, response) => {
    const { event, call } = JSON.parse(body) as { event: string; call: PhoneCall }
    if (event === 'call_started') await api(fake, 'POST', `/v2/stop-call/${call.call_id}`)
    response.writeHead(204).end()
  })
  await driven(fake, { call_drive: 'immediate' })
  const call = await dial(fake, await scriptedAgent(fake, { webhook_url: receiver.url }))
  expect(await getCall(fake, call)).toMatchObject({ disconnection_reason: 'manual_stopped', duration_ms: 0 })
  expect(receiver.events()).toEqual(['call_started', 'call_ended', 'call_analyzed'])
})

test.each(['immediate', 'polls'])(
  'driven by %s, a receiver that asks or dials before it answers is not held up',
  async call_drive => {
    await using fake = await startFakeRetell({ time: 'frozen' })
    const seen: string[] = []
    const redialled: PhoneCall[] = []
    await using receiver = await startReceiver(async ({ body }, response) => {
      const { event, call } = JSON.parse(body) as { event: string; call: PhoneCall }
      const { call_status, call_analysis } = await getCall(fake, call)
      seen.push(`${event}: ${call_analysis ? 'analyzed' : call_status}`)
      if (event === 'call_ended' && redialled.length === 0) redialled.push(await dial(fake, agent))
      response.writeHead(204).end()
    })
    await driven(fake, { call_drive })
    const agent = await scriptedAgent(fake, { webhook_url: receiver.url })
    const call = await dial(fake, agent)
    for (let poll = 0; poll < 3; poll++) await getCall(fake, call)
    expect(seen.slice(0, 3)).toEqual([
      'call_started: ongoing',
      'call_ended: ended',
      call_drive === 'polls' ? 'call_analyzed: analyzed' : expect.anything(),
    ])
    for (let poll = 0; poll < 3; poll++) await getCall(fake, redialled[0]!)
    expect((await getCall(fake, redialled[0]!)).call_analysis).toBeDefined()
    const failures = fake.deliveries().filter(({ attempts }) => attempts.some(({ error }) => error !== null))
    expect(failures).toEqual([])
  },
)

/** What the caller and the agent say, in their order. */
const saidIn = ({ transcript = '' }: PhoneCall) => transcript.trimEnd().split('\n')

test.each([
  ['at once', 'an agent that Retell hosts', false],
  ['when all is settled', 'an agent that Retell hosts', true],
  ['at once', 'a custom LLM', false],
  ['when all is settled', 'a custom LLM', true],
])('driven by hand, who answers and %s speaks is heard and answered by %s', async (_when, what, settles) => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  await using server = await startLlmServer()
  await driven(fake, { call_drive: 'manual' })
  const agent =
    what === 'a custom LLM'
      ? await customAgent(fake, server.url)
      : await scriptedAgent(fake, {}, { begin_message: 'Harbor Clinic.' })
  const heard = new Set<string>()
  for (let run = 0; run < 5; run++) {
    const call = await dial(fake, agent)
    await act(fake, call, { action: 'answer' })
    if (settles) await fake.settled()
    await act(fake, call, { action: 'say', content: 'Hello, this is Ines speaking.' })
    await fake.advance(13_000)
    const said = saidIn(await getCall(fake, call))
    expect(said).toEqual(['User: Hello, this is Ines speaking.', expect.stringMatching(/^Agent: /)])
    expect(said[1]).not.toContain('Harbor Clinic.')
    heard.add(said.join('\n'))
    await act(fake, call, { action: 'hang_up' })
  }
  expect(heard.size).toBe(1)
})
