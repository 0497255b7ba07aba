// The rows of planned jobs, of all workspaces: read from memory, and stored with the transaction that plans or ends them.
// What has been planned and done within one transaction is never written at all. What jobs do is in jobs.ts.

import type { Sql } from './database.ts'
import { inOrder, JobQueue, type JobRow } from './job-queue.ts'

export class JobRows {
  readonly #sql: Sql
  readonly #queues = new Map<number, JobQueue>()
  #lastId: number
  /** What the present transaction has planned and ended so far. */
  readonly #planned = new Set<JobRow>()
  readonly #ended = new Map<JobRow, { wasTaken: boolean }>()

  constructor(sql: Sql) {
    this.#sql = sql
    this.#lastId = sql.get<{ id: number | null }>('SELECT max(id) AS id FROM jobs')?.id ?? 0
  }

  insert({ workspace, due, kind, subject, payload, background, held }: Omit<JobRow, 'id'>): void {
    if (!Number.isSafeInteger(due)) throw new Error(`the job ${kind} cannot be due at ${due}`)
    this.#lastId += 1
    const row = { id: this.#lastId, workspace, due, kind, subject, payload, background, held }
    this.#of(workspace).add(row)
    this.#planned.add(row)
    this.#storeLater()
  }

  /** Deletes the row and does `work` in one transaction; does nothing when the row is gone. */
  complete(row: JobRow, work: () => void): void {
    this.#sql.atomically(() => {
      if (this.#delete(row)) work()
    })
  }

  /** Deletes the rows about `subject`, of the given kinds or of all; gives how many there were. */
  cancel(workspace: number, subject: string, kinds: readonly string[]): number {
    const rows = this.#of(workspace)
      .about(subject)
      .filter(({ kind }) => kinds.length === 0 || kinds.includes(kind))
    for (const row of rows) this.#delete(row)
    return rows.length
  }

  /** Whether anything but jobs of this kind will run by the clock, what comes back for ever left out. */
  hasBeside(workspace: number, kind: string): boolean {
    return this.#of(workspace).hasForegroundBeside(kind)
  }

  /** The first row that is due by `until`, and by Infinity the first of all as long as one is not background. */
  next(workspace: number, until: number): JobRow | undefined {
    const queue = this.#of(workspace)
    const first = queue.first()
    if (!first || first.due > until) return undefined
    return Number.isFinite(until) || queue.hasForegroundBeside() ? first : undefined
  }

  /** Takes the first `limit` rows that are due by `until`, in order: nobody else finds them due any more. */
  take(workspace: number, until: number, limit = Number.POSITIVE_INFINITY): JobRow[] {
    const queue = this.#of(workspace)
    const rows: JobRow[] = []
    while (rows.length < limit) {
      const row = queue.first()
      if (!row || row.due > until) break
      queue.take(row)
      rows.push(row)
    }
    return rows
  }

  /** What was taken is due again. */
  giveBack(workspace: number): void {
    this.#queues.get(workspace)?.giveBack()
  }

  find(workspace: number, id: number): JobRow | undefined {
    return this.#queues.get(workspace)?.find(id)
  }

  /** When the first row is due that nobody has taken. */
  firstDue(workspace: number): number | undefined {
    return this.#of(workspace).first()?.due
  }

  /** The first row about `subject`, held or not. */
  firstAbout(workspace: number, subject: string): JobRow | undefined {
    let first: JobRow | undefined
    for (const row of this.#of(workspace).about(subject)) if (!first || inOrder(row, first) < 0) first = row
    return first
  }

  /** Of a workspace that is gone, and whose rows are deleted. */
  forget(workspace: number): void {
    this.#queues.delete(workspace)
  }

  #of(workspace: number): JobQueue {
    let queue = this.#queues.get(workspace)
    if (!queue) {
      queue = new JobQueue(this.#sql.all<JobRow>('SELECT * FROM jobs WHERE workspace = ?', workspace))
      this.#queues.set(workspace, queue)
    }
    return queue
  }

  #delete(row: JobRow): boolean {
    // Of a workspace that is gone nothing is left to delete.
    const queue = this.#queues.get(row.workspace)
    const wasTaken = queue?.isTaken(row) ?? false
    if (!queue?.delete(row)) return false
    if (!this.#planned.delete(row)) this.#ended.set(row, { wasTaken })
    this.#storeLater()
    return true
  }

  #storeLater(): void {
    this.#sql.enlist(this.#changes)
  }

  readonly #changes = {
    store: () => {
      if (!this.#sql.lasts) return
      for (const { workspace, id } of this.#ended.keys())
        this.#sql.run('DELETE FROM jobs WHERE workspace = ? AND id = ?', workspace, id)
      for (const { workspace, id, due, kind, subject, payload, background, held } of this.#planned)
        this.#sql.run(
          'INSERT INTO jobs (workspace, id, due, kind, subject, payload, background, held) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
          ...[workspace, id, due, kind, subject, payload, background, held],
        )
    },
    stored: () => {
      this.#ended.clear()
      this.#planned.clear()
    },
    undo: () => {
      for (const row of this.#planned) this.#queues.get(row.workspace)?.delete(row)
      for (const [row, { wasTaken }] of this.#ended) {
        const queue = this.#queues.get(row.workspace)
        queue?.add(row)
        if (wasTaken) queue?.take(row)
      }
      this.#ended.clear()
      this.#planned.clear()
    },
  }
}
