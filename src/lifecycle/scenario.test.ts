import { expect, test } from 'vitest'
import { type Scenario, Scenarios } from './scenario.ts'

const BUSY = '+15005550003'
const declined = (more: Partial<Scenario> = {}): Scenario => ({
  name: 'declines',
  rings: { for_ms: 100, then: 'user_declined' },
  ...more,
})
const chosen = (scenarios: Scenarios, number: string) =>
  scenarios.choose({ queued: undefined, named: undefined, number, fallback: 'answered' })

test('a scenario of the name of one that comes with the mock has its number, too', () => {
  const own = declined({ name: 'dial_busy' })
  const scenarios = new Scenarios([own])
  expect(scenarios.named('dial_busy')).toBe(own)
  expect(chosen(scenarios, BUSY)).toBe(own)
})

test('with a number of its own it has that alone, and the other stands for nothing', () => {
  const own = declined({ name: 'dial_busy', number: '+15005550100' })
  const scenarios = new Scenarios([own])
  expect(chosen(scenarios, '+15005550100')).toBe(own)
  expect(chosen(scenarios, BUSY).name).toBe('answered')
})

test('a scenario of the number of one that comes with the mock leaves that its name', () => {
  const own = declined({ number: BUSY })
  const scenarios = new Scenarios([own])
  expect(chosen(scenarios, BUSY)).toBe(own)
  expect(scenarios.named('dial_busy').rings.then).toBe('dial_busy')
})

test('whoever claims a number has it before whoever takes the name that it went with, in any order', () => {
  const [named, numbered] = [declined({ name: 'dial_busy' }), declined({ number: BUSY })]
  expect(chosen(new Scenarios([named, numbered]), BUSY)).toBe(numbered)
  expect(chosen(new Scenarios([numbered, named]), BUSY)).toBe(numbered)
})
