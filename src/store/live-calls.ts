// Which calls of a workspace are registered or ongoing, kept in memory beside the table and counted by what matters to
// places: every new call asks for these numbers.

import type { Call } from '../contract.ts'
import type { Sql } from './database.ts'

type Marks = { ongoing: boolean; inbound: boolean; batch: boolean }
export type LiveKind = 'all' | 'in batches' | 'not inbound'

/** An inbound call holds no place before it is answered. */
const COUNTS: Record<LiveKind, (marks: Marks) => boolean> = {
  all: ({ ongoing, inbound }) => ongoing || !inbound,
  'in batches': ({ batch }) => batch,
  'not inbound': ({ inbound }) => !inbound,
}
const KINDS = Object.keys(COUNTS) as LiveKind[]

interface Row {
  id: string
  call_status: string
  direction: string | null
  batch_call_id: string | null
}

export class LiveCalls {
  readonly #sql: Sql
  readonly #workspace: number
  readonly #calls = new Map<string, Marks>()
  readonly #counts: Record<LiveKind, number> = { all: 0, 'in batches': 0, 'not inbound': 0 }
  #rollbacks = -1

  constructor(sql: Sql, workspace: number) {
    this.#sql = sql
    this.#workspace = workspace
  }

  count(kind: LiveKind): number {
    this.#load()
    return this.#counts[kind]
  }

  /** To be called with every call that is stored, in the same transaction. */
  note(call: Call): void {
    // What is not loaded yet is read when it is asked for.
    if (this.#rollbacks !== this.#sql.rollbacks) return
    const { call_id: id, call_status: status } = call
    this.forget(id)
    if (status !== 'registered' && status !== 'ongoing') return
    const inbound = call.call_type === 'phone_call' && call.direction === 'inbound'
    const batch = call.call_type === 'phone_call' && call.batch_call_id !== undefined
    this.#add(id, { ongoing: status === 'ongoing', inbound, batch })
  }

  /** To be called with every call that is deleted, in the same transaction. */
  forget(id: string): void {
    const marks = this.#calls.get(id)
    if (!marks) return
    this.#calls.delete(id)
    for (const kind of KINDS) if (COUNTS[kind](marks)) this.#counts[kind] -= 1
  }

  #add(id: string, marks: Marks): void {
    this.#calls.set(id, marks)
    for (const kind of KINDS) if (COUNTS[kind](marks)) this.#counts[kind] += 1
  }

  /** Reads all of them anew after a transaction that was rolled back, and the first time. */
  #load(): void {
    if (this.#rollbacks === this.#sql.rollbacks) return
    this.#calls.clear()
    for (const kind of KINDS) this.#counts[kind] = 0
    const rows = this.#sql.all<Row>(
      `SELECT id, call_status, direction, batch_call_id FROM calls
       WHERE workspace = ? AND call_status IN ('registered', 'ongoing')`,
      this.#workspace,
    )
    for (const { id, call_status, direction, batch_call_id } of rows)
      this.#add(id, {
        ongoing: call_status === 'ongoing',
        inbound: direction === 'inbound',
        batch: batch_call_id !== null,
      })
    this.#rollbacks = this.#sql.rollbacks
  }
}
