// The Python that tests from outside use: a virtual environment of its own in .venv/, with the versions that
// python-tests/ pins. It is made when it is missing or they have changed. What is not there is said in a sentence.

import { execFileSync, type StdioOptions } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const FOLDER = '.venv'
const REQUIREMENTS = 'python-tests/requirements.txt'
/** What the requirements bring along, at the versions they were tried with. */
const CONSTRAINTS = 'python-tests/constraints.txt'
/** The oldest that schemathesis and pytest run on. */
const OLDEST = [3, 10] as const
const PYTHON = `Python ${OLDEST.join('.')} or later`

/** Something to install before a suite can run; the message says what. */
class MissingPython extends Error {}

/**
 * Runs a suite with the folder of the environment's programs; its exit code becomes ours. A Python, or an index of
 * packages, that is not there is a failure with a sentence.
 */
export async function runWithPython(suite: (programs: string) => Promise<number>): Promise<void> {
  try {
    process.exitCode = await suite(pythonPrograms())
  } catch (error) {
    if (!(error instanceof MissingPython)) throw error
    console.error(`This suite needs Python: ${error.message}.`)
    process.exitCode = 1
  }
}

/** Of the environment: bytecode is kept within it, and not beside the sources. */
export const PYTHON_ENV = { PYTHONPYCACHEPREFIX: resolve(FOLDER, 'bytecode'), PYTHONDONTWRITEBYTECODE: '' }

/** Makes the environment where it is missing or old. Needs `python3` with venv, and an index of packages. */
function pythonPrograms(): string {
  const programs = join(FOLDER, 'bin')
  const stamp = join(FOLDER, 'installed.txt')
  const version = versionOfPython()
  const wanted = [version, readFileSync(REQUIREMENTS, 'utf8'), readFileSync(CONSTRAINTS, 'utf8')].join('\n')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return programs
  rmSync(FOLDER, { recursive: true, force: true })
  run('python3', ['-m', 'venv', FOLDER], 'python3 cannot make a virtual environment: install its module venv')
  // Only what is imported is compiled, which is a fraction of what is installed.
  const install = ['install', '--quiet', '--disable-pip-version-check', '--no-compile']
  run(
    join(programs, 'pip'),
    [...install, '-r', REQUIREMENTS, '-c', CONSTRAINTS],
    `pip cannot install ${REQUIREMENTS}: the package index (PyPI) must be reachable the first time`,
  )
  writeFileSync(stamp, wanted)
  return programs
}

function versionOfPython(): string {
  const print = 'import sys; print(*sys.version_info[:3], sep=".")'
  const missing = `python3 is not there: install ${PYTHON}, with pip and venv`
  const version = run('python3', ['-c', print], missing, ['ignore', 'pipe', 'ignore']).trim()
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]))
    throw new MissingPython(`python3 is version ${version}: install ${PYTHON}`)
  return version
}

/** What a program prints, unless that is shown; a failure is `complaint`. */
function run(
  program: string,
  args: readonly string[],
  complaint: string,
  stdio: StdioOptions = 'inherit',
): string {
  try {
    return execFileSync(program, args, { stdio, encoding: 'utf8' }) ?? ''
  } catch {
    throw new MissingPython(complaint)
  }
}
