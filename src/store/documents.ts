// One kind of resource that has no versions: JSON documents by id in one workspace. The stored object is the wire object.

import { NotFound } from '../errors.ts'
import type { Sql, Value } from './database.ts'
import { decodeCursor, type Page, pageOf } from './paging.ts'

interface Row {
  seq: number
  doc: string
}

export interface PageQuery {
  limit?: number | undefined
  pagination_key?: string | undefined
  sort_order?: 'ascending' | 'descending' | undefined
}

/** An SQL condition on a row, with its values. */
export interface Condition {
  sql: string
  values: Value[]
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
    return this.#sql
      .all<Row>(
        `SELECT doc FROM ${this.#table} WHERE workspace = ? ${where ? `AND ${where.sql}` : ''} ORDER BY seq DESC`,
        this.#workspace,
        ...(where?.values ?? []),
      )
      .map(row => JSON.parse(row.doc) as Doc)
  }

  /** One page in order of the last modification; needs the column `modified`. */
  page({ limit = 50, pagination_key, sort_order = 'descending' }: PageQuery, where?: Condition): Page<Doc> {
    const [order, beyond] = sort_order === 'descending' ? ['DESC', '<'] : ['ASC', '>']
    const after = pagination_key === undefined ? undefined : decodeCursor(pagination_key)
    const values: Value[] = [this.#workspace, ...(where?.values ?? []), ...(after ?? []), limit + 1]
    const rows = this.#sql.all<Row & { modified: number }>(
      `SELECT seq, modified, doc FROM ${this.#table} WHERE workspace = ? ${where ? `AND ${where.sql}` : ''} ${after ? `AND (modified, seq) ${beyond} (?, ?)` : ''}
       ORDER BY modified ${order}, seq ${order} LIMIT ?`,
      ...values,
    )
    return pageOf(
      rows,
      limit,
      row => JSON.parse(row.doc) as Doc,
      row => [row.modified, row.seq],
    )
  }
}
