import { expect, test } from 'vitest'
import { startFakeRetell } from '../index.ts'
import { api, customAgent, dial, getCall } from '../testing/calls.ts'
import { callWith } from '../testing/custom-llm-call.ts'
import { answering, whole } from '../testing/llm-calls.ts'
import { answer, greet, startLlmServer } from '../testing/llm-server.ts'

const frozen = () => startFakeRetell({ time: 'frozen' })

test('a server that never answers is waited for until the silence ends the call', async () => {
  const { call, server } = await callWith(
    {
      onFrame: () => {},
      onOpen: say =>
        say({ response_type: 'response', response_id: 0, content: 'Hi.', content_complete: true }),
    },
    { end_call_after_silence_ms: 30_000 },
  )
  expect(server.of('response_required')).toHaveLength(1)
  expect(server.of('reminder_required')).toHaveLength(0)
  expect(call.disconnection_reason).toBe('inactivity')
})

test('a server that never greets still hears the caller and answers', async () => {
  const { call } = await callWith({ onOpen: say => say({ response_type: 'config', config: {} }) })
  expect(call.transcript_object!.slice(0, 2).map(({ role }) => role)).toEqual(['user', 'agent'])
  expect(call.disconnection_reason).toBe('user_hangup')
})

test('an absent server is dialled three times, three seconds apart, then the call is an error', async () => {
  await using fake = await frozen()
  const agent = await customAgent(fake, 'ws://127.0.0.1:9/llm')
  const call = await dial(fake, agent)
  await fake.advance(5_999)
  expect((await getCall(fake, call)).call_status).toBe('ongoing')
  await fake.advance(1)
  expect(await getCall(fake, call)).toMatchObject({
    call_status: 'error',
    disconnection_reason: 'error_llm_websocket_open',
  })
  const { frames } = await api<{ frames: { frame: string }[] }>(
    fake,
    'GET',
    `/_fake/conversations/${call.call_id}`,
  )
  expect(frames.map(({ frame }) => frame)).toEqual(
    [0, 1, 2].map(attempt => expect.stringContaining(`attempt ${attempt}: connection refused`)),
  )
})

test('the scenario can have a healthy server stand as unreachable', async () => {
  const { call, server } = await callWith({}, {}, { scenario: 'error_llm_websocket_open' })
  expect(call.disconnection_reason).toBe('error_llm_websocket_open')
  expect(server.paths).toEqual([])
})

test.each([
  [1000, 'ended', 'agent_hangup'],
  [1005, 'error', 'error_llm_websocket_open'],
  [1007, 'error', 'error_llm_websocket_corrupt_payload'],
  [1011, 'error', 'error_llm_websocket_runtime'],
])('a server that closes with %i in mid-call makes the call %s: %s', async (code, status, reason) => {
  const { call } = await callWith(
    answering(2, (_frame, _say, socket) => (code === 1005 ? socket.close() : socket.close(code))),
  )
  expect(call).toMatchObject({ call_status: status, disconnection_reason: reason })
})

test('a connection that breaks is made again, the begin message is not repeated, and what was asked is asked anew', async () => {
  let broken = false
  const { call, server } = await callWith({
    onFrame: (frame, say, socket) => {
      if (frame.response_id === 2 && !broken) {
        broken = true
        return socket.terminate()
      }
      answer(frame, say)
    },
  })
  expect(server.paths).toHaveLength(2)
  expect(server.of('response_required').map(frame => frame.response_id)).toEqual([1, 2, 3, 4, 5, 6])
  expect(call.transcript!.match(/good morning/g)).toHaveLength(1)
  expect(call.disconnection_reason).toBe('user_hangup')
})

test('a connection that breaks again and again is mended four times', async () => {
  const { call, server } = await callWith({ onFrame: (_frame, _say, socket) => socket.terminate() })
  expect(server.paths).toHaveLength(5)
  expect(call).toMatchObject({ call_status: 'error', disconnection_reason: 'error_llm_websocket_runtime' })
})

test('a server that stops answering keepalives is dialled anew twice, then given up', async () => {
  const { call, server } = await callWith(
    {
      onOpen: say => greet(say),
      onFrame: (frame, say) => (frame.interaction_type === 'ping_pong' ? undefined : answer(frame, say)),
    },
    {},
    { scenario: 'max_duration_reached' },
  )
  expect(server.paths).toHaveLength(3)
  expect(call).toMatchObject({
    call_status: 'error',
    disconnection_reason: 'error_llm_websocket_lost_connection',
  })
})

test('garbage is dropped and noted, and the call goes on', async () => {
  const { call, journal } = await callWith(
    answering(1, (frame, say, socket) => {
      for (const garbage of [
        '',
        'null',
        '[]',
        '{"response_type":"response"}',
        '{"response_type":"dance"}',
        '{'.repeat(5_000),
      ])
        socket.send(garbage)
      say(whole(frame, { content: 12 }))
      say(whole(frame, { content_complete: 'true' }))
      say(whole(frame, {}))
    }),
  )
  expect(call.disconnection_reason).toBe('user_hangup')
  expect(call.transcript).toContain('Very well.')
  expect(journal.filter(({ direction }) => direction === 'note').length).toBeGreaterThanOrEqual(8)
})

test('agent_interrupt cuts off whoever is speaking and is spoken', async () => {
  const { call } = await callWith({
    onFrame: (frame, say) => {
      if (frame.interaction_type === 'update_only' && frame.turntaking === 'user_turn') {
        say({
          response_type: 'agent_interrupt',
          interrupt_id: 1,
          content: 'One second, the gate is closing.',
          content_complete: true,
          end_call: true,
        })
      } else answer(frame, say)
    },
  })
  expect(call.disconnection_reason).toBe('agent_hangup')
  expect(call.transcript).toMatch(/Agent: One second, the gate is closing\.\n$/)
})

test('an answer that comes after its turn stopped waiting is still spoken', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  const release: (() => void)[] = []
  await using server = await startLlmServer(
    answering(
      1,
      (frame, say) =>
        void release.push(() => say(whole(frame, { content: 'Sorry for the wait.', end_call: true }))),
    ),
  )
  fake.settings({ llm_patience_ms: 20 })
  const call = await dial(fake, await customAgent(fake, server.url))
  await fake.advance(20_000)
  expect((await getCall(fake, call)).call_status).toBe('ongoing')
  release[0]!()
  while (!(await getCall(fake, call)).transcript?.includes('Sorry for the wait.')) await fake.advance(100)
  await fake.runUntilIdle()
  expect((await getCall(fake, call)).disconnection_reason).toBe('agent_hangup')
})
