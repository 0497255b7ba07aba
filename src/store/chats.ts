// Chats of one workspace: the chat objects, and beside each what the mock alone knows of it.

import type { Chat, Schemas } from '../contract.ts'
import { NotFound } from '../errors.ts'
import type { Sql } from './database.ts'
import { placeOf, presentPlace, rememberPlace } from './list-places.ts'
import type { Page, Position, Slice } from './paging.ts'
import { type Condition, countOf, rowsOf, selectPage } from './select.ts'

/** The two ends of a chat by SMS: the workspace's number, and the one of the person. */
export interface SmsEnds {
  near: string
  far: string
  direction: Schemas['CallDirection']
}

const LISTED = { table: 'chats', by: 'start_timestamp' } as const

export class Chats {
  readonly #sql: Sql
  readonly #workspace: number

  constructor(sql: Sql, workspace: number) {
    this.#sql = sql
    this.#workspace = workspace
  }

  find(id: string): Chat | undefined {
    const row = this.#sql.get<{ doc: string }>(
      'SELECT doc FROM chats WHERE workspace = ? AND id = ?',
      this.#workspace,
      id,
    )
    return row && (JSON.parse(row.doc) as Chat)
  }

  /** Refuses with Retell's 404 when there is none. */
  get(id: string): Chat {
    const chat = this.find(id)
    if (!chat) throw new NotFound('chat', id)
    return chat
  }

  insert(chat: Chat, run: object, ends?: SmsEnds): Chat {
    const { near = null, far = null, direction = null } = ends ?? {}
    this.#sql.run(
      'INSERT INTO chats (workspace, id, doc, run, near, far, direction) VALUES (?, ?, ?, ?, ?, ?, ?)',
      ...[this.#workspace, chat.chat_id, JSON.stringify(chat), JSON.stringify(run), near, far, direction],
    )
    return chat
  }

  put(chat: Chat): Chat {
    this.#update(chat.chat_id, 'doc', JSON.stringify(chat))
    return chat
  }

  delete(id: string): void {
    const place = presentPlace(this.#sql, LISTED, this.#workspace, id)
    if (!place) throw new NotFound('chat', id)
    this.#sql.run('DELETE FROM chats WHERE workspace = ? AND id = ?', this.#workspace, id)
    rememberPlace(this.#sql, this.#workspace, id, place)
  }

  /** What the mock alone knows of a chat. */
  run<Run extends object>(id: string): Run {
    const row = this.#sql.get<{ run: string }>(
      'SELECT run FROM chats WHERE workspace = ? AND id = ?',
      this.#workspace,
      id,
    )
    if (!row) throw new NotFound('chat', id)
    return JSON.parse(row.run) as Run
  }

  putRun(id: string, run: object): void {
    this.#update(id, 'run', JSON.stringify(run))
  }

  /** The API has no word for why a chat ended, and yet its lists filter by it. */
  putReason(id: string, reason: Schemas['DisconnectionReason']): void {
    this.#update(id, 'disconnection_reason', reason)
  }

  #update(id: string, column: 'doc' | 'run' | 'disconnection_reason', value: string): void {
    const { changes } = this.#sql.run(
      `UPDATE chats SET ${column} = ? WHERE workspace = ? AND id = ?`,
      value,
      this.#workspace,
      id,
    )
    if (changes === 0) throw new NotFound('chat', id)
  }

  /** The ends of a chat by SMS. */
  endsOf(id: string): SmsEnds | undefined {
    return this.#sql.get<SmsEnds>(
      'SELECT near, far, direction FROM chats WHERE workspace = ? AND id = ? AND far IS NOT NULL',
      this.#workspace,
      id,
    )
  }

  /** The chat by SMS that is going on between two numbers. */
  openBetween(near: string, far: string): Chat | undefined {
    const row = this.#sql.get<{ doc: string }>(
      `SELECT doc FROM chats WHERE workspace = ? AND far = ? AND near = ? AND chat_status = 'ongoing'
       ORDER BY start_timestamp DESC, seq DESC LIMIT 1`,
      ...[this.#workspace, far, near],
    )
    return row && (JSON.parse(row.doc) as Chat)
  }

  /** One page in order of the start, the newest first unless asked otherwise. */
  page({ conditions, ...slice }: Slice & { conditions: readonly Condition[] }): Page<Chat> {
    return selectPage(this.#sql, rowsOf('chats', this.#workspace, conditions), LISTED.by, slice)
  }

  count(conditions: readonly Condition[]): number {
    return countOf(this.#sql, rowsOf('chats', this.#workspace, conditions))
  }

  /** Where in the list a chat stands, or stood: the cursor of the older list is a chat id. Throws a 400 on one that never was. */
  positionOf(id: string): Position {
    return placeOf(this.#sql, LISTED, this.#workspace, id)
  }
}
