// Every operation refuses every request that breaks its schema in one place or names what is not there: with 4xx, in
// Retell's form, in time, and with nothing written.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, inject } from 'vitest'
import { type FakeRetell, startFakeRetell } from '../src/index.ts'
import { contract, mockOnly } from './marks.ts'
import { fitsOf, type Ground, type NegativeCase, negativeCases, validRequest } from './negative-cases.ts'
import { BODIES, REFUSED, UNCHECKED } from './negative-ledger.ts'
import { negativeOperation, type Reply, send } from './negative-request.ts'
import { bodyValues, makeSubjects, pathValues, said, strangersTo } from './negative-subjects.ts'
import { type StoreWatch, watchStore } from './store-watch.ts'
import type { ValuesByName } from './valid-values.ts'

const document = inject('contract')
const operations = contract.operations.map(operation => negativeOperation(document, operation))
const fits = fitsOf(document)
const PATIENCE_MS = 1_000
let cases = 0

interface Stage {
  fake: FakeRetell
  watch: StoreWatch
  foreign: ValuesByName
  close(): Promise<void>
}

let stage: Promise<Stage> | undefined

/** A mock with a database that can be looked at from outside, and the workspace of somebody else in it. */
async function openStage(): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'fake-retell-negative-'))
  const db = join(folder, 'negative.db')
  const fake = await startFakeRetell({ time: 'frozen', db })
  const { made: foreign } = await makeSubjects(document, operations, fake.workspace(), '+14155550187')
  const watch = watchStore(db)
  const close = async () => {
    watch.close()
    await fake.close()
    rmSync(folder, { recursive: true })
  }
  return { fake, watch, foreign, close }
}

afterAll(async () => {
  await (await stage)?.close()
  if (cases > 0) console.log(`negative table: ${cases} requests refused, ${operations.length} operations`)
})

mockOnly.for(operations.map(operation => [operation.id, operation] as const))(
  '%s refuses whatever is wrong with a request',
  { timeout: 30_000 },
  async ([id, operation]) => {
    stage ??= openStage()
    const { fake, watch, foreign } = await stage
    const workspace = fake.workspace()
    const { made, missed } = await makeSubjects(document, operations, workspace, '+14155550186')
    expect(missed).toEqual([])
    const ground: Ground = {
      document,
      operation,
      pathValues: pathValues(operation, made),
      bodyValues: bodyValues(operation, made),
      strangers: strangersTo(made, foreign),
      body: BODIES[id],
    }
    watch.changes()
    const faults: string[] = []
    for (const one of negativeCases(ground, fits)) {
      const began = performance.now()
      const reply = await send(workspace, operation, one.request)
      const tookMs = performance.now() - began
      const changed = watch.changes()
      if (!(reply.status < 300 && isUnchecked(id, one)))
        faults.push(...faultsIn(one, reply, { tookMs, changed }))
      cases++
    }
    expect(faults).toEqual([])
    const base = await send(workspace, operation, validRequest(ground))
    if (id in REFUSED)
      expect(base.status, `${id} is in the ledger, and succeeded`).toBeGreaterThanOrEqual(400)
    else expect(base.status < 300, `the request that ought to succeed: ${said(base)}`).toBe(true)
  },
)

const isUnchecked = (id: string, { reference }: NegativeCase) =>
  UNCHECKED.some(({ operation, name }) => operation.test(id) && [reference, '*'].includes(name) && reference)

/** A sentence for each thing that is amiss in the answer to a request that ought to be refused. */
function faultsIn(
  { what, reference }: NegativeCase,
  reply: Reply,
  { tookMs, changed }: { tookMs: number; changed: string[] },
): string[] {
  const faults: string[] = []
  const { status } = reply
  const asItShould = reference === undefined ? status === 400 : [400, 404, 422].includes(status)
  if (!asItShould) faults.push(`${what}: answered ${said(reply)}`)
  else if (!isRetellsForm(reply)) faults.push(`${what}: not in Retell's form: ${said(reply)}`)
  if (changed.length > 0) faults.push(`${what}: wrote into ${changed.join(', ')}`)
  if (tookMs > PATIENCE_MS) faults.push(`${what}: took ${Math.round(tookMs)} ms`)
  return faults
}

function isRetellsForm({ json, contentType }: Reply): boolean {
  if (!/^application\/json\b/.test(contentType ?? '') || typeof json !== 'object' || json === null)
    return false
  const { status, message, error_message: again, ...rest } = json as Record<string, unknown>
  return (
    status === 'error' &&
    typeof message === 'string' &&
    message !== '' &&
    [undefined, message].includes(again as string | undefined) &&
    Object.keys(rest).length === 0
  )
}
