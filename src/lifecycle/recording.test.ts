import { expect, test } from 'vitest'
import { type RecordedCall, recordingOf } from './recording.ts'
import { type Speaker, utter } from './speech.ts'

function call(...turns: [Speaker, number, string][]): RecordedCall {
  const utterances = turns.map(([role, startMs, text]) => ({ role, words: utter(text, startMs).words }))
  return { durationMs: 12_345, utterances }
}

const talk = call(
  ['agent', 500, 'Hello, how can I help you today?'],
  ['user', 4000, 'I would like to book a table.'],
  ['transfer_target', 8000, 'Sales here.'],
)

function whole(recorded: RecordedCall, channels: 1 | 2): Uint8Array {
  const { size, slice } = recordingOf(recorded, channels)
  return slice(0, size)
}

/** The loudest sample of a channel between two moments in seconds. */
function loudness(file: Uint8Array, channels: 1 | 2, channel: number, from: number, to: number): number {
  const view = new DataView(file.buffer, file.byteOffset)
  let loudest = 0
  for (let frame = Math.round(from * 8000); frame < Math.round(to * 8000); frame++)
    loudest = Math.max(loudest, Math.abs(view.getInt16(44 + (frame * channels + channel) * 2, true)))
  return loudest
}

test.each([1, 2] as const)('a recording in %i channel(s) is a PCM WAV file as long as the call', channels => {
  const file = whole(talk, channels)
  const view = new DataView(file.buffer)
  const text = (from: number, to: number) => String.fromCharCode(...file.subarray(from, to))
  expect([text(0, 4), text(8, 16), text(36, 40)]).toEqual(['RIFF', 'WAVEfmt ', 'data'])
  expect(view.getUint32(4, true)).toBe(file.length - 8)
  expect(view.getUint32(40, true)).toBe(file.length - 44)
  expect([view.getUint16(20, true), view.getUint16(22, true)]).toEqual([1, channels])
  expect([view.getUint32(24, true), view.getUint32(28, true)]).toEqual([8000, 16_000 * channels])
  expect([view.getUint16(32, true), view.getUint16(34, true)]).toEqual([2 * channels, 16])
  expect((file.length - 44) / (2 * channels)).toBe(12.345 * 8000)
})

test('words are heard and everything else is silent', () => {
  const file = whole(talk, 1)
  let silentFrom = 0
  for (const { start, end } of talk.utterances.flatMap(({ words }) => words)) {
    expect(loudness(file, 1, 0, silentFrom, start!)).toBe(0)
    expect(loudness(file, 1, 0, start!, end!)).toBeGreaterThan(5000)
    silentFrom = end!
  }
  expect(loudness(file, 1, 0, silentFrom, 12.345)).toBe(0)
})

test('in two channels the agent is right and everybody else is left', () => {
  const file = whole(talk, 2)
  const [agent, user, target] = talk.utterances.map(
    ({ words }) => [words[0]!.start!, words[0]!.end!] as const,
  )
  expect([0, 1].map(channel => loudness(file, 2, channel, ...agent!) > 0)).toEqual([false, true])
  expect([0, 1].map(channel => loudness(file, 2, channel, ...user!) > 0)).toEqual([true, false])
  expect([0, 1].map(channel => loudness(file, 2, channel, ...target!) > 0)).toEqual([true, false])
})

test('each speaker has a pitch of its own', () => {
  const view = new DataView(whole(talk, 1).buffer)
  const pitches = talk.utterances.map(({ words }) => {
    const { start, end } = words[0]!
    let rises = 0
    for (let frame = Math.round(start! * 8000) + 1; frame < end! * 8000; frame++)
      if (view.getInt16(42 + frame * 2, true) <= 0 && view.getInt16(44 + frame * 2, true) > 0) rises++
    return rises / (end! - start!)
  })
  ;[250, 400, 160].forEach((pitch, index) => {
    expect(Math.abs(pitches[index]! - pitch)).toBeLessThan(15)
  })
})

test('people who talk at once are both heard, and nothing wraps round', () => {
  const alone = whole(call(['agent', 1000, 'Overlapping']), 1)
  const crowd = whole(
    call(...Array.from({ length: 9 }, () => ['agent', 1000, 'Overlapping'] as [Speaker, number, string])),
    1,
  )
  const [from, to] = [1.1, 1.3]
  expect(loudness(crowd, 1, 0, from, to)).toBeGreaterThan(4 * loudness(alone, 1, 0, from, to))
  const one = new DataView(alone.buffer)
  const many = new DataView(crowd.buffer)
  for (let offset = 44 + from * 16_000; offset < 44 + to * 16_000; offset += 2)
    expect(many.getInt16(offset, true) * one.getInt16(offset, true)).toBeGreaterThanOrEqual(0)
})

test.each([1, 2] as const)('any range in %i channel(s) equals that part of the whole', channels => {
  const overlapping = call(
    ['agent', 100, 'A long sentence that goes on and on while the other one is talking, and does not stop.'],
    ['user', 900, 'Wait, wait.'],
    ['user', 5000, 'Are you done?'],
  )
  const recording = recordingOf(overlapping, channels)
  const file = recording.slice(0, recording.size)
  const ranges = [
    [0, 1],
    [0, 44],
    [10, 50],
    [43, 45],
    [44, 47],
    [45, 46],
    [40_001, 41_234],
    [recording.size - 3, recording.size],
  ]
  for (let from = 5; from < recording.size; from += 7919) ranges.push([from, from + 6007])
  const wrong = ranges.filter(([from, to]) => {
    return Buffer.compare(recording.slice(from!, to!), file.subarray(from, to)) !== 0
  })
  expect(wrong).toEqual([])
})

test('ranges outside the file are cut to it', () => {
  const recording = recordingOf(talk, 1)
  expect(recording.slice(-5, 10)).toEqual(recording.slice(0, 10))
  expect(recording.slice(recording.size - 2, recording.size + 99)).toHaveLength(2)
  expect(recording.slice(20, 10)).toHaveLength(0)
})

test('words without times, before the call or after its end do not sound', () => {
  const words = [{ word: 'a' }, { word: 'b', start: -2, end: -1 }, { word: 'c', start: 0.5, end: 9 }]
  const file = whole({ durationMs: 1000, utterances: [{ role: 'user', words }] }, 1)
  expect(file).toHaveLength(44 + 16_000)
  expect(loudness(file, 1, 0, 0, 0.5)).toBe(0)
  expect(loudness(file, 1, 0, 0.5, 1)).toBeGreaterThan(5000)
})

test('a call of no length is an empty file, not a broken one', () => {
  expect(whole({ durationMs: 0, utterances: [] }, 2)).toHaveLength(44)
})
