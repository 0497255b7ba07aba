// What of one workspace is to be deleted, and when: calls and chats of agents that keep their data for some days only.

import type { Sql } from './database.ts'

export interface Retained {
  kind: 'call' | 'chat'
  id: string
  keepMs: number
}

export class Retentions {
  readonly #sql: Sql
  readonly #workspace: number

  constructor(sql: Sql, workspace: number) {
    this.#sql = sql
    this.#workspace = workspace
  }

  isEmpty(): boolean {
    return (
      this.#sql.get<object>('SELECT 1 FROM retentions WHERE workspace = ? LIMIT 1', this.#workspace) ===
      undefined
    )
  }

  /** `due` is the workspace's time in Unix ms. */
  put({ kind, id, keepMs }: Retained, due: number): void {
    this.#sql.run(
      `INSERT INTO retentions (workspace, kind, id, keep_ms, due) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET due = excluded.due`,
      ...[this.#workspace, kind, id, keepMs, due],
    )
  }

  dueBy(moment: number): Retained[] {
    return this.#sql.all(
      'SELECT kind, id, keep_ms AS keepMs FROM retentions WHERE workspace = ? AND due <= ? ORDER BY due',
      ...[this.#workspace, moment],
    )
  }

  delete({ kind, id }: Pick<Retained, 'kind' | 'id'>): void {
    this.#sql.run(
      'DELETE FROM retentions WHERE workspace = ? AND kind = ? AND id = ?',
      ...[this.#workspace, kind, id],
    )
  }
}
