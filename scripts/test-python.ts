// Runs python-tests/, the suite of Retell's Python client, against the built mock. Arguments go to pytest.

import { join } from 'node:path'
import { exitCodeOf, withBuiltMock } from './built-mock.ts'
import { PYTHON_ENV, runWithPython } from './python-environment.ts'

const API_KEY = 'key_python_tests'
const ARGUMENTS = ['python-tests', '-q', '-s', '-p', 'no:cacheprovider', ...process.argv.slice(2)]

await runWithPython(programs =>
  withBuiltMock(API_KEY, url =>
    exitCodeOf(join(programs, 'pytest'), ARGUMENTS, {
      ...PYTHON_ENV,
      RETELL_BASE_URL: url,
      RETELL_API_KEY: API_KEY,
    }),
  ),
)
