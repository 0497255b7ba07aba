// Runs jobs that are due: their I/O, if they have any, and then their work, in the transaction that ends their rows. When a
// job is due, and in which order, is in jobs.ts.

import { wall } from './clock.ts'
import type { Definition, JobOwner } from './job-definition.ts'
import type { JobKinds } from './job-kinds.ts'
import type { Sql } from './store/database.ts'
import type { JobRow } from './store/job-queue.ts'
import type { JobRows } from './store/job-rows.ts'
import type { UnderWay } from './under-way.ts'

export type OnProblem = (message: string, error: unknown) => void

export interface RunnerParts<Owner extends JobOwner> {
  sql: Sql
  rows: JobRows
  kinds: JobKinds<Owner>
  underWay: UnderWay
  signal: AbortSignal
  onProblem: OnProblem
}

/** What a job does when its I/O is over, and at which moment of the workspace's time. */
interface Due {
  row: JobRow
  work: () => void
  moment: number
}

/** Undefined for what could not be done; a promise as long as there is I/O. */
type Begun = Due | undefined | Promise<Due | undefined>

/** More in one transaction would make its undoing dear. */
const MAX_TOGETHER = 500

export class JobRunner<Owner extends JobOwner> {
  readonly #parts: RunnerParts<Owner>
  /** Workspaces whose clock was moved and is still to be stored, with the next job that is done. */
  readonly #moved = new Set<number>()

  constructor(parts: RunnerParts<Owner>) {
    this.#parts = parts
  }

  /** To be called when the clock was moved to the job that is run next. */
  moved(owner: Owner): void {
    this.#moved.add(owner.id)
  }

  /** Runs one job; what it gives is over with its I/O. `ahead`: its moment may be later than the clock. */
  run(owner: Owner, row: JobRow, ahead = false): Promise<void> | undefined {
    const begun = this.#begin(owner, row)
    if (!(begun instanceof Promise)) {
      if (begun) this.#alone(owner, begun, ahead)
      return undefined
    }
    const ended = begun.then(due => {
      if (due) this.#alone(owner, due, ahead)
    })
    this.#parts.underWay.add(row.id, row.workspace, ended)
    return ended
  }

  /**
   * Runs one row each of several subjects: the steps together, those errands that may be side by side with them, and then the
   * others one by one. What has been cancelled is left out.
   */
  async runRound(owner: Owner, round: readonly JobRow[]): Promise<void> {
    const { kinds, rows, signal } = this.#parts
    const remain = ({ workspace, id }: JobRow) => !signal.aborted && rows.find(workspace, id) !== undefined
    // What is not known is said when it is its turn.
    const of = (io: Definition<Owner>['io']) =>
      round.filter(row => (kinds.find(row.kind)?.io ?? 'alone') === io).filter(remain)
    const [first, ...others] = slicesOf(of('side by side'), owner.errandsAtOnce)
    // They are about others than the steps are, which need not wait for them.
    const underWay = first && this.#runErrands(owner, first)
    for (const some of slicesOf(of('none'), MAX_TOGETHER)) this.#runSteps(owner, some)
    await underWay
    for (const some of others) await this.#runErrands(owner, some.filter(remain))
    for (const row of of('alone')) if (remain(row)) await this.run(owner, row)
  }

  /** In their order and in one transaction. */
  #runSteps(owner: Owner, rows: readonly JobRow[]): void {
    const begun = rows.map(row => this.#begin(owner, row))
    this.#together(owner, begun.filter(isDue))
  }

  /** The I/O of all at once, and then the work of each, in their order and in one transaction. */
  #runErrands(owner: Owner, rows: readonly JobRow[]): Promise<void> {
    const begun = rows.map(row => this.#begin(owner, row))
    const ended = Promise.all(begun).then(all => this.#together(owner, all.filter(isDue)))
    for (const { id, workspace } of rows) this.#parts.underWay.add(id, workspace, ended)
    return ended
  }

  #begin(owner: Owner, row: JobRow): Begun {
    const { kinds, signal } = this.#parts
    const definition = kinds.find(row.kind)
    if (!definition) return this.#discard(row, new Error(`no job is called ${row.kind}`))
    try {
      const began = wall.monotonic()
      const work = definition.run(owner, JSON.parse(row.payload) as never, signal)
      if (!(work instanceof Promise)) return { row, work, moment: row.due }
      return work.then(
        // I/O takes as long in the workspace's time as it really took, however fast that passes.
        done => ({ row, work: done, moment: row.due + Math.round(wall.monotonic() - began) }),
        error => this.#discard(row, error),
      )
    } catch (error) {
      return this.#discard(row, error)
    }
  }

  #together(owner: Owner, all: readonly Due[]): void {
    if (this.#parts.signal.aborted) return
    try {
      this.#commit(owner, () => {
        for (const due of all) this.#complete(owner, due)
      })
    } catch (error) {
      // One of them is at fault, and undid the work of the others: each does it again in a transaction of its own.
      const allDone = all.map(due => this.#alone(owner, due)).every(Boolean)
      if (allDone) this.#parts.onProblem(`${all.length} jobs failed together, and each alone did not`, error)
    }
  }

  /** Gives whether it could be done. */
  #alone(owner: Owner, due: Due, ahead = false): boolean {
    if (this.#parts.signal.aborted) return false
    try {
      this.#commit(owner, () => this.#complete(owner, due, ahead))
      return true
    } catch (error) {
      this.#discard(due.row, error)
      return false
    }
  }

  #commit(owner: Owner, work: () => void): void {
    this.#parts.sql.atomically(() => {
      if (this.#moved.has(owner.id)) owner.saveClock()
      work()
    })
    this.#moved.delete(owner.id)
  }

  /** Does the work at the moment it belongs to, even when this machine was late. */
  #complete(owner: Owner, { row, work, moment }: Due, ahead = false): void {
    owner.clock.asOf(moment, () => this.#parts.rows.complete(row, work), { ahead })
  }

  /** A job that throws is a fault of the mock: said loudly, and its row goes, or it would come back for ever. */
  #discard(row: JobRow, error: unknown): undefined {
    if (this.#parts.signal.aborted) return
    this.#parts.rows.complete(row, () => {})
    this.#parts.onProblem(`the job ${row.kind} ${row.subject} failed and was dropped`, error)
  }
}

const isDue = (begun: Begun): begun is Due => begun !== undefined && !(begun instanceof Promise)

function* slicesOf<Item>(items: readonly Item[], size: number): Iterable<readonly Item[]> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size)
}
