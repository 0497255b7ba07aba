// What this run of the suite has seen: which operations were called, by which client, and what the SDKs' types would not
// expect of the replies. Files that every test file appends to, because test files may run in workers of their own.

import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** `raw` is our own client; `harness` is what makes and clears away the subjects of tests, and proves nothing. */
export type ClientName = 'raw' | 'sdk-4' | 'sdk-5' | 'harness'

const faultsIn = (runFolder: string) => join(runFolder, 'sdk-faults')
const fileIn = (runFolder: string) => join(runFolder, 'calls')
const line = (client: ClientName, operationId: string) => `${client} ${operationId}`

/** Notes that the operation answered this client with its success. */
export function recordCall(runFolder: string, client: ClientName, operationId: string): void {
  appendFileSync(fileIn(runFolder), `${line(client, operationId)}\n`)
}

/** What this run has recorded so far. */
export function recordedCalls(runFolder: string): (client: ClientName, operationId: string) => boolean {
  const lines = linesOf(fileIn(runFolder))
  return (client, operationId) => lines.has(line(client, operationId))
}

/** Notes a fault that the SDKs' types find in a reply, as the witness says it, and the operation that answered so. */
export function recordFault(runFolder: string, fault: string, operationId: string): void {
  appendFileSync(faultsIn(runFolder), `${fault}\t${operationId}\n`)
}

/** The faults of this run so far, each with the operations that had it. */
export function recordedFaults(runFolder: string): Map<string, Set<string>> {
  const faults = new Map<string, Set<string>>()
  for (const line of linesOf(faultsIn(runFolder))) {
    const [fault, operationId] = line.split('\t')
    if (fault && operationId) faults.set(fault, (faults.get(fault) ?? new Set()).add(operationId))
  }
  return faults
}

function linesOf(file: string): Set<string> {
  return new Set(existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [])
}
