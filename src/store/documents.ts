// One kind of resource that has no versions: JSON documents by id in one workspace. The stored object is the wire object.

import { NotFound } from '../errors.ts'
import type { Sql } from './database.ts'
import { type Page, type PageQuery, sliceOf } from './paging.ts'
import { type Condition, rowsOf, selectPage } from './select.ts'

interface Row {
  doc: string
}

export class Documents<Doc extends object> {
  readonly #sql: Sql
  readonly #workspace: number
  readonly #table: string
  readonly #kind: string

  /** `kind` is the word Retell uses in `Item … not found from <kind>`. */
  constructor(sql: Sql, workspace: number, table: string, kind: string) {
    this.#sql = sql
    this.#workspace = workspace
    this.#table = table
    this.#kind = kind
  }

  find(id: string): Doc | undefined {
    const row = this.#sql.get<Row>(
      `SELECT doc FROM ${this.#table} WHERE workspace = ? AND id = ?`,
      this.#workspace,
      id,
    )
    return row && (JSON.parse(row.doc) as Doc)
  }

  /** Refuses with Retell's 404 when there is none. */
  get(id: string): Doc {
    const doc = this.find(id)
    if (!doc) throw new NotFound(this.#kind, id)
    return doc
  }

  insert(id: string, doc: Doc): Doc {
    this.#sql.run(
      `INSERT INTO ${this.#table} (workspace, id, doc) VALUES (?, ?, ?)`,
      this.#workspace,
      id,
      JSON.stringify(doc),
    )
    return doc
  }

  /** Replaces the document. Refuses with Retell's 404 when there is none. */
  put(id: string, doc: Doc): Doc {
    const { changes } = this.#sql.run(
      `UPDATE ${this.#table} SET doc = ? WHERE workspace = ? AND id = ?`,
      JSON.stringify(doc),
      this.#workspace,
      id,
    )
    if (changes === 0) throw new NotFound(this.#kind, id)
    return doc
  }

  delete(id: string): void {
    const { changes } = this.#sql.run(
      `DELETE FROM ${this.#table} WHERE workspace = ? AND id = ?`,
      this.#workspace,
      id,
    )
    if (changes === 0) throw new NotFound(this.#kind, id)
  }

  /** The ids that begin with `prefix`. */
  idsFrom(prefix: string): string[] {
    return this.#sql
      .all<{ id: string }>(
        `SELECT id FROM ${this.#table} WHERE workspace = ? AND id >= ? AND id < ?`,
        ...[this.#workspace, prefix, `${prefix}\uffff`],
      )
      .map(({ id }) => id)
  }

  /** All of them, or all that meet the condition, newest first. */
  all(where?: Condition): Doc[] {
    const rows = this.#rows(where)
    return this.#sql
      .all<Row>(`SELECT doc FROM ${rows.sql} ORDER BY seq DESC`, ...rows.values)
      .map(row => JSON.parse(row.doc) as Doc)
  }

  /** One page in order of the last modification; needs the column `modified`. */
  page(query: PageQuery, where?: Condition): Page<Doc> {
    return selectPage(this.#sql, this.#rows(where), 'modified', sliceOf(query))
  }

  #rows(where?: Condition): Condition {
    return rowsOf(this.#table, this.#workspace, where && [where])
  }
}
