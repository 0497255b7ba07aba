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
const DAY_MINUTES = 1_440
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
  if (isOpen(when, now)) return now
  const { minutes } = localTime(when, now)
  const starts = when.windows.map(({ start }) => start).sort((a, b) => a - b)
  for (let day = 0; day < DAYS_AHEAD; day++) {
    for (const start of starts) {
      const ahead = day * DAY_MINUTES + start - minutes
      const opening = ahead > 0 ? openingNear(when, now + ahead * MINUTE_MS, start) : undefined
      if (opening !== undefined && opening > now) return opening
    }
  }
  return now + DAY_MINUTES * MINUTE_MS
}

/**
 * The opening that would be at `guess` if clocks were never changed. Where they were, the guess is off by the change;
 * where they are changed over the opening itself, the guess is the moment of the change.
 */
function openingNear(when: TimeWindows, guess: number, start: number): number | undefined {
  const off = start - localTime(when, guess).minutes
  const aroundMidnight = off > DAY_MINUTES / 2 ? -DAY_MINUTES : off < -DAY_MINUTES / 2 ? DAY_MINUTES : 0
  const mended = Math.round(guess + (off + aroundMidnight) * MINUTE_MS)
  return [mended, Math.round(guess)].find(moment => isOpen(when, moment))
}

function isOpen(when: TimeWindows, at: number): boolean {
  const { day, minutes } = localTime(when, at)
  const daysMeant = when.day ?? []
  if (daysMeant.length > 0 && !daysMeant.includes(DAYS[day]!)) return false
  return when.windows.some(({ start, end }) => start <= minutes && minutes < end)
}

/** The day of the week from 0 for Sunday, and the minutes since midnight with their fraction. */
function localTime(
  { timezone = DEFAULT_TIMEZONE }: TimeWindows,
  at: number,
): { day: number; minutes: number } {
  const parts = formatOf(timezone).formatToParts(at)
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find(one => one.type === type)?.value ?? ''
  const minutes = Number(part('hour')) * 60 + Number(part('minute'))
  // Offsets are whole minutes, so seconds and below are the same everywhere.
  return { day: DAYS.indexOf(part('weekday')), minutes: minutes + (at % MINUTE_MS) / MINUTE_MS }
}

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
