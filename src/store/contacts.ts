// Contacts of one workspace, at most one a phone number, and their list in order of the last conversation.

import type { Schemas } from '../contract.ts'
import { NotFound } from '../errors.ts'
import type { Condition } from './calls.ts'
import type { Sql } from './database.ts'
import { Documents } from './documents.ts'
import { type Page, type Position, pageOf } from './paging.ts'

export type Contact = Schemas['ContactResponse']

interface Row {
  seq: number
  last_spoken: number
  doc: string
}

export interface ContactQuery {
  conditions: readonly Condition[]
  limit: number
  skip?: number | undefined
  order: 'asc' | 'desc'
  after?: Position | undefined
}

export class Contacts extends Documents<Contact> {
  readonly #sql: Sql
  readonly #workspace: number

  constructor(sql: Sql, workspace: number) {
    super(sql, workspace, 'contacts', 'contact')
    this.#sql = sql
    this.#workspace = workspace
  }

  /** The contact with this number in E.164, if there is one. */
  findByNumber(phoneNumber: string): Contact | undefined {
    const row = this.#sql.get<Row>(
      'SELECT doc FROM contacts WHERE workspace = ? AND phone_number = ?',
      this.#workspace,
      phoneNumber,
    )
    return row && (JSON.parse(row.doc) as Contact)
  }

  /** As `findByNumber`, refusing with Retell's 404 when there is none. */
  getByNumber(phoneNumber: string): Contact {
    const contact = this.findByNumber(phoneNumber)
    if (!contact) throw new NotFound('contact', phoneNumber)
    return contact
  }

  /** One page in order of the last conversation; who had none comes as if at 0. */
  list({ conditions, limit, skip = 0, order, after }: ContactQuery): Page<Contact> {
    const [direction, beyond] = order === 'desc' ? ['DESC', '<'] : ['ASC', '>']
    const all: Condition[] = [
      ...conditions,
      ...(after ? [{ sql: `(last_spoken, seq) ${beyond} (?, ?)`, values: [...after] }] : []),
    ]
    const rows = this.#sql.all<Row>(
      `SELECT seq, last_spoken, doc FROM contacts WHERE workspace = ? ${all.map(({ sql }) => `AND ${sql}`).join(' ')}
       ORDER BY last_spoken ${direction}, seq ${direction} LIMIT ? OFFSET ?`,
      this.#workspace,
      ...all.flatMap(({ values }) => values),
      limit + 1,
      skip,
    )
    return pageOf(
      rows,
      limit,
      row => JSON.parse(row.doc) as Contact,
      row => [row.last_spoken, row.seq],
    )
  }

  count(conditions: readonly Condition[]): number {
    const row = this.#sql.get<{ count: number }>(
      `SELECT count(*) AS count FROM contacts WHERE workspace = ? ${conditions.map(({ sql }) => `AND ${sql}`).join(' ')}`,
      this.#workspace,
      ...conditions.flatMap(({ values }) => values),
    )
    return row?.count ?? 0
  }
}
