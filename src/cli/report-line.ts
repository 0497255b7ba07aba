// A report as one line for people: when, what kind of thing, which call, and what.

import type { Report } from '../journal.ts'
import { shownUrl } from '../secrets.ts'
import type { Channel, Style } from './terminal.ts'

type Paint = Channel['paint']
type Told = Exclude<Report, { type: 'problem' }>

const KIND_WIDTH = 7
/** An ellipsis and the last six characters of an id. */
const ID_WIDTH = 7

/** `at`: Unix ms of the moment that the line shows, in local time. */
export function lineOf(report: Told, at: number, paint: Paint): string {
  const { style, kind, subject, text } = partsOf(report, paint)
  const time = paint('dim', new Date(at).toTimeString().slice(0, 8))
  return `${time}  ${paint(style, kind.padEnd(KIND_WIDTH))}  ${subject.padEnd(ID_WIDTH)}  ${text}`
}

interface Parts {
  style: Style
  kind: string
  subject: string
  text: string
}

function partsOf(report: Told, paint: Paint): Parts {
  switch (report.type) {
    case 'request': {
      const { method, path, status, duration_ms: durationMs, message = report.entry.fault } = report.entry
      const took = paint('dim', `${Math.round(durationMs)} ms`)
      const text =
        message === undefined ? `${plain(path)}  ${took}` : `${plain(path)}  ${paint('red', plain(message))}`
      const isGood = status > 0 && status < 400
      return { style: isGood ? 'green' : 'red', kind: plain(method), subject: String(status || '—'), text }
    }
    case 'call':
      return {
        style: 'bold',
        kind: 'call',
        subject: short(report.callId),
        text: `${plain(report.text)}  ${paint('dim', report.callId)}`,
      }
    case 'turn': {
      const { role, content, atMs, callId } = report
      return {
        style: role === 'agent' ? 'cyan' : 'blue',
        kind: role,
        subject: short(callId),
        text: `${paint('dim', offset(atMs))}  ${plain(content)}`,
      }
    }
    case 'delivery':
      return {
        style: 'magenta',
        kind: 'webhook',
        subject: short(report.subject),
        text: deliveryText(report, paint),
      }
  }
}

function deliveryText(
  { event, url, attempt, status, error, durationMs }: Extract<Report, { type: 'delivery' }>,
  paint: Paint,
): string {
  const which = attempt === 0 ? '' : `, attempt ${attempt + 1}`
  const outcome =
    error === null
      ? `${paint('green', String(status))}  ${paint('dim', `${Math.round(durationMs)} ms`)}`
      : paint('red', plain(error))
  return `${event}${which} → ${plain(shownUrl(url))}  ${outcome}`
}

const short = (id: string) => `…${id.slice(-(ID_WIDTH - 1))}`

/** Milliseconds since the call was answered, as `m:ss.t`. */
export function offset(atMs: number): string {
  const tenths = Math.floor(atMs / 100)
  const seconds = String(Math.floor(tenths / 10) % 60).padStart(2, '0')
  return `${Math.floor(tenths / 600)}:${seconds}.${tenths % 10}`
}

/** On one line, and without anything that would steer a terminal. */
export const plain = (text: string) => text.replace(/[\p{Cc}\s]+/gu, ' ').trim()
