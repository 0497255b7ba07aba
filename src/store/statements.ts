// Prepared statements by their text, as many as are worth keeping: filters make ever new texts, and what was not used
// for the longest time goes first. It knows no database.

/** More than the mock has of its own: what a filter adds does not drive those out. */
const KEPT = 400

export class Statements<Statement> {
  readonly #prepare: (sql: string) => Statement
  readonly #limit: number
  /** The one that was used last comes last. */
  readonly #kept = new Map<string, Statement>()

  constructor(prepare: (sql: string) => Statement, limit = KEPT) {
    this.#prepare = prepare
    this.#limit = limit
  }

  get(sql: string): Statement {
    const known = this.#kept.get(sql)
    const statement = known ?? this.#prepare(sql)
    if (known) this.#kept.delete(sql)
    this.#kept.set(sql, statement)
    if (this.#kept.size > this.#limit) this.#kept.delete(this.#kept.keys().next().value!)
    return statement
  }

  clear(): void {
    this.#kept.clear()
  }
}
