// Whether anything was written into a mock's database, seen from outside by a second connection to its file.

import { createHash } from 'node:crypto'
import Database from 'better-sqlite3'

export interface StoreWatch {
  /** The names of the tables that hold something else than at the last look; usually none. */
  changes(): string[]
  close(): void
}

/** `file` must exist. What is no workspace's data, such as how many ids were drawn, does not count. */
export function watchStore(file: string): StoreWatch {
  const database = new Database(file, { readonly: true })
  const tables = database
    .prepare<[], { name: string }>(
      `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'workspaces'`,
    )
    .all()
    .map(({ name }) => name)
  const digestOf = (table: string) => {
    const hash = createHash('sha1')
    for (const row of database.prepare(`SELECT * FROM ${table}`).raw().iterate())
      hash.update(JSON.stringify(row))
    return hash.digest('hex')
  }
  const digests = () => new Map(tables.map(table => [table, digestOf(table)]))
  // A number that changes with every commit of another connection: the digests are needed only then.
  const commits = () => database.pragma('data_version', { simple: true })
  let seen = { commits: commits(), digests: digests() }
  return {
    changes() {
      if (commits() === seen.commits) return []
      const now = { commits: commits(), digests: digests() }
      const changed = tables.filter(table => now.digests.get(table) !== seen.digests.get(table))
      seen = now
      return changed
    },
    close: () => database.close(),
  }
}
