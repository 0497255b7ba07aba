// What somebody who watches a call is told.

import { expect, test } from 'vitest'
import { type FakeRetell, startFakeRetell } from '../index.ts'
import { type AgentSettings, api, customAgent, dial, getCall, scriptedAgent } from '../testing/calls.ts'
import { answer, startLlmServer } from '../testing/llm-server.ts'
import { type Watcher, watch as watchCall } from '../testing/watcher.ts'

const NOW = 1_800_000_000_000
const GREETING = 'Harbor Clinic, good morning.'

const frozen = () => startFakeRetell({ time: 'frozen', now: NOW })
const act = (fake: FakeRetell, callId: string, action: object) =>
  api(fake, 'POST', `/_fake/calls/${callId}/actions`, action)
const watch = (fake: FakeRetell, callId: string) =>
  watchCall(fake.url, { callId, headers: { authorization: `Bearer ${fake.apiKey}` } })

/** It rings three seconds; then the agent greets. */
async function ongoingCall(
  fake: FakeRetell,
  { settings = {}, ...order }: { settings?: AgentSettings; scenario?: string } = {},
): Promise<string> {
  const agent = await scriptedAgent(fake, settings, { begin_message: GREETING })
  const { call_id } = await dial(fake, agent, order)
  await fake.advance(3_000)
  return call_id
}

/** A call in which nobody speaks before a person does. */
async function quietCall(fake: FakeRetell): Promise<string> {
  fake.settings({ call_drive: 'manual' })
  const { call_id } = await dial(fake, await scriptedAgent(fake, {}, { start_speaker: 'user' }))
  await act(fake, call_id, { action: 'answer' })
  await fake.settled()
  return call_id
}

const spoken = (watcher: Watcher) =>
  watcher
    .transcript()
    .filter(({ role }) => role === 'agent' || role === 'user')
    .map(({ role, content }) => `${role}: ${content}`)

test('a snapshot comes first, and an utterance grows by its words under one id', async () => {
  await using fake = await frozen()
  const callId = await ongoingCall(fake)
  using watcher = await watch(fake, callId)
  await watcher.caughtUp()
  expect(watcher.frames).toEqual([{ type: 'transcript_snapshot', transcripts: [] }])
  await fake.advance(2_500)
  await watcher.caughtUp()
  const greeting = watcher.of('transcript_updated').map(({ transcripts }) => transcripts!)
  expect(greeting.map(([item]) => item!.content)).toEqual([
    'Harbor',
    'Harbor Clinic,',
    'Harbor Clinic, good',
    GREETING,
  ])
  const [first] = greeting[0]!
  expect(first).toEqual({
    id: first!.id,
    time_sec: 0,
    role: 'agent',
    content: 'Harbor',
    metadata: { response_id: 0 },
  })
  expect(greeting.every(items => items.length === 1 && items[0]!.id === first!.id)).toBe(true)
})

test('whoever comes in the middle gets what was said, and what is being said so far', async () => {
  await using fake = await frozen()
  const callId = await ongoingCall(fake)
  await fake.advance(700)
  using early = await watch(fake, callId)
  await early.caughtUp()
  expect(spoken(early)).toEqual(['agent: Harbor'])
  await fake.advance(10_000)
  using late = await watch(fake, callId)
  await Promise.all([early.caughtUp(), late.caughtUp()])
  expect(late.frames).toHaveLength(1)
  expect(late.transcript()).toEqual(early.transcript())
  expect(early.transcript().length).toBeGreaterThan(1)
  await fake.runUntilIdle()
  await Promise.all([early.closed, late.closed])
  expect(late.transcript()).toEqual(early.transcript())
})

test('the whole conversation comes together as the call object has it, without the times of its words', async () => {
  await using fake = await frozen()
  const callId = await ongoingCall(fake)
  using watcher = await watch(fake, callId)
  await fake.runUntilIdle()
  await watcher.closed
  const call = await getCall(fake, { call_id: callId })
  expect(call.transcript_object!.length).toBeGreaterThan(4)
  expect(spoken(watcher)).toEqual(call.transcript_object!.map(({ role, content }) => `${role}: ${content}`))
  for (const item of watcher.transcript()) {
    expect(item).not.toHaveProperty('words')
    expect(item.time_sec).toBeGreaterThanOrEqual(0)
  }
  const times = call.transcript_object!.map(({ words }) => words[0]!.start)
  expect(watcher.transcript().map(({ time_sec }) => time_sec)).toEqual(times)
  expect(JSON.stringify(call)).not.toContain(watcher.transcript()[0]!.id)
})

test('the end is told with its reason and time, and then the connection is closed', async () => {
  await using fake = await frozen()
  const callId = await ongoingCall(fake)
  using watcher = await watch(fake, callId)
  await fake.runUntilIdle()
  expect(await watcher.closed).toEqual([1000, 'call_ended'])
  const { end_timestamp } = await getCall(fake, { call_id: callId })
  expect(watcher.frames.at(-1)).toEqual({
    type: 'call_ended',
    disconnection_reason: 'user_hangup',
    event_timestamp: end_timestamp,
  })
  expect(watcher.of('call_ended')).toHaveLength(1)
})

test('watching changes nothing of a call', async () => {
  const lives: string[] = []
  for (const watched of [false, true]) {
    await using fake = await frozen()
    const callId = await ongoingCall(fake)
    using watcher = watched ? await watch(fake, callId) : undefined
    await fake.runUntilIdle()
    const call = await getCall(fake, { call_id: callId })
    lives.push(JSON.stringify(call).replaceAll(fake.url, ''))
    expect(watcher?.of('call_ended').length ?? 0).toBe(watched ? 1 : 0)
  }
  expect(lives[1]).toEqual(lives[0])
})

test('the same seed gives the same frames', async () => {
  const seen: unknown[] = []
  for (let run = 0; run < 2; run++) {
    await using fake = await frozen()
    using watcher = await watch(fake, await ongoingCall(fake))
    await fake.runUntilIdle()
    await watcher.closed
    seen.push(watcher.frames)
  }
  expect(seen[1]).toEqual(seen[0])
})

test('keys and injected words are items of their own', async () => {
  await using fake = await frozen()
  const callId = await quietCall(fake)
  using watcher = await watch(fake, callId)
  await fake.advance(1_500)
  await act(fake, callId, { action: 'press', digits: '1#' })
  await api(fake, 'PATCH', `/v2/update-live-call/${callId}`, {
    call_control: { additional_context: 'A good customer.' },
  })
  await watcher.caughtUp()
  const items = watcher.transcript()
  expect(items).toMatchObject([
    { role: 'dtmf', digit: '1', time_sec: 1.5 },
    { role: 'dtmf', digit: '#', time_sec: 1.5 },
    { role: 'injected', content: 'A good customer.', time_sec: 1.5 },
  ])
  expect(new Set(items.map(({ id }) => id)).size).toBe(3)
  expect(watcher.of('transcript_updated')).toHaveLength(2)
})

test('what a custom LLM server records is told, and what its agent does', async () => {
  await using fake = await frozen()
  await using server = await startLlmServer({
    onFrame(frame, say) {
      const { interaction_type, response_id } = frame
      if (interaction_type !== 'response_required') return answer(frame, say)
      const tool_call_id = 'tool_1'
      say({
        response_type: 'tool_call_invocation',
        tool_call_id,
        name: 'find',
        arguments: '{"day":"Friday"}',
      })
      say({ response_type: 'tool_call_result', tool_call_id, content: 'free' })
      say({
        response_type: 'response',
        response_id,
        content: 'Goodbye.',
        content_complete: true,
        end_call: true,
      })
    },
  })
  const { call_id: callId } = await dial(fake, await customAgent(fake, server.url))
  await fake.advance(3_000)
  using watcher = await watch(fake, callId)
  await fake.runUntilIdle()
  await watcher.closed
  expect(watcher.transcript().map(({ role, name }) => name ?? role)).toEqual([
    'agent',
    'user',
    'find',
    'tool_call_result',
    'agent',
    'end_call',
    'tool_call_result',
  ])
  const { transcript_with_tool_calls: items } = await getCall(fake, { call_id: callId })
  expect(watcher.transcript().map(({ role }) => role)).toEqual(items!.map(({ role }) => role))
  expect(watcher.frames.at(-1)).toMatchObject({ disconnection_reason: 'agent_hangup' })
})

test('somebody who is cut off keeps the id with which they began', async () => {
  await using fake = await frozen()
  const callId = await ongoingCall(fake)
  using watcher = await watch(fake, callId)
  await fake.advance(1_200)
  await act(fake, callId, { action: 'say', content: 'Sorry?' })
  await fake.advance(1_000)
  await watcher.caughtUp()
  expect(spoken(watcher)).toEqual(['agent: Harbor Clinic,', 'user: Sorry?'])
  const [agent, user] = watcher.transcript()
  expect(agent!.id).not.toBe(user!.id)
})

test.each([
  ['a stop', 'manual_stopped', (fake: FakeRetell, id: string) => api(fake, 'POST', `/v2/stop-call/${id}`)],
  ['a hang-up', 'user_hangup', (fake: FakeRetell, id: string) => act(fake, id, { action: 'hang_up' })],
  [
    'a take-over',
    'call_take_over',
    async (fake: FakeRetell, id: string) => {
      const path = `/v2/listen-live-call/${id}`
      const { participant_id } = await api<{ participant_id: string }>(fake, 'POST', path)
      await api(fake, 'POST', `/v2/take-over-live-call/${id}`, { participant_id })
    },
  ],
])('%s shows as %s, after the words that it cut off', async (_, reason, end) => {
  await using fake = await frozen()
  const callId = await ongoingCall(fake)
  using watcher = await watch(fake, callId)
  await fake.advance(1_200)
  await end(fake, callId)
  expect(await watcher.closed).toEqual([1000, 'call_ended'])
  expect(watcher.frames.at(-1)).toMatchObject({ type: 'call_ended', disconnection_reason: reason })
  expect(spoken(watcher)).toEqual(['agent: Harbor Clinic,'])
})

test('a call that is deleted ends without a reason', async () => {
  await using fake = await frozen()
  const callId = await ongoingCall(fake)
  using watcher = await watch(fake, callId)
  await api(fake, 'DELETE', `/v2/delete-call/${callId}`)
  expect(await watcher.closed).toEqual([1000, 'call_ended'])
  expect(watcher.frames.at(-1)).toEqual({ type: 'call_ended', event_timestamp: fake.now() })
})

test('a long utterance grows by several words at once', async () => {
  await using fake = await frozen()
  const begin_message = Array.from({ length: 120 }, (_, index) => `w${index}`).join(' ')
  const { call_id: callId } = await dial(fake, await scriptedAgent(fake, {}, { begin_message }))
  await fake.advance(3_000)
  using watcher = await watch(fake, callId)
  await fake.runUntilIdle()
  await watcher.closed
  const versions = watcher.of('transcript_updated').map(({ transcripts }) => transcripts![0]!)
  const steps = versions
    .filter(({ id }) => id === versions[0]!.id)
    .map(({ content }) => content!.split(' ').length)
  expect(steps.slice(0, 3)).toEqual([3, 6, 9])
  expect(steps).toHaveLength(40)
  expect(steps.at(-1)).toBe(120)
})

test('a call that goes by polls is watched as well', async () => {
  await using fake = await frozen()
  fake.settings({ call_drive: 'polls' })
  const agent = await scriptedAgent(fake, {}, { begin_message: GREETING })
  const call = await dial(fake, agent)
  while ((await getCall(fake, call)).call_status !== 'ongoing');
  using watcher = await watch(fake, call.call_id)
  while ((await getCall(fake, call)).call_status !== 'ended');
  await watcher.closed
  const { transcript_object } = await getCall(fake, call)
  expect(spoken(watcher)).toEqual(transcript_object!.map(({ role, content }) => `${role}: ${content}`))
})

test('on a running clock words come as they are said', async () => {
  await using fake = await startFakeRetell({ time: '50x' })
  const callId = await quietCall(fake)
  using watcher = await watch(fake, callId)
  const content = 'Hello, is anybody there?'
  await act(fake, callId, { action: 'say', content })
  await watcher.until(() => spoken(watcher)[0] === `user: ${content}`)
  await act(fake, callId, { action: 'hang_up' })
  expect(await watcher.closed).toEqual([1000, 'call_ended'])
  const id = watcher.transcript()[0]!.id
  const versions = watcher.of('transcript_updated').flatMap(({ transcripts }) => transcripts!)
  for (const item of versions.filter(item => item.id === id))
    expect(content.startsWith(item.content!)).toBe(true)
})
