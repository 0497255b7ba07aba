// Whom the door lets in, and what it says to the others.

import * as net from 'node:net'
import { expect, test } from 'vitest'
import { type FakeRetell, startFakeRetell } from '../index.ts'
import { customAgent, dial, scriptedAgent } from '../testing/calls.ts'
import { visit } from '../testing/llm-visitor.ts'

const DOOR = 'wss://api.retellai.com/custom-llm-websocket/{call_id}'

async function frozen(): Promise<FakeRetell> {
  const fake = await startFakeRetell({ time: 'frozen' })
  fake.settings({ llm_patience_ms: 2_000 })
  return fake
}

/** A call that waits for its LLM server at the door. */
async function waitingCall(fake: FakeRetell): Promise<string> {
  const { call_id } = await dial(fake, await customAgent(fake, DOOR))
  return call_id
}

test('a call that is not there, is over, or asks no LLM server is refused', async () => {
  await using fake = await frozen()
  await expect(visit(fake.url, { callId: 'call_unknown' })).rejects.toThrow(
    '404 {"status":"error","message":"Item call_unknown not found from call"}',
  )
  const scripted = await dial(fake, await scriptedAgent(fake))
  await expect(visit(fake.url, { callId: scripted.call_id })).rejects.toThrow('400')
  await fake.runUntilIdle()
  await expect(visit(fake.url, { callId: scripted.call_id })).rejects.toThrow('410')
  const gone = await dial(fake, await customAgent(fake, DOOR), { scenario: 'error_llm_websocket_open' })
  await expect(visit(fake.url, { callId: gone.call_id })).rejects.toThrow('400')
})

test('a key must be that of the call’s workspace; without one the call says which it is', async () => {
  await using fake = await frozen()
  const other = fake.workspace()
  other.settings({ llm_patience_ms: 2_000 })
  const { call_id } = await dial(other, await customAgent(other, DOOR))
  const visitWith = (authorization: string) =>
    visit(fake.url, { callId: call_id, headers: { authorization } })
  await expect(visitWith(`Bearer ${fake.apiKey}`)).rejects.toThrow('404')
  await expect(visitWith('Basic abc')).rejects.toThrow('401')
  using named = await visitWith(`Bearer ${other.apiKey}`)
  named.socket.terminate()
  await named.closed
  using _unnamed = await visit(fake.url, { callId: call_id })
})

test('a mock that lets in chosen keys refuses others at the door', async () => {
  await using fake = await startFakeRetell({ time: 'frozen', apiKeys: ['key_chosen'] })
  const callId = await waitingCall(fake)
  const headers = { authorization: 'Bearer key_other' }
  await expect(visit(fake.url, { callId, headers })).rejects.toThrow('401')
  using _server = await visit(fake.url, { callId })
})

test('a foreign name and a foreign page are refused', async () => {
  await using fake = await frozen()
  const callId = await waitingCall(fake)
  const visitWith = (headers: Record<string, string>) => visit(fake.url, { callId, headers })
  await expect(visitWith({ host: 'rebound.example.com' })).rejects.toThrow('403')
  await expect(visitWith({ origin: 'https://evil.example.com' })).rejects.toThrow('403')
  await expect(visitWith({ origin: 'null' })).rejects.toThrow('403')
  using _server = await visitWith({ origin: 'http://localhost:3000' })
})

test('upgrades elsewhere, and requests that are none, are told where the WebSocket is', async () => {
  await using fake = await frozen()
  await expect(visit(fake.url, { callId: 'a/b' })).rejects.toThrow(
    'there is no WebSocket at /custom-llm-websocket/a/b, but at /custom-llm-websocket/{call_id}',
  )
  await expect(visit(fake.url, { callId: '%E0%A4%A' })).rejects.toThrow('404')
  const plain = await fetch(`${fake.url}/custom-llm-websocket/call_1`)
  expect([plain.status, plain.headers.get('upgrade')]).toEqual([426, 'websocket'])
})

/** What a bare socket is answered until the other side closes. */
async function ask(fake: FakeRetell, lines: string[], body = ''): Promise<string> {
  const socket = net.connect(Number(new URL(fake.url).port), '127.0.0.1')
  socket.write(`${lines.join('\r\n')}\r\nHost: 127.0.0.1\r\n\r\n${body}`)
  let text = ''
  for await (const chunk of socket) text += String(chunk)
  return text
}

test('a handshake that is none is refused', async () => {
  await using fake = await frozen()
  const callId = await waitingCall(fake)
  const request = [
    `GET /custom-llm-websocket/${callId} HTTP/1.1`,
    'Connection: Upgrade',
    'Upgrade: websocket',
  ]
  expect(await ask(fake, request)).toMatch(/^HTTP\/1\.1 400 /)
})
