// Which documents name an app or a shared component, noted when they are written, so that nobody has to look for them in
// all there are. Whatever stands under one of these names counts; whether it means what it seems to, the reader decides.

import type { Sql } from './database.ts'

/** A document of a table that is kept by versions. */
export interface Mentioner {
  workspace: number
  table: string
  id: string
  version: number
}

const MENTION = /"(?:app_id|component_id)":("(?:[^"\\]|\\.)*")/g

/** Notes what a document, as JSON without white space, names from now on. */
export function noteMentions(sql: Sql, by: Mentioner, json: string): void {
  // Nearly all documents name none, and these are found out sooner.
  if (!json.includes('"app_id":') && !json.includes('"component_id":')) return
  const targets = new Set<string>()
  for (const [, target] of json.matchAll(MENTION)) targets.add(JSON.parse(target!))
  for (const target of targets) {
    sql.run(
      'INSERT INTO mentions (workspace, source, target, id, version) VALUES (?, ?, ?, ?, ?)',
      ...[by.workspace, by.table, target, by.id, by.version],
    )
  }
}

/** Forgets what a document named, or all versions of it did. */
export function forgetMentions(sql: Sql, by: Omit<Mentioner, 'version'> & { version?: number }): void {
  const which = by.version === undefined ? '' : 'AND version = ?'
  sql.run(
    `DELETE FROM mentions WHERE workspace = ? AND source = ? AND id = ? ${which}`,
    ...[by.workspace, by.table, by.id, ...(by.version === undefined ? [] : [by.version])],
  )
}
