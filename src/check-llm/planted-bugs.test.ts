import { expect, test } from 'vitest'
import { exitCodeOf } from '../checkup/finding.ts'
import { checkNames } from '../referee/catalogue.ts'
import { LIMITS, SAY } from '../testing/llm-bugs/bug.ts'
import { callAndToolBugs } from '../testing/llm-bugs/calls-and-tools.ts'
import { frameAndAnswerBugs } from '../testing/llm-bugs/frames-and-answers.ts'
import { startRightServer } from '../testing/right-llm-server.ts'
import { checkLlm } from './check-llm.ts'

const bugs = { ...frameAndAnswerBugs, ...callAndToolBugs }

test.concurrent.for(Object.entries(bugs))('a server that %s is found out', async ([, bug], { expect }) => {
  const { check, severity = 'error', faults, options } = bug
  await using server = await startRightServer(faults)
  const report = await checkLlm(server.url, { say: SAY, limits: LIMITS, crowd: 4, ...options })
  const findings = report.results.flatMap(result => result.findings)
  expect(findings).toContainEqual(expect.objectContaining({ check, severity }))
  expect(findings.filter(finding => finding.severity === 'error' && finding.check !== check)).toEqual([])
  expect(exitCodeOf(report)).toBe(severity === 'error' ? 1 : 0)
})

test('every check has a planted bug that it finds', () => {
  const found = new Set(Object.values(bugs).map(({ check }) => check))
  expect(checkNames.filter(check => !found.has(check))).toEqual([])
})
