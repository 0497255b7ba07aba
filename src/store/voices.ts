// Finding a voice without knowing whose it is, for its preview; its id cannot be guessed.

import type { Voice } from '../contract.ts'
import type { Sql } from './database.ts'

/** The added voice with this id, whichever workspace it is in. */
export function voiceInAnyWorkspace(sql: Sql, voiceId: string): Voice | undefined {
  const row = sql.get<{ doc: string }>('SELECT doc FROM voices WHERE id = ?', voiceId)
  return row && (JSON.parse(row.doc) as Voice)
}
