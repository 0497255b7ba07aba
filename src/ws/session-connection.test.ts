import { expect, test } from 'vitest'
import { connect, longMs, said, start, transcript } from './session-rig.ts'

test('a ping is unanswered when its limit passes, the connection goes, or there is none', async () => {
  const { session, handlers } = start()
  expect(await session.ping(1, 1)).toBe(false)
  const cut = session.ping(2, longMs)
  handlers.closed(1006)
  expect(await cut).toBe(false)
  expect(await session.ping(3, longMs)).toBe(false)
})

test('a lost connection ends the wait and is told; afterwards nothing is sent or asked', async () => {
  const { session, handlers, events, sent, responds } = start()
  const answer = session.ask('response_required', transcript, longMs)
  responds(1, 'Half', false)
  handlers.closed(1006)
  expect(await answer).toMatchObject({ content: 'Half', complete: false, cutShort: 'lost' })
  expect(events).toEqual([{ type: 'closed', code: 1006 }])
  expect(session.connected).toBe(false)
  session.update(transcript)
  expect(await session.ask('response_required', transcript, longMs)).toMatchObject({
    responseId: 2,
    cutShort: 'lost',
  })
  expect(session.nextResponseId).toBe(2)
  responds(1, ' more')
  handlers.closed(1000)
  expect(events).toHaveLength(1)
  expect(sent).toHaveLength(1)
})

test('after a reconnect ids go on, switches are off again, and a repeated begin message is dropped', async () => {
  const { session, handlers, responds, configures, faults } = start()
  configures({ call_details: true, transcript_with_tool_calls: true })
  responds(0, 'Hello.')
  await session.begin(longMs)
  handlers.closed(1006)
  const again = connect(session)
  expect(session.connected).toBe(true)
  expect(session.config).toEqual({
    auto_reconnect: false,
    call_details: false,
    transcript_with_tool_calls: false,
  })
  again.configures({ call_details: true })
  again.responds(0, 'Hello.')
  expect(faults()).toEqual(['content of response 0 dropped: it was already complete'])
  const answer = session.ask('response_required', transcript, longMs)
  expect(again.sent).toMatchObject([
    { interaction_type: 'call_details' },
    { response_id: 1, transcript: said.transcript },
  ])
  again.responds(1, 'Nine.')
  expect(await answer).toMatchObject({ content: 'Nine.', complete: true })
})

test('a begin message that a lost connection cut is taken afresh from the next one', async () => {
  const { session, handlers, responds, events } = start()
  const begin = session.begin(longMs)
  responds(0, 'Hel', false)
  handlers.closed(1006)
  expect(await begin).toMatchObject({ content: 'Hel', cutShort: 'lost' })
  connect(session).responds(0, 'Hello.')
  expect(await session.begin(longMs)).toMatchObject({ content: 'Hello.', complete: true })
  expect(events).toMatchObject([{ type: 'closed' }, { type: 'answered', answer: { content: 'Hello.' } }])
})

test('a session that goes on after a restart takes no begin message and gives no id twice', async () => {
  const { session, responds, sent, faults } = start({ nextResponseId: 4 })
  responds(0, 'Hello.')
  responds(3, 'Late.')
  expect(faults()).toEqual([
    'content of response 0 dropped: request 3 has taken its place',
    'content of response 3 dropped: it was asked for before a restart',
  ])
  session.ask('response_required', transcript, longMs)
  expect(sent).toMatchObject([{ response_id: 4 }])
  session.close()
})

test('another connection replaces one that is still there, and the old one is heard no more', () => {
  const { session, closes, responds, handlers, events } = start()
  const again = connect(session)
  expect(closes).toEqual([1001])
  responds(0, 'Ghost.')
  handlers.binary()
  handlers.closed(1001)
  expect(events).toEqual([])
  expect(again.closes).toEqual([])
  expect(session.connected).toBe(true)
})

test('closing ends all waits, closes the peer, and is no event', async () => {
  const { session, handlers, closes, events } = start()
  const answer = session.ask('response_required', transcript, longMs)
  const alive = session.ping(1, longMs)
  session.close()
  session.close()
  handlers.closed(1000)
  expect(await answer).toMatchObject({ complete: false, cutShort: 'closed' })
  expect(await alive).toBe(false)
  expect(closes).toEqual([1000])
  expect(events).toEqual([])
})

test('a binary frame closes the connection with 1007', async () => {
  const { session, handlers, closes, events } = start()
  const begin = session.begin(longMs)
  handlers.binary()
  handlers.closed(1006)
  expect(closes).toEqual([1007])
  expect(events).toMatchObject([{ type: 'fault' }, { type: 'closed', code: 1007 }])
  expect(await begin).toMatchObject({ cutShort: 'lost' })
})
