import { expect, test } from 'vitest'
import { answer, greet, startLlmServer } from '../testing/llm-server.ts'
import { callTo } from '../testing/phone.ts'
import { isRequest, respond } from '../testing/talk-answers.ts'

test('a cut is 1006: dialled again, the ids go on, and the greeting that is repeated is dropped', async () => {
  await using server = await startLlmServer()
  await using call = callTo(server)
  await call.phone.heardOut()
  await call.phone.say('One.')
  await call.phone.heardOut()
  await call.phone.cut()
  await call.phone.say('Two.')
  await call.phone.heardOut()
  expect(server.paths).toHaveLength(2)
  expect(call.of('closed')).toMatchObject([{ code: 1006 }])
  expect(call.of('reconnecting')).toMatchObject([{ time: 1, of: 4 }])
  expect(call.of('dropped')).toMatchObject([{ message: expect.stringMatching(/^content of response 0 /) }])
  expect(call.said().at(-1)).toBe('agent: This is answer 2, as you asked.')
})

test('what was asked and not answered when the connection broke is asked again under a new id', async () => {
  let asked = 0
  await using server = await startLlmServer({
    onFrame(frame, say, socket) {
      if (!isRequest(frame)) return answer(frame, say)
      asked += 1
      if (asked > 1) return say(respond(frame, 'Here I am again.'))
      say(respond(frame, 'One mo', { content_complete: false }))
      socket.terminate()
    },
  })
  await using call = callTo(server)
  await call.phone.heardOut()
  await call.phone.say('Are you there?')
  await call.phone.heardOut()
  expect(server.of('response_required').map(({ response_id }) => response_id)).toEqual([1, 2])
  expect(call.of('cut_off')).toMatchObject([{ by: 'loss', spoken: '', unspoken: 'One mo' }])
  expect(call.said().slice(1)).toEqual(['user: Are you there?', 'agent: Here I am again.'])
})

test('a connection that breaks for the fifth time is the end', async () => {
  await using server = await startLlmServer({ onOpen: (_say, socket) => socket.terminate() })
  await using call = callTo(server)
  expect(await call.phone.ended).toMatchObject({ reason: 'error_llm_websocket_runtime', error: true })
  expect(server.paths).toHaveLength(5)
})

test('dropped frames are told with their reason', async () => {
  await using server = await startLlmServer({
    onFrame(frame, say, socket) {
      if (!isRequest(frame)) return answer(frame, say)
      socket.send('{no json')
      say({ response_type: 'dance' })
      say(respond({ response_id: 7 }, 'Eager.'))
      say(respond(frame, 'Right.'))
      say(respond(frame, 'Once more.'))
      say({ response_type: 'metadata', metadata: { last: true } })
    },
  })
  await using call = callTo(server)
  await call.phone.heardOut()
  await call.phone.say('Go.')
  await call.until('metadata')
  expect(call.of('dropped').map(({ message }) => message)).toEqual([
    'Error in parsing LLM websocket message: it is not a JSON object',
    'unknown response_type "dance"',
    'content of response 7 dropped: it was never asked for, the newest request is 1',
    'content of response 1 dropped: it was already complete',
  ])
})

test.each([
  [1000, 'agent_hangup', 'the server hung up'],
  [
    1005,
    'error_llm_websocket_open',
    'closed without a code: an error, the call ends as error_llm_websocket_open',
  ],
  [1011, 'error_llm_websocket_runtime', 'an error, the call ends as error_llm_websocket_runtime'],
])('closing with %i ends the call as %s', async (code, reason, meaning) => {
  await using server = await startLlmServer({
    onFrame: (frame, say, socket) => {
      if (!isRequest(frame)) answer(frame, say)
      else if (code === 1005) socket.close()
      else socket.close(code)
    },
  })
  await using call = callTo(server)
  await call.phone.say('Close.')
  expect(await call.phone.ended).toMatchObject({ reason, error: reason.startsWith('error') })
  expect(call.of('closed')).toMatchObject([{ code, meaning }])
})

test('a binary message ends the call with 1007', async () => {
  await using server = await startLlmServer({
    onFrame: (frame, say, socket) => (isRequest(frame) ? socket.send(Buffer.from([1])) : answer(frame, say)),
  })
  await using call = callTo(server)
  await call.phone.say('Send bytes.')
  expect(await call.phone.ended).toMatchObject({ reason: 'error_llm_websocket_corrupt_payload' })
})

test('a server that never answers is told of, and the call goes on', async () => {
  await using server = await startLlmServer({ onOpen: () => {}, onFrame: () => {} })
  await using call = callTo(server, { patienceMs: 5 })
  await call.phone.heardOut()
  await call.phone.say('Anybody?')
  await call.phone.heardOut()
  expect(call.of('no_answer')).toMatchObject([{ kind: 'begin' }, { kind: 'response_required', content: '' }])
  expect(call.of('ended')).toEqual([])
})

test('an answer that comes late is said all the same', async () => {
  let release = () => {}
  await using server = await startLlmServer({
    onFrame(frame, say) {
      if (!isRequest(frame)) return answer(frame, say)
      release = () => say(respond(frame, 'Sorry, I was thinking.'))
    },
  })
  await using call = callTo(server, { patienceMs: 5 })
  await call.phone.heardOut()
  await call.phone.say('Well?')
  await call.until('no_answer')
  release()
  await call.until('answer', 2)
  await call.phone.heardOut()
  expect(call.said().at(-1)).toBe('agent: Sorry, I was thinking.')
})

test('missed keepalives lead to two new connections, then to the end', async () => {
  await using server = await startLlmServer({ onFrame: () => {} })
  await using call = callTo(server, { timings: { pingEveryMs: 2, pingDeadlineMs: 5 } })
  expect(await call.phone.ended).toMatchObject({ reason: 'error_llm_websocket_lost_connection' })
  expect(server.paths).toHaveLength(3)
  expect(call.of('ping_missed').length).toBeGreaterThanOrEqual(3)
  expect(call.of('reconnecting')).toMatchObject([
    { because: 'pings went unanswered', time: 1, of: 2 },
    { time: 2, of: 2 },
  ])
})

test('a server that is not there is dialled three times', async () => {
  await using call = callTo({ url: 'ws://127.0.0.1:1' }, { timings: { betweenDialsMs: 1 } })
  expect(await call.phone.ended).toMatchObject({
    reason: 'error_llm_websocket_open',
    error: true,
    answers: 0,
  })
  expect(call.of('dial_failed')).toMatchObject([
    { attempt: 1, message: 'connection refused by 127.0.0.1:1', again_in_ms: 1 },
    { attempt: 2, again_in_ms: 1 },
    { attempt: 3, again_in_ms: null },
  ])
})

test('a flood of frames beside answers is looked at no further, and the call goes on', async () => {
  await using server = await startLlmServer({
    onFrame(frame, say) {
      if (!isRequest(frame)) return answer(frame, say)
      for (let count = 0; count < 2_500; count++) say({ response_type: 'metadata', metadata: { count } })
      say(respond(frame, 'Done.'))
    },
  })
  await using call = callTo(server)
  await call.phone.heardOut()
  await call.phone.say('Flood me.')
  await call.phone.heardOut()
  // The config of the greeting counts, too.
  expect(call.of('metadata')).toHaveLength(1_999)
  expect(call.of('note').map(({ message }) => message)).toEqual([
    'more than 2000 frames beside answers: the rest is not looked at',
  ])
  expect(call.said().at(-1)).toBe('agent: Done.')
})

test('a server that does not say goodbye keeps nobody waiting, and nothing is done after the end', async () => {
  await using server = await startLlmServer({
    onOpen(say, socket) {
      greet(say)
      socket.pause()
    },
  })
  const call = callTo(server)
  await call.phone.heardOut()
  await call.phone.hangUp()
  const told = call.events.length
  await call.phone.say('Hello?')
  await call.phone.silence()
  await call.phone.press('1')
  await call.phone.update('')
  await call.phone.heardOut()
  expect(call.events).toHaveLength(told)
  expect(await call.phone.ended).toMatchObject({ reason: 'user_hangup' })
})

test('frames are shown when they are wanted', async () => {
  await using server = await startLlmServer()
  await using call = callTo(server)
  await call.phone.heardOut()
  expect(call.of('frame')).toEqual([])
  call.phone.showFrames(true)
  await call.phone.update('')
  expect(call.of('frame')).toMatchObject([{ direction: 'sent' }])
})
