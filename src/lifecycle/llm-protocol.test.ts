import { expect, test } from 'vitest'
import { startFakeRetell } from '../index.ts'
import { api, customAgent, getCall } from '../testing/calls.ts'
import { answering, converse, lastWords, whole } from '../testing/llm-calls.ts'
import { answer, type Frame, greet, startLlmServer } from '../testing/llm-server.ts'
import { startReceiver } from '../testing/receiver.ts'

// What the protocol asks of the mock beyond a plain conversation, one test a quirk.

test('the details of a web call have neither numbers nor a direction, and no token', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  await using server = await startLlmServer()
  const { agent_id } = await customAgent(fake, server.url)
  await api(fake, 'POST', '/v2/create-web-call', { agent_id, metadata: { order: 'A-17' } })
  await fake.runUntilIdle()
  const details = server.of('call_details')[0]!.call as object
  expect(details).toMatchObject({
    call_type: 'web_call',
    call_status: 'registered',
    metadata: { order: 'A-17' },
  })
  for (const key of ['from_number', 'to_number', 'direction', 'access_token'])
    expect(details).not.toHaveProperty(key)
})

test('show_transferee_as_caller is told with the transfer', async () => {
  await using receiver = await startReceiver()
  await converse([{ say: 'A person, please.' }], {
    settings: { webhook_url: receiver.url },
    agent: { webhook_events: ['transfer_started'] },
    manners: answering(1, (frame, say) =>
      say(whole(frame, { transfer_number: '+14155550177', show_transferee_as_caller: true })),
    ),
  })
  expect(receiver.received.map(({ body }) => JSON.parse(body))).toMatchObject([
    {
      event: 'transfer_started',
      transfer_destination: { number: '+14155550177' },
      transfer_option: { type: 'cold_transfer', showTransfereeAsCaller: true },
    },
  ])
})

test('an answer keeps its trailing blank, and chunks are joined as they are', async () => {
  const { call } = await converse([{ say: 'Hello' }], {
    manners: answering(1, (frame, say) => {
      say(whole(frame, { content: 'For which', content_complete: false }))
      say(whole(frame, { content: 'day? ' }))
    }),
  })
  expect(call.transcript_object![2]).toMatchObject({
    content: 'For whichday? ',
    metadata: { response_id: 1 },
  })
})

test('null for optional fields, unknown fields and a missing response_type are fine', async () => {
  const { said } = await converse([{ say: 'Hello' }], {
    manners: answering(1, ({ response_id }, say) =>
      say({
        response_id,
        content: 'Fine.',
        content_complete: true,
        end_call: null,
        transfer_number: null,
        mood: 'good',
      }),
    ),
  })
  expect(said.at(-1)).toBe('agent: Fine.')
})

test('a keepalive of WebSocket itself is no sign of life', async () => {
  const { call } = await converse([{ silence_ms: 60_000 }], {
    manners: {
      onFrame: (frame, say, socket) =>
        frame.interaction_type === 'ping_pong' ? socket.ping() : answer(frame, say),
    },
    settings: { llm_patience_ms: 20 },
  })
  expect(call.disconnection_reason).toBe('error_llm_websocket_lost_connection')
})

test('keepalives go out while an answer is still to come', async () => {
  const { server } = await converse([{ say: 'Hello' }, { silence_ms: 20_000 }], {
    manners: answering(1, () => {}),
    settings: { llm_patience_ms: 20 },
    agent: { end_call_after_silence_ms: 15_000 },
  })
  const asked = server.frames.findIndex(({ response_id }) => response_id === 1)
  const pings = server.frames.slice(asked).filter(frame => frame.interaction_type === 'ping_pong')
  expect(pings.length).toBeGreaterThan(5)
})

test('the begin message of a new connection is not spoken, and its config counts anew', async () => {
  const { said, server } = await converse([{ say: 'Hello' }, { say: 'Bye' }], {
    manners: {
      onOpen: (say, _socket, connection) =>
        connection === 1
          ? greet(say)
          : say({
              response_type: 'response',
              response_id: 0,
              content: 'Hello again.',
              content_complete: true,
            }),
    },
    scenario: { physics: { cut: { after_chunks: 0, turn: 1 } } },
  })
  expect(said.filter(line => line.startsWith('agent'))).toEqual([
    'agent: Harbor Clinic, good morning.',
    'agent: This is answer 2, as you asked.',
    'agent: This is answer 3, as you asked.',
  ])
  expect(server.frames.at(-1)).not.toHaveProperty('transcript_with_tool_calls')
})

test('an agent that is interrupted is asked again with what it had said, and must set its action anew', async () => {
  const { server, call } = await converse(
    [{ say: 'Bye' }, { interrupt: 'One more thing.', after_words: 2 }],
    {
      manners: answering(1, (frame, say) =>
        say(whole(frame, { content: 'Goodbye and thank you.', end_call: true })),
      ),
    },
  )
  const [, second] = server.of('response_required')
  expect(lastWords([second!], 'agent')).toEqual(['Goodbye and'])
  expect(second).toMatchObject({ response_id: 2 })
  expect(call.disconnection_reason).toBe('user_hangup')
  expect(call.transcript_with_tool_calls!.map(({ role }) => role)).not.toContain('tool_call_invocation')
})

test('no frame tells of an interruption, of the end of speech or of the end of the call', async () => {
  const { server } = await converse([{ say: 'Hello' }, { interrupt: 'Stop!', after_words: 1 }])
  const kinds = new Set(server.frames.map((frame: Frame) => frame.interaction_type))
  expect([...kinds].toSorted()).toEqual(['call_details', 'ping_pong', 'response_required', 'update_only'])
})

test('what the call has at the end is read in process, and an unknown call is refused', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  await using server = await startLlmServer()
  const { agent_id } = await customAgent(fake, server.url)
  const { call_id } = await api<{ call_id: string }>(fake, 'POST', '/v2/create-web-call', { agent_id })
  await fake.runUntilIdle()
  expect(await getCall(fake, { call_id })).toMatchObject({ call_status: 'ended' })
  expect(fake.conversation(call_id)).toMatchObject({ call_id, expectations: [] })
  expect(() => fake.conversation('call_x')).toThrow('Item call_x not found from call')
})
