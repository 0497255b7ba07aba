// Where the runs of calls under way are read from again: after a restart from the table, and where nothing outlives the process
// from their text in memory, which is what a transaction that is rolled back goes back to.

import type { Sql } from './database.ts'

/** A run in two parts: what moves on at every step of a call, and what hardly ever changes. */
export interface ShelvedRun {
  moving: object
  lasting: object
}

export interface RunShelf {
  run(id: string): ShelvedRun | undefined
  /** `lasting` is undefined when it is what was shelved last. */
  putRun(id: string, moving: object, lasting: object | undefined): void
  engine(id: string): object | undefined
  /** The run must be there. */
  putEngine(id: string, engine: object): void
  delete(id: string): void
}

export const shelfOf = (sql: Sql, workspace: number): RunShelf =>
  sql.lasts ? tableShelf(sql, workspace) : memoryShelf()

function tableShelf(sql: Sql, workspace: number): RunShelf {
  return {
    run(id) {
      const row = sql.get<{ run: string; lasting: string }>(
        'SELECT run, lasting FROM call_runs WHERE workspace = ? AND call_id = ?',
        ...[workspace, id],
      )
      return row && { moving: JSON.parse(row.run) as object, lasting: JSON.parse(row.lasting) as object }
    },
    putRun(id, moving, lasting) {
      const text = JSON.stringify(moving)
      if (lasting === undefined)
        sql.run('UPDATE call_runs SET run = ? WHERE workspace = ? AND call_id = ?', text, workspace, id)
      else
        sql.run(
          'INSERT INTO call_runs (workspace, call_id, run, lasting) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET run = excluded.run, lasting = excluded.lasting',
          ...[workspace, id, text, JSON.stringify(lasting)],
        )
    },
    engine(id) {
      const row = sql.get<{ engine: string | null }>(
        'SELECT engine FROM call_runs WHERE workspace = ? AND call_id = ?',
        ...[workspace, id],
      )
      return row?.engine ? (JSON.parse(row.engine) as object) : undefined
    },
    putEngine(id, engine) {
      sql.run(
        'UPDATE call_runs SET engine = ? WHERE workspace = ? AND call_id = ?',
        ...[JSON.stringify(engine), workspace, id],
      )
    },
    delete(id) {
      sql.run('DELETE FROM call_runs WHERE workspace = ? AND call_id = ?', workspace, id)
    },
  }
}

function memoryShelf(): RunShelf {
  const runs = new Map<string, { moving: string; lasting: object }>()
  const engines = new Map<string, object>()
  return {
    run(id) {
      const kept = runs.get(id)
      return kept && { moving: JSON.parse(kept.moving) as object, lasting: kept.lasting }
    },
    putRun(id, moving, lasting) {
      runs.set(id, { moving: JSON.stringify(moving), lasting: lasting ?? runs.get(id)?.lasting ?? {} })
    },
    engine: id => engines.get(id),
    putEngine(id, engine) {
      if (runs.has(id)) engines.set(id, engine)
    },
    delete(id) {
      runs.delete(id)
      engines.delete(id)
    },
  }
}
