import { expect, test } from 'vitest'
import { chanceOf } from './chance.ts'
import { idOf } from './ids.ts'

test('the same labels give the same draws, others give others', () => {
  const draws = (...labels: (string | number)[]) =>
    Array.from({ length: 5 }, () => chanceOf(...labels).hex(16))
  expect(draws(1, 'a')).toEqual(draws(1, 'a'))
  expect(draws(1, 'a')).not.toEqual(draws(2, 'a'))
  expect(chanceOf('ab', 'c').hex(16)).not.toBe(chanceOf('a', 'bc').hex(16))
})

test('fractions are spread evenly over [0, 1)', () => {
  const chance = chanceOf('spread')
  const draws = Array.from({ length: 10_000 }, () => chance.fraction())
  expect(Math.min(...draws)).toBeGreaterThanOrEqual(0)
  expect(Math.max(...draws)).toBeLessThan(1)
  for (let tenth = 0; tenth < 10; tenth++) {
    const share = draws.filter(draw => Math.floor(draw * 10) === tenth).length
    expect(share).toBeGreaterThan(850)
    expect(share).toBeLessThan(1_150)
  }
})

test('whole numbers reach both ends and nothing beyond', () => {
  const chance = chanceOf('integers')
  const draws = new Set(Array.from({ length: 500 }, () => chance.integer(3, 6)))
  expect([...draws].sort()).toEqual([3, 4, 5, 6])
})

test('a hundred thousand ids are all different', () => {
  const ids = new Set(Array.from({ length: 100_000 }, (_, index) => idOf('call', chanceOf(1, 'id', index))))
  expect(ids.size).toBe(100_000)
})

test('ids have the form of the live service', () => {
  const chance = chanceOf('forms')
  expect(idOf('call', chance)).toMatch(/^call_[0-9a-f]{27}$/)
  expect(idOf('agent', chance)).toMatch(/^agent_[0-9a-f]{26}$/)
  expect(idOf('llm', chance)).toMatch(/^llm_[0-9a-f]{28}$/)
})
