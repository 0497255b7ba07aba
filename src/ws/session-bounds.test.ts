import { expect, test } from 'vitest'
import { chanceOf } from '../chance.ts'
import { longMs, start, transcript } from './session-rig.ts'

test('malformed text is a fault and the conversation goes on', async () => {
  const { session, handlers, responds, faults } = start()
  const answer = session.ask('response_required', transcript, longMs)
  handlers.text('{"response_type":')
  responds(1, 'fine', true, { content_complete: 'true' })
  responds(1, 'Fine.')
  expect(await answer).toMatchObject({ content: 'Fine.' })
  expect(faults()).toEqual([
    expect.stringContaining('Error in parsing LLM websocket message'),
    'content_complete must be a boolean, not "true"',
  ])
})

test('a frame above the limit is dropped, and the log keeps its beginning', () => {
  const { handlers, frames, faults } = start({ limits: { frameBytes: 2_000 } })
  handlers.text('x'.repeat(2_001))
  expect(faults()).toEqual(['a frame of more than 2000 bytes was dropped'])
  expect(frames).toEqual([`received ${'x'.repeat(1_000)}`])
})

test('words above the limits are dropped with one fault, and the answer still comes to its end', async () => {
  const { session, responds, faults } = start({ limits: { chunks: 2, contentBytes: 4 } })
  const chunks = session.ask('response_required', transcript, longMs)
  for (const content of ['a', 'b', 'c', 'd'])
    responds(1, content, content === 'd', { end_call: content === 'd' })
  expect(await chunks).toMatchObject({ content: 'ab', complete: true, endCall: true })
  const bytes = session.ask('response_required', transcript, longMs)
  responds(2, 'ééé')
  expect(await bytes).toMatchObject({ content: '', complete: true })
  expect(faults()).toEqual([
    'the content of response 1 is cut: more than 2 chunks or 4 bytes',
    'the content of response 2 is cut: more than 2 chunks or 4 bytes',
  ])
})

test('faults are told up to a limit and then only counted', () => {
  const { session, handlers, faults } = start({ limits: { faults: 3 } })
  for (let count = 0; count < 10; count++) handlers.text('?')
  expect(faults()).toHaveLength(4)
  expect(faults()[3]).toBe('further faults are counted, not told')
  expect(session.faultCount).toBe(10)
})

test('no garbage makes the session throw or lose the conversation', async () => {
  const chance = chanceOf('garbage')
  const values = [
    null,
    true,
    false,
    0,
    1,
    2,
    -1,
    1.5,
    1e308,
    '',
    'text',
    '\u0000\ud800',
    [],
    [1],
    {},
    { a: { b: [null] } },
  ]
  const kinds = [
    'response',
    'agent_interrupt',
    'config',
    'ping_pong',
    'tool_call_invocation',
    'tool_call_result',
    'update_agent',
    'metadata',
    'odd',
  ]
  const names = [
    ...[
      'response_id',
      'interrupt_id',
      'content',
      'content_complete',
      'end_call',
      'transfer_number',
      'digit_to_press',
    ],
    ...[
      'config',
      'agent_config',
      'metadata',
      'timestamp',
      'tool_call_id',
      'name',
      'arguments',
      '__proto__',
      'toString',
    ],
  ]
  const { session, handlers, responds, closes } = start()
  for (let count = 0; count < 500; count++) {
    const fields = Array.from(
      { length: chance.integer(0, 8) },
      () => `${JSON.stringify(chance.pick(names))}:${JSON.stringify(chance.pick(values))}`,
    )
    const text = `{"response_type":"${chance.pick(kinds)}",${fields.join(',') || '"x":1'}}`
    handlers.text(chance.fraction() < 0.2 ? text.slice(0, chance.integer(0, text.length)) : text)
    if (chance.fraction() < 0.1) void session.ask('response_required', transcript, longMs)
  }
  expect(session.faultCount).toBeGreaterThan(100)
  expect(closes).toEqual([])
  const answer = session.ask('response_required', transcript, longMs)
  responds(session.nextResponseId - 1, 'Still here.')
  expect(await answer).toMatchObject({ content: 'Still here.', complete: true })
})
