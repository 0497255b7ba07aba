// The mock's own record of a conversation, as a log that the rules can read.

import type { CallLog, Closing, LoggedFrame } from './call-log.ts'
import type { Remark } from './catalogue.ts'
import { review } from './review.ts'

/** A row of the record: frames as they went over the wire, and notes of the mock. */
export interface RecordedFrame {
  direction: 'sent' | 'received' | 'note'
  frame: string
  /** Real ms since the first connection; null before it. */
  real_ms: number | null
}

const OPENED = 'LLM ws open'
const CLOSED = /^LLM ws closed: (\d+)$/
const BINARY = 'a binary frame came'

/** The log, and for each of its frames the place of its row. */
export function logOf(rows: readonly RecordedFrame[]): { log: CallLog; rowOf: number[] } {
  const frames: LoggedFrame[] = []
  const closings: Closing[] = []
  const rowOf: number[] = []
  let connection = -1
  let atMs = 0
  rows.forEach(({ direction, frame, real_ms }, row) => {
    atMs = real_ms ?? atMs
    const closed = direction === 'note' ? CLOSED.exec(frame)?.[1] : undefined
    if (direction !== 'note' || frame.startsWith(BINARY)) {
      const binary = direction === 'note' && { binary: true }
      const from = direction === 'note' ? 'received' : direction
      frames.push({ atMs, direction: from, text: frame, connection: Math.max(connection, 0), ...binary })
      rowOf.push(row)
    } else if (frame === OPENED) connection += 1
    else if (closed !== undefined) {
      // A binary frame is what this side closes for.
      const by = frames.at(-1)?.binary ? 'retell' : 'server'
      closings.push({ atMs, connection: Math.max(connection, 0), code: Number(closed), by })
    }
  })
  return { log: { frames, closings, endedAtMs: atMs }, rowOf }
}

/** More of one kind say nothing new. */
const TOLD_OF_EACH = 20

/** What the referee says of a conversation, the first twenty times; `frame` is the place of the row. */
export function remarksOn(rows: readonly RecordedFrame[]): Remark[] {
  const { log, rowOf } = logOf(rows)
  const told = new Map<string, number>()
  const isNews = ({ check, severity }: Remark) => {
    const times = (told.get(check + severity) ?? 0) + 1
    told.set(check + severity, times)
    return times <= TOLD_OF_EACH
  }
  return review(log)
    .remarks.filter(isNews)
    .map(({ frame, ...remark }) => {
      const row = frame === undefined ? undefined : rowOf[frame]
      return { ...remark, ...(row !== undefined && { frame: row }) }
    })
}
