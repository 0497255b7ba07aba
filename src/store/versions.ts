// One kind of resource that is kept version by version: agents, Retell LLMs, conversation flows. A row is one version;
// which one is meant when none is named, and when a version may change, is decided by the routes.

import { badRequest, NotFound } from '../errors.ts'
import type { Sql } from './database.ts'
import { type Page, type PageQuery, sliceOf } from './paging.ts'
import { type Condition, rowsOf, selectPage } from './select.ts'

interface Row {
  seq: number
  modified: number
  doc: string
}

export interface Versioned {
  version?: number | undefined
  is_published?: boolean | undefined
}

/** What the lists of the first generation take: a row for each version, the cursor a pair of id and version. */
export interface VersionListQuery {
  limit?: number | undefined
  pagination_key?: string | undefined
  pagination_key_version?: number | undefined
  is_latest?: boolean | undefined
}

export interface LatestPageQuery extends PageQuery {
  /** Looked at in the latest row. */
  where?: Condition | undefined
}

const latestIn = (table: string): Condition => ({
  sql: `version = (SELECT max(version) FROM ${table} latest WHERE latest.workspace = ${table}.workspace AND latest.id = ${table}.id)`,
  values: [],
})

export class Versions<Doc extends Versioned> {
  readonly #sql: Sql
  readonly #workspace: number
  readonly #table: string
  readonly #kind: string
  readonly #only: readonly Condition[]
  /** The rows that are looked at, with the workspace as the first value. */
  readonly #rows: string

  /**
   * `kind` is the word Retell uses in `Item … not found from <kind>`. `only` is an SQL condition without values: what
   * does not meet it is not there.
   */
  constructor(sql: Sql, workspace: number, table: string, kind: string, only?: string) {
    this.#sql = sql
    this.#workspace = workspace
    this.#table = table
    this.#kind = kind
    this.#only = only === undefined ? [] : [{ sql: only, values: [] }]
    this.#rows = this.#rowsWith([]).sql
  }

  /** This version, or the one with the largest number when none is named. */
  find(id: string, version?: number): Doc | undefined {
    const row =
      version === undefined
        ? this.#sql.get<Row>(
            `SELECT doc FROM ${this.#rows} AND id = ? ORDER BY version DESC LIMIT 1`,
            this.#workspace,
            id,
          )
        : this.#sql.get<Row>(
            `SELECT doc FROM ${this.#rows} AND id = ? AND version = ?`,
            this.#workspace,
            id,
            version,
          )
    return row && (JSON.parse(row.doc) as Doc)
  }

  /** As `find`, refusing with Retell's 404 when there is none. */
  get(id: string, version?: number): Doc {
    const doc = this.find(id, version)
    if (!doc) throw new NotFound(this.#kind, id)
    return doc
  }

  /** Notes that this version is now the most recently published one. */
  markPublished(id: string, version: number): void {
    this.#sql.run(
      `UPDATE ${this.#table} SET published_as = 1 +
       (SELECT coalesce(max(published_as), 0) FROM ${this.#rows} AND id = ?)
       WHERE workspace = ? AND id = ? AND version = ?`,
      ...[this.#workspace, id, this.#workspace, id, version],
    )
  }

  /** The version that was published last, whatever its number. */
  latestPublished(id: string): Doc | undefined {
    const row = this.#sql.get<Row>(
      `SELECT doc FROM ${this.#rows} AND id = ? AND published_as IS NOT NULL ORDER BY published_as DESC LIMIT 1`,
      this.#workspace,
      id,
    )
    return row && (JSON.parse(row.doc) as Doc)
  }

  /** Every version of one resource, newest first. Refuses with Retell's 404 when there is none. */
  of(id: string): Doc[] {
    const rows = this.#sql.all<Row>(
      `SELECT doc FROM ${this.#rows} AND id = ? ORDER BY version DESC`,
      this.#workspace,
      id,
    )
    if (rows.length === 0) throw new NotFound(this.#kind, id)
    return rows.map(row => JSON.parse(row.doc) as Doc)
  }

  insert(id: string, version: number, doc: Doc): Doc {
    this.#sql.run(
      `INSERT INTO ${this.#table} (workspace, id, version, doc) VALUES (?, ?, ?, ?)`,
      this.#workspace,
      id,
      version,
      JSON.stringify(doc),
    )
    return doc
  }

  put(id: string, version: number, doc: Doc): Doc {
    this.#sql.run(
      `UPDATE ${this.#table} SET doc = ? WHERE workspace = ? AND id = ? AND version = ?`,
      JSON.stringify(doc),
      this.#workspace,
      id,
      version,
    )
    return doc
  }

  deleteVersion(id: string, version: number): void {
    this.#sql.run(`DELETE FROM ${this.#rows} AND id = ? AND version = ?`, this.#workspace, id, version)
  }

  /** Deletes every version. Refuses with Retell's 404 when there is none. */
  delete(id: string): void {
    const { changes } = this.#sql.run(`DELETE FROM ${this.#rows} AND id = ?`, this.#workspace, id)
    if (changes === 0) throw new NotFound(this.#kind, id)
  }

  /** Rows of the first-generation lists: every version of everything, last modified first. */
  list(query: VersionListQuery, where?: Condition): Doc[] {
    const after = this.#rowNamed(query)
    const { sql, values } = this.#rowsWith([
      ...(where ? [where] : []),
      ...(query.is_latest ? [latestIn(this.#table)] : []),
      ...(after ? [{ sql: '(modified, seq) < (?, ?)', values: [after.modified, after.seq] }] : []),
    ])
    const rows = this.#sql.all<Row>(
      `SELECT doc FROM ${sql} ORDER BY modified DESC, seq DESC LIMIT ?`,
      ...values,
      query.limit ?? 1000,
    )
    return rows.map(row => JSON.parse(row.doc) as Doc)
  }

  /** A page of the newer lists: the latest version of each resource, in order of its last modification. */
  page({ where, ...query }: LatestPageQuery): Page<Doc> {
    const rows = this.#rowsWith([latestIn(this.#table), ...(where ? [where] : [])])
    return selectPage(this.#sql, rows, 'modified', sliceOf(query))
  }

  /** A page of one resource's versions, in order of their numbers. */
  versionsPage(id: string, query: PageQuery): Page<Doc> {
    const slice = sliceOf(query)
    if (!this.find(id)) throw new NotFound(this.#kind, id)
    return selectPage(this.#sql, this.#rowsWith([{ sql: 'id = ?', values: [id] }]), 'version', slice)
  }

  #rowsWith(conditions: readonly Condition[]): Condition {
    return rowsOf(this.#table, this.#workspace, [...this.#only, ...conditions])
  }

  #rowNamed(query: VersionListQuery): Row | undefined {
    if (query.pagination_key === undefined && query.pagination_key_version === undefined) return undefined
    if (query.pagination_key === undefined || query.pagination_key_version === undefined) {
      throw badRequest('pagination_key and pagination_key_version must be given together')
    }
    const row = this.#sql.get<Row>(
      `SELECT seq, modified, doc FROM ${this.#rows} AND id = ? AND version = ?`,
      this.#workspace,
      query.pagination_key,
      query.pagination_key_version,
    )
    if (!row) throw new NotFound(this.#kind, query.pagination_key)
    return row
  }
}
