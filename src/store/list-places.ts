// Where in its list a call or chat stands, or stood before it was deleted. The older lists take an id for the place to go on from, and whoever deletes
// what a page has shown has only such an id to ask for the next with.

import { badRequest } from '../errors.ts'
import type { Sql } from './database.ts'
import { type Position, UNKNOWN_CURSOR } from './paging.ts'

/** `moved` is the number of its last move, if it has moved: such a number is given once. */
export function rememberPlace(
  sql: Sql,
  workspace: number,
  id: string,
  [position, seq]: Position,
  moved: number | null = null,
): void {
  sql.run(
    'INSERT INTO deleted_places (workspace, id, position, seq, moved) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    ...[workspace, id, position, seq, moved],
  )
}

function rememberedPlace(sql: Sql, workspace: number, id: string): Position | undefined {
  const row = sql.get<{ position: number; seq: number }>(
    'SELECT position, seq FROM deleted_places WHERE workspace = ? AND id = ?',
    ...[workspace, id],
  )
  return row && [row.position, row.seq]
}

/** A table, and the column that its list is sorted by. */
export interface Listed {
  table: 'calls' | 'chats'
  by: string
}

/** Where in the list it stands; undefined when it is not there, or no longer. */
export function presentPlace(
  sql: Sql,
  { table, by }: Listed,
  workspace: number,
  id: string,
): Position | undefined {
  const row = sql.get<{ seq: number; position: number }>(
    `SELECT seq, ${by} AS position FROM ${table} WHERE workspace = ? AND id = ?`,
    ...[workspace, id],
  )
  return row && [row.position, row.seq]
}

/** Where in the list it stands, or stood. Throws a 400 on an id that never was one. */
export function placeOf(sql: Sql, listed: Listed, workspace: number, id: string): Position {
  const place = presentPlace(sql, listed, workspace, id) ?? rememberedPlace(sql, workspace, id)
  if (!place) throw badRequest(UNKNOWN_CURSOR)
  return place
}

/** The last move of what is deleted; 0: none. */
export function lastDeletedMove(sql: Sql, workspace: number): number {
  const row = sql.get<{ moved: number }>(
    'SELECT moved FROM deleted_places WHERE workspace = ? AND moved IS NOT NULL ORDER BY moved DESC LIMIT 1',
    workspace,
  )
  return row?.moved ?? 0
}
