// Failures that a test has ordered: which requests to Retell's API are refused, and how. Kept in memory, and gone with the
// workspace's world.

import type { ControlSchemas } from './contract.ts'
import { Refusal } from './errors.ts'

export type Fault = ControlSchemas['Fault']

const MEANING: Readonly<Record<number, string>> = {
  401: 'API key is missing or invalid.',
  402: 'Payment required.',
  429: 'Too many requests, please try again later.',
  500: 'An unexpected server error occurred.',
}

/** A workspace with more of them has lost count of what it does. */
const MOST = 1_000

export class Faults {
  #planned: Fault[] = []

  /** Plans one more. Gives all that are planned, the next first. Refuses with 400 more than a thousand. */
  add(fault: Fault): readonly Fault[] {
    if (this.#planned.length >= MOST) throw new Refusal(400, `${MOST} faults are planned already`)
    this.#planned.push({ ...fault, times: fault.times ?? 1 })
    return this.#planned
  }

  clear(): void {
    this.#planned = []
  }

  /** The refusal that a request to this operation meets, if any. It is used up by that. */
  next(operation: string): Refusal | undefined {
    const fault = this.#planned.find(planned => (planned.operation ?? operation) === operation)
    if (!fault) return undefined
    fault.times = (fault.times ?? 1) - 1
    if (fault.times === 0) this.#planned = this.#planned.filter(planned => planned !== fault)
    const { status, message = MEANING[status] ?? `status ${status}, as ordered` } = fault
    return new Refusal(status, message)
  }
}
