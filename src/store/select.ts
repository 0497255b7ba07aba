// What every list asks of a table: which rows, a page of them in some order, and how many there are.

import type { Sql, Value } from './database.ts'
import { type Page, pageOf, type Slice } from './paging.ts'

/** An SQL condition on a row, with its values. */
export interface Condition {
  sql: string
  values: readonly Value[]
  /**
   * The same, so written that SQLite looks nothing up by it. There where an index finds the rows, but not in the order of the
   * list: good for few rows, while many are found sooner by walking through the list.
   */
  walking?: string
}

export function allOf(parts: readonly Condition[]): Condition {
  return {
    sql: parts.map(({ sql }) => sql).join(' AND ') || 'TRUE',
    values: parts.flatMap(({ values }) => values),
  }
}

export function anyOf(parts: readonly Condition[]): Condition {
  return {
    sql: `(${parts.map(({ sql }) => sql).join(' OR ')})`,
    values: parts.flatMap(({ values }) => values),
  }
}

/** How many rows are sooner sorted than found on a walk through the list. */
const FEW = 1_000

/**
 * For each condition that can be met by an index or on a walk, the better of both; `sorted` when rows come from an index in
 * another order than that of the list. At most one condition is looked up.
 */
export function plan(
  sql: Sql,
  table: string,
  workspace: number,
  conditions: readonly Condition[],
): { conditions: Condition[]; sorted: boolean } {
  const rare = conditions.find(condition => condition.walking && isRare(sql, table, workspace, condition))
  return {
    conditions: conditions.map(condition =>
      condition.walking === undefined || condition === rare
        ? condition
        : { ...condition, sql: condition.walking },
    ),
    sorted: rare !== undefined,
  }
}

function isRare(sql: Sql, table: string, workspace: number, condition: Condition): boolean {
  const rows = rowsOf(table, workspace, [condition])
  const found = sql.get<{ count: number }>(
    `SELECT count(*) AS count FROM (SELECT 1 FROM ${rows.sql} LIMIT ${FEW + 1})`,
    ...rows.values,
  )
  return (found?.count ?? 0) <= FEW
}

/** The rows of a workspace that meet all of the conditions, as they stand between FROM and ORDER BY. */
export function rowsOf(table: string, workspace: number, conditions: readonly Condition[] = []): Condition {
  const { sql, values } = allOf([{ sql: 'workspace = ?', values: [workspace] }, ...conditions])
  return { sql: `${table} WHERE ${sql}`, values }
}

/** SQLite takes no offset beyond its integers, and has no row beyond this one. */
const MOST = Number.MAX_SAFE_INTEGER

/** A document with its place in the list that it was read from. */
export interface PlacedRow<Key = number> {
  seq: number
  position: Key
  doc: string
}

/** The documents of a page and one more, in order of the column `by` and, where that is equal, of `seq`. */
export function placedRows<Key = number>(
  sql: Sql,
  rows: Condition,
  by: string,
  { limit, skip = 0, order, after }: Slice,
  sorted = false,
): PlacedRow<Key>[] {
  const [direction, beyond] = order === 'descending' ? ['DESC', '<'] : ['ASC', '>']
  const place = after ? [after[0], after[1]] : []
  return sql.all(
    `SELECT seq, ${by} AS position, doc FROM ${rows.sql} ${after ? `AND (${by}, seq) ${beyond} (?, ?)` : ''}
     ORDER BY ${sorted ? '+' : ''}${by} ${direction}, seq ${direction} LIMIT ? OFFSET ?`,
    ...[...rows.values, ...place, limit + 1, Math.min(skip, MOST)],
  )
}

/** A page of the documents in these rows, in order of the column `by` and, where that is equal, of `seq`. */
export function selectPage<Doc>(
  sql: Sql,
  rows: Condition,
  by: string,
  slice: Slice,
  sorted = false,
): Page<Doc> {
  return pageOf(
    placedRows<number | string>(sql, rows, by, slice, sorted),
    slice.limit,
    ({ doc }) => JSON.parse(doc) as Doc,
    ({ position, seq }) => [position, seq],
  )
}

export function countOf(sql: Sql, rows: Condition): number {
  return sql.get<{ count: number }>(`SELECT count(*) AS count FROM ${rows.sql}`, ...rows.values)?.count ?? 0
}
