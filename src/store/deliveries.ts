// The delivery log of one workspace: every request the mock makes to its customer, with each attempt at it.

import type { ControlSchemas } from '../contract.ts'
import type { Sql } from './database.ts'
import { Kept } from './kept.ts'
import { rowsOf } from './select.ts'

type Wire = ControlSchemas['Delivery']
export type Attempt = ControlSchemas['Attempt']

/** A request that is to be made: frozen when its event happened. */
export interface Delivery {
  id: string
  kind: Wire['kind']
  event: string
  /** The call, chat or alert it is about. */
  subject: string
  url: string
  body: string
  timeoutMs: number
  state: Wire['state']
}

/** Without the body where that is the delivery's. */
type StoredAttempt = Omit<Attempt, 'request'> & {
  request: Omit<Attempt['request'], 'body'> & { body?: string }
}

interface Row extends Omit<Delivery, 'timeoutMs'> {
  timeout_ms: number
}

export interface DeliveryFilter {
  call_id?: string | undefined
  chat_id?: string | undefined
  alert_incident_id?: string | undefined
  event?: string | undefined
  kind?: Wire['kind'] | undefined
  limit?: number | undefined
}

const KEPT_DELIVERIES = 10_000
const PRUNED_EVERY = 256
const KEPT_PENDING = 1_000

export class Deliveries {
  readonly #sql: Sql
  readonly #workspace: number
  /** What is still to be sent, of that what was written last: it is soon asked for. */
  readonly #pending: Kept<Delivery>

  constructor(sql: Sql, workspace: number) {
    this.#sql = sql
    this.#workspace = workspace
    this.#pending = new Kept(sql, KEPT_PENDING)
  }

  /** Beyond ten thousand deliveries the oldest finished ones are forgotten. */
  insert(delivery: Delivery, createdAt: number): void {
    const { id, kind, event, subject, url, body, timeoutMs, state } = delivery
    const { lastInsertRowid } = this.#sql.run(
      `INSERT INTO deliveries (workspace, id, kind, event, subject, url, body, timeout_ms, state, created)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[this.#workspace, id, kind, event, subject, url, body, timeoutMs, state, createdAt],
    )
    this.#pending.set(id, delivery)
    if (Number(lastInsertRowid) % PRUNED_EVERY === 0) this.#prune()
  }

  #prune(): void {
    this.#sql.run(
      `DELETE FROM deliveries WHERE workspace = ? AND state <> 'pending' AND seq <=
       (SELECT seq FROM deliveries WHERE workspace = ? ORDER BY seq DESC LIMIT 1 OFFSET ?)`,
      this.#workspace,
      this.#workspace,
      KEPT_DELIVERIES,
    )
  }

  find(id: string): Delivery | undefined {
    const kept = this.#pending.get(id)
    if (kept) return kept
    const row = this.#row(id)
    if (!row) return undefined
    const { timeout_ms: timeoutMs, kind, event, subject, url, body, state } = row
    return { id, kind, event, subject, url, body, timeoutMs, state }
  }

  /**
   * Adds the outcome of attempt `number` (from 0) and what has become of the delivery by it. A body that was sent as it had
   * been written is not stored twice.
   */
  record(
    { id, body }: Pick<Delivery, 'id' | 'body'>,
    number: number,
    { request, ...attempt }: Attempt,
    state: Wire['state'],
  ): void {
    const { body: sent, ...rest } = request
    const doc: StoredAttempt = { ...attempt, request: sent === body ? rest : request }
    this.#sql.run(
      'INSERT OR REPLACE INTO attempts (workspace, delivery, number, doc) VALUES (?, ?, ?, ?)',
      this.#workspace,
      id,
      number,
      JSON.stringify(doc),
    )
    this.#sql.run(
      'UPDATE deliveries SET state = ? WHERE workspace = ? AND id = ?',
      state,
      this.#workspace,
      id,
    )
    this.#pending.delete(id)
  }

  /** In the order in which their events happened. */
  list({ call_id, chat_id, alert_incident_id, event, kind, limit = 1_000 }: DeliveryFilter): Wire[] {
    const columns = [
      ['subject', call_id],
      ['subject', chat_id],
      ['subject', alert_incident_id],
      ['event', event],
      ['kind', kind],
    ] as const
    const { sql, values } = rowsOf(
      'deliveries',
      this.#workspace,
      columns.flatMap(([column, value]) =>
        value === undefined ? [] : [{ sql: `${column} = ?`, values: [value] }],
      ),
    )
    const rows = this.#sql.all<Row>(`SELECT * FROM ${sql} ORDER BY seq LIMIT ?`, ...values, limit)
    return rows.map(row => this.#wire(row))
  }

  /** One of them, as it is listed. */
  listed(id: string): Wire | undefined {
    const row = this.#row(id)
    return row && this.#wire(row)
  }

  /** The attempts at a delivery so far, in order. */
  attempts(id: string): Attempt[] {
    const row = this.#row(id)
    return row ? this.#attemptsOf(row) : []
  }

  #attemptsOf({ id, body }: Row): Attempt[] {
    const rows = this.#sql.all<{ doc: string }>(
      'SELECT doc FROM attempts WHERE workspace = ? AND delivery = ? ORDER BY number',
      this.#workspace,
      id,
    )
    return rows.map(({ doc }) => {
      const { request, ...attempt } = JSON.parse(doc) as StoredAttempt
      return { ...attempt, request: { ...request, body: request.body ?? body } }
    })
  }

  #row(id: string): Row | undefined {
    return this.#sql.get<Row>('SELECT * FROM deliveries WHERE workspace = ? AND id = ?', this.#workspace, id)
  }

  #wire(row: Row): Wire {
    return {
      delivery_id: row.id,
      kind: row.kind,
      event: row.event,
      ...subjectOf(row),
      url: row.url,
      state: row.state,
      attempts: this.#attemptsOf(row),
    }
  }
}

function subjectOf({ kind, subject }: Row): Partial<Wire> {
  if (kind === 'alert') return { alert_incident_id: subject }
  return subject.startsWith('chat_') ? { chat_id: subject } : { call_id: subject }
}
