// The calendar that the mock plays for agents with Cal.com tools: every working day has the same free slots, and every booking
// succeeds. Nothing is asked of Cal.com.

import type { Schemas } from '../contract.ts'

const DAYS = 5
const HOURS = [9, 11, 14]
const DAY_MS = 86_400_000

/** The free slots of the next working days, as Cal.com lists them: ISO times by date. */
export function availability(
  nowMs: number,
  { timezone = 'UTC' }: Schemas['CheckAvailabilityCalTool'],
): string {
  const slots: Record<string, string[]> = {}
  for (let ahead = 1; Object.keys(slots).length < DAYS; ahead++) {
    const day = new Date(nowMs + ahead * DAY_MS)
    if (day.getUTCDay() === 0 || day.getUTCDay() === 6) continue
    const date = day.toISOString().slice(0, 10)
    slots[date] = HOURS.map(hour => `${date}T${String(hour).padStart(2, '0')}:00:00Z`)
  }
  return JSON.stringify({ timezone, slots })
}

/** A booking of the first free slot, or of the time that is asked for. */
export function booking(
  nowMs: number,
  { event_type_id }: Schemas['BookAppointmentCalTool'],
  args: Readonly<Record<string, unknown>>,
): string {
  const start = typeof args.time === 'string' ? args.time : new Date(nowMs + DAY_MS).toISOString()
  return JSON.stringify({ status: 'accepted', event_type_id, start })
}
