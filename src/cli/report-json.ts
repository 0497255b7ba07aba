// A report as an object for programs: one line of JSON. Names are spelt as on the wire.

import type { Report } from '../journal.ts'
import { shownUrl } from '../secrets.ts'

/** `stacks`: problems with the stack of their error. URLs come without their query. */
export function jsonOf(report: Report, { stacks }: { stacks: boolean }): object {
  switch (report.type) {
    case 'request':
      return { type: 'request', ...report.entry }
    case 'call':
      return { type: 'call', call_id: report.callId, text: report.text }
    case 'turn':
      return {
        type: 'turn',
        call_id: report.callId,
        role: report.role,
        content: report.content,
        at_ms: report.atMs,
      }
    case 'delivery': {
      const { subject, event, url, attempt, status, error, durationMs } = report
      return {
        type: 'delivery',
        subject,
        event,
        url: shownUrl(url),
        attempt,
        status,
        error,
        duration_ms: durationMs,
      }
    }
    case 'problem': {
      const { message, error } = report
      const reason =
        error instanceof Error ? { error: error.message, ...(stacks ? { stack: error.stack } : {}) } : {}
      return { type: 'problem', message, ...reason }
    }
  }
}
