// Where in its list a deleted call or chat stood. The older lists take an id for the place to go on from, and whoever deletes
// what a page has shown has only such an id to ask for the next with.

import type { Sql } from './database.ts'
import type { Position } from './paging.ts'

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

export function rememberedPlace(sql: Sql, workspace: number, id: string): Position | undefined {
  const row = sql.get<{ position: number; seq: number }>(
    'SELECT position, seq FROM deleted_places WHERE workspace = ? AND id = ?',
    ...[workspace, id],
  )
  return row && [row.position, row.seq]
}

/** The last move of what is deleted; 0: none. */
export function lastDeletedMove(sql: Sql, workspace: number): number {
  const row = sql.get<{ moved: number }>(
    'SELECT moved FROM deleted_places WHERE workspace = ? AND moved IS NOT NULL ORDER BY moved DESC LIMIT 1',
    workspace,
  )
  return row?.moved ?? 0
}
