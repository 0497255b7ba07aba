// The planned jobs of one workspace in memory: in order of when they are due, by their number, and by what they are about.
// That they are stored as well is the business of job-rows.ts.

import TinyQueue from 'tinyqueue'

export interface JobRow {
  id: number
  workspace: number
  /** Workspace time in Unix ms. */
  due: number
  kind: string
  /** What it is about, such as a call id; may be empty. */
  subject: string
  payload: string
  /** 1 for what comes back for ever and is not waited for. */
  background: number
  /** 1 for what does not run by the clock, only when it is driven ahead. */
  held: number
}

/** So many rows may stand in the order that are gone already, before they are swept out. */
const MAX_GONE = 1_000

export class JobQueue {
  readonly #rows = new Map<number, JobRow>()
  /** In lists, for there are few of a subject. */
  readonly #bySubject = new Map<string, JobRow[]>()
  /** What somebody has taken to run it: nobody else finds it due. */
  readonly #taken = new Set<JobRow>()
  /** How many run by the clock, by kind, what comes back for ever left out. */
  readonly #foreground = new Map<string, number>()
  /** What waits for the clock, and some that is gone or taken. */
  #order: TinyQueue<JobRow>

  constructor(rows: readonly JobRow[]) {
    this.#order = new TinyQueue<JobRow>([], inOrder)
    for (const row of rows) this.add(row)
  }

  /** How many rows it holds on to, with those that are gone and not swept out yet. */
  get length(): number {
    return this.#order.length
  }

  find(id: number): JobRow | undefined {
    return this.#rows.get(id)
  }

  add(row: JobRow): void {
    this.#rows.set(row.id, row)
    const about = this.#bySubject.get(row.subject)
    if (about) about.push(row)
    else this.#bySubject.set(row.subject, [row])
    if (row.held) return
    this.#order.push(row)
    this.#count(row, 1)
  }

  /** Gives whether it was there. */
  delete(row: JobRow): boolean {
    if (!this.#rows.delete(row.id)) return false
    const about = this.#bySubject.get(row.subject)
    about?.splice(about.indexOf(row), 1)
    if (about?.length === 0) this.#bySubject.delete(row.subject)
    this.#taken.delete(row)
    if (!row.held) this.#count(row, -1)
    if (this.#order.length > 2 * this.#rows.size + MAX_GONE) this.#sweep()
    return true
  }

  /** All that is about `subject`, held and taken ones included. */
  about(subject: string): readonly JobRow[] {
    return this.#bySubject.get(subject) ?? []
  }

  /** What runs next by the clock. */
  first(): JobRow | undefined {
    for (;;) {
      const row = this.#order.peek()
      if (!row || this.#waits(row)) return row
      this.#order.pop()
    }
  }

  /** Takes what runs by the clock, so that it is not found again. */
  take(row: JobRow): void {
    this.#taken.add(row)
  }

  isTaken(row: JobRow): boolean {
    return this.#taken.has(row)
  }

  /** What was taken and is not gone waits again. */
  giveBack(): void {
    for (const row of this.#taken) this.#order.push(row)
    this.#taken.clear()
  }

  /** Whether anything runs by the clock but jobs of this kind, what comes back for ever left out. */
  hasForegroundBeside(kind?: string): boolean {
    return this.#foreground.size > (kind !== undefined && this.#foreground.has(kind) ? 1 : 0)
  }

  #waits(row: JobRow): boolean {
    return this.#rows.get(row.id) === row && !this.#taken.has(row)
  }

  #count({ kind, background }: JobRow, change: 1 | -1): void {
    if (background) return
    const count = (this.#foreground.get(kind) ?? 0) + change
    if (count === 0) this.#foreground.delete(kind)
    else this.#foreground.set(kind, count)
  }

  #sweep(): void {
    const waiting = [...this.#rows.values()].filter(row => !row.held && this.#waits(row))
    this.#order = new TinyQueue<JobRow>(waiting, inOrder)
  }
}

/** What is due first comes first, and of what is due at one moment what was planned first. */
export const inOrder = (one: JobRow, other: JobRow): number => one.due - other.due || one.id - other.id
