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

test('a window that is skipped whole opens the next day', () => {
  const night: TimeWindows = { windows: [{ start: 120, end: 150 }], timezone: 'America/New_York' }
  expect(opening(night, '2026-03-08T05:30:00Z')).toBe('2026-03-09T06:00:00Z')
})

test('names are zones, offsets and inventions are not', () => {
  expect(['UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires'].every(isTimezone)).toBe(true)
  expect(['+02:00', '-0500', 'Mars/Olympus', ''].some(isTimezone)).toBe(false)
})
