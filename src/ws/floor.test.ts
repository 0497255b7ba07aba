import { expect, test } from 'vitest'
import { Session, type Words } from './session.ts'
import { longMs, start, transcript } from './session-rig.ts'

test('chunks are joined as they are until the one that completes them', async () => {
  const { session, responds, faults } = start()
  const answer = session.ask('response_required', transcript, longMs)
  responds(1, 'One ', false)
  responds(1, '', false)
  responds(1, ' two.', true)
  responds(1, ' three', true)
  expect(await answer).toMatchObject({ content: 'One  two.', complete: true })
  expect(faults()).toEqual(['content of response 1 dropped: it was already complete'])
})

test('only the newest request is answered: older and unknown ids are dropped', async () => {
  const { session, responds, faults, closes } = start()
  const first = session.ask('response_required', transcript, longMs)
  responds(1, 'Too', false)
  const second = session.ask('response_required', transcript, longMs)
  expect(await first).toMatchObject({
    responseId: 1,
    content: 'Too',
    complete: false,
    cutShort: 'superseded',
  })
  responds(1, ' late.')
  responds(0, 'Hello.')
  responds(7, 'Eager.')
  responds(-1, 'Odd.')
  responds(2, 'Right.')
  expect(await second).toMatchObject({ responseId: 2, content: 'Right.', complete: true })
  expect(faults()).toEqual([
    'content of response 1 dropped: request 2 has taken its place',
    'content of response 0 dropped: request 2 has taken its place',
    'content of response 7 dropped: it was never asked for, the newest request is 2',
    'content of response -1 dropped: it was never asked for, the newest request is 2',
  ])
  expect(closes).toEqual([])
})

test('a user who speaks before the begin message makes it stale', async () => {
  const { session, responds } = start()
  const begin = session.begin(longMs)
  const answer = session.ask('response_required', transcript, longMs)
  expect(await begin).toMatchObject({ responseId: 0, complete: false, cutShort: 'superseded' })
  responds(0, 'Welcome!')
  responds(1, 'Yes?')
  expect(await answer).toMatchObject({ content: 'Yes?' })
  expect(await session.begin(longMs)).toMatchObject({ responseId: 0, content: '', cutShort: 'superseded' })
})

test('an update does not cancel what was asked', async () => {
  const { session, responds } = start()
  const answer = session.ask('response_required', transcript, longMs)
  session.update(transcript, 'user_turn')
  responds(1, 'Still here.')
  expect(await answer).toMatchObject({ content: 'Still here.', complete: true })
})

test('a waiting limit gives what there is, and the rest comes as an event with all the words', async () => {
  const { session, responds, events } = start()
  const answer = session.ask('response_required', transcript, 1)
  responds(1, 'Let me see. ', false)
  expect(await answer).toMatchObject({ content: 'Let me see. ', complete: false, cutShort: 'limit' })
  responds(1, 'Nine.', true)
  expect(events).toEqual([
    {
      type: 'answered',
      answer: expect.objectContaining({ responseId: 1, content: 'Let me see. Nine.', complete: true }),
    },
  ])
})

test('an answer that was waited for in time is not told a second time', async () => {
  const { session, responds, events } = start()
  const begin = session.begin(longMs)
  responds(0, 'Hello.')
  await begin
  expect(events).toEqual([])
})

test.each([
  [[{ end_call: true }, { end_call: false }], { endCall: true }],
  [
    [{ transfer_number: '+15005550100' }, { transfer_number: null }],
    { endCall: false, transferNumber: '+15005550100' },
  ],
  [
    [{}, { transfer_number: '+15005550100', show_transferee_as_caller: true }],
    { endCall: false, transferNumber: '+15005550100', showTransfereeAsCaller: true },
  ],
  [[{ digit_to_press: '3' }, { digit_to_press: '' }], { endCall: false, digitToPress: '3' }],
  [
    [{ no_interruption_allowed: true }, { no_interruption_allowed: false }],
    { endCall: false, noInterruptionAllowed: true },
  ],
])('an action on any chunk holds for the id, and null, false or "" is none: %j', async (flags, expected) => {
  const { session, responds, faults } = start()
  const answer = session.ask('response_required', transcript, longMs)
  responds(1, 'a', false, flags[0])
  responds(1, 'b', true, flags[1])
  const { content, pieces, shielded, complete, responseId, firstContentMs, completeMs, ...actions } =
    await answer
  expect(actions).toEqual({ noInterruptionAllowed: false, ...expected })
  expect(faults()).toEqual([])
})

test('of several actions the first in rank is done and the others are told', async () => {
  const { session, responds, faults } = start()
  const all = { digit_to_press: '3', transfer_number: '+15005550100', end_call: true }
  const first = session.ask('response_required', transcript, longMs)
  responds(1, '', true, all)
  expect(await first).toMatchObject({ endCall: true })
  expect(await first).not.toHaveProperty('transferNumber')
  const second = session.ask('response_required', transcript, longMs)
  responds(2, '', true, { ...all, end_call: false })
  expect(await second).toMatchObject({ endCall: false, transferNumber: '+15005550100' })
  expect(await second).not.toHaveProperty('digitToPress')
  expect(faults()).toEqual([
    'response 1 sets end_call and transfer_number and digit_to_press: only end_call is done',
    'response 2 sets transfer_number and digit_to_press: only transfer_number is done',
  ])
})

test('an interrupt needs no request: its chunks are joined and told when complete', () => {
  const { interrupts, events } = start()
  interrupts(5, 'The gate ', false, { no_interruption_allowed: true })
  interrupts(5, 'closes.', true, { end_call: true })
  expect(events).toEqual([
    {
      type: 'interrupt',
      interruptId: 5,
      answer: expect.objectContaining({
        responseId: -1,
        content: 'The gate closes.',
        complete: true,
        endCall: true,
        noInterruptionAllowed: true,
      }),
    },
  ])
})

test('another interrupt id drops the one that was not complete, and a complete one takes no more', () => {
  const { interrupts, events, faults } = start()
  interrupts(1, 'First ', false)
  interrupts(2, 'Second.')
  interrupts(2, ' More.')
  interrupts(1, 'third.')
  expect(events.flatMap(e => (e.type === 'interrupt' ? [e.answer.content] : []))).toEqual([
    'Second.',
    'third.',
  ])
  expect(faults()).toEqual(['content of interrupt 2 dropped: it was already complete'])
})

test('an interrupt cancels the response in flight, and its late content is dropped', async () => {
  const { session, responds, interrupts, faults } = start()
  const answer = session.ask('response_required', transcript, longMs)
  responds(1, 'Let me', false)
  interrupts(1, 'Stop.')
  expect(await answer).toMatchObject({ content: 'Let me', complete: false, cutShort: 'interrupted' })
  responds(1, ' see.')
  expect(faults()).toEqual(['content of response 1 dropped: an agent_interrupt has cancelled it'])
  const next = session.ask('response_required', transcript, longMs)
  responds(2, 'Now.')
  expect(await next).toMatchObject({ content: 'Now.', complete: true })
})

test('a peer that answers before its send is back is heard', async () => {
  const session = new Session({ callDetails: () => ({}), onEvent: () => {} })
  const response = { response_id: 1, content: 'At once.', content_complete: true }
  const handlers = session.attach({
    send: () => handlers.text(JSON.stringify(response)),
    close: () => {},
    terminate: () => {},
  })
  expect(await session.ask('response_required', transcript, longMs)).toMatchObject({ content: 'At once.' })
})

test('an owner may ask again from inside an event', async () => {
  const answers: Promise<unknown>[] = []
  const { session, interrupts, responds, sent } = start({
    onEvent: event => {
      if (event.type === 'interrupt') answers.push(session.ask('response_required', transcript, longMs))
    },
  })
  const first = session.ask('response_required', transcript, longMs)
  interrupts(1, 'Wait.')
  responds(2, 'Go on.')
  expect(await first).toMatchObject({ cutShort: 'interrupted' })
  expect(await answers[0]).toMatchObject({ responseId: 2, content: 'Go on.' })
  expect(sent).toHaveLength(2)
})

test('words are told of as they come, and only those that count', async () => {
  const words: Words[] = []
  const { session, responds, interrupts } = start({
    onWords: piece => words.push(piece),
    limits: { chunks: 3 },
  })
  const asked = session.ask('response_required', transcript, longMs)
  responds(1, 'One ', false, { no_interruption_allowed: true })
  responds(0, 'stale', false)
  responds(1, 'two ', false)
  expect(words).toEqual([
    { responseId: 1, content: 'One ', noInterruptionAllowed: true },
    { responseId: 1, content: 'two ', noInterruptionAllowed: false },
  ])
  responds(1, 'three ', false)
  responds(1, 'beyond the limit', true)
  expect((await asked).content).toBe('One two three ')
  interrupts(4, 'Stop!')
  interrupts(4, 'again')
  expect(words.slice(2)).toEqual([
    { responseId: 1, content: 'three ', noInterruptionAllowed: false },
    { responseId: 1, content: '', noInterruptionAllowed: false },
    { responseId: -1, interruptId: 4, content: 'Stop!', noInterruptionAllowed: false },
  ])
})
