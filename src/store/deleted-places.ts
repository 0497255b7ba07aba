// Where in its list a deleted call or chat stood. The older lists take an id for the place to go on from, and whoever deletes
// what a page has shown has only such an id to ask for the next with.

import type { Sql } from './database.ts'
import type { Position } from './paging.ts'

export function rememberPlace(sql: Sql, workspace: number, id: string, [position, seq]: Position): void {
  sql.run(
    'INSERT INTO deleted_places (workspace, id, position, seq) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
    ...[workspace, id, position, seq],
  )
}

export function rememberedPlace(sql: Sql, workspace: number, id: string): Position | undefined {
  const row = sql.get<{ position: number; seq: number }>(
    'SELECT position, seq FROM deleted_places WHERE workspace = ? AND id = ?',
    ...[workspace, id],
  )
  return row && [row.position, row.seq]
}
