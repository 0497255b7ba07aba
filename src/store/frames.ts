// Every frame of the custom-LLM sockets, both ways, for `/_fake/conversations/{call_id}`.

import type { Sql } from './database.ts'

export interface FrameRow {
  at: number
  direction: 'sent' | 'received' | 'note'
  frame: string
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
  add(callId: string, { at, direction, frame }: FrameRow): void {
    this.#sql.run(
      'INSERT INTO frames (workspace, call_id, at, direction, frame) VALUES (?, ?, ?, ?, ?)',
      this.#workspace,
      callId,
      at,
      direction,
      frame.slice(0, MAX_FRAME_CHARS),
    )
  }

  of(callId: string): FrameRow[] {
    return this.#sql.all(
      'SELECT at, direction, frame FROM frames WHERE workspace = ? AND call_id = ? ORDER BY seq',
      this.#workspace,
      callId,
    )
  }
}
