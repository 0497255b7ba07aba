// Which operations were called, by which client, in this run of the suite. A file that every test file appends to,
// because test files may run in workers of their own.

import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** `raw` is our own client; `harness` is what makes and clears away the subjects of tests, and proves nothing. */
export type ClientName = 'raw' | 'sdk-4' | 'sdk-5' | 'harness'

const fileIn = (runFolder: string) => join(runFolder, 'calls')
const line = (client: ClientName, operationId: string) => `${client} ${operationId}`

/** Notes that the operation answered this client with its success. */
export function recordCall(runFolder: string, client: ClientName, operationId: string): void {
  appendFileSync(fileIn(runFolder), `${line(client, operationId)}\n`)
}

/** What this run has recorded so far. */
export function recordedCalls(runFolder: string): (client: ClientName, operationId: string) => boolean {
  const file = fileIn(runFolder)
  const lines = new Set(existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [])
  return (client, operationId) => lines.has(line(client, operationId))
}
