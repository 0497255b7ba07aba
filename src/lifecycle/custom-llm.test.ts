import { expect, test } from 'vitest'
import { startFakeRetell } from '../index.ts'
import { customAgent, dial } from '../testing/calls.ts'
import { callWith } from '../testing/custom-llm-call.ts'
import { answering, whole } from '../testing/llm-calls.ts'
import { answer, greet, startLlmServer } from '../testing/llm-server.ts'

test('a whole conversation is held over the socket, with the call id as the last segment of the path', async () => {
  const { call, server } = await callWith()
  expect(server.paths).toEqual([`/llm/${call.call_id}`])
  expect(call).toMatchObject({ call_status: 'ended', disconnection_reason: 'user_hangup' })
  expect(call.transcript_object!.map(({ role, content }) => `${role}: ${content}`).slice(0, 3)).toEqual([
    'agent: Harbor Clinic, good morning.',
    'user: Hello, who am I speaking with?',
    'agent: This is answer 1, as you asked.',
  ])
  expect(server.of('response_required').map(frame => frame.response_id)).toEqual([1, 2, 3, 4, 5])
  expect(call).not.toHaveProperty('llm_token_usage')
  expect(call.latency).toHaveProperty('llm_websocket_network_rtt')
})

test('call_details come while the call is registered, with what the call was made with', async () => {
  const { server, call } = await callWith(
    {},
    {},
    { metadata: { order: 'A-17' }, retell_llm_dynamic_variables: { name: 'Ines' } },
  )
  expect(server.of('call_details')).toHaveLength(1)
  expect(server.of('call_details')[0]!.call).toMatchObject({
    call_id: call.call_id,
    call_status: 'registered',
    metadata: { order: 'A-17' },
    retell_llm_dynamic_variables: { name: 'Ines' },
  })
})

test('every request carries the whole transcript, and no update carries a response id', async () => {
  const { server } = await callWith()
  const lengths = server.of('response_required').map(({ transcript }) => (transcript as unknown[]).length)
  expect(lengths).toEqual([2, 4, 6, 8, 10])
  for (const frame of server.of('update_only')) expect(frame).not.toHaveProperty('response_id')
  const turns = server.of('update_only').flatMap(frame => frame.turntaking ?? [])
  expect(turns.slice(0, 4)).toEqual(['agent_turn', 'user_turn', 'agent_turn', 'user_turn'])
})

test("every frame has the real time since the first connection, also where the workspace's stands still", async () => {
  const { journal } = await callWith()
  const stamps = journal.map(({ real_ms }) => real_ms)
  expect(stamps[0]).toBeGreaterThanOrEqual(0)
  expect(stamps).toEqual(stamps.toSorted((one, other) => one - other))
  expect(stamps.at(-1)).toBeGreaterThan(0)
})

test('keepalives come every two seconds of the call', async () => {
  const { server, call } = await callWith()
  const pings = server.of('ping_pong').length
  // The socket is opened three seconds before the call is answered.
  expect(pings).toBe(Math.floor((call.duration_ms! + 3_000) / 2_000))
})

test('a server that did not ask for keepalives gets none', async () => {
  const { server } = await callWith({
    onOpen: say => say({ response_type: 'response', response_id: 0, content: 'Hi.', content_complete: true }),
  })
  expect(server.of('ping_pong')).toEqual([])
  expect(server.of('call_details')).toEqual([])
})

test('an empty begin message leaves the first word to the caller', async () => {
  const { call } = await callWith({
    onOpen: say => say({ response_type: 'response', response_id: 0, content: '', content_complete: true }),
  })
  expect(call.transcript_object![0]!.role).toBe('user')
})

test('a server that waits for call_details before it greets is not left waiting', async () => {
  const { call } = await callWith({
    onOpen: say => say({ response_type: 'config', config: { call_details: true } }),
    onFrame: (frame, say) => {
      if (frame.interaction_type === 'call_details')
        say({ response_type: 'response', response_id: 0, content: 'Hello Ines.', content_complete: true })
      else answer(frame, say)
    },
  })
  expect(call.transcript).toMatch(/^Agent: Hello Ines\.\n/)
})

test('end_call hangs up once the goodbye is spoken, and stands in the transcript', async () => {
  const { call, server } = await callWith(
    answering(2, (frame, say) => say(whole(frame, { content: 'Goodbye!', end_call: true }))),
  )
  expect(call).toMatchObject({ call_status: 'ended', disconnection_reason: 'agent_hangup' })
  expect(call.transcript).toMatch(/Agent: Goodbye!\n$/)
  expect(call.transcript_with_tool_calls!.slice(-2)).toMatchObject([
    { role: 'tool_call_invocation', name: 'end_call' },
    { role: 'tool_call_result' },
  ])
  expect(server.of('response_required')).toHaveLength(2)
})

test('end_call without words hangs up at once', async () => {
  const { call } = await callWith(
    answering(1, (frame, say) => say(whole(frame, { content: '', end_call: true }))),
  )
  expect(call.transcript_object!.at(-1)!.role).toBe('user')
  expect(call.disconnection_reason).toBe('agent_hangup')
})

test('transfer_number transfers the call once the words are spoken', async () => {
  const { call } = await callWith(
    answering(1, (frame, say) => say(whole(frame, { transfer_number: '+14155550177', end_call: null }))),
  )
  expect(call).toMatchObject({ disconnection_reason: 'call_transfer', transfer_destination: '+14155550177' })
  expect(call.transcript_with_tool_calls!.at(-2)).toMatchObject({
    name: 'transfer_call',
    arguments: '{"number":"+14155550177"}',
  })
})

test('a pressed digit is recorded and the call goes on', async () => {
  const { call, server } = await callWith(
    answering(1, (frame, say) => say(whole(frame, { content: '', digit_to_press: '3' }))),
  )
  expect(call.transcript_with_tool_calls).toContainEqual(
    expect.objectContaining({ name: 'press_digit', arguments: '{"digit_to_press":"3"}' }),
  )
  expect(server.of('response_required').length).toBe(5)
})

test('words for another id, and after the end of an answer, are never spoken', async () => {
  const { call, journal } = await callWith(
    answering(2, (frame, say) => {
      say({ response_type: 'response', response_id: 1, content: 'STALE', content_complete: true })
      say({ response_type: 'response', response_id: 99, content: 'UNKNOWN', content_complete: true })
      say(whole(frame, {}))
      say(whole(frame, { content: 'LATE' }))
    }),
  )
  expect(call.transcript).not.toMatch(/STALE|UNKNOWN|LATE/)
  expect(journal.filter(({ direction }) => direction === 'note').length).toBeGreaterThanOrEqual(3)
})

test('tool frames between the pieces of an answer are recorded where they came', async () => {
  const { call } = await callWith(
    answering(1, (frame, say) => {
      say(whole(frame, { content: 'One moment. ', content_complete: false }))
      say({
        response_type: 'tool_call_invocation',
        tool_call_id: 't-1',
        name: 'find_slot',
        arguments: '{"day":"Friday"}',
      })
      say({ response_type: 'tool_call_result', tool_call_id: 't-1', content: '["09:00"]', successful: true })
      say(whole(frame, { content: 'Nine is free.' }))
    }),
  )
  const roles = call.transcript_with_tool_calls!.map(({ role }) => role)
  expect(roles.slice(0, 5)).toEqual(['agent', 'user', 'tool_call_invocation', 'tool_call_result', 'agent'])
  expect(call.transcript).toContain('Agent: One moment. Nine is free.\n')
})

test('a silent caller is asked about with reminder_required, from the same counter of ids', async () => {
  const { server, call } = await callWith(
    {},
    { end_call_after_silence_ms: 40_000 },
    { scenario: undefined, metadata: { fake_retell: { scenario: 'inactivity' } } },
  )
  expect(server.of('reminder_required').map(frame => frame.response_id)).toEqual([1])
  expect(call.disconnection_reason).toBe('inactivity')
})

test('update_agent changes how often a silent caller is reminded', async () => {
  const { server } = await callWith(
    {
      onOpen: (say, socket, count) => {
        greet(say)
        say({
          response_type: 'update_agent',
          agent_config: { reminder_trigger_ms: 4_000, reminder_max_count: 3 },
        })
        void [socket, count]
      },
    },
    { end_call_after_silence_ms: 60_000 },
    { metadata: { fake_retell: { scenario: 'inactivity' } } },
  )
  expect(server.of('reminder_required')).toHaveLength(3)
})

test('the address of an LLM server may hold the variables of a call, its own and those of Retell', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  await using server = await startLlmServer()
  const agent = await customAgent(fake, `${server.url}/{{shop}}?from={{user_number}}&to={{nobody}}`)
  const call = await dial(fake, agent, { retell_llm_dynamic_variables: { shop: 'lamps' } })
  await fake.runUntilIdle()
  expect(server.paths[0]).toBe(`/llm/lamps/${call.call_id}?from=+14155550199&to={{nobody}}`)
})
