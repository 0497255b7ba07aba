import { expect, test } from 'vitest'
import { type AudioForm, usualAudio } from './audio-form.ts'
import { encoded, mulaw } from './encoding.ts'
import { clearMessage, heardIn, soundMessages } from './messages.ts'
import { instrumentAt, soundOf } from './tones.ts'

const form = (changes: Partial<AudioForm>): AudioForm => ({ ...usualAudio, ...changes })

test('a word is a tone as long as it takes to say, with silence before it', () => {
  const samples = soundOf([{ start: 1.1, end: 1.3 }], 1_000, 1_300, instrumentAt(8_000))
  expect(samples).toHaveLength(2_400)
  expect(samples.subarray(0, 800).every(sample => sample === 0)).toBe(true)
  expect(Math.max(...samples.subarray(800))).toBeGreaterThan(5_000)
  expect(soundOf([], 0, 0, instrumentAt(8_000))).toHaveLength(0)
})

test.each([8_000, 16_000, 24_000, 48_000])('at %i Hz any part of the sound is that of the whole', rate => {
  const instrument = instrumentAt(rate)
  const words = [
    { start: 0.05, end: 0.433 },
    { start: 0.433, end: 0.5 },
    { start: 0.6, end: 1.2 },
  ]
  const whole = soundOf(words, 0, 1_200, instrument)
  const parts = [0, 49, 51, 440, 441, 900, 1_200].flatMap((fromMs, index, all) => {
    const toMs = all[index + 1]
    return toMs === undefined ? [] : [...soundOf(words, fromMs, toMs, instrument)]
  })
  expect(Int16Array.from(parts)).toEqual(whole)
})

test.each([
  [0, 0xff],
  [-1, 0x7f],
  [32_767, 0x80],
  [-32_768, 0x00],
  [1_000, 0xce],
  [-1_000, 0x4e],
])('the sample %i is %i in μ-law', (sample, byte) => {
  expect(mulaw(sample)).toBe(byte)
})

test('PCM is little-endian, two bytes a sample', () => {
  expect([...encoded(Int16Array.of(1, -2), 's16le')]).toEqual([1, 0, 254, 255])
})

test('sound goes out in pieces: bare bytes, or base64 in the JSON of the telephone company', () => {
  const second = encoded(new Int16Array(8_000), 'mulaw')
  const bare = [...soundMessages(second, form({ audio_encoding: 'mulaw', sample_rate: 8_000 }), 'call_1')]
  expect(bare.map(piece => piece.length)).toEqual(Array(10).fill(800))
  const twilio = form({ audio_encoding: 'mulaw', sample_rate: 8_000, audio_websocket_protocol: 'twilio' })
  const media = [...soundMessages(second, twilio, 'call_1')].map(piece => JSON.parse(String(piece)))
  expect(media).toHaveLength(50)
  expect(media[0]).toEqual({ event: 'media', streamSid: 'call_1', media: { payload: expect.any(String) } })
  expect(Buffer.from(media[0].media.payload, 'base64')).toEqual(Buffer.from(second.subarray(0, 160)))
})

test('each protocol has its word for dropping what was not played', () => {
  const clear = (audio_websocket_protocol: AudioForm['audio_websocket_protocol']) =>
    clearMessage(form({ audio_websocket_protocol }), 'call_1')
  expect(clear('web')).toBe('clear')
  expect(JSON.parse(String(clear('twilio')))).toEqual({ event: 'clear', streamSid: 'call_1' })
  expect(JSON.parse(String(clear('telnyx')))).toEqual({ event: 'clear' })
  expect(JSON.parse(String(clear('vonage')))).toEqual({ action: 'clear' })
})

test('what a client says is a keepalive, sound, the end, or nothing', () => {
  expect(heardIn('ping')).toEqual({ type: 'ping' })
  expect(heardIn('{"event":"media","media":{"payload":"AAAA"}}')).toEqual({ type: 'sound', bytes: 3 })
  expect(heardIn('{"event":"start","streamSid":"MZ1"}')).toEqual({ type: 'start', streamId: 'MZ1' })
  expect(heardIn('{"event":"stop"}')).toEqual({ type: 'stop' })
  for (const odd of [
    '',
    'null',
    '[]',
    '{',
    '{"event":"media"}',
    '{"event":"media","media":7}',
    '{"event":"media","media":null}',
    '{"event":"start"}',
    `{"event":"start","streamSid":"${'M'.repeat(201)}"}`,
  ])
    expect(heardIn(odd)).toEqual({ type: 'other' })
})
