// The last test of a whole run against the mock: no operation of the contract without a test, by any client that has it.
// A part of the suite, or a run against the live API where some tests are left out, says nothing and is not judged.

import { readdirSync, readFileSync } from 'node:fs'
import { expect, inject, test } from 'vitest'
import { recordedCalls, recordedFaults } from './call-record.ts'
import { type Operation, operationsOf } from './contract-document.ts'
import { ledger } from './ledger.ts'
import { sdkLedger } from './sdk-ledger.ts'
import { targetName } from './target.ts'

const suite = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .map(file => file.replaceAll('\\', '/'))
  .filter(file => file.endsWith('.test.ts'))
const isWhole = targetName() === 'mock' && suite.every(file => inject('filesInRun').includes(file))

const judged = test.runIf(isWhole)

/** An operation and a client that ought to be seen calling it, as one line of text. */
const lineOf = ({ client, operation }: { client: string; operation: string }) => `${client} ${operation}`

const dutiesOf = ({ id, since }: Operation) => [
  { operation: id, client: 'raw' as const },
  ...(['sdk-4', 'sdk-5'] as const)
    .filter(sdk => since.includes(sdk))
    .map(client => ({ operation: id, client })),
]

judged('every operation is called by each client that has it, or stands in the ledger', () => {
  const called = recordedCalls(inject('runFolder'))
  const missed = operationsOf(inject('contract'))
    .flatMap(dutiesOf)
    .filter(({ client, operation }) => !called(client, operation))
    .map(lineOf)
  const excused = ledger.map(lineOf)
  expect(missed.filter(line => !excused.includes(line))).toEqual([])
})

judged('every test that SUPPORTED.md speaks of was seen to succeed', () => {
  const called = recordedCalls(inject('runFolder'))
  const page = readFileSync(new URL('../SUPPORTED.md', import.meta.url), 'utf8')
  const rows = [...page.matchAll(/^\| \w+ \| `[^`]+` \| `(\w+)` \|.*\| ([^|]+) \|$/gm)]
  const spokenOf = rows.flatMap(([, operation, clients]) =>
    clients!
      .split(', ')
      .map(client => (client === 'http' ? 'raw' : client))
      .filter(client => client === 'raw' || client === 'sdk-4' || client === 'sdk-5')
      .map(client => ({ client, operation: operation! })),
  )
  expect(spokenOf.length).toBeGreaterThan(0)
  const unseen = spokenOf.filter(({ client, operation }) => !called(client, operation))
  expect(unseen.map(lineOf)).toEqual([])
})

judged('no reply surprises the types of an SDK, or it stands in the ledger of the SDKs', () => {
  const excused = new Set(sdkLedger.flatMap(({ faults }) => faults))
  const surprises = [...recordedFaults(inject('runFolder'))]
    .filter(([fault]) => !excused.has(fault))
    .map(([fault, operations]) => `${fault} (${[...operations].sort().join(', ')})`)
  expect(surprises.sort()).toEqual([])
})

judged('no line of the ledger of the SDKs has lost its reason', () => {
  const seen = recordedFaults(inject('runFolder'))
  expect(sdkLedger.flatMap(({ faults }) => faults).filter(fault => !seen.has(fault))).toEqual([])
})

judged('no line of the ledger has lost its reason', () => {
  const called = recordedCalls(inject('runFolder'))
  expect(ledger.filter(({ client, operation }) => called(client, operation)).map(lineOf)).toEqual([])
})
