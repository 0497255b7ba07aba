// The order of the lists of calls: each stands where it was made until it starts, and where it started from then on. A list
// that is read page by page keeps the order of its first page; a call that has moved since stands where it stood.

import type { Call } from '../contract.ts'
import type { Sql } from './database.ts'
import { lastDeletedMove, placeOf } from './list-places.ts'
import { type Page, type Position, pageOf, type Slice } from './paging.ts'
import { type Condition, type PlacedRow, placedRows, plan, rowsOf } from './select.ts'

export interface CallQuery extends Slice {
  conditions: readonly Condition[]
}

const LISTED = { table: 'calls', by: 'sort_at' } as const

/** How many ends of pages are remembered; the one that was asked for longest ago is forgotten first. */
const MOST_ENDS = 1_000

interface Found {
  /** One more than the page holds, when there are more. */
  rows: PlacedRow[]
  /** The last move that counts. */
  asOf: number
}

export class CallOrder {
  readonly #sql: Sql
  readonly #workspace: number
  /** Where the lists stood that go on after a call's id, by order and id: as they were told, not as they are. */
  readonly #ends = new Map<string, Position>()
  #last: number | undefined

  constructor(sql: Sql, workspace: number) {
    this.#sql = sql
    this.#workspace = workspace
  }

  /** The number of a move that happens now, larger than all before. On a standing clock the time would not tell them apart. */
  nextMove(): number {
    this.#last = this.#lastMove() + 1
    return this.#last
  }

  /** The next calls. The first page fixes the order, and its cursor carries it on; `skip` counts on a first page alone. */
  page(query: CallQuery): Page<Call> {
    const { rows, asOf } = this.#read(query)
    return pageOf(rows, query.limit, callIn, ({ position, seq }) => [position, seq, asOf])
  }

  /** As `page`, for a list whose cursor is the id of the last call that was told. Throws a 400 on one that never was. */
  pageAfter(id: string | undefined, query: Omit<CallQuery, 'after'>): Call[] {
    const after = id === undefined ? undefined : this.#endAt(query.order, id)
    const { rows, asOf } = this.#read({ ...query, after })
    const told = rows.slice(0, query.limit)
    const calls = told.map(callIn)
    const [end, last] = [told.at(-1), calls.at(-1)]
    if (end && last) this.#remember(`${query.order} ${last.call_id}`, [end.position, end.seq, asOf])
    return calls
  }

  #read({ conditions, ...slice }: CallQuery): Found {
    const last = this.#lastMove()
    const asOf = Math.min(slice.after?.[2] ?? last, last)
    const planned = plan(this.#sql, 'calls', this.#workspace, conditions)
    if (asOf === last) {
      const rows = rowsOf('calls', this.#workspace, planned.conditions)
      return { rows: placedRows(this.#sql, rows, LISTED.by, slice, planned.sorted), asOf }
    }
    const stayed = [{ sql: 'coalesce(moved, 0) <= ?', values: [asOf] }, ...planned.conditions]
    const moved = [{ sql: 'moved > ?', values: [asOf] }, ...conditions]
    const rows = [
      ...placedRows(this.#sql, rowsOf('calls', this.#workspace, stayed), LISTED.by, slice, planned.sorted),
      ...placedRows(
        this.#sql,
        rowsOf('calls INDEXED BY calls_moved', this.#workspace, moved),
        'created',
        slice,
      ),
    ]
    const sign = slice.order === 'descending' ? -1 : 1
    rows.sort((one, other) => sign * (one.position - other.position || one.seq - other.seq))
    return { rows: rows.slice(0, slice.limit + 1), asOf }
  }

  #lastMove(): number {
    this.#last ??= Math.max(this.#lastKept(), lastDeletedMove(this.#sql, this.#workspace))
    return this.#last
  }

  #lastKept(): number {
    const row = this.#sql.get<{ moved: number }>(
      'SELECT moved FROM calls WHERE workspace = ? AND moved IS NOT NULL ORDER BY moved DESC LIMIT 1',
      this.#workspace,
    )
    return row?.moved ?? 0
  }

  #endAt(order: Slice['order'], id: string): Position {
    const key = `${order} ${id}`
    const told = this.#ends.get(key)
    if (told) {
      this.#remember(key, told)
      return told
    }
    return placeOf(this.#sql, LISTED, this.#workspace, id)
  }

  #remember(key: string, place: Position): void {
    this.#ends.delete(key)
    this.#ends.set(key, place)
    if (this.#ends.size > MOST_ENDS) this.#ends.delete(this.#ends.keys().next().value!)
  }
}

const callIn = ({ doc }: PlacedRow): Call => JSON.parse(doc) as Call
