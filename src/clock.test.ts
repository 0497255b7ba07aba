import { expect, test, vi } from 'vitest'
import { Clock, parseTime, wall } from './clock.ts'

const frozenAt = (at: number) => Clock.start({ mode: 'frozen', speed: 0 }, at)

test('a frozen clock stands still until it is moved, and never goes back', () => {
  const clock = frozenAt(1_000)
  expect(clock.now()).toBe(1_000)
  clock.moveTo(5_000)
  clock.moveTo(2_000)
  expect(clock.now()).toBe(5_000)
})

test('a frozen clock never reaches a later moment by itself, and is past an earlier one', () => {
  const clock = frozenAt(1_000)
  expect(clock.realMsUntil(1_001)).toBe(Number.POSITIVE_INFINITY)
  expect(clock.realMsUntil(1_000)).toBe(0)
})

test('a scaled clock reaches a moment sooner by its speed', () => {
  const clock = Clock.start({ mode: 'scaled', speed: 60 }, wall.now())
  const realMs = clock.realMsUntil(clock.now() + 60_000)
  expect(realMs).toBeGreaterThan(900)
  expect(realMs).toBeLessThanOrEqual(1_000)
})

test('a held clock stands still whatever its mode, can be moved, and runs on from there', () => {
  const clock = Clock.start({ mode: 'real', speed: 1 }, 1_000)
  clock.hold()
  const held = clock.now()
  expect(clock.realMsUntil(held + 1)).toBe(Number.POSITIVE_INFINITY)
  clock.moveTo(held + 60_000)
  clock.release()
  expect(clock.now()).toBeGreaterThanOrEqual(held + 60_000)
  expect(clock.frozen).toBe(false)
})

test('a mode that is chosen while the clock is held counts from its release', () => {
  const clock = Clock.start({ mode: 'real', speed: 1 }, 1_000)
  clock.hold()
  clock.run({ mode: 'frozen', speed: 0 })
  clock.moveTo(9_000)
  clock.release()
  expect([clock.now(), clock.frozen]).toEqual([9_000, true])
})

test('a clock made from the state of another shows the same time', () => {
  const clock = frozenAt(42)
  expect(new Clock(clock.state).now()).toBe(42)
})

test('fake timers of a test framework do not stop the wall', () => {
  vi.useFakeTimers({ now: 0 })
  try {
    expect(wall.now()).toBeGreaterThan(1_700_000_000_000)
  } finally {
    vi.useRealTimers()
  }
})

test.each([
  ['real', { mode: 'real', speed: 1 }],
  ['frozen', { mode: 'frozen', speed: 0 }],
  ['60x', { mode: 'scaled', speed: 60 }],
  ['0.5x', { mode: 'scaled', speed: 0.5 }],
])('the time "%s" is understood', (text, time) => {
  expect(parseTime(text)).toEqual(time)
})

test.each(['', 'fast', '0x', '-3x', '60', '1e9x', '999999999x'])(
  'the time "%s" is refused with a sentence',
  text => {
    expect(() => parseTime(text)).toThrow('time must be "real", "frozen" or a speed')
  },
)
