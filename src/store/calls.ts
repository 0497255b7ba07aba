// Calls of one workspace: the call objects, and beside them what the mock alone knows of a call (its run, its files).

import type { Call, Schemas } from '../contract.ts'
import { NotFound } from '../errors.ts'
import { type CallFacts, FACTS, factsOf } from './call-facts.ts'
import { CallOrder, type CallQuery } from './call-order.ts'
import { CallRuns } from './call-runs.ts'
import type { Sql, Value } from './database.ts'
import { Kept } from './kept.ts'
import { rememberPlace } from './list-places.ts'
import { LiveCalls, type LiveKind } from './live-calls.ts'
import type { Page } from './paging.ts'
import { type Condition, countOf, rowsOf } from './select.ts'

export type TranscriptItem = Schemas['TranscriptItem']

interface Row {
  doc: string
}

/** The transcript of a call under way as JSON, without the brackets of the array. */
export interface TranscriptText {
  /** Everything, tool calls included. */
  all: string
  /** What was said. */
  spoken: string
}

/** Where an item stands in a call under way. The call object does not show it. */
export interface Place {
  /** The items of a call are numbered as they begin; an utterance joins the transcript later than that. */
  number: number
  /** When it began, in seconds since the call was answered. */
  timeSec: number
}

/** An item of a call under way; `seq` grows with each that is added. */
export interface PlacedItem extends Place {
  seq: number
  item: TranscriptItem
}

/** The roles of what was said; every other item of a transcript is something that was done. */
export const SPEAKERS: readonly string[] = ['agent', 'user', 'transfer_target']

const INSERT = `INSERT INTO calls (workspace, id, created, doc, ${FACTS.join(', ')}) VALUES (?, ?, ?, ?${', ?'.repeat(FACTS.length)})`
const SELECT_FACTS = `SELECT seq, created, moved, ${FACTS.join(', ')} FROM calls WHERE workspace = ? AND id = ?`

/** What stands in the columns of a call. */
interface Written {
  seq: number
  created: number
  /** The number of its move to where it started, if it has moved (call-order.ts). */
  moved: number | null
  facts: CallFacts
}

/** What a list is sorted by, among the facts. */
const PLACE = FACTS.indexOf('sort_at')

const MOST_KEPT = 20_000

export class Calls {
  /** What the mock alone knows of calls under way. */
  readonly runs: CallRuns
  readonly #sql: Sql
  readonly #workspace: number
  readonly #live: LiveCalls
  readonly #order: CallOrder
  /** Of the calls that were written last, since whatever is written is soon written again. */
  readonly #kept: Kept<Written>
  readonly #transcripts: Kept<TranscriptText>

  constructor(sql: Sql, workspace: number) {
    this.#sql = sql
    this.#workspace = workspace
    this.runs = new CallRuns(sql, workspace)
    this.#live = new LiveCalls(sql, workspace)
    this.#order = new CallOrder(sql, workspace)
    this.#kept = new Kept(sql, MOST_KEPT)
    this.#transcripts = new Kept(sql)
  }

  find(id: string): Call | undefined {
    const row = this.#sql.get<Row>(
      'SELECT doc FROM calls WHERE workspace = ? AND id = ?',
      this.#workspace,
      id,
    )
    return row && (JSON.parse(row.doc) as Call)
  }

  /** Refuses with Retell's 404 when there is none. */
  get(id: string): Call {
    const call = this.find(id)
    if (!call) throw new NotFound('call', id)
    return call
  }

  /** `createdAt` orders a call that has not started yet. */
  insert<Kind extends Call>(call: Kind, createdAt: number): Kind {
    const facts = factsOf(call, createdAt)
    const { lastInsertRowid } = this.#sql.run(
      INSERT,
      this.#workspace,
      call.call_id,
      createdAt,
      JSON.stringify(call),
      ...facts,
    )
    const seq = Number(lastInsertRowid)
    this.#kept.set(call.call_id, { seq, created: createdAt, moved: null, facts })
    this.#live.note(call)
    return call
  }

  put(call: Call): Call {
    const before = this.#written(call.call_id)
    if (!before) throw new NotFound('call', call.call_id)
    const { seq, created } = before
    const facts = factsOf(call, created)
    const moves = facts.at(PLACE) !== before.facts.at(PLACE)
    const moved = moves ? this.#order.nextMove() : before.moved
    const isChanged = (_: unknown, index: number) => facts[index] !== before.facts[index]
    const names = FACTS.filter(isChanged).map(name => `, ${name} = ?`)
    const { changes } = this.#sql.run(
      `UPDATE calls SET doc = ?${names.join('')}${moves ? ', moved = ?' : ''} WHERE seq = ?`,
      JSON.stringify(call),
      ...facts.filter(isChanged),
      ...(moves ? [moved] : []),
      seq,
    )
    if (changes === 0) throw new NotFound('call', call.call_id)
    this.#kept.set(call.call_id, { seq, created, moved, facts })
    this.#live.note(call)
    return call
  }

  #written(id: string): Written | undefined {
    const kept = this.#kept.get(id)
    if (kept) return kept
    const row = this.#sql.get<Record<string, Value> & Pick<Written, 'seq' | 'created' | 'moved'>>(
      SELECT_FACTS,
      this.#workspace,
      id,
    )
    return (
      row && {
        seq: row.seq,
        created: row.created,
        moved: row.moved,
        facts: FACTS.map(name => row[name] ?? null),
      }
    )
  }

  /** Deletes the call and all that belongs to it. */
  delete(id: string): void {
    const written = this.#written(id)
    if (!written) throw new NotFound('call', id)
    this.#sql.run('DELETE FROM calls WHERE workspace = ? AND id = ?', this.#workspace, id)
    const place = [Number(written.facts.at(PLACE)), written.seq] as const
    rememberPlace(this.#sql, this.#workspace, id, place, written.moved)
    this.runs.delete(id)
    this.#kept.delete(id)
    this.#live.forget(id)
    this.#transcripts.delete(id)
    for (const table of ['live_transcripts', 'call_files', 'call_remains', 'frames', 'expectations']) {
      this.#sql.run(`DELETE FROM ${table} WHERE workspace = ? AND call_id = ?`, this.#workspace, id)
    }
  }

  /**
   * One page in order of the start (before it: of the creation), the newest first unless asked otherwise. The pages after a
   * first one keep its order, whatever starts in between.
   */
  page(query: CallQuery): Page<Call> {
    return this.#order.page(query)
  }

  /**
   * As `page`, after the call with this id, or after where it stood: the cursor of the second-generation list. Throws a 400
   * on an id that is none. Where the list stood is kept in memory; where that is gone, the call's present place counts.
   */
  pageAfter(id: string | undefined, query: Omit<CallQuery, 'after'>): Call[] {
    return this.#order.pageAfter(id, query)
  }

  count(conditions: readonly Condition[]): number {
    return countOf(this.#sql, rowsOf('calls', this.#workspace, conditions))
  }

  /**
   * How many calls hold a place of the concurrency limit: all of them, those of batches, or those that nobody outside
   * began. An inbound call holds none before it is answered.
   */
  live(which: LiveKind = 'all'): number {
    return this.#live.count(which)
  }

  /** Appends to the transcript of a call under way; it joins the call object when the call ends. */
  addItem(id: string, item: TranscriptItem, { number, timeSec }: Place): void {
    const text = JSON.stringify(item)
    const kept = this.#transcripts.get(id)
    if (kept) append(kept, item.role, text)
    this.#sql.run(
      'INSERT INTO live_transcripts (workspace, call_id, role, number, time_sec, item) VALUES (?, ?, ?, ?, ?, ?)',
      this.#workspace,
      id,
      item.role,
      number,
      timeSec,
      text,
    )
  }

  /** What was added to the transcript of a call under way since the item with this `seq`; 0: all of it. */
  itemsSince(id: string, seq: number): PlacedItem[] {
    const rows = this.#sql.all<{ seq: number; number: number; time_sec: number; item: string }>(
      'SELECT seq, number, time_sec, item FROM live_transcripts WHERE workspace = ? AND call_id = ? AND seq > ? ORDER BY seq',
      this.#workspace,
      id,
      seq,
    )
    return rows.map(({ time_sec, item, ...row }) => ({
      ...row,
      timeSec: time_sec,
      item: JSON.parse(item) as TranscriptItem,
    }))
  }

  /** The transcript so far of a call under way, tool calls included. */
  items(id: string): TranscriptItem[] {
    return JSON.parse(`[${this.transcriptText(id).all}]`) as TranscriptItem[]
  }

  /** As `items`, in JSON; kept in memory as the run is. */
  transcriptText(id: string): Readonly<TranscriptText> {
    const kept = this.#transcripts.get(id)
    if (kept) return kept
    const read = { all: '', spoken: '' }
    const rows = this.#sql.all<{ role: string; item: string }>(
      'SELECT role, item FROM live_transcripts WHERE workspace = ? AND call_id = ? ORDER BY seq',
      this.#workspace,
      id,
    )
    for (const { role, item } of rows) append(read, role, item)
    this.#transcripts.set(id, read)
    return read
  }

  deleteItems(id: string): void {
    this.#transcripts.delete(id)
    this.#sql.run('DELETE FROM live_transcripts WHERE workspace = ? AND call_id = ?', this.#workspace, id)
  }
}

function append(text: TranscriptText, role: string, item: string): void {
  text.all += text.all === '' ? item : `,${item}`
  if (SPEAKERS.includes(role)) text.spoken += text.spoken === '' ? item : `,${item}`
}
