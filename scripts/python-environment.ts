// The Python that tests from outside use: a virtual environment of its own in .venv/, with the versions that
// python-tests/requirements.txt pins. It is made when it is missing or they have changed.

import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const FOLDER = '.venv'
const REQUIREMENTS = 'python-tests/requirements.txt'

/** The folder with the environment's programs. Needs `python3` with venv, and a package index to install from. */
export function pythonPrograms(): string {
  const programs = join(FOLDER, 'bin')
  const stamp = join(FOLDER, 'installed.txt')
  const wanted = readFileSync(REQUIREMENTS, 'utf8')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return programs
  rmSync(FOLDER, { recursive: true, force: true })
  execFileSync('python3', ['-m', 'venv', FOLDER], { stdio: 'inherit' })
  const install = ['install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS]
  execFileSync(join(programs, 'pip'), install, { stdio: 'inherit' })
  writeFileSync(stamp, wanted)
  return programs
}
