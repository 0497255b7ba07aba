// The file behind a completed export: a line a call, made when somebody asks. What a real export's columns are is not
// known; these are the call's own names.

import type { Call } from './contract.ts'
import type { Sql } from './store/database.ts'

const COLUMNS = [
  'call_id',
  'call_type',
  'agent_id',
  'call_status',
  'direction',
  'from_number',
  'to_number',
  'start_timestamp',
  'end_timestamp',
  'duration_ms',
  'disconnection_reason',
] as const

/** The CSV of a completed export, whichever workspace it is in; undefined when there is none. Chats are none. */
export function exportFile(sql: Sql, id: string): string | undefined {
  const request = sql.get<{ workspace: number; channel: string }>(
    `SELECT workspace, doc ->> '$.channel' AS channel FROM export_requests
     WHERE id = ? AND doc ->> '$.status' = 'completed'`,
    id,
  )
  if (!request) return undefined
  const rows =
    request.channel === 'call'
      ? sql.all<{ doc: string }>('SELECT doc FROM calls WHERE workspace = ? ORDER BY seq', request.workspace)
      : []
  const lines = rows.map(({ doc }) => lineOf(JSON.parse(doc) as Call))
  return `${[COLUMNS.join(','), ...lines].join('\n')}\n`
}

const lineOf = (call: Call) => COLUMNS.map(name => cellOf(Reflect.get(call, name))).join(',')

function cellOf(value: unknown): string {
  const text = value === undefined || value === null ? '' : String(value)
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
