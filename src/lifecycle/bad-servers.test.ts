import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import type { WebSocket } from 'ws'
import { startFakeRetell } from '../index.ts'
import { customAgent, dial, getCall } from '../testing/calls.ts'
import { converse } from '../testing/llm-calls.ts'
import { answer, type Frame, greet, type LlmManners, startLlmServer } from '../testing/llm-server.ts'

/** How the call of an agent ends whose server lives at this URL, and how many frames of it are kept. */
async function callTo(url: string) {
  await using fake = await startFakeRetell({ time: 'frozen' })
  fake.settings({ llm_patience_ms: 50 })
  const { call_id } = await dial(fake, await customAgent(fake, url))
  await fake.runUntilIdle()
  const call = await getCall(fake, { call_id })
  return { call, notes: fake.conversation(call_id).frames.map(({ frame }) => String(frame)) }
}

/** A server that answers an upgrade in its own way. */
async function httpServer(onRequest: RequestListener, onUpgrade?: (socket: NodeJS.WritableStream) => void) {
  const server = createServer(onRequest)
  if (onUpgrade) server.on('upgrade', (_request, socket) => onUpgrade(socket))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/llm`
}

test.each([403, 404, 500])('a server that refuses the upgrade with %i is as good as none', async status => {
  const { call, notes } = await callTo(
    await httpServer((_request, response) => response.writeHead(status).end()),
  )
  expect(call.disconnection_reason).toBe('error_llm_websocket_open')
  expect(notes).toHaveLength(3)
  expect(notes[0]).toContain(`does not open a WebSocket (status ${status})`)
})

test('a server that redirects is not followed', async () => {
  const { call, notes } = await callTo(
    await httpServer((_request, response) =>
      response.writeHead(301, { location: 'ws://127.0.0.1:1/' }).end(),
    ),
  )
  expect(call.disconnection_reason).toBe('error_llm_websocket_open')
  expect(notes[0]).toContain('redirects, which is not followed (status 301)')
})

test('a server that hangs up in the middle of the upgrade is as good as none', async () => {
  const { call } = await callTo(
    await httpServer(
      () => {},
      socket => socket.end('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n'),
    ),
  )
  expect(call.disconnection_reason).toBe('error_llm_websocket_open')
})

test.each<[string, (socket: WebSocket) => void, string]>([
  ['closes with 1000', socket => socket.close(1000), 'agent_hangup'],
  ['closes without a code', socket => socket.close(), 'error_llm_websocket_open'],
  ['breaks off', socket => socket.terminate(), 'error_llm_websocket_runtime'],
  ['sends a binary frame', socket => socket.send(Buffer.from('x')), 'error_llm_websocket_corrupt_payload'],
  ['sends a frame of 10 MB', socket => socket.send('x'.repeat(10_000_000)), 'error_llm_websocket_runtime'],
])('a server that %s as soon as it is connected ends the call', async (_what, act, reason) => {
  const { call } = await converse([{ say: 'Hello' }], { manners: { onOpen: (_say, socket) => act(socket) } })
  expect(call.disconnection_reason).toBe(reason)
  expect(['ended', 'error']).toContain(call.call_status)
})

test.each<[string, (socket: WebSocket) => void, string]>([
  ['sends a binary frame', socket => socket.send(Buffer.from('x')), 'error_llm_websocket_corrupt_payload'],
  ['sends a frame of 10 MB', socket => socket.send('x'.repeat(10_000_000)), 'error_llm_websocket_runtime'],
  [
    'sends text that is no UTF-8',
    socket => socket.send(Buffer.from([0xff, 0xfe]), { binary: false }),
    'error_llm_websocket_corrupt_payload',
  ],
])('a server that %s in mid-call ends it', async (_what, act, reason) => {
  const { call } = await converse([{ say: 'Hello' }], {
    manners: {
      onFrame: (frame, say, socket) => (frame.response_id === 1 ? act(socket) : answer(frame, say)),
    },
  })
  expect(call.disconnection_reason).toBe(reason)
})

/** What a server sends so often, beside answering. */
const FLOODS: Record<string, (index: number) => string> = {
  garbage: () => '{"response_type":',
  'frames of a wrong type': () =>
    '{"response_type":"response","response_id":"1","content":4,"content_complete":0}',
  'stale content': () =>
    '{"response_type":"response","response_id":99,"content":"x","content_complete":true}',
  pongs: index => `{"response_type":"ping_pong","timestamp":${index}}`,
  'tool calls': index =>
    `{"response_type":"tool_call_invocation","tool_call_id":"t${index}","name":"find","arguments":"{}"}`,
  interrupts: index =>
    `{"response_type":"agent_interrupt","interrupt_id":${index},"content":"Wait.","content_complete":true}`,
  'changes of the agent': () => '{"response_type":"update_agent","agent_config":{"responsiveness":0.5}}',
  configs: () => '{"response_type":"config","config":{"call_details":true}}',
}

test.each(
  Object.entries(FLOODS).map(
    ([what, frame], index) => [index === 0 ? 100_000 : 25_000, what, frame] as const,
  ),
)(
  'a flood of %i frames, %s, does not hurt the mock',
  async (count, _what, frame) => {
    let flooded = false
    const manners: LlmManners = {
      onFrame(received, say, socket) {
        if (received.response_id === 1 && !flooded) {
          flooded = true
          for (let index = 0; index < count; index++) socket.send(frame(index))
        }
        answer(received, say)
      },
    }
    const { call, conversation } = await converse([{ say: 'Hello' }, { say: 'Still there?' }], { manners })
    expect(call.call_status).toBe('ended')
    expect(conversation.frames.length).toBeLessThan(20_300)
    expect(call.transcript_with_tool_calls!.length).toBeLessThan(10_020)
    expect(process.memoryUsage().heapUsed).toBeLessThan(1_000_000_000)
  },
  60_000,
)

test('tool calls of half a megabyte each are recorded up to five megabytes', async () => {
  const manners: LlmManners = {
    onFrame(frame, say) {
      if (frame.response_id === 1)
        for (let index = 0; index < 40; index++)
          say({ response_type: 'tool_call_result', tool_call_id: `t${index}`, content: 'x'.repeat(500_000) })
      answer(frame, say)
    },
  }
  const { call } = await converse([{ say: 'Hello' }], { manners })
  const results = call.transcript_with_tool_calls!.filter(({ role }) => role === 'tool_call_result')
  expect(results).toHaveLength(10)
})

test('a server that answers everything twice is heard once', async () => {
  const twice = (frame: Frame, say: (frame: Frame) => void) => {
    answer(frame, say)
    answer(frame, say)
  }
  const { said, conversation } = await converse([{ say: 'Hello' }, { say: 'Bye' }], {
    manners: {
      onOpen: say => {
        greet(say)
        greet(say)
      },
      onFrame: twice,
    },
  })
  expect(said).toEqual([
    'agent: Harbor Clinic, good morning.',
    'user: Hello',
    'agent: This is answer 1, as you asked.',
    'user: Bye',
    'agent: This is answer 2, as you asked.',
  ])
  expect(conversation.frames.filter(({ direction }) => direction === 'note').length).toBeGreaterThanOrEqual(5)
})

test('a server that never says a word leaves the call to its limits', async () => {
  const { call } = await converse([{ say: 'Hello' }, { silence_ms: 900_000 }], {
    manners: { onOpen: () => {}, onFrame: () => {} },
    settings: { llm_patience_ms: 10 },
    agent: { end_call_after_silence_ms: 20_000 },
  })
  expect(call.disconnection_reason).toBe('inactivity')
})

test('a server that talks on after the end is not heard, and a new call is', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  const talking: NodeJS.Timeout[] = []
  const closed: Promise<unknown>[] = []
  onTestFinished(() => talking.forEach(clearInterval))
  await using server = await startLlmServer({
    onOpen(say, socket) {
      closed.push(once(socket, 'close'))
      greet(say)
      talking.push(
        setInterval(() => {
          if (socket.readyState === socket.OPEN || socket.readyState === socket.CLOSING)
            for (let index = 0; index < 50; index++)
              answer({ interaction_type: 'response_required', response_id: index }, say)
        }, 1),
      )
    },
  })
  const agent = await customAgent(fake, server.url)
  for (let count = 0; count < 2; count++) {
    const { call_id } = await dial(fake, agent)
    await fake.runUntilIdle()
    const ended = await getCall(fake, { call_id })
    expect(ended.disconnection_reason).toBe('user_hangup')
    const { frames } = fake.conversation(call_id)
    await closed[count]
    expect(fake.conversation(call_id).frames).toHaveLength(frames.length)
  }
})
