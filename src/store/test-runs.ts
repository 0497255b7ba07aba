// The runs of test cases, each in one batch. Which batch that is the run itself does not say, so it stands in a column
// beside the document.

import type { Schemas } from '../contract.ts'
import { NotFound } from '../errors.ts'
import type { Sql } from './database.ts'
import { type Page, type PageQuery, sliceOf } from './paging.ts'
import { rowsOf, selectPage } from './select.ts'

export type TestRun = Schemas['TestRunResponse']

interface Row {
  batch: string
  doc: string
}

export class TestRuns {
  readonly #sql: Sql
  readonly #workspace: number

  constructor(sql: Sql, workspace: number) {
    this.#sql = sql
    this.#workspace = workspace
  }

  /** The run and its batch. */
  find(id: string): { run: TestRun; batchId: string } | undefined {
    const row = this.#sql.get<Row>(
      'SELECT batch, doc FROM test_runs WHERE workspace = ? AND id = ?',
      this.#workspace,
      id,
    )
    return row && { run: JSON.parse(row.doc) as TestRun, batchId: row.batch }
  }

  /** Refuses with Retell's 404 when there is none. */
  get(id: string): TestRun {
    const found = this.find(id)
    if (!found) throw new NotFound('test-case-job', id)
    return found.run
  }

  insert(batchId: string, run: TestRun): void {
    this.#sql.run(
      'INSERT INTO test_runs (workspace, id, batch, doc) VALUES (?, ?, ?, ?)',
      ...[this.#workspace, run.test_case_job_id, batchId, JSON.stringify(run)],
    )
  }

  put(run: TestRun): void {
    this.#sql.run(
      'UPDATE test_runs SET doc = ? WHERE workspace = ? AND id = ?',
      ...[JSON.stringify(run), this.#workspace, run.test_case_job_id],
    )
  }

  /** Every run of a batch, in the order in which the batch named the test cases. */
  of(batchId: string): TestRun[] {
    return this.#sql
      .all<Row>(
        'SELECT doc FROM test_runs WHERE workspace = ? AND batch = ? ORDER BY seq',
        ...[this.#workspace, batchId],
      )
      .map(row => JSON.parse(row.doc) as TestRun)
  }

  /** A page of them, in the same order. */
  page(batchId: string, { limit, pagination_key }: PageQuery): Page<TestRun> {
    const rows = rowsOf('test_runs', this.#workspace, [{ sql: 'batch = ?', values: [batchId] }])
    return selectPage(this.#sql, rows, 'seq', sliceOf({ limit, pagination_key, sort_order: 'ascending' }))
  }
}
