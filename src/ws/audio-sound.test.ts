// What is heard over an audio WebSocket: the agent's words as tones, in the form of the call.

import { expect, test } from 'vitest'
import { startFakeRetell } from '../index.ts'
import { listenIn } from '../testing/audio-caller.ts'
import {
  agentWho,
  clears,
  loudest,
  registered,
  samplesOf,
  scenario,
  spokenMs,
  sum,
  webCall,
} from '../testing/audio-calls.ts'
import { customAgent, dial, getCall, scriptedAgent } from '../testing/calls.ts'
import { answer, startLlmServer } from '../testing/llm-server.ts'

const frozen = () => startFakeRetell({ time: 'frozen', now: 1_800_000_000_000 })

test.each([
  ['s16le', 'web', 8000, 16],
  ['s16le', 'web', 48_000, 96],
  ['mulaw', 'web', 8000, 8],
  ['s16le', 'vonage', 16_000, 32],
  ['mulaw', 'telnyx', 8000, 8],
  ['s16le', 'telnyx', 24_000, 48],
  ['mulaw', 'twilio', 8000, 8],
] as const)('in %s over %s at %i Hz a ms of speech is so many bytes', async (...form) => {
  const [audio_encoding, audio_websocket_protocol, sample_rate, bytesAMs] = form
  await using fake = await frozen()
  const call = await registered(fake, { audio_encoding, audio_websocket_protocol, sample_rate })
  using caller = await listenIn(fake.url, { callId: call.call_id })
  if (audio_websocket_protocol === 'twilio') caller.socket.send('{"event":"start","streamSid":"MZ1"}')
  await caller.caughtUp()
  await fake.advance(1)
  await caller.caughtUp()
  // All of the first utterance is there when its first word has begun.
  const first = caller.sound().length / bytesAMs
  await fake.runUntilIdle()
  await caller.closed
  const lasted = spokenMs(await getCall(fake, call))
  expect(first).toBe(lasted[0])
  expect(lasted.length).toBeGreaterThan(1)
  expect(caller.sound().length / bytesAMs).toBe(sum(lasted))
  expect(clears(caller)).toBe(0)
})

test('words are heard and pauses are silent', async () => {
  await using fake = await frozen()
  const call = await registered(fake)
  using caller = await listenIn(fake.url, { callId: call.call_id })
  await fake.advance(1)
  await caller.caughtUp()
  const sound = caller.sound()
  expect(caller.pieces.slice(0, -1).every(({ length }) => length === 1_600)).toBe(true)
  await fake.advance(20_000)
  const { words } = (await getCall(fake, call)).transcript_object!.find(({ role }) => role === 'agent')!
  const at = (seconds: number) => Math.round((seconds - words[0]!.start!) * 8000) * 2
  for (const [index, word] of words.entries()) {
    expect(loudest(sound.subarray(at(word.start!), at(word.end!)))).toBeGreaterThan(5_000)
    const next = words[index + 1]
    if (next) expect(loudest(sound.subarray(at(word.end!), at(next.start!)))).toBe(0)
  }
})

test('a Twilio client hears nothing before it has named its stream, and that name goes with what it hears', async () => {
  await using fake = await frozen()
  const call = await registered(fake, { audio_encoding: 'mulaw', audio_websocket_protocol: 'twilio' })
  using caller = await listenIn(fake.url, { callId: call.call_id })
  caller.socket.send('{"event":"connected","protocol":"Call","version":"1.0.0"}')
  await caller.caughtUp()
  await fake.advance(1_000)
  await caller.caughtUp()
  expect(caller.texts).toEqual([])
  caller.socket.send('{"event":"start","streamSid":"MZ1","start":{"streamSid":"MZ1"}}')
  await caller.until(() => caller.texts.length > 0)
  await caller.caughtUp()
  const [{ event, streamSid, media } = {}] = caller.frames()
  expect([event, streamSid, media]).toEqual(['media', 'MZ1', { payload: expect.any(String) }])
  await fake.advance(20_000)
  const [lasted = 0] = spokenMs(await getCall(fake, call))
  await fake.runUntilIdle()
  await caller.closed
  const heard = sum(spokenMs(await getCall(fake, call)))
  expect(lasted).toBeGreaterThan(1_000)
  // A second of it was over by then.
  expect(caller.sound().length / 8).toBe(heard - 1_000)
})

test('a caller who cuts in makes the client drop the rest, and the answer is heard whole', async () => {
  await using fake = await frozen()
  const call = await webCall(fake, { metadata: scenario('barge_in') })
  using caller = await listenIn(fake.url, { callId: call.call_id, query: '?sample_rate=8000' })
  await fake.runUntilIdle()
  await caller.closed
  expect(caller.texts.filter(text => text === 'clear').length).toBeGreaterThan(0)
  const lasted = sum(spokenMs(await getCall(fake, call)))
  // What was sent and dropped comes on top.
  expect(caller.sound().length / 16).toBeGreaterThan(lasted)
})

test.each([
  ['telnyx', { event: 'clear' }],
  ['twilio', { event: 'clear', streamSid: 'MZ1' }],
  ['vonage', { action: 'clear' }],
] as const)('over %s what is to be dropped is told in its words', async (audio_websocket_protocol, clear) => {
  await using fake = await frozen()
  const call = await registered(fake, { audio_websocket_protocol, metadata: scenario('barge_in') })
  using caller = await listenIn(fake.url, { callId: call.call_id })
  caller.socket.send('{"event":"start","streamSid":"MZ1"}')
  await caller.caughtUp()
  await fake.runUntilIdle()
  await caller.closed
  expect(caller.frames()).toContainEqual(clear)
})

test('a drive on a frozen clock is heard the same every time', async () => {
  const heard = async () => {
    await using fake = await frozen()
    const call = await webCall(fake, { metadata: scenario('interrupts_again_and_again') })
    using caller = await listenIn(fake.url, { callId: call.call_id, query: '?enable_update=true' })
    await fake.runUntilIdle()
    await caller.closed
    return { sound: caller.sound().toString('base64'), texts: caller.texts }
  }
  expect(await heard()).toEqual(await heard())
})

test('a listener who comes in the middle hears the rest', async () => {
  await using fake = await frozen()
  const agent = await scriptedAgent(
    fake,
    {},
    { begin_message: 'Harbor Clinic, good morning. How may I help you today?' },
  )
  const { call_id: callId } = await dial(fake, agent)
  await fake.advance(4_500)
  using listener = await listenIn(fake.url, { callId, query: '?sample_rate=8000' })
  await listener.caughtUp()
  const early = listener.sound().length / 16
  await fake.advance(20_000)
  const { transcript_object: items } = await getCall(fake, { call_id: callId })
  const [first] = spokenMs({ transcript_object: items!.slice(0, 1) })
  expect(early).toBeGreaterThan(0)
  expect(early).toBeLessThan(first!)
})

test('of an answer that is spoken as it comes every word is heard', async () => {
  const caller = [{ say: 'Is Friday free?' }, { hang_up: true as const, after_ms: 1_000 }]
  const scenarios = [{ name: 'own', rings: { then: 'answer' as const }, caller }]
  let goOn = () => {}
  const isWaiting = new Promise<void>(resolve => {
    goOn = resolve
  })
  await using server = await startLlmServer({
    async onFrame(frame, say) {
      if (frame.interaction_type !== 'response_required') return answer(frame, say)
      const { response_id } = frame
      say({ response_type: 'response', response_id, content: 'Friday is free. ', content_complete: false })
      await isWaiting
      say({ response_type: 'response', response_id, content: 'What about nine?', content_complete: true })
    },
  })
  await using fake = await startFakeRetell({ time: '50x', scenarios })
  const { agent_id } = await customAgent(fake, server.url)
  const call = await webCall(fake, { agent_id, metadata: scenario('own') })
  using ear = await listenIn(fake.url, {
    callId: call.call_id,
    query: '?sample_rate=8000&enable_update=true',
  })
  await ear.until(() => ear.texts.some(text => text.includes('Friday is free')))
  goOn()
  expect(await ear.closed).toEqual([1000, 'call_ended'])
  const { transcript_object: said = [] } = await getCall(fake, call)
  const words = said.flatMap(({ role, words }) => (role === 'agent' ? words : []))
  expect(words.map(({ word }) => word).join('')).toContain('nine?')
  const spoken = sum(words.map(({ start, end }) => Math.round((end! - start!) * 1000)))
  // A tone is 0 for two samples of 32, and at its very ends.
  const sounding = samplesOf(ear.sound()).filter(sample => sample !== 0).length
  expect(sounding / 8 / spoken).toBeGreaterThan(0.9)
  expect(sounding / 8 / spoken).toBeLessThan(1)
  expect(clears(ear)).toBe(0)
})

test('who waits for the target of a warm transfer does not hear what is said there', async () => {
  const said = 'This is about a filling.'
  const tool = {
    type: 'transfer_call' as const,
    name: 'to_office',
    description: 'Transfers to the office',
    transfer_destination: { type: 'predefined' as const, number: '+14155550177' },
    transfer_option: {
      type: 'warm_transfer' as const,
      private_handoff_option: { type: 'static_message' as const, message: said },
      public_handoff_option: { type: 'static_message' as const, message: 'I have you both on the line.' },
    },
  }
  await using fake = await frozen()
  const { agent_id } = await scriptedAgent(fake, {}, { general_tools: [tool] })
  const call = await registered(fake, { agent_id, metadata: scenario('warm_transfer_answered') })
  using caller = await listenIn(fake.url, { callId: call.call_id })
  await fake.runUntilIdle()
  await caller.closed
  const { transcript_object: items = [] } = await getCall(fake, call)
  const heard = items.filter(({ content }) => content !== said)
  expect(items.map(({ role }) => role)).toContain('transfer_target')
  expect(heard).toHaveLength(items.length - 1)
  expect(caller.sound().length / 16).toBe(sum(spokenMs({ transcript_object: heard })))
})

test('words without end are sent a minute ahead and no more', async () => {
  await using fake = await frozen()
  const call = await webCall(fake, {
    agent_id: await agentWho(fake, `${'x'.repeat(20_000)} and ${'on '.repeat(200)}`),
  })
  using caller = await listenIn(fake.url, { callId: call.call_id, query: '?sample_rate=8000' })
  await fake.advance(1)
  await caller.caughtUp()
  expect(caller.sound().length).toBe(60_000 * 16)
  expect(loudest(caller.sound())).toBeGreaterThan(5_000)
})
