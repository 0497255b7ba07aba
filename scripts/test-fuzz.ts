// Lets schemathesis make requests from the contract that the built mock serves, and look for answers outside it. What
// it looks for, and why some of its checks are off for some operations, is in python-tests/schemathesis.toml. Arguments go
// to it, too; with `--max-examples 2000 --seed 7` it looks longer, and elsewhere.

import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { exitCodeOf, withBuiltMock } from './built-mock.ts'
import { PYTHON_ENV, runWithPython } from './python-environment.ts'

const API_KEY = 'key_fuzz_tests'
const CONFIG = 'python-tests/schemathesis.toml'
const REPORT = '.venv/fuzz.json'

await runWithPython(programs => {
  rmSync(REPORT, { force: true })
  return withBuiltMock(API_KEY, async url => {
    const args = ['run', `${url}/openapi.json`, '--report', 'json', '--report-json-path', REPORT]
    const exitCode = await exitCodeOf(
      join(programs, 'schemathesis'),
      ['--config-file', CONFIG, ...args, ...process.argv.slice(2)],
      { ...PYTHON_ENV, FUZZ_AUTHORIZATION: `Bearer ${API_KEY}` },
    )
    if (existsSync(REPORT)) console.log(totals())
    return exitCode
  })
})

/** How many requests were answered as they should be, in a line as other suites close with. */
function totals(): string {
  const { test_cases: cases } = JSON.parse(readFileSync(REPORT, 'utf8')) as {
    test_cases: Record<'generated' | 'with_failures' | 'without_checks' | 'errored', number>
  }
  const failed = cases.with_failures + cases.errored
  const passed = cases.generated - cases.without_checks - failed
  return `${passed} passed, ${failed} failed, ${cases.without_checks} skipped`
}
