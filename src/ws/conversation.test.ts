import { expect, onTestFinished, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { chanceOf } from '../chance.ts'
import { closeMeaning } from './close-codes.ts'
import { dial } from './dialer.ts'
import { llmUrl } from './llm-url.ts'
import { Session, type SessionEvent } from './session.ts'

// A whole call between the dialer, the session and a customer's server behind a real socket.

type Say = (frame: Record<string, unknown>) => void

/** A customer's server: `hear` gets each frame of Retell's, parsed, and the path that was dialled. */
async function serve(
  hear: (frame: Record<string, unknown>, say: Say, path: string) => void,
  greet: (say: Say, close: (code?: number) => void, raw: (data: string | Buffer) => void) => void,
): Promise<string> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await new Promise(resolve => server.once('listening', resolve))
  onTestFinished(() => {
    for (const client of server.clients) client.terminate()
    server.close()
  })
  server.on('connection', (socket, request) => {
    const say: Say = frame => socket.send(JSON.stringify(frame))
    socket.on('message', text => hear(JSON.parse(text.toString()), say, request.url ?? ''))
    greet(
      say,
      code => socket.close(code),
      data => socket.send(data),
    )
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return `http://127.0.0.1:${address.port}/llm/?tenant={{tenant}}`
}

/** Dials the server as a call of its own. `until` gives the first event of a type, also an earlier one. */
async function call(configured: string, callId: string) {
  const events: SessionEvent[] = []
  const watchers: (() => void)[] = []
  const session = new Session({
    callDetails: () => ({ call_id: callId, metadata: { name: 'Ines' } }),
    onEvent: event => {
      events.push(event)
      for (const watch of watchers) watch()
    },
  })
  const url = llmUrl(configured, callId, { tenant: 'north' })
  const connection = await dial(url, { timeoutMs: 5_000, maxPayloadBytes: 4_000_000 })
  onTestFinished(() => connection.terminate())
  connection.listen(session.attach(connection.peer))
  const until = (type: SessionEvent['type']) =>
    new Promise<SessionEvent>(resolve => {
      const watch = () => {
        const found = events.find(event => event.type === type)
        if (found) resolve(found)
      }
      watchers.push(watch)
      watch()
    })
  return { session, events, until }
}

const longMs = 10_000
const said = (content: string) => ({
  spoken: JSON.stringify({ role: 'user', content }),
  all: '',
})

test('a server that greets by the call details is talked to from begin to end', async () => {
  const paths = new Set<string>()
  const server = await serve(
    (frame, say, path) => {
      paths.add(path)
      const { response_id, interaction_type } = frame
      if (interaction_type === 'ping_pong') say({ response_type: 'ping_pong', timestamp: frame.timestamp })
      if (interaction_type === 'call_details') {
        say({
          response_type: 'response',
          response_id: 0,
          content: `Hello ${JSON.stringify(frame.call)}`,
          content_complete: true,
        })
      }
      if (interaction_type === 'response_required') {
        say({ response_type: 'response', response_id, content: 'One moment. ', content_complete: false })
        say({ response_type: 'tool_call_invocation', tool_call_id: 't1', name: 'find', arguments: '{}' })
        say({ response_type: 'tool_call_result', tool_call_id: 't1', content: '[]' })
        say({
          response_type: 'response',
          response_id,
          content: 'Nine works.',
          content_complete: true,
          end_call: null,
        })
      }
      if (interaction_type === 'reminder_required') {
        say({ response_id, content: '', content_complete: true, end_call: true })
      }
    },
    say => say({ response_type: 'config', config: { auto_reconnect: true, call_details: true } }),
  )
  const { session, events, until } = await call(server, 'call_1')
  expect(await session.begin(longMs)).toMatchObject({
    content: expect.stringContaining('"name":"Ines"'),
    complete: true,
  })
  expect(await session.ping(1_790_000_000_000, longMs)).toBe(true)
  session.update(said('Friday'), 'user_turn')
  expect(await session.ask('response_required', said('Friday please.'), longMs)).toMatchObject({
    responseId: 1,
    content: 'One moment. Nine works.',
    endCall: false,
  })
  await until('tool_call_result')
  expect(await session.ask('reminder_required', said('Friday please.'), longMs)).toMatchObject({
    responseId: 2,
    content: '',
    endCall: true,
  })
  session.close()
  expect(events.map(event => event.type)).toEqual(['config', 'tool_call_invocation', 'tool_call_result'])
  expect([...paths]).toEqual(['/llm/call_1?tenant=north'])
})

test('two calls at once do not cross', async () => {
  const server = await serve(
    ({ response_id }, say, path) => say({ response_id, content: path, content_complete: true }),
    () => {},
  )
  const calls = await Promise.all(['call_a', 'call_b'].map(callId => call(server, callId)))
  const answers = await Promise.all(
    calls.map(({ session }) => session.ask('response_required', said('x'), longMs)),
  )
  expect(answers.map(answer => answer.content)).toEqual([
    '/llm/call_a?tenant=north',
    '/llm/call_b?tenant=north',
  ])
  for (const { session } of calls) session.close()
})

test('a binary frame ends the connection as corrupt', async () => {
  const server = await serve(
    () => {},
    (_say, _close, raw) => raw(Buffer.from('audio')),
  )
  const { session, until } = await call(server, 'call_1')
  expect(await until('closed')).toEqual({ type: 'closed', code: 1007 })
  expect(session.connected).toBe(false)
})

test.each([
  [1000, { kind: 'hangup' }],
  [undefined, { kind: 'error', reason: 'error_llm_websocket_open' }],
  [1011, { kind: 'error', reason: 'error_llm_websocket_runtime' }],
])('a server that closes with the code %s is understood', async (code, meaning) => {
  const server = await serve(
    () => {},
    (_, close) => close(code),
  )
  const { until } = await call(server, 'call_1')
  const event = await until('closed')
  expect(event.type === 'closed' && closeMeaning(event.code)).toEqual(meaning)
})

test('a server that sends garbage is survived, and still heard', async () => {
  const chance = chanceOf('garbage on the wire')
  const server = await serve(
    ({ response_id }, say) => say({ response_id, content: 'Still here.', content_complete: true }),
    (_say, _close, raw) => {
      for (let count = 0; count < 300; count++) {
        const text = JSON.stringify({
          response_type: chance.pick([
            'response',
            'agent_interrupt',
            'config',
            'update_agent',
            'metadata',
            'odd',
            null,
          ]),
          response_id: chance.pick([0, 1, '0', null]),
          content: chance.pick(['x'.repeat(chance.integer(0, 5_000)), null, 7, []]),
          content_complete: chance.pick([true, false, 'true']),
          config: chance.pick([{}, [], null, { auto_reconnect: 'yes' }]),
        })
        raw(text.slice(0, chance.pick([text.length, chance.integer(0, text.length)])))
      }
      raw('y'.repeat(2_000_000))
    },
  )
  const { session, events } = await call(server, 'call_1')
  const answer = await session.ask('response_required', said('x'), longMs)
  expect(answer).toMatchObject({ content: expect.stringMatching(/Still here\.$/), complete: true })
  expect(session.faultCount).toBeGreaterThan(100)
  expect(events.filter(event => event.type === 'fault')).toHaveLength(101)
  session.close()
})
