import { expect, test } from 'vitest'
import { answer, type Frame, greet, startLlmServer } from '../testing/llm-server.ts'
import { callTo } from '../testing/phone.ts'
import { isRequest, respond } from '../testing/talk-answers.ts'

/** Answers each request with these fields; keepalives as usual. */
const answering =
  (content: string, more: Frame = {}) =>
  (frame: Frame, say: (frame: Frame) => void) => {
    if (isRequest(frame)) say(respond(frame, content, more))
    else answer(frame, say)
  }

const LONG =
  'Let me tell you. There are a great many things to be said about this matter, and I shall say them.'

test('the greeting comes word for word, a turn has its times, and the server is told all of it', async () => {
  await using server = await startLlmServer()
  await using call = callTo(server, { details: { call_id: 'call_talk', metadata: { order: 'A-17' } } })
  await call.phone.heardOut()
  await call.phone.say('Friday, please.')
  await call.phone.heardOut()
  // The server has read all of it when it answers the goodbye.
  await call.phone.hangUp()
  expect(server.paths).toEqual(['/llm/call_talk'])
  expect(server.of('call_details')).toMatchObject([{ call: { metadata: { order: 'A-17' } } }])
  expect(call.of('agent_words').map(({ content }) => content)).toEqual([
    'Harbor Clinic, good morning.',
    'This is answer 1, ',
    'as you asked.',
  ])
  const [begin, turn] = call.of('answer')
  expect(begin).toMatchObject({ kind: 'begin', response_id: 0, content: 'Harbor Clinic, good morning.' })
  expect(turn).toMatchObject({ kind: 'response_required', response_id: 1 })
  const { first_words_ms: words, first_sentence_ms: sentence, complete_ms: whole } = turn!
  expect(words).toBeLessThanOrEqual(sentence ?? -1)
  expect(sentence).toBeLessThanOrEqual(whole)
  const sent = server.frames.filter(({ transcript }) => transcript)
  expect(sent.map(({ interaction_type, turntaking }) => [interaction_type, turntaking])).toEqual([
    ['update_only', 'agent_turn'],
    ['update_only', undefined],
    ['update_only', 'user_turn'],
    ['response_required', undefined],
    ['update_only', 'agent_turn'],
    ['update_only', undefined],
  ])
  expect(sent[3]).toMatchObject({
    response_id: 1,
    transcript: [
      { role: 'agent', content: 'Harbor Clinic, good morning.', metadata: { response_id: 0 } },
      { role: 'user', content: 'Friday, please.' },
    ],
  })
})

test('nobody speaks while another does: the times of the words follow one another', async () => {
  await using server = await startLlmServer()
  await using call = callTo(server)
  await call.phone.heardOut()
  await call.phone.say('One moment, please.')
  await call.phone.heardOut()
  const words = call.phone.record().items.flatMap(item => ('words' in item ? item.words : []))
  expect(words.length).toBeGreaterThan(10)
  for (const [index, { start }] of words.slice(1).entries())
    expect(start).toBeGreaterThanOrEqual(words[index]!.end)
})

test('who cuts in hears no more than was spoken by then, and what was to follow does not', async () => {
  await using server = await startLlmServer({ onFrame: answering(LONG, { end_call: true }) })
  await using call = callTo(server)
  await call.phone.heardOut()
  await call.phone.say('Tell me.')
  await call.phone.interrupt('Stop!')
  const cut = await call.until('cut_off')
  expect(cut).toMatchObject({ by: 'you', response_id: 1, dropped: { end_call: true } })
  expect(cut.spoken).toMatch(/^Let me tell you\.( \w+){0,3}$/)
  expect(`${cut.spoken} ${cut.unspoken}`).toBe(LONG)
  expect(call.of('ended')).toEqual([])
  await call.phone.hangUp()
  const { transcript } = server.of('response_required').at(-1) as { transcript: { content: string }[] }
  expect(transcript.map(({ content }) => content)).toEqual([
    'Harbor Clinic, good morning.',
    'Tell me.',
    cut.spoken,
    'Stop!',
  ])
})

test('a person cuts in at once: of a speech that has hardly begun nothing was heard', async () => {
  await using server = await startLlmServer({ onFrame: answering(LONG) })
  await using call = callTo(server, { live: true, wordsPerMinute: 1 })
  await call.until('answer')
  await call.phone.say('Tell me.')
  await call.until('answer', 2)
  await call.phone.interrupt('Stop!')
  expect(call.of('cut_off').at(-1)).toMatchObject({ response_id: 1, spoken: '', unspoken: LONG })
  expect(call.said()).toEqual(['agent: Harbor Clinic, good morning.', 'user: Tell me.', 'user: Stop!'])
})

test('words that may not be interrupted are said to their end', async () => {
  await using server = await startLlmServer({
    onFrame: answering(LONG, { no_interruption_allowed: true }),
  })
  await using call = callTo(server)
  await call.phone.heardOut()
  await call.phone.say('Tell me.')
  await call.phone.interrupt('Stop!')
  expect(call.of('note').at(-1)?.message).toMatch(/^no_interruption_allowed: /)
  expect(call.of('cut_off')).toEqual([])
  expect(call.said().slice(2)).toEqual([`agent: ${LONG}`, 'user: Stop!'])
})

test('who cuts into protected words is heard behind them, and not behind the rest', async () => {
  await using server = await startLlmServer({
    onFrame(frame, say) {
      if (!isRequest(frame)) return answer(frame, say)
      const guarded = 'By law I must say that this call is recorded for training. '
      say(respond(frame, guarded, { content_complete: false, no_interruption_allowed: true }))
      say(respond(frame, LONG))
    },
  })
  await using call = callTo(server)
  await call.phone.heardOut()
  await call.phone.say('Tell me.')
  await call.phone.interrupt('Stop!')
  expect(call.of('note')).toHaveLength(1)
  expect(call.of('cut_off')).toMatchObject([
    { spoken: 'By law I must say that this call is recorded for training.', unspoken: LONG },
  ])
})

test('a person is held off by protected words, also with a line without a command', async () => {
  await using server = await startLlmServer({
    onFrame: answering('You must hear this.', { no_interruption_allowed: true, end_call: true }),
  })
  await using call = callTo(server, { live: true, wordsPerMinute: 6_000 })
  await call.until('answer')
  await call.phone.say('Bye.')
  await call.until('answer', 2)
  await call.phone.say('Wait!')
  expect(await call.phone.ended).toMatchObject({ reason: 'agent_hangup' })
  expect(call.said().at(-1)).toBe('agent: You must hear this.')
})

test('cutting in on nobody is said like anything else', async () => {
  await using server = await startLlmServer()
  await using call = callTo(server)
  await call.phone.heardOut()
  await call.phone.interrupt('Hello?')
  await call.phone.heardOut()
  expect(call.of('note').map(({ message }) => message)).toEqual(['the agent was not speaking'])
  expect(call.said().at(-1)).toBe('agent: This is answer 1, as you asked.')
})

test('silence brings as many reminders as the agent is set to give', async () => {
  await using server = await startLlmServer({
    onOpen(say) {
      greet(say)
      say({ response_type: 'update_agent', agent_config: { reminder_trigger_ms: 1, reminder_max_count: 2 } })
    },
  })
  await using call = callTo(server, { wordsPerMinute: 1_000_000 })
  await call.until('update_agent')
  await call.phone.heardOut()
  await call.phone.silence(200)
  await call.phone.heardOut()
  expect(call.of('silence')).toMatchObject([{ for_ms: 200, reminder_after_ms: 1 }])
  expect(server.of('reminder_required').map(({ response_id }) => response_id)).toEqual([1, 2])
  await call.phone.silence(1)
  expect(server.of('reminder_required')).toHaveLength(2)
  await call.phone.say('I am here.')
  await call.phone.heardOut()
  await call.phone.silence()
  await call.phone.heardOut()
  expect(server.of('reminder_required').map(({ response_id }) => response_id)).toEqual([1, 2, 4])
})

test('keys are in the transcript with tool calls, and nothing is asked', async () => {
  await using server = await startLlmServer()
  await using call = callTo(server)
  await call.phone.heardOut()
  await call.phone.press('1#')
  await call.phone.say('Done.')
  await call.phone.heardOut()
  const [request] = server.of('response_required') as [Frame & { transcript_with_tool_calls: Frame[] }]
  expect(request.transcript_with_tool_calls.filter(({ role }) => role === 'dtmf')).toEqual([
    { role: 'dtmf', digit: '1' },
    { role: 'dtmf', digit: '#' },
  ])
  expect(request.transcript).toHaveLength(2)
})

test('who goes on speaking is asked nothing, and it is one utterance in the end', async () => {
  await using server = await startLlmServer()
  await using call = callTo(server)
  await call.phone.heardOut()
  await call.phone.update('I would like')
  await call.phone.update('')
  await call.phone.say('to book.')
  await call.phone.heardOut()
  expect(server.of('response_required')).toHaveLength(1)
  expect(call.said()[1]).toBe('user: I would like to book.')
})

test('tool calls, metadata and settings are told, and tool calls recorded', async () => {
  await using server = await startLlmServer({
    onFrame(frame, say) {
      if (!isRequest(frame)) return answer(frame, say)
      say({ response_type: 'tool_call_invocation', tool_call_id: 't1', name: 'find', arguments: '{}' })
      say({ response_type: 'tool_call_result', tool_call_id: 't1', content: '[]', successful: false })
      say({ response_type: 'metadata', metadata: { page: 2 } })
      say(respond(frame, 'Nothing found.'))
    },
  })
  await using call = callTo(server)
  await call.phone.heardOut()
  await call.phone.say('Find it.')
  await call.phone.heardOut()
  expect(call.of('tool_call_invocation')).toMatchObject([{ name: 'find', arguments: '{}' }])
  expect(call.of('tool_call_result')).toMatchObject([{ content: '[]', successful: false }])
  expect(call.of('metadata')).toMatchObject([{ metadata: { page: 2 } }])
  expect(call.phone.record().items.map(({ role }) => role)).toEqual([
    'agent',
    'user',
    'tool_call_invocation',
    'tool_call_result',
    'agent',
  ])
})

test.each([
  [{ end_call: true }, 'agent_hangup', 'end_call'],
  [{ transfer_number: '+14155550111' }, 'call_transfer', 'transfer_call'],
])('%j is done once it is spoken, and recorded', async (action, reason, name) => {
  await using server = await startLlmServer({ onFrame: answering('Goodbye.', action) })
  await using call = callTo(server)
  await call.phone.heardOut()
  await call.phone.say('Bye.')
  await call.until('answer', 2)
  expect(call.of('ended')).toEqual([])
  await call.phone.heardOut()
  expect(await call.phone.ended).toMatchObject({ reason, error: false })
  expect(call.said().at(-1)).toBe('agent: Goodbye.')
  expect(call.phone.record().items).toContainEqual(
    expect.objectContaining({ role: 'tool_call_invocation', name }),
  )
})

test('a digit that the agent presses does not end the call', async () => {
  await using server = await startLlmServer({ onFrame: answering('', { digit_to_press: '3' }) })
  await using call = callTo(server)
  await call.phone.heardOut()
  await call.phone.say('Press three.')
  expect(await call.until('agent_pressed')).toMatchObject({ digits: '3' })
  await call.phone.hangUp()
  expect(await call.phone.ended).toMatchObject({ reason: 'user_hangup', error: false })
})

test('an agent_interrupt is said at once, in place of what was being said', async () => {
  await using server = await startLlmServer({
    onFrame(frame, say) {
      if (!isRequest(frame)) return answer(frame, say)
      say(respond(frame, 'Well, ', { content_complete: false }))
      const piece = { response_type: 'agent_interrupt', interrupt_id: 3, content_complete: false }
      say({ ...piece, content: 'One second, ' })
      say({ ...piece, content: 'the gate closes.', content_complete: true })
    },
  })
  await using call = callTo(server)
  await call.phone.heardOut()
  await call.phone.say('Hello?')
  await call.phone.heardOut()
  expect(call.of('cut_off')).toMatchObject([{ by: 'agent_interrupt', response_id: 1 }])
  expect(call.of('answer').at(-1)).toMatchObject({
    kind: 'agent_interrupt',
    interrupt_id: 3,
    content: 'One second, the gate closes.',
  })
  expect(call.said().at(-1)).toBe('agent: One second, the gate closes.')
})

test('at the pace of speech a word comes when it is spoken', async () => {
  await using server = await startLlmServer()
  await using call = callTo(server, { speaks: true, wordsPerMinute: 6_000 })
  await call.phone.heardOut()
  const words = call.of('agent_words')
  expect(words.map(({ content }) => content).join('')).toBe('Harbor Clinic, good morning.')
  expect(words.length).toBeGreaterThan(1)
  expect(call.events.map(({ type }) => type).slice(-2)).toEqual(['agent_words', 'answer'])
})
