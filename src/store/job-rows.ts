// The rows of planned jobs, of all workspaces. What they do, and when they are run, is in jobs.ts.

import type { Sql } from './database.ts'

export interface JobRow {
  id: number
  workspace: number
  /** Workspace time in Unix ms. */
  due: number
  kind: string
  /** What it is about, such as a call id; may be empty. */
  subject: string
  payload: string
  /** 1 for what comes back for ever and is not waited for. */
  background: number
  /** 1 for what does not run by the clock, only when it is driven ahead; 2 for what somebody has taken to run it. */
  held: number
}

const TAKEN = 2

export class JobRows {
  readonly #sql: Sql
  #changes = 0

  constructor(sql: Sql) {
    this.#sql = sql
  }

  /** Grows with every change of the rows. */
  get changes(): number {
    return this.#changes
  }

  insert({ workspace, due, kind, subject, payload, background, held }: Omit<JobRow, 'id'>): void {
    this.#changes += 1
    this.#sql.run(
      'INSERT INTO jobs (workspace, due, kind, subject, payload, background, held) VALUES (?, ?, ?, ?, ?, ?, ?)',
      ...[workspace, due, kind, subject, payload, background, held],
    )
  }

  /** Deletes the row and does `work` in one transaction; does nothing when the row is gone. */
  complete(id: number, work: () => void): void {
    this.#changes += 1
    this.#sql.atomically(() => {
      if (this.#sql.run('DELETE FROM jobs WHERE id = ?', id).changes > 0) work()
    })
  }

  /** Deletes the rows about `subject`, of the given kinds or of all. */
  cancel(workspace: number, subject: string, kinds: readonly string[]): void {
    this.#changes += 1
    const chosen = kinds.length === 0 ? '' : `AND kind IN (${kinds.map(() => '?').join(', ')})`
    this.#sql.run(
      `DELETE FROM jobs WHERE workspace = ? AND subject = ? ${chosen}`,
      workspace,
      subject,
      ...kinds,
    )
  }

  /** The first row that is due by `until`, and by Infinity the first of all as long as one is not background. */
  next(workspace: number, until: number): JobRow | undefined {
    // Asked before every job: a statement that gives one row costs a quarter of one that gives a list.
    if (Number.isFinite(until))
      return this.#sql.get(
        'SELECT * FROM jobs WHERE workspace = ? AND held = 0 AND due <= ? ORDER BY due, id LIMIT 1',
        workspace,
        until,
      )
    const foreground = this.#sql.get<object>(
      'SELECT 1 FROM jobs WHERE workspace = ? AND held = 0 AND background = 0 LIMIT 1',
      workspace,
    )
    if (foreground === undefined) return undefined
    return this.#sql.get(
      'SELECT * FROM jobs WHERE workspace = ? AND held = 0 ORDER BY due, id LIMIT 1',
      workspace,
    )
  }

  /** The first `limit` rows that are due by `until`, in order. */
  due(workspace: number, until: number, limit: number): JobRow[] {
    return this.#sql.all(
      'SELECT * FROM jobs WHERE workspace = ? AND held = 0 AND due <= ? ORDER BY due, id LIMIT ?',
      ...[workspace, until, limit],
    )
  }

  find(id: number): JobRow | undefined {
    return this.#sql.get('SELECT * FROM jobs WHERE id = ?', id)
  }

  /** Nobody else finds these due any more. */
  take(ids: readonly number[]): void {
    if (ids.length === 0) return
    this.#sql.run(
      `UPDATE jobs SET held = ${TAKEN} WHERE id IN (SELECT value FROM json_each(?))`,
      JSON.stringify(ids),
    )
  }

  /** What was taken is due again, as after a crash. */
  giveBack(workspace: number): void {
    this.#sql.run(`UPDATE jobs SET held = 0 WHERE workspace = ? AND held = ${TAKEN}`, workspace)
  }

  /** When the first row after `moment` is due. */
  firstDueAfter(workspace: number, moment: number): number | undefined {
    const row = this.#sql.get<{ due: number | null }>(
      'SELECT min(due) AS due FROM jobs WHERE workspace = ? AND held = 0 AND due > ?',
      ...[workspace, moment],
    )
    return row?.due ?? undefined
  }

  /** The first row about `subject`, held or not. */
  firstAbout(workspace: number, subject: string): JobRow | undefined {
    return this.#sql.get(
      'SELECT * FROM jobs WHERE workspace = ? AND subject = ? ORDER BY due, id LIMIT 1',
      ...[workspace, subject],
    )
  }
}
