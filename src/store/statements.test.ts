import { expect, test } from 'vitest'
import { openDatabase } from './database.ts'
import { Statements } from './statements.ts'

/** Says which texts were prepared, in order. */
function counted(limit?: number) {
  const prepared: string[] = []
  const statements = new Statements(sql => {
    prepared.push(sql)
    return { sql }
  }, limit)
  return { prepared, statements }
}

test('a text is prepared once', () => {
  const { prepared, statements } = counted()
  expect(statements.get('a')).toBe(statements.get('a'))
  expect(prepared).toEqual(['a'])
})

test('beyond the limit the one that was not used for the longest time goes', () => {
  const { prepared, statements } = counted(2)
  for (const sql of ['a', 'b', 'a', 'c', 'a', 'b']) statements.get(sql)
  expect(prepared).toEqual(['a', 'b', 'c', 'b'])
})

test('a thousand shapes of a filter leave a few hundred statements', () => {
  const { prepared, statements } = counted()
  const shapes = Array.from({ length: 1_000 }, (_, index) => `filter ${index}`)
  for (const sql of shapes) statements.get(sql)
  prepared.length = 0
  for (const sql of shapes.toReversed()) statements.get(sql)
  expect(prepared).toHaveLength(600)
})

test('a database answers more shapes than it keeps, and the first ones again', () => {
  const sql = openDatabase(':memory:')
  for (let round = 0; round < 2; round++)
    for (let shape = 0; shape < 1_000; shape++) expect(sql.get(`SELECT ${shape} AS shape`)).toEqual({ shape })
  sql.close()
})
