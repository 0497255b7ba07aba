// Every frame of the custom-LLM sockets, both ways, for `/_fake/conversations/{call_id}`.

import type { Sql } from './database.ts'

export interface FrameRow {
  at: number
  direction: 'sent' | 'received' | 'note'
  frame: string
  /** Real ms since the call's first connection, whatever the workspace's clock does; null where there was none. */
  real_ms: number | null
}

const MAX_FRAME_CHARS = 100_000

export class Frames {
  readonly #sql: Sql
  readonly #workspace: number

  constructor(sql: Sql, workspace: number) {
    this.#sql = sql
    this.#workspace = workspace
  }

  /** `at` is the workspace's time in Unix ms; a huge frame is cut. */
  add(callId: string, { at, direction, frame, real_ms }: FrameRow): void {
    this.#sql.run(
      'INSERT INTO frames (workspace, call_id, at, direction, frame, real_ms) VALUES (?, ?, ?, ?, ?, ?)',
      this.#workspace,
      callId,
      at,
      direction,
      frame.slice(0, MAX_FRAME_CHARS),
      real_ms,
    )
  }

  of(callId: string): FrameRow[] {
    return this.#sql.all(
      'SELECT at, direction, frame, real_ms FROM frames WHERE workspace = ? AND call_id = ? ORDER BY seq',
      this.#workspace,
      callId,
    )
  }
}
