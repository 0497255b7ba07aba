// What scenarios expected of an agent's answers and what came of it, by call, for `/_fake/conversations/{call_id}`.

import type { ControlSchemas } from '../contract.ts'
import type { Sql } from './database.ts'

export type ExpectationResult = ControlSchemas['ExpectationResult']

export class Expectations {
  readonly #sql: Sql
  readonly #workspace: number

  constructor(sql: Sql, workspace: number) {
    this.#sql = sql
    this.#workspace = workspace
  }

  add(callId: string, result: ExpectationResult): void {
    this.#sql.run(
      'INSERT INTO expectations (workspace, call_id, doc) VALUES (?, ?, ?)',
      this.#workspace,
      callId,
      JSON.stringify(result),
    )
  }

  /** In the order in which they were decided. */
  of(callId: string): ExpectationResult[] {
    const rows = this.#sql.all<{ doc: string }>(
      'SELECT doc FROM expectations WHERE workspace = ? AND call_id = ? ORDER BY seq',
      this.#workspace,
      callId,
    )
    return rows.map(({ doc }) => JSON.parse(doc) as ExpectationResult)
  }
}
