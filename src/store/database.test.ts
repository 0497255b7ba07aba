import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Misuse } from '../errors.ts'
import { openDatabase } from './database.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fake-retell-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const insert = "INSERT INTO call_files (folder, workspace, call_id) VALUES ('f', 1, 'c')"
const count = 'SELECT count(*) AS count FROM call_files'

test('a file keeps what was written, and --fresh starts over', () => {
  const file = join(folder, 'kept.db')
  const first = openDatabase(file)
  first.run(insert)
  first.close()
  const second = openDatabase(file)
  expect(second.get(count)).toEqual({ count: 1 })
  second.close()
  const third = openDatabase(file, { fresh: true })
  expect(third.get(count)).toEqual({ count: 0 })
  third.close()
})

test('a transaction that throws leaves nothing, also when nested', () => {
  const sql = openDatabase(':memory:')
  expect(() =>
    sql.atomically(() => {
      sql.atomically(() => sql.run(insert))
      throw new Error('undo')
    }),
  ).toThrow('undo')
  expect(sql.get(count)).toEqual({ count: 0 })
  sql.close()
})

test('what others are told comes after the commit, and not after a rollback', () => {
  const sql = openDatabase(':memory:')
  const seen: string[] = []
  const tell = (word: string) =>
    sql.afterCommit(() => seen.push(`${word} ${sql.get<{ count: number }>(count)?.count}`))
  sql.atomically(() => {
    sql.atomically(() => tell('first'))
    sql.run(insert)
    tell('second')
    expect(seen).toEqual([])
  })
  expect(() =>
    sql.atomically(() => {
      tell('never')
      throw new Error('undo')
    }),
  ).toThrow('undo')
  tell('at once')
  expect(seen).toEqual(['first 1', 'second 1', 'at once 1'])
  sql.close()
})

test('who keeps changes in memory writes them last in the transaction, and hears what became of it', () => {
  const sql = openDatabase(':memory:')
  const seen: string[] = []
  const participant = {
    store: () => void seen.push(`store ${(sql.get(count) as { count: number }).count}`),
    stored: () => void seen.push('stored'),
    undo: () => void seen.push('undo'),
  }
  sql.atomically(() => {
    sql.enlist(participant)
    sql.enlist(participant)
    sql.run(insert)
    sql.afterCommit(() => void seen.push('told'))
  })
  expect(seen.splice(0)).toEqual(['store 1', 'stored', 'told'])
  expect(() =>
    sql.atomically(() => {
      sql.enlist(participant)
      throw new Error('undo')
    }),
  ).toThrow('undo')
  expect(seen.splice(0)).toEqual(['undo'])
  sql.enlist(participant)
  expect(seen.splice(0)).toEqual(['store 1', 'stored'])
  const failing = {
    ...participant,
    store: () => {
      throw new Error('full')
    },
  }
  expect(() =>
    sql.atomically(() => {
      sql.enlist(participant)
      sql.enlist(failing)
    }),
  ).toThrow('full')
  expect(seen).toEqual(['store 1', 'undo', 'undo'])
  sql.close()
})

test('a file of another version is refused with a sentence that says what to do', () => {
  const file = join(folder, 'old.db')
  const database = new Database(file)
  database.exec('CREATE TABLE t (x); PRAGMA user_version = 99')
  database.close()
  expect(() => openDatabase(file)).toThrow(/another version of fake-retell.*--fresh/)
})

test('a database of something else is refused and left as it is', () => {
  const file = join(folder, 'other.db')
  const database = new Database(file)
  database.exec('CREATE TABLE theirs (x)')
  database.close()
  expect(() => openDatabase(file)).toThrow(/SQLite database of something else/)
  expect(new Database(file).prepare('SELECT name FROM sqlite_master').get()).toEqual({ name: 'theirs' })
})

test('a file that is no database is refused as a mistake, without a stack for the user', () => {
  const file = join(folder, 'text.db')
  writeFileSync(file, 'this is not a database, but long enough to look at as one'.repeat(20))
  expect(() => openDatabase(file)).toThrow(Misuse)
})

test('a folder that is not there is refused as a mistake', () => {
  expect(() => openDatabase(join(folder, 'no', 'such', 'file.db'))).toThrow(Misuse)
})
