// What was read or written last, by id, in memory beside the table: good until a transaction is rolled back, for it may have been
// written in that one.

import type { Sql } from './database.ts'

export class Kept<Value> {
  readonly #sql: Pick<Sql, 'rollbacks'>
  readonly #limit: number
  /** What was kept last comes last. */
  readonly #values = new Map<string, { value: Value; rollbacks: number }>()

  /** Beyond `limit` values the one that was kept first is forgotten. */
  constructor(sql: Pick<Sql, 'rollbacks'>, limit = Number.POSITIVE_INFINITY) {
    this.#sql = sql
    this.#limit = limit
  }

  get(id: string): Value | undefined {
    const kept = this.#values.get(id)
    return kept?.rollbacks === this.#sql.rollbacks ? kept.value : undefined
  }

  set(id: string, value: Value): void {
    this.#values.delete(id)
    this.#values.set(id, { value, rollbacks: this.#sql.rollbacks })
    if (this.#values.size > this.#limit) this.#values.delete(this.#values.keys().next().value!)
  }

  delete(id: string): void {
    this.#values.delete(id)
  }
}
