// Hours of the day in which calls may be dialled, by the wall clock of a time zone, daylight saving included. It knows
// no batches and no jobs.

export interface TimeWindows {
  /** Minutes since local midnight, without the end. */
  windows: readonly { start: number; end: number }[]
  /** IANA name. */
  timezone?: string | undefined
  /** English names; none means every day. */
  day?: readonly string[] | undefined
}

/** Retell SDK 5, create-batch-call. */
const DEFAULT_TIMEZONE = 'America/Los_Angeles'

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
/** A week and the same day again, and a week more for a window that a change of clocks swallows. */
const DAYS_AHEAD = 15

/** Whether this machine knows the zone; offsets such as `+02:00` are no names. */
export function isTimezone(name: string): boolean {
  if (/^[+-]/.test(name)) return false
  try {
    formatOf(name)
    return true
  } catch {
    return false
  }
}

/** The first moment from `now` on that lies in a window, Unix ms; a day later where none is found in two weeks. */
export function nextOpening(when: TimeWindows, now: number): number {
  const zone = zoneOf(when)
  for (let from = now, day = 0; day < DAYS_AHEAD; day++) {
    const to = changeBetween(zone, from, from + DAY_MS) ?? from + DAY_MS
    const opening = openingBetween(when, from, to)
    if (opening !== undefined) return opening
    from = to
  }
  return now + DAY_MS
}

/** The first open moment of a time in which the clocks are not changed, its end not included. */
function openingBetween(when: TimeWindows, from: number, to: number): number | undefined {
  if (isOpen(when, from)) return from
  const { ms } = localTime(zoneOf(when), from)
  return when.windows
    .map(({ start }) => from + wrapped(Math.ceil(start * MINUTE_MS) - ms, DAY_MS))
    .sort((a, b) => a - b)
    .find(moment => moment < to && isOpen(when, moment))
}

/** When the zone's clocks are first changed after `from` and not after `to`: at a whole minute. */
function changeBetween(zone: string, from: number, to: number): number | undefined {
  const offset = offsetAt(zone, from)
  if (offsetAt(zone, to) === offset) return undefined
  let before = Math.floor(from / MINUTE_MS)
  let after = Math.floor(to / MINUTE_MS)
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (offsetAt(zone, middle * MINUTE_MS) === offset) before = middle
    else after = middle
  }
  return after * MINUTE_MS
}

/** How far local time is from UTC, up to whole weeks: even a zone that skips a day is then seen to change. */
function offsetAt(zone: string, at: number): number {
  const { day, ms } = localTime(zone, at)
  return wrapped(day * DAY_MS + ms - at, 7 * DAY_MS)
}

function isOpen(when: TimeWindows, at: number): boolean {
  const { day, ms } = localTime(zoneOf(when), at)
  const daysMeant = when.day ?? []
  if (daysMeant.length > 0 && !daysMeant.includes(DAYS[day]!)) return false
  return when.windows.some(({ start, end }) => start * MINUTE_MS <= ms && ms < end * MINUTE_MS)
}

/** The day of the week from 0 for Sunday, and the ms that the clock shows since midnight. */
function localTime(zone: string, at: number): { day: number; ms: number } {
  const parts = formatOf(zone).formatToParts(at)
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find(one => one.type === type)?.value ?? ''
  const minutes = Number(part('hour')) * 60 + Number(part('minute'))
  // Offsets are whole minutes, so seconds and below are the same everywhere.
  return { day: DAYS.indexOf(part('weekday')), ms: minutes * MINUTE_MS + wrapped(at, MINUTE_MS) }
}

const zoneOf = ({ timezone = DEFAULT_TIMEZONE }: TimeWindows): string => timezone

const wrapped = (value: number, length: number): number => ((value % length) + length) % length

const formats = new Map<string, Intl.DateTimeFormat>()

/** Kept by name, because making one is slow. Throws on a zone that is not known. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known) return known
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    weekday: 'long',
    hour: '2-digit',
    minute: '2-digit',
  })
  formats.set(timeZone, format)
  return format
}
