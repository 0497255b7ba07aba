import { expect, test } from 'vitest'
import { exitCodeOf } from '../checkup/finding.ts'
import { startRightServer } from '../testing/right-llm-server.ts'
import { checkLlm } from './check-llm.ts'

const SAY = [
  'Hello, can you hear me?',
  'What can you do?',
  'I would like a table for four.',
  'Thank you, that is all. Goodbye.',
]
const LIMITS = { greetMs: 2_000, answerMs: 2_000, pongMs: 1_500, pingEveryMs: 50, quietMs: 60, staleMs: 100 }

test('a server that is right passes every check that can be made of it', async () => {
  await using server = await startRightServer()
  const report = await checkLlm(server.url, { say: SAY, limits: LIMITS, crowd: 20 })
  expect(report.results.flatMap(({ findings }) => findings)).toEqual([])
  expect(exitCodeOf(report)).toBe(0)
  expect(
    report.results
      .filter(({ state }) => state === 'skipped')
      .map(({ name }) => name)
      .sort(),
  ).toEqual([
    'formats-numbers-and-keys',
    'forms-interrupts',
    'lasts-long-calls',
    'sends-metadata-objects',
    'updates-within-range',
  ])
  expect(report.latency).toMatchObject({ turns: 5 })
})
