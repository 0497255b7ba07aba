import { expect, test } from 'vitest'
import { openDatabase } from './database.ts'
import { Kept } from './kept.ts'

test('what is kept is forgotten with the next transaction that is rolled back', () => {
  const sql = openDatabase(':memory:')
  const kept = new Kept<number>(sql)
  kept.set('a', 1)
  sql.atomically(() => kept.set('b', 2))
  expect([kept.get('a'), kept.get('b')]).toEqual([1, 2])
  expect(() =>
    sql.atomically(() => {
      throw new Error('undo')
    }),
  ).toThrow('undo')
  expect([kept.get('a'), kept.get('b')]).toEqual([undefined, undefined])
  sql.close()
})

test('beyond the limit what was kept first goes first', () => {
  const sql = openDatabase(':memory:')
  const kept = new Kept<number>(sql, 2)
  for (const [id, value] of [
    ['a', 1],
    ['b', 2],
    ['a', 3],
    ['c', 4],
  ] as const)
    kept.set(id, value)
  expect([kept.get('a'), kept.get('b'), kept.get('c')]).toEqual([3, undefined, 4])
  sql.close()
})
