// The SQLite connection: opened in memory or on a file, its version checked, prepared statements kept by their text.
// It knows no resource.

import { existsSync, rmSync } from 'node:fs'
import Database from 'better-sqlite3'
import { Misuse, messageOf } from '../errors.ts'
import { chunksIn, SCHEMA_VERSION, TABLES } from './schema.ts'
import { Statements } from './statements.ts'

export interface Sql {
  all<Row>(sql: string, ...values: Value[]): Row[]
  get<Row>(sql: string, ...values: Value[]): Row | undefined
  run(sql: string, ...values: Value[]): { changes: number; lastInsertRowid: number | bigint }
  /** The only transaction there is: commits when `work` returns, rolls back when it throws; nested calls join the outer one. */
  atomically<Result>(work: () => Result): Result
  /**
   * Does `work`, which must not throw, once the present transaction is committed; never when it is rolled back, and at once
   * when there is none. For what others are told: a state is stored before anybody hears of it.
   */
  afterCommit(work: () => void): void
  /**
   * Takes in who keeps in memory what it has changed, for the rest of the present transaction; without one it stores at once.
   * Several changes of the same thing are then one write.
   */
  enlist(participant: Participant): void
  /** How many transactions were rolled back: whoever keeps in memory what it wrote in one can tell that it may be gone. */
  readonly rollbacks: number
  readonly isOpen: boolean
  /** Whether it outlives this process. What only a restart would read need not be written where nothing is left to read. */
  readonly lasts: boolean
  close(): void
}

/** Somebody whose writes wait for the end of the transaction. */
export interface Participant {
  /** Writes; the last work of the transaction. */
  store(): void
  /** What was written is committed. */
  stored(): void
  /** The transaction is rolled back, before or after the writing. */
  undo(): void
}

/**
 * Bytes of a page in memory, twice SQLite's own. A commit that moved pages about walks over all that there are, so that fewer
 * are better; and each change of a page copies it whole, so that smaller ones are.
 */
const MEMORY_PAGE_BYTES = 8_192
/** What SQLite holds of a temporary database before it writes to its temporary file. */
const TEMPORARY_CACHE_KB = 2_000

export type Value = string | number | null | Uint8Array

/**
 * Opens the database. `file` is a path or `:memory:`; `fresh` deletes what was there.
 * Throws a `Misuse` when the file cannot be opened or written, or belongs to another version.
 */
export function openDatabase(file: string, { fresh = false }: { fresh?: boolean } = {}): Sql {
  const inMemory = file === ':memory:'
  if (fresh && !inMemory) remove(file)
  const isNew = inMemory || !existsSync(file)
  const database = open(file)
  try {
    prepareFile(database, file, inMemory)
  } catch (error) {
    database.close()
    if (isNew && !inMemory) remove(file)
    throw asMisuse(error, file)
  }
  return sqlOver(database, !inMemory)
}

function remove(file: string): void {
  try {
    for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true })
  } catch (error) {
    throw asMisuse(error, file)
  }
}

function open(file: string): Database.Database {
  try {
    return new Database(file)
  } catch (error) {
    throw asMisuse(error, file)
  }
}

function prepareFile(database: Database.Database, file: string, inMemory: boolean): void {
  if (!inMemory) {
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = NORMAL')
    database.pragma('busy_timeout = 2000')
    database.pragma('cache_size = -8000')
  } else database.pragma(`page_size = ${MEMORY_PAGE_BYTES}`)
  const version = Number(database.pragma('user_version', { simple: true }))
  if (version === SCHEMA_VERSION) return
  const tables = database.prepare(`SELECT count(*) AS count FROM sqlite_master`).get() as { count: number }
  if (version !== 0 || tables.count > 0) {
    throw new Misuse(
      version === 0
        ? `${file} is a SQLite database of something else; name another file with --db`
        : `${file} was written by another version of fake-retell (tables ${version}, this one uses ${SCHEMA_VERSION}); start over with --fresh`,
    )
  }
  database.exec(
    `BEGIN; ${TABLES}; ${inMemory ? '' : chunksIn('main')}; PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT`,
  )
  if (inMemory) database.exec(`${chunksIn('temp')}; PRAGMA temp.cache_size = -${TEMPORARY_CACHE_KB}`)
}

function sqlOver(database: Database.Database, lasts: boolean): Sql {
  const statements = new Statements(sql => database.prepare(sql))
  const participants = new Set<Participant>()
  const transaction = database.transaction((work: () => unknown) => {
    const result = work()
    for (const participant of participants) participant.store()
    return result
  })
  let rollbacks = 0
  let afterwards: (() => void)[] = []
  return {
    lasts,
    get rollbacks() {
      return rollbacks
    },
    get isOpen() {
      return database.open
    },
    all: (sql, ...values) => statements.get(sql).all(...values) as never,
    get: (sql, ...values) => statements.get(sql).get(...values) as never,
    run: (sql, ...values) => statements.get(sql).run(...values),
    atomically(work) {
      if (database.inTransaction) return work()
      let result: unknown
      try {
        result = transaction(work)
      } catch (error) {
        afterwards = []
        rollbacks += 1
        for (const participant of participants) participant.undo()
        participants.clear()
        throw error
      }
      for (const participant of participants) participant.stored()
      participants.clear()
      for (const tell of afterwards.splice(0)) tell()
      return result as never
    },
    afterCommit(work) {
      if (database.inTransaction) afterwards.push(work)
      else work()
    },
    enlist(participant) {
      if (database.inTransaction) participants.add(participant)
      else {
        try {
          participant.store()
        } catch (error) {
          participant.undo()
          throw error
        }
        participant.stored()
      }
    },
    close: () => {
      statements.clear()
      database.close()
    },
  }
}

function asMisuse(error: unknown, file: string): Misuse {
  if (error instanceof Misuse) return error
  const reason = messageOf(error)
  if (reason.includes('bindings file')) {
    return new Misuse(
      'better-sqlite3 was installed without its binary, because npm did not run its install script: run "npm rebuild better-sqlite3", or use Node 22 or newer, whose version of it needs none',
    )
  }
  return new Misuse(`cannot use the database file ${file}: ${reason}`)
}
