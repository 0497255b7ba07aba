import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isTimezone, nextOpening, type TimeWindows } from './time-windows.ts'

const opening = (when: TimeWindows, now: string) =>
  new Date(nextOpening(when, Date.parse(now))).toISOString().replace('.000Z', 'Z')
const hours = (start: number, end: number) => ({ start: start * 60, end: end * 60 })
const office = (timezone?: string): TimeWindows => ({ windows: [hours(9, 17)], timezone })

test.each([
  ['in a window it is now, to the second', '2026-01-15T14:00:01Z', '2026-01-15T14:00:01Z'],
  ['before it, at its start', '2026-01-15T13:59:59Z', '2026-01-15T14:00:00Z'],
  ['the end is outside', '2026-01-15T22:00:00Z', '2026-01-16T14:00:00Z'],
  ['after it, tomorrow', '2026-01-16T02:30:00Z', '2026-01-16T14:00:00Z'],
])('%s', (_, now, expected) => {
  expect(opening(office('America/New_York'), now)).toBe(expected)
})

test('without a zone it is that of Los Angeles', () => {
  expect(opening(office(), '2026-01-15T12:00:00Z')).toBe('2026-01-15T17:00:00Z')
})

test('a zone may be off by half an hour, and beyond the date line', () => {
  expect(opening(office('Asia/Kolkata'), '2026-01-15T00:00:00Z')).toBe('2026-01-15T03:30:00Z')
  expect(opening(office('Pacific/Auckland'), '2026-01-15T12:00:00Z')).toBe('2026-01-15T20:00:00Z')
})

test('several windows, in any order, each open the day', () => {
  const windows = [hours(14, 15), hours(9, 10)]
  expect(opening({ windows, timezone: 'UTC' }, '2026-01-15T08:00:00Z')).toBe('2026-01-15T09:00:00Z')
  expect(opening({ windows, timezone: 'UTC' }, '2026-01-15T10:00:00Z')).toBe('2026-01-15T14:00:00Z')
  expect(opening({ windows, timezone: 'UTC' }, '2026-01-15T15:00:00Z')).toBe('2026-01-16T09:00:00Z')
})

test('days are those of the zone, and none means all', () => {
  const saturday: TimeWindows = { windows: [hours(0, 24)], timezone: 'Pacific/Auckland', day: ['Saturday'] }
  // A Thursday. Saturday begins in Auckland on Friday at eleven, by UTC.
  expect(opening(saturday, '2026-01-15T12:00:00Z')).toBe('2026-01-16T11:00:00Z')
  expect(opening(saturday, '2026-01-17T10:59:59Z')).toBe('2026-01-17T10:59:59Z')
  expect(opening(saturday, '2026-01-17T11:00:00Z')).toBe('2026-01-23T11:00:00Z')
  expect(opening({ ...saturday, day: [] }, '2026-01-15T12:00:00Z')).toBe('2026-01-15T12:00:00Z')
})

test('on the days on which clocks change, a window keeps its local hour', () => {
  expect(opening(office('America/New_York'), '2026-03-08T05:30:00Z')).toBe('2026-03-08T13:00:00Z')
  expect(opening(office('America/New_York'), '2026-11-01T04:30:00Z')).toBe('2026-11-01T14:00:00Z')
})

test('a window whose start is skipped by the clocks opens with the first moment that there is', () => {
  const night: TimeWindows = { windows: [hours(2, 4)], timezone: 'America/New_York' }
  expect(opening(night, '2026-03-08T05:30:00Z')).toBe('2026-03-08T07:00:00Z')
})

test('a window that begins in the middle of the skipped hour opens when that is over', () => {
  const night: TimeWindows = { windows: [{ start: 137, end: 393 }], timezone: 'America/Los_Angeles' }
  expect(opening(night, '2026-03-08T09:00:00Z')).toBe('2026-03-08T10:00:00Z')
})

test('a window in the hour that comes twice opens twice', () => {
  const night: TimeWindows = { windows: [{ start: 60, end: 90 }], timezone: 'America/Los_Angeles' }
  expect(opening(night, '2026-11-01T08:45:00Z')).toBe('2026-11-01T09:00:00Z')
})

test('a window that is skipped whole opens the next day', () => {
  const night: TimeWindows = { windows: [{ start: 120, end: 150 }], timezone: 'America/New_York' }
  expect(opening(night, '2026-03-08T05:30:00Z')).toBe('2026-03-09T06:00:00Z')
})

test('names are zones, offsets and inventions are not', () => {
  expect(['UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires'].every(isTimezone)).toBe(true)
  expect(['+02:00', '-0500', 'Mars/Olympus', ''].some(isTimezone)).toBe(false)
})

/** A moment in the night in which a zone's clocks are changed: forwards, backwards, over midnight, by half an hour. */
const NIGHTS: [zone: string, around: string][] = [
  ['America/Los_Angeles', '2026-03-08T10:00:00Z'],
  ['America/Los_Angeles', '2026-11-01T09:00:00Z'],
  ['Europe/Berlin', '2026-03-29T01:00:00Z'],
  ['Pacific/Chatham', '2026-09-26T14:00:00Z'],
  ['Pacific/Chatham', '2026-04-04T14:00:00Z'],
  ['Australia/Lord_Howe', '2026-10-03T15:30:00Z'],
  ['Africa/Cairo', '2026-04-23T22:00:00Z'],
  ['Africa/Cairo', '2026-10-29T21:00:00Z'],
  ['America/Havana', '2026-03-08T05:00:00Z'],
  ['Asia/Kolkata', '2026-03-08T00:00:00Z'],
]
const MINUTE_MS = 60_000
const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

test.each(NIGHTS)(
  'around a change of clocks a walk from minute to minute opens no earlier (%s, %s)',
  (...night) => {
    const [timezone, around] = night
    const first = Date.parse(around) - 600 * MINUTE_MS
    const shown = new Intl.DateTimeFormat('en-GB', {
      timeZone: timezone,
      weekday: 'long',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    })
    const minutes = Array.from({ length: 2_400 }, (_, index) => {
      const [day, hour, minute] = shown.format(first + index * MINUTE_MS).split(/\W+/)
      return { day: day!, minute: Number(hour) * 60 + Number(minute) }
    })
    const window = fc
      .tuple(fc.nat({ max: 600 }), fc.integer({ min: 1, max: 240 }))
      .map(([start, length]) => ({ start, end: start + length }))
    const orders = fc.record({
      windows: fc.array(window, { minLength: 1, maxLength: 3 }),
      day: fc.subarray(WEEKDAYS),
      from: fc.nat({ max: 900 }),
    })
    fc.assert(
      fc.property(orders, ({ windows, day, from }) => {
        const isOpen = (one: (typeof minutes)[number]) =>
          (day.length === 0 || day.includes(one.day)) &&
          windows.some(({ start, end }) => start <= one.minute && one.minute < end)
        const walked = minutes.findIndex((one, index) => index >= from && isOpen(one))
        const found = (nextOpening({ windows, timezone, day }, first + from * MINUTE_MS) - first) / MINUTE_MS
        if (walked < 0) expect(found).toBeGreaterThanOrEqual(minutes.length)
        else expect(found).toBe(walked)
      }),
      { numRuns: 200, seed: 6 },
    )
  },
)
