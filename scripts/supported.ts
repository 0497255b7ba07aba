// Writes SUPPORTED.md, which operations of Retell's API the mock answers and how well each is known and tested, and the
// number of them in README.md. With --check it writes nothing and exits with 1 when either has gone stale.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Contract } from './contract/operations.ts'
import { endpointOf } from './sdk/methods.ts'
import { supportMatrix, withCount } from './supported/matrix.ts'
import { scanTests } from './supported/scan.ts'
import { SOCKETS } from './supported/sockets.ts'

const CONTRACT = 'src/generated/contract.json'
const KNOWN = 'fixtures/known-operations.json'
const TESTS = 'contract-tests'

/** What each file ought to hold, by its name, relative to the root of the project. */
export function supportFiles(): Record<string, string> {
  const contract = JSON.parse(readFileSync(CONTRACT, 'utf8')) as Contract
  const known = JSON.parse(readFileSync(KNOWN, 'utf8')) as { method: string; path: string }[]
  const tests = readdirSync(TESTS)
    .filter(file => file.endsWith('.test.ts'))
    .map(file => readFileSync(join(TESTS, file), 'utf8'))
  const { text, served } = supportMatrix(contract, known, scanTests(contract, tests), SOCKETS)
  const readme = readFileSync('README.md', 'utf8')
  return {
    'SUPPORTED.md': text,
    'README.md': withCount(readme, `${served} of the ${new Set(known.map(at)).size}`),
  }
}

const at = ({ method, path }: { method: string; path: string }) => endpointOf(method, path)

/** The files that differ from what they ought to hold; one that is not there differs. */
export function staleFiles(): string[] {
  return Object.entries(supportFiles())
    .filter(([file, text]) => !readdirSync('.').includes(file) || readFileSync(file, 'utf8') !== text)
    .map(([file]) => file)
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const stale = staleFiles()
  if (!process.argv.includes('--check'))
    for (const [file, text] of Object.entries(supportFiles())) writeFileSync(file, text)
  else if (stale.length > 0) {
    console.error(`Out of date: ${stale.join(', ')}. Run npm run supported, which writes it anew.`)
    process.exitCode = 1
  }
}
