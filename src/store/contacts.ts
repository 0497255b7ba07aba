// Contacts of one workspace, at most one a phone number, and their list in order of the last conversation.

import type { Schemas } from '../contract.ts'
import { NotFound } from '../errors.ts'
import type { Sql } from './database.ts'
import { Documents } from './documents.ts'
import type { Page, Slice } from './paging.ts'
import { type Condition, countOf, rowsOf, selectPage } from './select.ts'

export type Contact = Schemas['ContactResponse']

export interface ContactQuery extends Slice {
  conditions: readonly Condition[]
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
    const row = this.#sql.get<{ doc: string }>(
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
  list({ conditions, ...slice }: ContactQuery): Page<Contact> {
    return selectPage(this.#sql, rowsOf('contacts', this.#workspace, conditions), 'last_spoken', slice)
  }

  /** All of them are counted as they come and go. */
  count(conditions: readonly Condition[]): number {
    if (conditions.length === 0) return this.#countOfAll()
    return countOf(this.#sql, rowsOf('contacts', this.#workspace, conditions))
  }

  #countOfAll(): number {
    const sql = 'SELECT count FROM contact_counts WHERE workspace = ?'
    return this.#sql.get<{ count: number }>(sql, this.#workspace)?.count ?? 0
  }
}
