import { expect, test } from 'vitest'
import { editDistance } from './edit-distance.ts'

test.each([
  ['', '', 0],
  ['port', '', 4],
  ['port', 'port', 0],
  ['prot', 'port', 1],
  ['porrt', 'port', 1],
  ['part', 'port', 1],
  ['kitten', 'sitting', 3],
])('from "%s" to "%s" it takes %i', (left, right, steps) => {
  expect(editDistance(left, right)).toBe(steps)
  expect(editDistance(right, left)).toBe(steps)
})
