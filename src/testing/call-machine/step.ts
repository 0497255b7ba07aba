// For the property test of calls and chats: what a step is, and what all of them need.

import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import fc from 'fast-check'
import type { Answer, Rig } from './rig.ts'

/** Something that is done. `sure`: nothing else goes on, so that the answer follows from what was seen. */
export interface Step {
  text: string
  run(rig: Rig, sure: boolean): Promise<void>
}

export const SCENARIOS = readdirSync('fixtures/scenarios').map(file => file.replace('.yaml', ''))

export const scenario = fc.option(fc.constantFrom(...SCENARIOS), { nil: undefined, freq: 3 })
/** Which of the things there are; they are counted round and round. */
export const nth = fc.nat(30)

export const step = (text: string, run: Step['run']): Step => ({ text, run })

export const metadataOf = (name: string | undefined) =>
  name ? { metadata: { fake_retell: { scenario: name } } } : {}

export function expectStatus(sure: boolean, { status, body }: Answer, expected: number, what: string): void {
  if (sure) assert.equal(status, expected, `${what}: ${JSON.stringify(body)}`)
  // What else goes on may decide otherwise, but it is one of these.
  else assert.ok([200, 201, 204, 400, 404, 422, 429].includes(status), `${what} was answered ${status}`)
}
