import type * as http from 'node:http'
import * as net from 'node:net'
import { expect, test } from 'vitest'
import { type FakeRetell, startFakeRetell } from '../index.ts'
import { api, customAgent, dial, getCall } from '../testing/calls.ts'
import { answer, greet, startLlmServer } from '../testing/llm-server.ts'
import { visit } from '../testing/llm-visitor.ts'

const DOOR = 'wss://api.retellai.com/custom-llm-websocket/{call_id}'

async function frozen(): Promise<FakeRetell> {
  const fake = await startFakeRetell({ time: 'frozen' })
  // One request a turn: what is asked in passing has its own tests.
  fake.settings({ llm_patience_ms: 2_000, eager_requests: false })
  return fake
}

/** A call that waits for its LLM server at the door. */
async function waitingCall(fake: FakeRetell): Promise<string> {
  const { call_id } = await dial(fake, await customAgent(fake, DOOR))
  return call_id
}

const journalOf = (fake: FakeRetell, callId: string) =>
  api<{ frames: { direction: string; frame: unknown }[] }>(fake, 'GET', `/_fake/conversations/${callId}`)

test('a whole conversation goes through the door, the call told first', async () => {
  await using fake = await frozen()
  const callId = await waitingCall(fake)
  using server = await visit(fake.url, { callId })
  await fake.runUntilIdle()
  const call = await getCall(fake, { call_id: callId })
  expect(call).toMatchObject({ call_status: 'ended', disconnection_reason: 'user_hangup' })
  expect(call.transcript_object!.slice(0, 2)).toMatchObject([
    { role: 'user', content: 'Hello, who am I speaking with?' },
    { role: 'agent', content: 'This is answer 1, as you asked.' },
  ])
  expect(server.frames[0]).toMatchObject({
    type: 'config',
    interaction_type: 'config',
    config: { auto_reconnect: false, call_details: false, transcript_with_tool_calls: false },
    call: { call_id: callId, call_status: 'registered', to_number: '+14155550199' },
  })
  expect(server.frames[0]!.call).not.toHaveProperty('latency')
  expect(server.of('response_required').map(frame => frame.response_id)).toEqual([1, 2, 3, 4, 5])
  for (const frame of server.frames.slice(1)) expect(frame).toMatchObject({ type: 'response_required' })
  expect(await server.closed).toBe(1000)
})

test('the log has the frames as they were sent', async () => {
  await using fake = await frozen()
  const callId = await waitingCall(fake)
  using server = await visit(fake.url, { callId })
  await fake.runUntilIdle()
  const { frames } = await journalOf(fake, callId)
  const sent = frames.filter(({ direction }) => direction === 'sent')
  expect(sent.map(({ frame }) => frame)).toEqual(server.frames)
  expect(frames.find(({ direction }) => direction === 'note')?.frame).toBe('LLM ws open')
})

test('a server may greet, and set its switches, as one that is dialled', async () => {
  await using fake = await frozen()
  const callId = await waitingCall(fake)
  using server = await visit(fake.url, { callId, onOpen: greet })
  await fake.runUntilIdle()
  const call = await getCall(fake, { call_id: callId })
  expect(call.transcript).toMatch(/^Agent: Harbor Clinic, good morning\.\n/)
  expect(server.of('call_details')).toMatchObject([{ type: 'call_details', call: { call_id: callId } }])
  expect(server.of('ping_pong').length).toBeGreaterThan(0)
  expect(server.of('response_required')[0]).toHaveProperty('transcript_with_tool_calls')
})

test('an answer without a response_type is a response, and may hang up', async () => {
  await using fake = await frozen()
  const callId = await waitingCall(fake)
  using _server = await visit(fake.url, {
    callId,
    onFrame({ interaction_type, response_id }, say) {
      if (interaction_type !== 'response_required') return
      say({ type: 'response', response_id, content: 'Goodbye.', content_complete: true, end_call: true })
    },
  })
  await fake.runUntilIdle()
  expect(await getCall(fake, { call_id: callId })).toMatchObject({ disconnection_reason: 'agent_hangup' })
})

test('a call whose server never comes ends like one whose server cannot be dialled', async () => {
  await using fake = await frozen()
  fake.settings({ llm_patience_ms: 10 })
  const callId = await waitingCall(fake)
  await fake.runUntilIdle()
  expect(await getCall(fake, { call_id: callId })).toMatchObject({
    call_status: 'error',
    disconnection_reason: 'error_llm_websocket_open',
  })
  const { frames } = await journalOf(fake, callId)
  expect(frames.map(({ frame }) => frame)).toEqual(
    [0, 1, 2].map(
      attempt =>
        `LLM Ws init attempt ${attempt}: no LLM server came to /custom-llm-websocket/${callId} within 10 ms`,
    ),
  )
})

test('a server that comes between two attempts is in time', async () => {
  await using fake = await frozen()
  fake.settings({ llm_patience_ms: 10 })
  const callId = await waitingCall(fake)
  await fake.settled()
  // One request a turn: what is asked in passing has its own tests.
  fake.settings({ llm_patience_ms: 2_000, eager_requests: false })
  using _server = await visit(fake.url, { callId })
  await fake.runUntilIdle()
  expect(await getCall(fake, { call_id: callId })).toMatchObject({ disconnection_reason: 'user_hangup' })
})

test('a server may come for an agent whose own URL cannot be reached', async () => {
  await using fake = await frozen()
  const { call_id } = await dial(fake, await customAgent(fake, 'ws://127.0.0.1:9/llm'))
  using _server = await visit(fake.url, { callId: call_id })
  await fake.runUntilIdle()
  expect(await getCall(fake, { call_id })).toMatchObject({ disconnection_reason: 'user_hangup' })
})

test('a call that has its server, dialled or not, takes no second one and goes on', async () => {
  await using fake = await frozen()
  await using llm = await startLlmServer()
  const dialled = await dial(fake, await customAgent(fake, llm.url))
  await fake.settled()
  const refused = `409 {"status":"error","message":"call ${dialled.call_id} has an LLM server already"}`
  await expect(visit(fake.url, { callId: dialled.call_id })).rejects.toThrow(refused)
  const callId = await waitingCall(fake)
  using first = await visit(fake.url, { callId })
  await expect(visit(fake.url, { callId })).rejects.toThrow('409')
  await fake.runUntilIdle()
  expect(await first.closed).toBe(1000)
  expect(await getCall(fake, dialled)).toMatchObject({ disconnection_reason: 'user_hangup' })
})

test.each([
  ['1000 hangs up', 1000, 'agent_hangup'],
  ['1011 is an error', 1011, 'error_llm_websocket_runtime'],
])('a server that closes with %s', async (_, code, reason) => {
  await using fake = await frozen()
  const callId = await waitingCall(fake)
  using server = await visit(fake.url, {
    callId,
    onFrame: (frame, say, socket) => (frame.response_id === 2 ? socket.close(code) : answer(frame, say)),
  })
  await fake.runUntilIdle()
  expect(await getCall(fake, { call_id: callId })).toMatchObject({ disconnection_reason: reason })
  expect(await server.closed).toBe(code)
})

test('a server that broke off may come again, and ids go on', async () => {
  await using fake = await frozen()
  const callId = await waitingCall(fake)
  const again: Promise<Disposable & { of(kind: string): object[] }>[] = []
  using _server = await visit(fake.url, {
    callId,
    onFrame(frame, say, socket) {
      if (frame.response_id !== 2) return answer(frame, say)
      socket.terminate()
      socket.once('close', () => again.push(visit(fake.url, { callId })))
    },
  })
  await fake.runUntilIdle()
  using second = await again[0]!
  expect(await getCall(fake, { call_id: callId })).toMatchObject({ disconnection_reason: 'user_hangup' })
  expect(second.of('config')).toHaveLength(1)
  expect(second.of('response_required')[0]).toMatchObject({ response_id: 3 })
})

test('a server that breaks off for good loses its call', async () => {
  await using fake = await frozen()
  const callId = await waitingCall(fake)
  using _server = await visit(fake.url, {
    callId,
    onFrame(frame, say, socket) {
      if (frame.response_id !== 2) return answer(frame, say)
      fake.settings({ llm_patience_ms: 10 })
      socket.terminate()
    },
  })
  await fake.runUntilIdle()
  expect(await getCall(fake, { call_id: callId })).toMatchObject({
    disconnection_reason: 'error_llm_websocket_lost_connection',
  })
})

test('an offer to change to HTTP/2 is passed over, and the request with its body is answered', async () => {
  await using fake = await frozen()
  const body = JSON.stringify({ model: 'gpt-4.1' })
  const head = [
    'POST /create-retell-llm HTTP/1.1',
    'Connection: Upgrade, HTTP2-Settings',
    'Upgrade: h2c',
    'HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA',
    `Authorization: Bearer ${fake.apiKey}`,
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
  ]
  const port = Number(new URL(fake.url).port)
  const socket = net.connect(port, '127.0.0.1')
  socket.write(`${head.join('\r\n')}\r\nHost: 127.0.0.1\r\n\r\n`)
  // The body comes in a packet of its own, once the head has been read.
  await fetch(`${fake.url}/_fake/health`)
  socket.write(body)
  let text = ''
  for await (const chunk of socket) {
    text += String(chunk)
    if (text.includes('llm_id')) break
  }
  expect(text).toMatch(/^HTTP\/1\.1 201 /)
})

test('a message that is too large breaks the connection', async () => {
  await using fake = await frozen()
  const callId = await waitingCall(fake)
  using server = await visit(fake.url, { callId })
  server.socket.send('x'.repeat(5_000_000))
  expect(await server.closed).toBe(1009)
  await fake.runUntilIdle()
  expect(await getCall(fake, { call_id: callId })).toMatchObject({
    disconnection_reason: 'error_llm_websocket_runtime',
  })
})

test('stopping drops whoever is connected, and a reset hangs up', async () => {
  const fake = await frozen()
  using first = await visit(fake.url, { callId: await waitingCall(fake) })
  fake.reset()
  expect(await first.closed).toBe(1000)
  // One request a turn: what is asked in passing has its own tests.
  fake.settings({ llm_patience_ms: 2_000, eager_requests: false })
  using second = await visit(fake.url, { callId: await waitingCall(fake) })
  await fake.close()
  expect(await second.closed).toBe(1006)
})

test('the door is in the log of requests', async () => {
  await using fake = await frozen()
  const callId = await waitingCall(fake)
  using _server = await visit(fake.url, { callId })
  await expect(visit(fake.url, { callId })).rejects.toThrow('409')
  const { items } = await api<{ items: http.OutgoingHttpHeaders[] }>(fake, 'GET', '/_fake/requests')
  const path = `/custom-llm-websocket/${callId}`
  expect(items.filter(entry => entry.path === path).map(({ status }) => status)).toEqual([101, 409])
})

test('by the reference an agent needs no URL: its server comes by itself', async () => {
  await using fake = await startFakeRetell({ time: 'frozen', dialect: 'reference' })
  const agent = await api<{ agent_id: string; response_engine: object }>(fake, 'POST', '/create-agent', {
    response_engine: { type: 'custom-llm' },
    voice_id: '11labs-Adrian',
  })
  const url = `${fake.url.replace('http', 'ws')}/custom-llm-websocket`
  expect(agent.response_engine).toEqual({ type: 'custom-llm', llm_websocket_url: url, url })
  const { call_id } = await api<{ call_id: string }>(fake, 'POST', '/v2/create-web-call', {
    agent_id: agent.agent_id,
  })
  using server = await visit(fake.url, { callId: call_id })
  await fake.runUntilIdle()
  expect(server.frames[0]).toMatchObject({ type: 'config', call: { call_type: 'web_call' } })
  expect(await getCall(fake, { call_id })).toMatchObject({ call_status: 'ended' })
})
