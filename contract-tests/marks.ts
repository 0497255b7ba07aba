// The three kinds of test, and what each is handed. `test` is safe anywhere and cleans up after itself; `mockOnly` needs
// what only the mock has; `spends` costs money on the live API.

import { inject, test as plain } from 'vitest'
import type { FakeRetell } from '../src/index.ts'
import { type ClientName, recordCall, recordFault } from './call-record.ts'
import { checkedFetch } from './checked-fetch.ts'
import { cleanUpRegistry } from './clean-up.ts'
import { contractCheck } from './contract-check.ts'
import type { Operation } from './contract-document.ts'
import { makersWith } from './makers.ts'
import { looseClient, rawClient } from './raw-client.ts'
import { sdk4, sdk5 } from './sdk-clients.ts'
import { sdkWitness } from './sdk-witness.ts'
import { reserve } from './spending.ts'
import { openTarget, targetName } from './target.ts'

/** Compiled schemas are worth keeping from one test to the next. */
export const contract = contractCheck(inject('contract'))

const sdkTypes = sdkWitness()
const seenFaults = new Set<string>()

/** Each fault is noted once an operation. */
function witness({ id, method, path }: Operation, reply: unknown): void {
  if (reply === undefined) return
  for (const fault of sdkTypes.faults(method, path, reply)) {
    if (seenFaults.has(`${id} ${fault}`)) continue
    seenFaults.add(`${id} ${fault}`)
    recordFault(inject('runFolder'), fault, id)
  }
}

/** False while a test's traces are removed: a deletion there proves nothing about deleting. */
let recording = true

function record(client: ClientName, operationId: string): void {
  if (recording) recordCall(inject('runFolder'), client, operationId)
}

// An empty pattern is how vitest is told that a fixture needs no other.
// biome-ignore-start lint/correctness/noEmptyPattern: see above
export const test = plain
  .extend('target', { scope: 'file' }, async ({}, { onCleanup }) => {
    const target = await openTarget()
    onCleanup(() => target.close())
    return target
  })
  /** A mock's workspace belongs to one test file. */
  .extend('api', { scope: 'file' }, ({ target }) => {
    const options = { ...target, operations: contract.operations }
    return {
      ...rawClient(options, checkedFetch(target, contract, { client: 'raw', record, witness })),
      unchecked: looseClient(
        options,
        checkedFetch(target, contract, { client: 'raw', unchecked: true, record: () => {}, witness }),
      ),
    }
  })
  .extend('sdk4', { scope: 'file' }, ({ target }) =>
    sdk4(target, checkedFetch(target, contract, { client: 'sdk-4', record, witness })),
  )
  .extend('sdk5', { scope: 'file' }, ({ target }) =>
    sdk5(target, checkedFetch(target, contract, { client: 'sdk-5', record, witness })),
  )
  /** Asks like the raw client, and is not recorded. */
  .extend('harness', { scope: 'file' }, ({ target }) =>
    rawClient(
      { ...target, operations: contract.operations },
      checkedFetch(target, contract, { client: 'harness', record: () => {}, witness }),
    ),
  )
  .extend('cleanUp', async ({}, { onCleanup }) => {
    const registry = cleanUpRegistry()
    onCleanup(async () => {
      recording = false
      await registry.run().finally(() => {
        recording = true
      })
    })
    return registry.add
  })
  .extend('make', ({ harness, cleanUp }) => makersWith(harness, cleanUp))
// biome-ignore-end lint/correctness/noEmptyPattern: see above

/** For what the live API cannot be asked: its clock, its failures, the mock's own settings and older dialects. */
export const mockOnly = test
  .extend('fake', { scope: 'file' }, ({ target }): FakeRetell => {
    if (!target.fake) throw new Error('a test that needs the mock ran against the live API')
    return target.fake
  })
  .skipIf(targetName() === 'live')

/** For what may cost up to so many US cents on the live API, where it runs only within the cap that was set. */
export const spends = (cents: number) => test.runIf(reserve(inject('runFolder'), cents))
