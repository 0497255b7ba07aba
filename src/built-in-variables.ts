// The variables that Retell provides in every conversation: the time, a calendar, and what is known of the session. The
// two of agent states, `current_agent_state` and `previous_agent_state`, belong to the mind, which knows them.

/** What is known of a conversation as it stands now. Times are the workspace's, in Unix ms. */
export interface Session {
  type: 'voice' | 'chat'
  nowMs: number
  startedMs?: number | undefined
  /** The agent's `timezone`, an IANA name. */
  timeZone?: string | undefined
  callId?: string | undefined
  callType?: 'web_call' | 'phone_call' | undefined
  direction?: 'inbound' | 'outbound' | undefined
  userNumber?: string | undefined
  agentNumber?: string | undefined
  chatId?: string | undefined
}

/** Retell docs, agent settings: what a timezone is when none is set. */
const DEFAULT_ZONE = 'America/Los_Angeles'
const CALENDAR_DAYS = 14
const DAY_MS = 86_400_000

/**
 * The value of a built-in variable; undefined for another name, for what this kind of session does not have, and for a
 * timezone that does not exist. (Retell docs: dynamic variables, default system variables.)
 */
export function builtInVariable(name: string, session: Session): string | undefined {
  const [, kind, zone = session.timeZone ?? DEFAULT_ZONE] =
    /^current_(time|hour|calendar)(?:_(.+))?$/.exec(name) ?? []
  if (kind !== undefined) return inZone(() => CLOCKS[kind as keyof typeof CLOCKS](session.nowMs, zone))
  switch (name) {
    case 'session_type':
      return session.type
    case 'session_duration':
      return session.startedMs === undefined ? undefined : spanOf(session.nowMs - session.startedMs)
    case 'direction':
      return session.direction
    case 'user_number':
      return session.userNumber
    case 'agent_number':
      return session.agentNumber
    case 'call_id':
      return session.callId
    case 'call_type':
      return session.callType
    case 'chat_id':
      return session.chatId
    default:
      return undefined
  }
}

const CLOCKS = { time: timeIn, hour: hourIn, calendar: calendarIn }

const LONG_DATE = { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' } as const
const dateIn = (ms: number, timeZone: string) =>
  new Intl.DateTimeFormat('en-US', { ...LONG_DATE, timeZone }).format(ms)

/** "Thursday, March 28, 2024 at 11:46 PM PDT". */
function timeIn(ms: number, timeZone: string): string {
  const clock = new Intl.DateTimeFormat('en-US', { hour: 'numeric', minute: '2-digit', timeZone }).format(ms)
  // Some versions of ICU put a narrow blank before the AM.
  return `${dateIn(ms, timeZone)} at ${clock.replace(/\s/, ' ')} ${zoneName(ms, timeZone)}`
}

/** The hour as a fraction, "3.5" at half past three. */
function hourIn(ms: number, timeZone: string): string {
  const { hour, minute } = numbersIn(ms, timeZone)
  return String(Math.round((hour + minute / 60) * 100) / 100)
}

/** Fourteen days, a line each, from today on. */
function calendarIn(ms: number, timeZone: string): string {
  const { year, month, day } = numbersIn(ms, timeZone)
  const zone = zoneName(ms, timeZone)
  const noon = Date.UTC(year, month - 1, day, 12)
  return Array.from({ length: CALENDAR_DAYS }, (_, index) => {
    const line = `${dateIn(noon + index * DAY_MS, 'UTC')} ${zone}`
    return index === 0 ? `${line} (Today)` : line
  }).join('\n')
}

function numbersIn(ms: number, timeZone: string) {
  const parts = new Intl.DateTimeFormat('en-US', {
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
    timeZone,
  }).formatToParts(ms)
  const number = (type: string) => Number(parts.find(part => part.type === type)?.value)
  return {
    year: number('year'),
    month: number('month'),
    day: number('day'),
    hour: number('hour'),
    minute: number('minute'),
  }
}

/** Each region spells the zones it knows ("AEDT") and writes others as an offset ("GMT+11"). */
const REGIONS = ['en-US', 'en-AU', 'en-GB', 'en-IN', 'en-NZ']

function zoneName(ms: number, timeZone: string): string {
  const names = REGIONS.map(
    region =>
      new Intl.DateTimeFormat(region, { timeZoneName: 'short', timeZone })
        .formatToParts(ms)
        .find(part => part.type === 'timeZoneName')!,
  ).map(part => part.value)
  return names.find(name => !/[+-]\d/.test(name)) ?? names[0]!
}

function inZone(write: () => string): string | undefined {
  try {
    return write()
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** "20 minutes 30 seconds". */
function spanOf(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000))
  const parts = [
    [Math.floor(seconds / 3_600), 'hour'],
    [Math.floor((seconds % 3_600) / 60), 'minute'],
    [seconds % 60, 'second'],
  ] as const
  const spoken = parts.filter(([count, unit]) => count > 0 || (unit === 'second' && seconds === 0))
  return spoken.map(([count, unit]) => `${count} ${unit}${count === 1 ? '' : 's'}`).join(' ')
}
