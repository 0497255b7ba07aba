// Who may watch a call, and how the others are told that they may not.

import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { type FakeRetell, type FakeWorkspace, startFakeRetell } from '../index.ts'
import { api, dial, getCall, scriptedAgent } from '../testing/calls.ts'
import { type Watch, watch } from '../testing/watcher.ts'

const frozen = () => startFakeRetell({ time: 'frozen' })

/** It rings three seconds. */
async function ongoingCall(fake: FakeRetell | FakeWorkspace): Promise<string> {
  const { call_id } = await dial(fake, await scriptedAgent(fake))
  await fake.advance(3_000)
  return call_id
}

const bearer = (key: string) => ({ headers: { authorization: `Bearer ${key}` } })

/** The code and the reason with which somebody is sent away who gets no frame. */
async function sentAway(fake: FakeRetell, visit: Watch): Promise<[number, string]> {
  using watcher = await watch(fake.url, visit)
  const closing = await watcher.closed
  expect(watcher.frames).toEqual([])
  return closing
}

test('a key is shown in the header, or as browsers do it among the subprotocols', async () => {
  await using fake = await frozen()
  const callId = await ongoingCall(fake)
  using byHeader = await watch(fake.url, { callId, ...bearer(fake.apiKey) })
  using byProtocol = await watch(fake.url, { callId, protocols: ['bearer', fake.apiKey] })
  using byBoth = await watch(fake.url, {
    callId,
    ...bearer(fake.apiKey),
    protocols: ['bearer', 'key_of_nobody', 'org_1'],
  })
  for (const watcher of [byHeader, byProtocol, byBoth]) {
    await watcher.caughtUp()
    expect(watcher.of('transcript_snapshot')).toHaveLength(1)
  }
  expect([byHeader, byProtocol, byBoth].map(({ socket }) => socket.protocol)).toEqual([
    '',
    'bearer',
    'bearer',
  ])
})

test('a client without a key, or with one that is not let in, is closed with 4001', async () => {
  await using fake = await startFakeRetell({ time: 'frozen', apiKeys: ['key_chosen'] })
  const callId = await ongoingCall(fake)
  const closing = [4001, 'API key is missing or invalid.']
  expect(await sentAway(fake, { callId })).toEqual(closing)
  expect(await sentAway(fake, { callId, ...bearer('key_other') })).toEqual(closing)
  expect(await sentAway(fake, { callId, protocols: ['bearer'] })).toEqual(closing)
  expect(await sentAway(fake, { callId, protocols: ['bearer', 'key_other'] })).toEqual(closing)
  expect(await sentAway(fake, { callId, protocols: ['chat', 'key_chosen'] })).toEqual(closing)
  expect(await sentAway(fake, { callId, headers: { authorization: 'Basic key_chosen' } })).toEqual(closing)
  using _chosen = await watch(fake.url, { callId, protocols: ['bearer', 'key_chosen'] })
})

test('a workspace that may not watch is closed with 4003', async () => {
  await using fake = await frozen()
  const callId = await ongoingCall(fake)
  await api(fake, 'PATCH', '/_fake/settings', { forbidden_operations: ['monitorCall'] })
  expect(await sentAway(fake, { callId, ...bearer(fake.apiKey) })).toEqual([4003, 'Forbidden'])
})

test('a call that is not ongoing, not there, or of another workspace is closed with 4004', async () => {
  await using fake = await frozen()
  const closing = [4004, 'Call is not ongoing.']
  const { call_id: callId } = await dial(fake, await scriptedAgent(fake))
  const own = bearer(fake.apiKey)
  expect(await sentAway(fake, { callId, ...own })).toEqual(closing)
  await fake.advance(3_000)
  using _watcher = await watch(fake.url, { callId, ...own })
  expect(await sentAway(fake, { callId, ...bearer('key_other') })).toEqual(closing)
  expect(await sentAway(fake, { callId: 'call_unknown', ...own })).toEqual(closing)
  await fake.runUntilIdle()
  expect(await sentAway(fake, { callId, ...own })).toEqual(closing)
})

test('the sixth watcher of a call is closed with 4008, and has a place when another has gone', async () => {
  await using fake = await frozen()
  const callId = await ongoingCall(fake)
  const visit = { callId, ...bearer(fake.apiKey) }
  const watchers = await Promise.all(Array.from({ length: 5 }, () => watch(fake.url, visit)))
  expect(await sentAway(fake, visit)).toEqual([4008, 'A call has at most 5 watchers.'])
  using _elsewhere = await watch(fake.url, { ...visit, callId: await ongoingCall(fake) })
  watchers[0]!.socket.close()
  await watchers[0]!.closed
  using sixth = await watch(fake.url, visit)
  await sixth.caughtUp()
  expect(sixth.of('transcript_snapshot')).toHaveLength(1)
  for (const { socket } of watchers) socket.terminate()
})

test('a foreign name and a foreign page are refused', async () => {
  await using fake = await frozen()
  const callId = await ongoingCall(fake)
  const visitWith = (headers: Record<string, string>) =>
    watch(fake.url, { callId, protocols: ['bearer', fake.apiKey], headers })
  await expect(visitWith({ host: 'rebound.example.com' })).rejects.toThrow('403')
  await expect(visitWith({ origin: 'https://evil.example.com' })).rejects.toThrow('403')
  using _page = await visitWith({ origin: 'http://localhost:3000' })
})

test('a request that asks for no upgrade is told to, and a longer path is none', async () => {
  await using fake = await frozen()
  const plain = await fetch(`${fake.url}/v2/monitor-call/call_1`)
  expect([plain.status, plain.headers.get('upgrade')]).toEqual([426, 'websocket'])
  await expect(watch(fake.url, { callId: 'a/b', ...bearer(fake.apiKey) })).rejects.toThrow('404')
})

test('the log of requests has who was let in, and why somebody was not', async () => {
  await using fake = await frozen()
  const callId = await ongoingCall(fake)
  const own = bearer(fake.apiKey)
  using _watcher = await watch(fake.url, { callId, ...own })
  await sentAway(fake, { callId: 'call_unknown', ...own })
  const { items } = await api<{ items: { path: string; status: number; message?: string }[] }>(
    fake,
    'GET',
    '/_fake/requests',
  )
  expect(items.slice(-2)).toMatchObject([
    { path: `/v2/monitor-call/${callId}`, status: 101 },
    {
      path: '/v2/monitor-call/call_unknown',
      status: 101,
      message: 'closed with 4004: Call is not ongoing.',
    },
  ])
  expect(items.at(-2)).not.toHaveProperty('message')
})

test('what a watcher says is not listened to, and what is too large breaks its connection alone', async () => {
  await using fake = await frozen()
  const callId = await ongoingCall(fake)
  const visit = { callId, ...bearer(fake.apiKey) }
  using talker = await watch(fake.url, visit)
  using shouter = await watch(fake.url, visit)
  talker.socket.send('{"type":"call_ended"}')
  talker.socket.send(Buffer.from([1, 2, 3]))
  talker.socket.send('no JSON')
  shouter.socket.send('x'.repeat(5_000))
  expect((await shouter.closed)[0]).toBe(1009)
  await fake.runUntilIdle()
  expect(await talker.closed).toEqual([1000, 'call_ended'])
  expect(talker.transcript().length).toBeGreaterThan(5)
})

test('a watcher that does not read is dropped, and the call goes on', async () => {
  await using fake = await frozen()
  // Sixty words that are long to send and quick to say.
  const say = Array.from({ length: 60 }, (_, index) => `${index}${'_'.repeat(40_000)}`).join(' ')
  const caller = [{ silence_ms: 2_000 }, { say }, { hang_up: true }]
  const definition = { name: 'talkative', rings: { for_ms: 3_000, then: 'answer' }, caller }
  await api(fake, 'POST', '/_fake/scenarios', { definition })
  const { call_id: callId } = await dial(fake, await scriptedAgent(fake))
  await fake.advance(3_000)
  using deaf = await watch(fake.url, { callId, ...bearer(fake.apiKey) })
  deaf.socket.pause()
  await fake.runUntilIdle()
  deaf.socket.resume()
  expect((await deaf.closed)[0]).toBe(1006)
  expect(await getCall(fake, { call_id: callId })).toMatchObject({ disconnection_reason: 'user_hangup' })
})

test('stopping drops whoever watches, and a reset says goodbye', async () => {
  const fake = await frozen()
  const own = bearer(fake.apiKey)
  using first = await watch(fake.url, { callId: await ongoingCall(fake), ...own })
  fake.reset()
  expect(await first.closed).toEqual([1000, 'call_ended'])
  expect(first.frames.at(-1)).toEqual({ type: 'call_ended' })
  using second = await watch(fake.url, { callId: await ongoingCall(fake), ...own })
  await fake.close()
  expect((await second.closed)[0]).toBe(1006)
  expect(second.of('call_ended')).toEqual([])
  expect(second.socket.readyState).toBe(WebSocket.CLOSED)
})
