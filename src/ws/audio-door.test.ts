// Who is let in to hear a call, in which form, and how the others are told that they may not.

import { expect, test } from 'vitest'
import type { PhoneCall, WebCall } from '../contract.ts'
import { type FakeRetell, type FakeWorkspace, startFakeRetell } from '../index.ts'
import { listenIn } from '../testing/audio-caller.ts'
import { api, dial, getCall, scriptedAgent } from '../testing/calls.ts'

const frozen = () => startFakeRetell({ time: 'frozen' })

const webCall = async (fake: FakeRetell | FakeWorkspace) =>
  api<WebCall>(fake, 'POST', '/v2/create-web-call', { agent_id: (await scriptedAgent(fake)).agent_id })

const registered = async (fake: FakeRetell, audio = {}) =>
  api<PhoneCall>(fake, 'POST', '/register-phone-call', {
    agent_id: (await scriptedAgent(fake)).agent_id,
    audio_encoding: 'mulaw',
    audio_websocket_protocol: 'twilio',
    sample_rate: 8000,
    ...audio,
  })

test.each([
  ['a web call', webCall],
  ['a registered call', registered],
])('opening the socket of %s makes it ongoing', async (_kind, make) => {
  await using fake = await frozen()
  const call = await make(fake)
  using _caller = await listenIn(fake.url, { callId: call.call_id })
  expect(await getCall(fake, call)).toMatchObject({ call_status: 'ongoing' })
  const { start_timestamp } = await getCall(fake, call)
  await fake.advance(5_000)
  expect(await getCall(fake, call)).toMatchObject({ call_status: 'ongoing', start_timestamp })
})

test('a call that waits for a far end, where nobody plays one, is answered by the socket', async () => {
  await using fake = await frozen()
  fake.settings({ call_drive: 'manual' })
  const call = await registered(fake)
  await fake.advance(60_000)
  using _caller = await listenIn(fake.url, { callId: call.call_id })
  expect(await getCall(fake, call)).toMatchObject({ call_status: 'ongoing' })
})

test('a call that is nowhere is refused with 404, one that is over with 410', async () => {
  await using fake = await frozen()
  await expect(listenIn(fake.url, { callId: 'call_unknown' })).rejects.toThrow(
    '404 {"status":"error","message":"Item call_unknown not found from call"}',
  )
  const { call_id: callId } = await webCall(fake)
  await fake.runUntilIdle()
  await expect(listenIn(fake.url, { callId })).rejects.toThrow(
    `410 {"status":"error","message":"call ${callId}`,
  )
})

test('a telephone call is refused with 409 while it rings, and heard when it goes on', async () => {
  await using fake = await frozen()
  const { call_id: callId } = await dial(fake, await scriptedAgent(fake))
  await expect(listenIn(fake.url, { callId })).rejects.toThrow('409')
  await fake.advance(3_000)
  using _listener = await listenIn(fake.url, { callId })
})

test.each([
  [
    'sample_rate=7',
    'request/query/sample_rate must be equal to one of the allowed values: 8000, 16000, 24000, 48000',
  ],
  ['sample_rate=', 'request/query/sample_rate must be'],
  [
    'audio_encoding=mp3',
    'request/query/audio_encoding must be equal to one of the allowed values: s16le, mulaw',
  ],
  ['audio_websocket_protocol=pigeon', 'request/query/audio_websocket_protocol must be'],
  [
    'enable_update=perhaps',
    'request/query/enable_update must be equal to one of the allowed values: true, false',
  ],
])('the query %s is refused with 400, and the call stays as it is', async (query, message) => {
  await using fake = await frozen()
  const call = await webCall(fake)
  await expect(listenIn(fake.url, { callId: call.call_id, query: `?${query}` })).rejects.toThrow(
    `400 {"status":"error","message":"${message}`,
  )
  expect(await getCall(fake, call)).toMatchObject({ call_status: 'registered' })
})

test('a query that contradicts the registration is refused with 400, other keys are left alone', async () => {
  await using fake = await frozen()
  const { call_id: callId } = await registered(fake)
  await expect(listenIn(fake.url, { callId, query: '?sample_rate=16000' })).rejects.toThrow(
    '400 {"status":"error","message":"the call was registered with sample_rate 8000, not 16000"}',
  )
  using _caller = await listenIn(fake.url, { callId, query: '?sample_rate=8000&template_id=7&%' })
})

test('the call id lets in; a key in a header must be that of its workspace', async () => {
  await using fake = await frozen()
  const other = fake.workspace('key_other')
  const { call_id: callId } = await webCall(other)
  const bearer = (key: string) => ({ callId, headers: { authorization: `Bearer ${key}` } })
  await expect(listenIn(fake.url, bearer(fake.apiKey))).rejects.toThrow('404')
  await expect(listenIn(fake.url, { callId, headers: { authorization: 'key_other' } })).rejects.toThrow('401')
  using _caller = await listenIn(fake.url, { callId })
  using _listener = await listenIn(fake.url, bearer('key_other'))
})

test('a foreign page is refused with 403, and a page of this machine is not', async () => {
  await using fake = await frozen()
  const { call_id: callId } = await webCall(fake)
  const from = (origin: string) => listenIn(fake.url, { callId, headers: { origin } })
  await expect(from('https://evil.example.com')).rejects.toThrow('403')
  using _page = await from('http://localhost:3000')
})

test('a subprotocol that is offered is taken', async () => {
  await using fake = await frozen()
  const { call_id: callId } = await webCall(fake)
  using caller = await listenIn(fake.url, { callId, protocols: ['audio.jambonz.org'] })
  expect(caller.socket.protocol).toBe('audio.jambonz.org')
})

test('the sixth who would hear a call is refused with 409, and has a place when another has gone', async () => {
  await using fake = await frozen()
  const { call_id: callId } = await dial(fake, await scriptedAgent(fake))
  await fake.advance(3_000)
  const five = await Promise.all(Array.from({ length: 5 }, () => listenIn(fake.url, { callId })))
  await expect(listenIn(fake.url, { callId })).rejects.toThrow('409')
  five[0]!.socket.close()
  await five[0]!.closed
  using _sixth = await listenIn(fake.url, { callId })
  for (const { socket } of five) socket.terminate()
})

test('a request that asks for no upgrade is told to', async () => {
  await using fake = await frozen()
  const plain = await fetch(`${fake.url}/audio-websocket/call_1`)
  expect([plain.status, plain.headers.get('upgrade')]).toEqual([426, 'websocket'])
})

test('the log of requests has who was let in and who was not', async () => {
  await using fake = await frozen()
  const { call_id: callId } = await webCall(fake)
  await listenIn(fake.url, { callId, query: '?sample_rate=7' }).catch(() => {})
  using _caller = await listenIn(fake.url, { callId })
  const log = await api<{ items: object[] }>(fake, 'GET', '/_fake/requests')
  const path = `/audio-websocket/${callId}`
  expect(log.items.slice(-2)).toMatchObject([
    { path, status: 400, message: expect.stringContaining('sample_rate') },
    { path, status: 101 },
  ])
})
