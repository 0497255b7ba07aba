// What the mock alone knows of calls under way: their runs, and what their agents think with. Kept in memory beside the
// database, for every step of a call needs it.

import type { Sql } from './database.ts'

export class CallRuns {
  readonly #sql: Sql
  readonly #workspace: number
  readonly #runs = new Map<string, { run: object; lasting?: readonly unknown[]; rollbacks: number }>()
  readonly #engines = new Map<string, { engine: object; rollbacks: number }>()

  constructor(sql: Sql, workspace: number) {
    this.#sql = sql
    this.#workspace = workspace
  }

  /**
   * What the mock alone knows of a call under way; undefined once it is over. The object is kept: whoever changes it
   * stores it in the same transaction, and after one that was rolled back it is read anew.
   */
  get<Run extends object>(id: string): Run | undefined {
    const kept = this.#runs.get(id)
    if (kept?.rollbacks === this.#sql.rollbacks) return kept.run as Run
    const row = this.#sql.get<{ run: string; lasting: string }>(
      'SELECT run, lasting FROM call_runs WHERE workspace = ? AND call_id = ?',
      this.#workspace,
      id,
    )
    const run = row && ({ ...JSON.parse(row.lasting), ...JSON.parse(row.run) } as Run)
    if (run) this.#runs.set(id, { run, rollbacks: this.#sql.rollbacks })
    else this.#runs.delete(id)
    return run
  }

  /**
   * Stores the run. What its members of the names `lasting` hold is written only when it is another object than before: most
   * of a run never changes, and it is stored at every step of a call.
   */
  put<Run extends object>(id: string, run: Run, lasting: readonly (keyof Run & string)[] = []): void {
    const kept = this.#runs.get(id)
    const values = lasting.map(name => run[name])
    const isWritten =
      kept?.rollbacks === this.#sql.rollbacks &&
      kept.lasting?.length === values.length &&
      values.every((value, index) => value === kept.lasting?.[index])
    this.#runs.set(id, { run, lasting: values, rollbacks: this.#sql.rollbacks })
    const moving = JSON.stringify({ ...run, ...Object.fromEntries(lasting.map(name => [name, undefined])) })
    if (isWritten) {
      this.#sql.run(
        'UPDATE call_runs SET run = ? WHERE workspace = ? AND call_id = ?',
        moving,
        this.#workspace,
        id,
      )
      return
    }
    this.#sql.run(
      'INSERT INTO call_runs (workspace, call_id, run, lasting) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET run = excluded.run, lasting = excluded.lasting',
      this.#workspace,
      id,
      moving,
      JSON.stringify(Object.fromEntries(lasting.map((name, index) => [name, values[index]]))),
    )
  }

  /** What the agent of a call under way thinks with: apart from the run, for it is large and hardly ever changes. */
  engine<Engine extends object>(id: string): Engine | undefined {
    const kept = this.#engines.get(id)
    if (kept?.rollbacks === this.#sql.rollbacks) return kept.engine as Engine
    const row = this.#sql.get<{ engine: string | null }>(
      'SELECT engine FROM call_runs WHERE workspace = ? AND call_id = ?',
      this.#workspace,
      id,
    )
    if (!row?.engine) return undefined
    const engine = JSON.parse(row.engine) as Engine
    this.#engines.set(id, { engine, rollbacks: this.#sql.rollbacks })
    return engine
  }

  /** The run must have been stored. */
  putEngine(id: string, engine: object): void {
    this.#engines.set(id, { engine, rollbacks: this.#sql.rollbacks })
    this.#sql.run(
      'UPDATE call_runs SET engine = ? WHERE workspace = ? AND call_id = ?',
      JSON.stringify(engine),
      this.#workspace,
      id,
    )
  }

  delete(id: string): void {
    this.#runs.delete(id)
    this.#engines.delete(id)
    this.#sql.run('DELETE FROM call_runs WHERE workspace = ? AND call_id = ?', this.#workspace, id)
  }
}
