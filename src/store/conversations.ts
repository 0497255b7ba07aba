// The conversations with one phone number: calls by phone and chats by SMS, in one list. They are stored elsewhere.

import type { Chat, PhoneCall, Schemas } from '../contract.ts'
import type { Sql } from './database.ts'
import type { Page, Slice } from './paging.ts'
import { type Condition, countOf, rowsOf, selectPage } from './select.ts'

export type Conversation =
  | { call: PhoneCall }
  | { chat: Chat; direction: Schemas['CallDirection']; reason: string | null }

export class Conversations {
  readonly #sql: Sql
  readonly #workspace: number

  constructor(sql: Sql, workspace: number) {
    this.#sql = sql
    this.#workspace = workspace
  }

  /** One page in order of the start. */
  page(phoneNumber: string, slice: Slice): Page<Conversation> {
    return selectPage(this.#sql, this.#with(phoneNumber), 'sort_at', slice)
  }

  count(phoneNumber: string): number {
    return countOf(this.#sql, this.#with(phoneNumber))
  }

  #with(phoneNumber: string): Condition {
    const calls = rowsOf('calls', this.#workspace, [callsWith(phoneNumber)])
    const chats = rowsOf('chats', this.#workspace, [
      { sql: "far = ? AND chat_status IN ('ended', 'error')", values: [phoneNumber] },
    ])
    return {
      // The rows of the two tables are numbered apart, and a cursor needs every number to be another.
      sql: `(
        SELECT seq, sort_at, json_object('call', json(doc)) AS doc FROM ${calls.sql}
        UNION ALL
        SELECT -seq, start_timestamp, json_object('chat', json(doc), 'direction', direction,
          'reason', disconnection_reason) FROM ${chats.sql}
      ) WHERE TRUE`,
      values: [...calls.values, ...chats.values],
    }
  }
}

/** Calls by phone with this number that were answered and are over. That unanswered ones do not count is a guess. */
export function callsWith(phoneNumber: string): Condition {
  return {
    sql: `((from_number = ? AND direction = 'inbound') OR (to_number = ? AND direction = 'outbound'))
          AND call_type = 'phone_call' AND start_timestamp IS NOT NULL AND call_status IN ('ended', 'error')`,
    values: [phoneNumber, phoneNumber],
  }
}
