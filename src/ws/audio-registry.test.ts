// What is told over an audio WebSocket beside the sound, what a client may send, and what follows when one goes.

import { expect, test } from 'vitest'
import { startFakeRetell } from '../index.ts'
import { openServer } from '../server.ts'
import { type AudioCaller, listenIn } from '../testing/audio-caller.ts'
import { agentWho, registered, scenario, spokenMs, sum, webCall } from '../testing/audio-calls.ts'
import { api, customAgent, dial, getCall, scriptedAgent } from '../testing/calls.ts'
import { temporaryFolder } from '../testing/folder.ts'
import { answer, greet, startLlmServer } from '../testing/llm-server.ts'
import { workspaceHandle } from '../workspace-handle.ts'

const frozen = () => startFakeRetell({ time: 'frozen', now: 1_800_000_000_000 })

test('a ping is answered, and what nobody understands is not', async () => {
  await using fake = await frozen()
  const { call_id: callId } = await webCall(fake)
  using caller = await listenIn(fake.url, { callId })
  const replies: string[] = []
  caller.socket.on('message', (data, isBinary) => {
    if (!isBinary) replies.push(String(data))
  })
  for (const text of [
    'ping',
    '',
    'null',
    '[]',
    '5',
    '{"event":"start"}',
    '{"event":"media"}',
    '{',
    'PING',
    'ping',
  ])
    caller.socket.send(text)
  caller.socket.send(Buffer.alloc(0))
  await caller.caughtUp()
  expect(replies).toEqual(['pong', 'pong'])
})

test('with enable_update the transcript comes as it grows, with whose turn it is', async () => {
  await using fake = await frozen()
  const call = await webCall(fake)
  using caller = await listenIn(fake.url, { callId: call.call_id, query: '?enable_update=true' })
  using other = await listenIn(fake.url, { callId: call.call_id, query: '?enable_update=false' })
  await fake.runUntilIdle()
  await caller.closed
  const updates = caller.frames() as {
    event_type: string
    transcript: { content: string }[]
    turntaking?: string
  }[]
  expect(new Set(updates.map(({ event_type }) => event_type))).toEqual(new Set(['update']))
  const turns = updates.flatMap(({ turntaking }) => turntaking ?? [])
  expect(turns.slice(0, 3)).toEqual(['agent_turn', 'user_turn', 'agent_turn'])
  const grown = updates.flatMap(({ transcript }) => (transcript.length === 1 ? [transcript[0]!.content] : []))
  expect(grown.slice(0, 3)).toEqual(['Harbor', 'Harbor Clinic,', 'Harbor Clinic, good'])
  const { transcript_object: said } = await getCall(fake, call)
  expect(updates.at(-1)!.transcript).toEqual(said)
  await other.closed
  expect(other.texts).toEqual([])
})

test('updates are for the protocol web alone', async () => {
  await using fake = await frozen()
  const call = await registered(fake, { audio_websocket_protocol: 'vonage' })
  using caller = await listenIn(fake.url, { callId: call.call_id, query: '?enable_update=true' })
  await fake.runUntilIdle()
  await caller.closed
  expect(caller.pieces.length).toBeGreaterThan(0)
  expect(caller.texts).toEqual([])
})

test("metadata of a customer's LLM server is handed on to whom wants updates", async () => {
  const metadata = { page: 'prices', rows: [1, 2] }
  await using server = await startLlmServer({
    onOpen: greet,
    onFrame(frame, say) {
      if (frame.interaction_type === 'response_required') say({ response_type: 'metadata', metadata })
      answer(frame, say)
    },
  })
  await using fake = await frozen()
  const { agent_id } = await customAgent(fake, server.url)
  const call = await webCall(fake, { agent_id })
  using caller = await listenIn(fake.url, { callId: call.call_id, query: '?enable_update=true' })
  using other = await listenIn(fake.url, { callId: call.call_id })
  await fake.runUntilIdle()
  await caller.closed
  expect(caller.frames()).toContainEqual({ event_type: 'metadata', metadata })
  expect(caller.frames().filter(({ event_type }) => event_type === 'metadata')).toHaveLength(
    server.of('response_required').length,
  )
  await other.closed
  expect(other.texts).toEqual([])
})

test.each([
  ['closes', (caller: AudioCaller) => caller.socket.close()],
  ['breaks off', (caller: AudioCaller) => caller.socket.terminate()],
  ['sends stop', (caller: AudioCaller) => caller.socket.send('{"event":"stop"}')],
  [
    'sends more than a megabyte at once',
    (caller: AudioCaller) => caller.socket.send(Buffer.alloc(10_000_000)),
  ],
])('a caller who %s has hung up, and whoever listens is told', async (_how, leave) => {
  await using fake = await frozen()
  const call = await registered(fake)
  using caller = await listenIn(fake.url, { callId: call.call_id })
  using listener = await listenIn(fake.url, { callId: call.call_id })
  await fake.advance(1_500)
  leave(caller)
  expect(await listener.closed).toEqual([1000, 'call_ended'])
  await fake.settled()
  expect(await getCall(fake, call)).toMatchObject({
    call_status: 'ended',
    disconnection_reason: 'user_hangup',
    duration_ms: 1_500,
  })
})

test('a listener who goes changes nothing, and neither does who listens to a telephone call', async () => {
  await using fake = await frozen()
  const call = await registered(fake)
  using _caller = await listenIn(fake.url, { callId: call.call_id })
  using listener = await listenIn(fake.url, { callId: call.call_id })
  const outbound = await dial(fake, await scriptedAgent(fake))
  await fake.advance(3_000)
  using other = await listenIn(fake.url, { callId: outbound.call_id })
  for (const { socket, closed } of [listener, other]) {
    socket.close()
    await closed
  }
  await fake.advance(100)
  expect(await getCall(fake, call)).toMatchObject({ call_status: 'ongoing' })
  expect(await getCall(fake, outbound)).toMatchObject({ call_status: 'ongoing' })
})

test('who joins a web call late is its caller all the same', async () => {
  await using fake = await frozen()
  const call = await webCall(fake)
  await fake.advance(3_000)
  using caller = await listenIn(fake.url, { callId: call.call_id })
  caller.socket.close()
  await caller.closed
  await fake.settled()
  expect(await getCall(fake, call)).toMatchObject({ disconnection_reason: 'user_hangup', duration_ms: 2_000 })
})

test('a call that moves on when it is asked for is heard as well', async () => {
  await using fake = await frozen()
  fake.settings({ call_drive: 'polls' })
  const call = await registered(fake)
  using caller = await listenIn(fake.url, { callId: call.call_id })
  for (let polls = 0; polls < 3; polls++) await getCall(fake, call)
  expect(await caller.closed).toEqual([1000, 'call_ended'])
  const ended = await getCall(fake, call)
  expect(ended).toMatchObject({ call_status: 'ended' })
  expect(caller.sound().length / 16).toBe(sum(spokenMs(ended)))
})

test('a call that ends, is deleted, or goes with its workspace closes its sockets', async () => {
  await using fake = await frozen()
  const heard = async () => {
    const call = await webCall(fake)
    return { call, caller: await listenIn(fake.url, { callId: call.call_id, query: '?enable_update=true' }) }
  }
  const goodbye = [1000, 'call_ended']
  const stopped = await heard()
  await api(fake, 'POST', `/v2/stop-call/${stopped.call.call_id}`)
  expect(await stopped.caller.closed).toEqual(goodbye)
  expect(await getCall(fake, stopped.call)).toMatchObject({ disconnection_reason: 'manual_stopped' })
  const deleted = await heard()
  await fake.advance(2_000)
  await api(fake, 'DELETE', `/v2/delete-call/${deleted.call.call_id}`)
  expect(await deleted.caller.closed).toEqual(goodbye)
  expect(deleted.caller.frames().at(-1)).not.toMatchObject({ transcript: [] })
  const reset = await heard()
  fake.reset()
  expect(await reset.caller.closed).toEqual(goodbye)
})

test('stopping the mock breaks off, and the call goes on after a restart', async () => {
  using folder = temporaryFolder()
  const db = folder.file('calls.db')
  const first = await startFakeRetell({ time: 'frozen', db })
  const call = await webCall(first)
  using caller = await listenIn(first.url, { callId: call.call_id })
  await first.advance(1_500)
  await first.close()
  expect((await caller.closed)[0]).toBe(1006)
  await using second = await startFakeRetell({ time: 'frozen', db })
  expect(await getCall(second, call)).toMatchObject({ call_status: 'ongoing' })
  using _again = await listenIn(second.url, { callId: call.call_id })
})

test('a client that does not read is let go, and the call goes on', async () => {
  await using fake = await frozen()
  const words = Array.from({ length: 400 }, (_, index) => `word${index}`).join(' ')
  const agent_id = await agentWho(fake, words)
  const call = await webCall(fake, { agent_id, metadata: scenario('long_call') })
  using deaf = await listenIn(fake.url, { callId: call.call_id, query: '?sample_rate=48000' })
  deaf.socket.pause()
  await fake.advance(300_000)
  deaf.socket.resume()
  expect((await deaf.closed)[0]).toBe(1006)
  expect(await getCall(fake, call)).toMatchObject({ call_status: 'ongoing' })
})

test('a flood of sound is counted and not kept, and the journal tells of it when the socket closes', async () => {
  const server = await openServer({
    host: '127.0.0.1',
    port: 0,
    db: ':memory:',
    fresh: false,
    seed: 1,
    time: { mode: 'frozen', speed: 0 },
    apiKeys: [],
    defaultKey: 'key_test',
    scenarios: [],
  })
  try {
    const lines: string[] = []
    server.journal.listen(report => {
      if (report.type === 'call' && report.text.startsWith('audio')) lines.push(report.text)
    })
    const fake = workspaceHandle(server, 'key_test')
    const call = await registered(fake)
    using caller = await listenIn(fake.url, { callId: call.call_id })
    const media = JSON.stringify({ event: 'media', media: { payload: Buffer.alloc(160).toString('base64') } })
    for (let count = 0; count < 200; count++) {
      caller.socket.send(Buffer.alloc(100_000))
      caller.socket.send(media)
    }
    await caller.caughtUp()
    expect(await getCall(fake, call)).toMatchObject({ call_status: 'ongoing' })
    caller.socket.close(4000)
    await caller.closed
    expect(lines).toEqual([
      "audio socket open, the caller's: web, s16le, 8000 Hz",
      'audio socket closed: 4000, 20032000 bytes of sound had come',
    ])
    const other = await registered(fake)
    using patient = await listenIn(fake.url, { callId: other.call_id })
    patient.socket.send(Buffer.alloc(100))
    await patient.caughtUp()
    await fake.runUntilIdle()
    await patient.closed
    expect(lines.at(-1)).toBe('audio socket closed: call_ended, 100 bytes of sound had come')
  } finally {
    await server.close()
  }
})
