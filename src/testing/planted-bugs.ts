// For tests of the checks of a webhook receiver: a real receiver for each bug, the check that must find it, and no other
// that calls it an error.

import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Check } from '../checkup/checkup.ts'
import { type CheckupReport, outcomeOf, type Severity } from '../checkup/finding.ts'
import type { Bench } from '../doctor/bench.ts'
import { type CheckWebhookOptions, checkReceiver } from '../doctor/check-webhook.ts'
import { openRecording, type Recording } from '../doctor/recording.ts'
import { KEY, type Plant, startPlantedReceiver } from './planted-receiver.ts'

type Options = Partial<CheckWebhookOptions>

export interface Bug {
  check: string
  severity: Severity
  /** What the receiver does, behind "a receiver that". */
  bug: string
  /** The bug, made anew for each receiver, as it may remember. */
  plant(): Plant
  options?: Options
}

/** This check, and none of those that it needs. */
export const alone = (check: string): Options => ({
  only: [check],
  skip: ['reachable', 'in-time', 'redirect', 'genuine', 'whole-call', 'verifies'],
})

/** The events of one mock, for all tests of a file. */
export function recordingForTests(): () => Recording {
  let recording: Recording
  beforeAll(async () => {
    recording = await openRecording({ apiKey: KEY, port: 0, seed: 1 })
  })
  afterAll(() => recording[Symbol.asyncDispose]())
  return () => recording
}

/** A test for each bug, and one that no check of the family is without. `elsewhere`: checks with tests of their own. */
export function findPlantedBugs(
  family: readonly Check<Bench>[],
  bugs: readonly Bug[],
  { elsewhere = [] }: { elsewhere?: readonly string[] } = {},
): void {
  const recording = recordingForTests()

  test.each(bugs)('$check finds a receiver that $bug', async ({ check, severity, plant, options }) => {
    await using receiver = await startPlantedReceiver(plant())
    const report = await checkReceiver(receiver.url, { apiKey: KEY, ...options }, recording())
    expect(outcomes(report)[check], told(report)).toBe(severity)
    expect(errorsOf(report), told(report)).toEqual(severity === 'error' ? [check] : [])
  })

  test('every check of this family has a receiver with its bug', () => {
    const planted = [...elsewhere, ...bugs.map(({ check }) => check)]
    expect(family.map(({ name }) => name).filter(name => !planted.includes(name))).toEqual([])
  })
}

/** The outcome of each check by its name. */
export const outcomes = ({ results }: CheckupReport) =>
  Object.fromEntries(results.map(result => [result.name, outcomeOf(result)]))

/** The names of the checks with an error. */
export const errorsOf = (report: CheckupReport): string[] =>
  Object.entries(outcomes(report)).flatMap(([name, outcome]) => (outcome === 'error' ? [name] : []))

/** All that was found, for the message of a test that fails. */
export const told = ({ results }: CheckupReport): string =>
  results
    .flatMap(({ name, findings }) => findings.map(({ severity, seen }) => `${severity} ${name}: ${seen}`))
    .join('\n')
