import { expect, test } from 'vitest'
import { instrumentAt } from '../audio/tones.ts'
import { AHEAD_MS, type Audible, Playback } from './playback.ts'

const playback = () => new Playback(instrumentAt(8_000))
const words = (...times: [number, number][]) => times.map(([start, end]) => ({ start, end }))
const says = (nowMs: number, floor: number, ...times: [number, number][]): Audible => ({
  nowMs,
  speech: { role: 'agent', floor, words: words(...times) },
})
/** What comes of it: whether the rest is dropped, and how many ms of sound follow. */
const next = (player: Playback, call: Audible) => {
  const { drop, samples } = player.next(call)
  return [drop, samples.length / 8]
}

test('an utterance is sent once, when it begins', () => {
  const player = playback()
  expect(next(player, says(900, 1, [1, 1.5]))).toEqual([false, 0])
  expect(next(player, says(1_000, 1, [1, 1.5], [1.6, 2]))).toEqual([false, 1_000])
  expect(next(player, says(1_500, 1, [1, 1.5], [1.6, 2]))).toEqual([false, 0])
  expect(next(player, { nowMs: 2_000 })).toEqual([false, 0])
  expect(next(player, says(5_000, 2, [5, 5.5]))).toEqual([false, 500])
})

test('more of it follows what was sent, or begins at once where that is over', () => {
  const player = playback()
  next(player, says(0, 1, [0, 1]))
  expect(next(player, says(500, 1, [0, 1], [1.3, 2]))).toEqual([false, 1_000])
  expect(next(player, says(2_500, 1, [0, 1], [1.3, 2], [2.7, 3]))).toEqual([false, 500])
})

test('what was sent is dropped when the agent is cut off, and once', () => {
  const player = playback()
  next(player, says(0, 1, [0, 1]))
  const user = { nowMs: 500, speech: { role: 'user' as const, floor: 2, words: words([0.5, 0.9]) } }
  expect(next(player, user)).toEqual([true, 0])
  expect(next(player, user)).toEqual([false, 0])
  next(player, says(2_000, 3, [2, 3]))
  expect(next(player, says(2_400, 4, [2.4, 2.6]))).toEqual([true, 200])
  expect(next(player, { nowMs: 2_500 })).toEqual([true, 0])
})

test('who has been there hears an utterance whole, whatever the time is', () => {
  const player = playback()
  next(player, says(0, 1, [0, 1]))
  next(player, { nowMs: 1_000 })
  expect(next(player, says(600, 2, [0.5, 0.9]))).toEqual([false, 400])
  expect(next(player, { nowMs: 900 })).toEqual([false, 0])
  expect(next(player, { nowMs: 400 })).toEqual([false, 0])
})

test('who comes late hears the rest', () => {
  expect(next(playback(), says(700, 1, [0, 1]))).toEqual([false, 300])
})

test('what is long is sent a minute ahead, and goes on while it is said', () => {
  const player = playback()
  const long = [0, 200] as [number, number]
  expect(next(player, says(0, 1, long))).toEqual([false, AHEAD_MS])
  expect(next(player, says(1_000, 1, long))).toEqual([false, 1_000])
  expect(next(player, says(190_000, 1, long))).toEqual([false, 10_000])
  expect(next(player, says(199_000, 1, long))).toEqual([false, 0])
})

test('what has no words makes no sound', () => {
  expect(next(playback(), says(0, 1))).toEqual([false, 0])
})
