import { expect, test } from 'vitest'
import { parseCsv } from './csv.ts'

test('cells may be quoted, with commas, quotes and line breaks in them', () => {
  expect(parseCsv('\uFEFFa,b\r\n"x, ""y""\nz",2\n\n,\nlast,')).toEqual([
    ['a', 'b'],
    ['x, "y"\nz', '2'],
    ['last', ''],
  ])
})
