// Every frame of the custom-LLM sockets, both ways, for `/_fake/conversations/{call_id}`.

import type { Sql } from './database.ts'
import { FramePacker, FrameUnpacker, type PackedFrame, type SentFrame } from './frame-text.ts'
import { Kept } from './kept.ts'

export interface FrameRow {
  at: number
  direction: 'sent' | 'received' | 'note'
  frame: string
  /** Real ms since the call's first connection, whatever the workspace's clock does; null where there was none. */
  real_ms: number | null
}

type StoredRow = Omit<FrameRow, 'frame'> & PackedFrame

const MAX_FRAME_CHARS = 100_000
const NO_TRANSCRIPT = { shared: null, rest: null, growing: null, sharedTools: null, restTools: null }

export class Frames {
  readonly #sql: Sql
  readonly #workspace: number
  /** What the next frame of a call is stored by. A rollback may have taken what one has stored. */
  readonly #packers: Kept<FramePacker>

  constructor(sql: Sql, workspace: number) {
    this.#sql = sql
    this.#workspace = workspace
    this.#packers = new Kept(sql)
  }

  /** `at` is the workspace's time in Unix ms; a huge frame is cut. */
  add(callId: string, { frame, ...row }: FrameRow): void {
    const head = frame.slice(0, MAX_FRAME_CHARS)
    this.#insert(callId, { ...row, ...NO_TRANSCRIPT, head })
  }

  /** A frame that was sent with a transcript. */
  addSent(callId: string, frame: SentFrame, { at, real_ms }: Pick<FrameRow, 'at' | 'real_ms'>): void {
    this.#insert(callId, { at, real_ms, direction: 'sent', ...this.#packerOf(callId).pack(frame) })
  }

  #insert(callId: string, row: StoredRow): void {
    this.#sql.run(
      'INSERT INTO frames (workspace, call_id, at, direction, real_ms, head, shared, rest, growing, shared_tools, rest_tools) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      this.#workspace,
      callId,
      row.at,
      row.direction,
      row.real_ms,
      row.head,
      row.shared,
      row.rest,
      row.growing,
      row.sharedTools,
      row.restTools,
    )
  }

  of(callId: string): FrameRow[] {
    const unpacker = new FrameUnpacker()
    const rows = this.#sql.all<StoredRow>(
      'SELECT at, direction, real_ms, head, shared, rest, growing, shared_tools AS sharedTools, rest_tools AS restTools FROM frames WHERE workspace = ? AND call_id = ? ORDER BY seq',
      this.#workspace,
      callId,
    )
    return rows.map(({ at, direction, real_ms, ...packed }) => ({
      at,
      direction,
      frame: unpacker.unpack(packed).slice(0, MAX_FRAME_CHARS),
      real_ms,
    }))
  }

  /** No more is likely to come of this call. */
  rest(callId: string): void {
    this.#packers.delete(callId)
  }

  #packerOf(callId: string): FramePacker {
    const kept = this.#packers.get(callId)
    if (kept) return kept
    const packer = new FramePacker()
    this.#packers.set(callId, packer)
    return packer
  }
}
