import { expect, test } from 'vitest'
import { longMs, said, start, transcript } from './session-rig.ts'

test('the begin message is id 0 and may come before anybody waits for it', async () => {
  const { session, responds } = start()
  responds(0, 'Hello, ', false)
  responds(0, 'this is Ines.')
  expect(await session.begin(longMs)).toEqual({
    responseId: 0,
    content: 'Hello, this is Ines.',
    pieces: ['Hello, ', 'this is Ines.'],
    complete: true,
    endCall: false,
    noInterruptionAllowed: false,
    firstContentMs: expect.any(Number),
    completeMs: expect.any(Number),
  })
})

test('the begin message may come after the wait has begun, and be empty', async () => {
  const { session, responds } = start()
  const begin = session.begin(longMs)
  responds(0, '')
  const answer = await begin
  expect(answer).toMatchObject({ responseId: 0, content: '', complete: true })
  expect(answer).not.toHaveProperty('firstContentMs')
})

test('call_details goes out at once on the config that asks for it, before any begin message', () => {
  const { sent, configures, events, session } = start()
  configures({ call_details: true, auto_reconnect: true })
  expect(sent).toEqual([
    { interaction_type: 'call_details', call: { call_id: 'call_1', call_status: 'registered' } },
  ])
  const config = { auto_reconnect: true, call_details: true, transcript_with_tool_calls: false }
  expect(events).toEqual([{ type: 'config', config }])
  expect(session.config).toEqual(config)
})

test('a config without call_details gets none, and a second one that asks again no second', () => {
  const { sent, configures } = start()
  configures({ auto_reconnect: true })
  expect(sent).toEqual([])
  configures({ call_details: true })
  configures({ call_details: true })
  expect(sent).toHaveLength(1)
})

test('requests and reminders share one counter that begins at 1', async () => {
  const { session, sent, responds } = start()
  const first = session.ask('response_required', transcript, longMs)
  responds(1, 'Nine works.')
  await first
  session.ask('reminder_required', transcript, longMs)
  expect(sent).toEqual([
    { interaction_type: 'response_required', response_id: 1, transcript: said.transcript },
    { interaction_type: 'reminder_required', response_id: 2, transcript: said.transcript },
  ])
  expect(session.nextResponseId).toBe(3)
  session.close()
})

test('an update has no response_id, and says who speaks only when told', () => {
  const { session, sent } = start()
  session.update(transcript)
  session.update(transcript, 'agent_turn')
  expect(sent).toEqual([
    { interaction_type: 'update_only', transcript: said.transcript },
    { interaction_type: 'update_only', turntaking: 'agent_turn', transcript: said.transcript },
  ])
})

test('the transcript with tool calls is sent to those who asked for it', () => {
  const { session, sent, configures } = start()
  configures({ transcript_with_tool_calls: true })
  session.update(transcript)
  session.ask('response_required', transcript, longMs)
  expect(sent).toEqual([
    { interaction_type: 'update_only', ...said },
    { interaction_type: 'response_required', response_id: 1, ...said },
  ])
  session.close()
})

test('tool frames, settings and metadata are told in order and close nothing', async () => {
  const { session, responds, says, events } = start()
  const answer = session.ask('response_required', transcript, longMs)
  responds(1, 'One moment. ', false)
  const invocation = {
    response_type: 'tool_call_invocation',
    tool_call_id: 't1',
    name: 'find',
    arguments: '{}',
  }
  const result = { response_type: 'tool_call_result', tool_call_id: 't1', content: '[]', successful: true }
  says({ ...invocation, response_id: 1 })
  says(result)
  responds(1, 'Nine.')
  says({ response_type: 'update_agent', agent_config: { reminder_trigger_ms: 4_000 } })
  says({ response_type: 'metadata', metadata: { mood: 'happy' } })
  expect(await answer).toMatchObject({ content: 'One moment. Nine.' })
  expect(events).toEqual([
    { type: 'tool_call_invocation', frame: invocation },
    { type: 'tool_call_result', frame: result },
    { type: 'update_agent', config: { reminder_trigger_ms: 4_000 } },
    { type: 'metadata', metadata: { mood: 'happy' } },
  ])
})

test('tool frames of a superseded response are told all the same', () => {
  const { session, says, events } = start()
  session.ask('response_required', transcript, longMs)
  session.ask('response_required', transcript, longMs)
  says({ response_type: 'tool_call_result', tool_call_id: 't1', content: '', response_id: 1 })
  expect(events).toMatchObject([{ type: 'tool_call_result' }])
  session.close()
})

test('any ping_pong answers a ping, whatever its timestamp, also while a response is open', async () => {
  const { session, says, sent } = start()
  session.ask('response_required', transcript, longMs)
  const alive = session.ping(1_790_000_000_123, longMs)
  expect(sent[1]).toEqual({ interaction_type: 'ping_pong', timestamp: 1_790_000_000_123 })
  says({ response_type: 'ping_pong', timestamp: 1 })
  expect(await alive).toBe(true)
  session.close()
})

test('every frame is shown in both directions as it was on the wire', () => {
  const { session, frames, handlers } = start()
  handlers.text('{"response_type":"config", "config":{"call_details":true}}')
  session.ping(5, longMs)
  expect(frames).toEqual([
    'received {"response_type":"config", "config":{"call_details":true}}',
    'sent {"interaction_type":"call_details","call":{"call_id":"call_1","call_status":"registered"}}',
    'sent {"interaction_type":"ping_pong","timestamp":5}',
  ])
  session.close()
})
