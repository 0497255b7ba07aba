// Runs python-tests/, the suite of Retell's Python client, against the built mock. Arguments go to pytest.

import { join } from 'node:path'
import { exitCodeOf, withBuiltMock } from './built-mock.ts'
import { pythonPrograms } from './python-environment.ts'

const API_KEY = 'key_python_tests'
const pytest = join(pythonPrograms(), 'pytest')
process.exitCode = await withBuiltMock(API_KEY, url =>
  exitCodeOf(pytest, ['python-tests', '-q', '-s', '-p', 'no:cacheprovider', ...process.argv.slice(2)], {
    RETELL_BASE_URL: url,
    RETELL_API_KEY: API_KEY,
    PYTHONDONTWRITEBYTECODE: '1',
  }),
)
