// Lets schemathesis make requests from the contract that the built mock serves, and look for answers outside it. What
// it looks for, and why some of its checks are off, is in python-tests/schemathesis.toml. Arguments go to it, too.

import { join } from 'node:path'
import { exitCodeOf, withBuiltMock } from './built-mock.ts'
import { pythonPrograms } from './python-environment.ts'

const API_KEY = 'key_fuzz_tests'
const schemathesis = join(pythonPrograms(), 'schemathesis')
process.exitCode = await withBuiltMock(API_KEY, url =>
  exitCodeOf(
    schemathesis,
    [
      '--config-file',
      'python-tests/schemathesis.toml',
      'run',
      `${url}/openapi.json`,
      ...process.argv.slice(2),
    ],
    { FUZZ_AUTHORIZATION: `Bearer ${API_KEY}` },
  ),
)
