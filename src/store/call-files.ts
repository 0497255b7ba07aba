// The unguessable folder of each call that connected: what belongs to the files in it and is not in the call itself. The
// recordings and the log are made of the call when somebody asks.

import type { Call } from '../contract.ts'
import type { Sql } from './database.ts'

export interface NewCallFiles {
  folder: string
  callId: string
  /** How long an address of these files works, ms; undefined: for ever, and without a signature. */
  signedForMs?: number | undefined
  /** What the knowledge bases gave, as text. */
  retrieved?: string | undefined
}

interface Row {
  workspace: number
  call_id: string
  signed_for_ms: number | null
  retrieved: string | null
  unstored: string | null
  doc: string
}

/** What a folder is made of, whichever workspace it is in. */
export interface CallFolder {
  workspace: number
  call: Call
  /** The call with what is not stored of it, for as long as its links live. */
  unstored: Call | undefined
  isSigned: boolean
  retrieved: string | undefined
}

export class CallFiles {
  readonly #sql: Sql
  readonly #workspace: number

  constructor(sql: Sql, workspace: number) {
    this.#sql = sql
    this.#workspace = workspace
  }

  insert({ folder, callId, signedForMs, retrieved }: NewCallFiles): void {
    this.#sql.run(
      'INSERT INTO call_files (folder, workspace, call_id, signed_for_ms, retrieved) VALUES (?, ?, ?, ?, ?)',
      ...[folder, this.#workspace, callId, signedForMs ?? null, retrieved ?? null],
    )
  }

  /** How long an address of the call's files works, ms; undefined: for ever. */
  signedForMs(callId: string): number | undefined {
    const row = this.#sql.get<{ signed_for_ms: number | null }>(
      'SELECT signed_for_ms FROM call_files WHERE workspace = ? AND call_id = ?',
      ...[this.#workspace, callId],
    )
    return row?.signed_for_ms ?? undefined
  }

  /** Keeps the call as it is now behind its links. Answers whether there are any. */
  keepUnstored(call: Call): boolean {
    const { changes } = this.#sql.run(
      'UPDATE call_files SET unstored = ? WHERE workspace = ? AND call_id = ?',
      ...[JSON.stringify(call), this.#workspace, call.call_id],
    )
    return changes > 0
  }

  dropUnstored(callId: string): void {
    this.#sql.run(
      'UPDATE call_files SET unstored = NULL WHERE workspace = ? AND call_id = ?',
      ...[this.#workspace, callId],
    )
  }
}

export function callFolder(sql: Sql, folder: string): CallFolder | undefined {
  const row = sql.get<Row>(
    `SELECT call_files.workspace, signed_for_ms, retrieved, unstored, doc FROM call_files
     JOIN calls ON calls.workspace = call_files.workspace AND calls.id = call_files.call_id WHERE folder = ?`,
    folder,
  )
  return (
    row && {
      workspace: row.workspace,
      call: JSON.parse(row.doc) as Call,
      unstored: row.unstored === null ? undefined : (JSON.parse(row.unstored) as Call),
      isSigned: row.signed_for_ms !== null,
      retrieved: row.retrieved ?? undefined,
    }
  )
}
