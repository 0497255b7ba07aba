// One kind of resource that is kept version by version: agents, Retell LLMs, conversation flows. A row is one version;
// which one is meant when none is named, and when a version may change, is decided by the routes.

import { badRequest, NotFound } from '../errors.ts'
import type { Sql, Value } from './database.ts'
import { forgetMentions, noteMentions } from './mentions.ts'
import { type Page, type PageQuery, sliceOf, UNKNOWN_CURSOR } from './paging.ts'
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

const LATEST: Condition = { sql: 'latest = 1', values: [] }

export class Versions<Doc extends Versioned> {
  readonly #sql: Sql
  readonly #workspace: number
  readonly #table: string
  readonly #kind: string
  readonly #only: readonly Condition[]
  /** The same for rows that something else finds: with the plus sign SQLite does not think of an index for it. */
  readonly #onlyHere: string
  /** The rows of one resource, with the workspace and the id as the first values. */
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
    this.#onlyHere = only === undefined ? 'TRUE' : `+${only}`
    this.#rows = `${table} WHERE workspace = ? AND id = ? AND ${this.#onlyHere}`
  }

  /** This version, or the one with the largest number when none is named. */
  find(id: string, version?: number): Doc | undefined {
    const row =
      version === undefined
        ? this.#sql.get<Row>(
            `SELECT doc FROM ${this.#rows} ORDER BY version DESC LIMIT 1`,
            this.#workspace,
            id,
          )
        : this.#sql.get<Row>(`SELECT doc FROM ${this.#rows} AND version = ?`, this.#workspace, id, version)
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
       (SELECT coalesce(max(published_as), 0) FROM ${this.#rows} AND published_as IS NOT NULL)
       WHERE workspace = ? AND id = ? AND version = ?`,
      ...[this.#workspace, id, this.#workspace, id, version],
    )
  }

  /** The version that was published last, whatever its number. */
  latestPublished(id: string): Doc | undefined {
    const row = this.#sql.get<Row>(
      `SELECT doc FROM ${this.#rows} AND published_as IS NOT NULL ORDER BY published_as DESC LIMIT 1`,
      this.#workspace,
      id,
    )
    return row && (JSON.parse(row.doc) as Doc)
  }

  /** The draft with the largest number, if there is one. */
  newestDraft(id: string): Doc | undefined {
    const row = this.#sql.get<Row>(
      `SELECT doc FROM ${this.#rows} AND published IS NOT 1 ORDER BY version DESC LIMIT 1`,
      this.#workspace,
      id,
    )
    return row && (JSON.parse(row.doc) as Doc)
  }

  /** How many versions there are of one resource. */
  count(id: string): number {
    const row = this.#sql.get<{ count: number }>(
      `SELECT count(*) AS count FROM ${this.#rows}`,
      this.#workspace,
      id,
    )
    return row?.count ?? 0
  }

  insert(id: string, version: number, doc: Doc): Doc {
    const json = JSON.stringify(doc)
    const row = [this.#workspace, id, version]
    this.#sql.run(
      `INSERT INTO ${this.#table} (workspace, id, version, doc, latest) VALUES (?, ?, ?, ?,
         NOT EXISTS (SELECT 1 FROM ${this.#table} WHERE workspace = ? AND id = ? AND version > ?))`,
      ...[...row, json, ...row],
    )
    if (version > 0)
      this.#sql.run(
        `UPDATE ${this.#table} SET latest = 0 WHERE workspace = ? AND id = ? AND version < ? AND latest = 1`,
        ...row,
      )
    noteMentions(this.#sql, this.#mentioner(id, version), json)
    return doc
  }

  put(id: string, version: number, doc: Doc): Doc {
    const json = JSON.stringify(doc)
    this.#sql.run(
      `UPDATE ${this.#table} SET doc = ? WHERE workspace = ? AND id = ? AND version = ?`,
      ...[json, this.#workspace, id, version],
    )
    forgetMentions(this.#sql, this.#mentioner(id, version))
    noteMentions(this.#sql, this.#mentioner(id, version), json)
    return doc
  }

  deleteVersion(id: string, version: number): void {
    this.#sql.run(`DELETE FROM ${this.#rows} AND version = ?`, this.#workspace, id, version)
    this.#sql.run(
      `UPDATE ${this.#table} SET latest = 1 WHERE workspace = ? AND id = ? AND version =
         (SELECT max(version) FROM ${this.#table} WHERE workspace = ? AND id = ?)`,
      ...[this.#workspace, id, this.#workspace, id],
    )
    forgetMentions(this.#sql, this.#mentioner(id, version))
  }

  /** Deletes every version. Refuses with Retell's 404 when there is none. */
  delete(id: string): void {
    const { changes } = this.#sql.run(`DELETE FROM ${this.#rows}`, this.#workspace, id)
    if (changes === 0) throw new NotFound(this.#kind, id)
    forgetMentions(this.#sql, { workspace: this.#workspace, table: this.#table, id })
  }

  /** Rows of the first-generation lists: every version of everything, last modified first. */
  list(query: VersionListQuery): Doc[] {
    const after = this.#rowNamed(query)
    const { sql, values } = this.#rowsWith([
      ...(query.is_latest ? [LATEST] : []),
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
    const rows = this.#rowsWith([LATEST, ...(where ? [where] : [])])
    return selectPage(this.#sql, rows, 'modified', sliceOf(query))
  }

  /** A page of one resource's versions, in order of their numbers. */
  versionsPage(id: string, query: PageQuery): Page<Doc> {
    const slice = sliceOf(query)
    if (!this.find(id)) throw new NotFound(this.#kind, id)
    return selectPage(this.#sql, this.#rowsOf(id), 'version', slice)
  }

  /** The versions of one resource, last modified first; a thousand at most. */
  of(id: string): Doc[] {
    const { sql, values } = this.#rowsOf(id)
    return this.#sql
      .all<Row>(`SELECT doc FROM ${sql} ORDER BY modified DESC, seq DESC LIMIT 1000`, ...values)
      .map(row => JSON.parse(row.doc) as Doc)
  }

  /** A row that meets the condition, whichever, if there is one. */
  any(where: Condition): Doc | undefined {
    const { sql, values } = this.#rowsWith([where])
    const row = this.#sql.get<Row>(`SELECT doc FROM ${sql} LIMIT 1`, ...values)
    return row && (JSON.parse(row.doc) as Doc)
  }

  /** The few rows that meet the condition, last modified first. */
  all(where: Condition): Doc[] {
    const { sql, values } = this.#rowsWith([where])
    return this.#sorted(sql, values)
  }

  /** Every version that names this app or component (see mentions.ts), last modified first. */
  mentioning(target: string): Doc[] {
    const versions = `mentions CROSS JOIN ${this.#table} USING (workspace, id, version)`
    return this.#sorted(
      `${versions} WHERE workspace = ? AND source = ? AND target = ? AND ${this.#onlyHere}`,
      [this.#workspace, this.#table, target],
    )
  }

  /** With the plus sign SQLite does not think of the index by the modification, which would find all there are. */
  #sorted(rows: string, values: readonly Value[]): Doc[] {
    return this.#sql
      .all<Row>(`SELECT doc FROM ${rows} ORDER BY +modified DESC, seq DESC`, ...values)
      .map(row => JSON.parse(row.doc) as Doc)
  }

  #rowsOf(id: string): Condition {
    return { sql: this.#rows, values: [this.#workspace, id] }
  }

  #mentioner(id: string, version: number) {
    return { workspace: this.#workspace, table: this.#table, id, version }
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
      `SELECT seq, modified, doc FROM ${this.#rows} AND version = ?`,
      this.#workspace,
      query.pagination_key,
      query.pagination_key_version,
    )
    if (!row) throw badRequest(UNKNOWN_CURSOR)
    return row
  }
}
