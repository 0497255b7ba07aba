// Batches of calls that still have calls to make, and their tasks in order. A task is gone once it is dialled, a batch
// with its last task: the API has no way to read one.

import type { Schemas } from '../contract.ts'
import type { Sql } from './database.ts'

export type BatchTask = Schemas['BatchCallTask']

export interface Batch extends Pick<Schemas['CreateBatchCallRequest'], 'from_number' | 'call_time_window'> {
  batch_call_id: string
  reservedConcurrency: number
}

export class Batches {
  readonly #sql: Sql
  readonly #workspace: number

  constructor(sql: Sql, workspace: number) {
    this.#sql = sql
    this.#workspace = workspace
  }

  insert(batch: Batch, tasks: readonly BatchTask[]): void {
    const { batch_call_id: id } = batch
    this.#sql.run(
      'INSERT INTO batches (workspace, id, doc) VALUES (?, ?, ?)',
      this.#workspace,
      id,
      JSON.stringify(batch),
    )
    for (const [number, task] of tasks.entries()) {
      this.#sql.run(
        'INSERT INTO batch_tasks (workspace, batch, number, task) VALUES (?, ?, ?, ?)',
        ...[this.#workspace, id, number, JSON.stringify(task)],
      )
    }
  }

  find(id: string): Batch | undefined {
    const row = this.#sql.get<{ doc: string }>(
      'SELECT doc FROM batches WHERE workspace = ? AND id = ?',
      this.#workspace,
      id,
    )
    return row && (JSON.parse(row.doc) as Batch)
  }

  ids(): string[] {
    return this.#sql
      .all<{ id: string }>('SELECT id FROM batches WHERE workspace = ?', this.#workspace)
      .map(({ id }) => id)
  }

  delete(id: string): void {
    this.#sql.run('DELETE FROM batches WHERE workspace = ? AND id = ?', this.#workspace, id)
  }

  /** Takes up to `count` of the first tasks away. */
  takeTasks(id: string, count: number): BatchTask[] {
    const rows = this.#sql.all<{ number: number; task: string }>(
      'SELECT number, task FROM batch_tasks WHERE workspace = ? AND batch = ? ORDER BY number LIMIT ?',
      ...[this.#workspace, id, count],
    )
    const last = rows.at(-1)
    if (last) {
      this.#sql.run(
        'DELETE FROM batch_tasks WHERE workspace = ? AND batch = ? AND number <= ?',
        ...[this.#workspace, id, last.number],
      )
    }
    return rows.map(({ task }) => JSON.parse(task) as BatchTask)
  }

  hasTasks(id: string): boolean {
    return (
      this.#sql.get(
        'SELECT 1 FROM batch_tasks WHERE workspace = ? AND batch = ? LIMIT 1',
        this.#workspace,
        id,
      ) !== undefined
    )
  }
}
