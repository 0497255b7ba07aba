// Everything later is a row: jobs that are due at a moment of their workspace's clock. A step does its work in the
// transaction that deletes its row; an errand does its I/O first and then commits in such a transaction, so a crash
// repeats work and never loses it. What the jobs do is defined elsewhere.

import { setMaxListeners } from 'node:events'
import { wall } from './clock.ts'
import type { Definition, ErrandOptions, JobOwner, Schedule } from './job-definition.ts'
import { Lanes } from './lanes.ts'
import type { Sql } from './store/database.ts'
import { type JobRow, JobRows } from './store/job-rows.ts'
import { UnderWay } from './under-way.ts'

const MAX_ROWS_AT_ONCE = 500
const MAX_ERRANDS_AT_ONCE = 4_096
const MAX_ERRANDS_A_LANE = 256
const MAX_ROWS_A_DRIVE = 1_000_000
const soon = setImmediate

/** The latest moment that a date can be. A delay beyond it, such as an agent's longest silence, is one that never ends. */
const LAST_MOMENT = 8_640_000_000_000_000

export class Jobs<Owner extends JobOwner> {
  readonly #rows: JobRows
  readonly #kinds = new Map<string, Definition<Owner>>()
  readonly #owners = new Map<number, Owner>()
  readonly #underWay = new UnderWay()
  readonly #drives = new Map<number, Promise<void>>()
  readonly #lanes = new Lanes(MAX_ERRANDS_A_LANE)
  readonly #poked = new Set<number>()
  readonly #pumpedUntil = new Map<number, number>()
  readonly #stop = new AbortController()
  readonly #onProblem: (message: string, error: unknown) => void
  #rested = () => {}
  #cancelTimer: (() => void) | undefined

  constructor(sql: Sql, onProblem: (message: string, error: unknown) => void) {
    this.#rows = new JobRows(sql)
    this.#onProblem = onProblem
    // Every errand under way listens to the one signal.
    setMaxListeners(0, this.#stop.signal)
  }

  /** `rested` is called whenever a clock is no longer being moved. */
  onRest(rested: () => void): void {
    this.#rested = rested
  }

  /** A job without I/O: `work` runs inside the transaction that deletes its row. */
  step<Payload>(
    kind: string,
    work: (owner: Owner, payload: Payload) => void,
    { background = false }: { background?: boolean } = {},
  ): Schedule<Owner, Payload> {
    return this.#define<Payload>(kind, background, (owner, payload) => () => work(owner, payload))
  }

  /**
   * A job with I/O: `io` runs first, outside any transaction, and must end by itself; `commit` then runs in the
   * transaction that deletes the row, unless that went meanwhile. `lane` names where it goes; see lanes.ts.
   */
  errand<Payload, Result>(
    kind: string,
    io: (owner: Owner, payload: Payload, signal: AbortSignal) => Promise<Result>,
    commit: (owner: Owner, payload: Payload, result: Result) => void,
    { background = false, lane }: ErrandOptions<Payload> = {},
  ): Schedule<Owner, Payload> {
    const run = (owner: Owner, payload: Payload, signal: AbortSignal) =>
      io(owner, payload, signal).then(result => () => commit(owner, payload, result))
    return this.#define<Payload>(kind, background, run, lane)
  }

  #define<Payload>(
    kind: string,
    background: boolean,
    run: (owner: Owner, payload: Payload, signal: AbortSignal) => (() => void) | Promise<() => void>,
    lane?: (payload: Payload) => string | undefined,
  ): Schedule<Owner, Payload> {
    if (this.#kinds.has(kind)) throw new Error(`the job kind ${kind} is defined twice`)
    this.#kinds.set(kind, { background, run, lane })
    return (owner, delayMs, payload, subject = '', held = false) => {
      const due = Math.min(owner.clock.now() + Math.max(0, Math.round(delayMs)), LAST_MOMENT)
      this.#rows.insert({
        workspace: owner.id,
        due,
        kind,
        subject,
        payload: JSON.stringify(payload),
        background: background ? 1 : 0,
        held: held ? 1 : 0,
      })
      this.poke(owner)
    }
  }

  /** Deletes the rows about `subject`, of the given kinds or of all. Errands under way end without a commit. */
  cancel(owner: Owner, subject: string, ...kinds: string[]): void {
    this.#rows.cancel(owner.id, subject, kinds)
  }

  /** Takes a workspace in: its due rows run from now on. */
  adopt(owner: Owner): void {
    this.#owners.set(owner.id, owner)
    this.#rows.giveBack(owner.id)
    this.poke(owner)
  }

  /** Forgets a workspace; what is under way for it ends without a commit once its rows are gone. */
  orphan(owner: Owner): void {
    this.#owners.delete(owner.id)
    this.#pumpedUntil.delete(owner.id)
    this.#lanes.forget(owner.id)
  }

  /** Looks after this workspace's rows soon, once the present transaction is over. */
  poke(owner: Owner): void {
    if (this.#poked.has(owner.id) || this.#stop.signal.aborted) return
    this.#poked.add(owner.id)
    soon(() => {
      this.#poked.delete(owner.id)
      if (!this.#owners.has(owner.id) || this.#stop.signal.aborted) return
      if (owner.clock.frozen) void this.#drive(owner, () => this.#runUntil(owner, owner.clock.now()))
      else this.#pump(owner)
    })
  }

  /** Moves the clock by `ms`: runs what falls due on the way, each at its own moment, waiting for its I/O. */
  advance(owner: Owner, ms: number): Promise<void> {
    return this.#drive(owner, async () => {
      const target = owner.clock.now() + ms
      await this.#runUntil(owner, target)
      owner.clock.moveTo(target)
      owner.saveClock()
    })
  }

  /** Moves the clock to the last row and runs everything on the way; rows that come back for ever do not count. */
  runUntilIdle(owner: Owner): Promise<void> {
    return this.#drive(owner, () => this.#runUntil(owner, Number.POSITIVE_INFINITY))
  }

  /** Resolves when nothing is due and nothing is under way. */
  async settled(owner: Owner): Promise<void> {
    do {
      await this.#drive(owner, () => this.#runUntil(owner, owner.clock.now()))
      await new Promise(resolve => soon(resolve))
    } while (this.#drives.has(owner.id))
  }

  /** Stops the timer, aborts the errands under way and waits for them to end. Their rows stay. */
  async close(): Promise<void> {
    this.#stop.abort()
    this.#cancelTimer?.()
    await this.#underWay.none()
  }

  /**
   * Runs what is planned about `subject` without moving the clock, each row as if it were its own moment, until `isDone`
   * says so; then what is not held and due by the moment that was reached.
   */
  ahead(owner: Owner, subject: string, isDone: () => boolean): Promise<void> {
    return this.#drive(owner, async () => {
      for (let reached = owner.clock.now(), count = 0; count < MAX_ROWS_A_DRIVE; count++) {
        const row = this.#rows.firstAbout(owner.id, subject)
        if (!row || this.#stop.signal.aborted || (isDone() && (row.held || row.due > reached))) return
        reached = Math.max(reached, row.due)
        await this.#run(owner, row, true)
        await new Promise(resolve => soon(resolve))
      }
    })
  }

  /** One drive after another for each workspace; the clock stands still but for the moves of the drive. */
  #drive(owner: Owner, work: () => Promise<void>): Promise<void> {
    const previous = this.#drives.get(owner.id) ?? Promise.resolve()
    const drive = previous.then(async () => {
      owner.clock.hold()
      try {
        await this.#underWay.none(owner.id)
        this.#lanes.forget(owner.id)
        this.#rows.giveBack(owner.id)
        await work()
      } finally {
        owner.clock.release()
        this.#rested()
      }
    })
    const kept = drive
      .catch(() => {})
      .then(() => {
        if (this.#drives.get(owner.id) === kept) this.#drives.delete(owner.id)
        if (!owner.clock.frozen) this.poke(owner)
      })
    this.#drives.set(owner.id, kept)
    return drive
  }

  async #runUntil(owner: Owner, until: number): Promise<void> {
    for (let count = 0; count < MAX_ROWS_A_DRIVE; count++) {
      if (this.#stop.signal.aborted || !this.#owners.has(owner.id)) return
      let row = this.#rows.next(owner.id, until)
      // Before time moves, what has already arrived on a socket is heard: it may belong to this moment.
      if (!row || row.due > owner.clock.now()) {
        const { changes } = this.#rows
        await new Promise(resolve => soon(resolve))
        if (this.#stop.signal.aborted || !this.#owners.has(owner.id)) return
        if (this.#rows.changes !== changes) row = this.#rows.next(owner.id, until)
      }
      if (!row) return
      if (row.due > owner.clock.now()) {
        owner.clock.moveTo(row.due)
        owner.saveClock()
      }
      await this.#run(owner, row)
    }
    throw new Error(`stopped after ${MAX_ROWS_A_DRIVE} jobs: something schedules itself without end`)
  }

  /** A running clock: steps run in order, errands side by side; then the timer is set for the next row. */
  #pump(owner: Owner): void {
    if (this.#drives.has(owner.id)) return
    const limit = Math.min(MAX_ROWS_AT_ONCE, MAX_ERRANDS_AT_ONCE - this.#underWay.size)
    const now = owner.clock.now()
    const rows = limit > 0 ? this.#rows.due(owner.id, now, limit) : []
    this.#pumpedUntil.set(owner.id, now)
    // So that they are not found again while they are under way.
    this.#rows.take(rows.filter(row => this.#begin(owner, row)).map(({ id }) => id))
    if (rows.length > 0 && rows.length >= limit) this.poke(owner)
    this.#setTimer()
  }

  /** Whether the row is under way now, or waits in its lane; else it is over already. */
  #begin(owner: Owner, row: JobRow): boolean {
    const lane = this.#kinds.get(row.kind)?.lane?.(JSON.parse(row.payload) as never)
    if (lane !== undefined && !this.#lanes.enter(owner.id, lane, row.id)) return true
    const ended = this.#run(owner, row)
    if (ended) void ended.then(() => this.#left(owner, lane))
    else if (lane !== undefined) this.#left(owner, lane)
    return ended !== undefined
  }

  /** An errand is over: the next of its lane takes its place, and there is room for others. */
  #left(owner: Owner, lane: string | undefined): void {
    const waiting = lane === undefined ? [] : this.#lanes.leave(owner.id, lane)
    if (this.#stop.signal.aborted || this.#drives.has(owner.id) || !this.#owners.has(owner.id)) return
    for (const id of waiting) {
      const row = this.#rows.find(id) // none, if it was cancelled
      if (row && this.#begin(owner, row)) break
    }
    this.poke(owner)
  }

  #run(owner: Owner, row: JobRow, ahead = false): Promise<void> | undefined {
    const definition = this.#kinds.get(row.kind)
    if (!definition) return void this.#discard(row, new Error(`no job is called ${row.kind}`))
    try {
      const began = wall.monotonic()
      const work = definition.run(owner, JSON.parse(row.payload) as never, this.#stop.signal)
      if (!(work instanceof Promise)) return void this.#commit(owner, row, row.due, work, ahead)
      const ended = work.then(
        // I/O takes as long in the workspace's time as it really took, however fast that passes.
        commit => this.#commit(owner, row, row.due + Math.round(wall.monotonic() - began), commit, ahead),
        error => this.#discard(row, error),
      )
      this.#underWay.add(row.id, row.workspace, ended)
      return ended
    } catch (error) {
      this.#discard(row, error)
    }
  }

  /** Does the work at the moment it belongs to, even when this machine was late. */
  #commit(owner: Owner, row: JobRow, moment: number, work: () => void, ahead: boolean): void {
    if (this.#stop.signal.aborted) return
    try {
      owner.clock.asOf(moment, () => this.#rows.complete(row.id, work), { ahead })
    } catch (error) {
      this.#discard(row, error)
    }
  }

  /** A job that throws is a fault of the mock: said loudly, and its row goes, or it would come back for ever. */
  #discard(row: JobRow, error: unknown): void {
    if (this.#stop.signal.aborted) return
    this.#rows.complete(row.id, () => {})
    this.#onProblem(`the job ${row.kind} ${row.subject} failed and was dropped`, error)
  }

  /** One timer for the earliest row of all running clocks. */
  #setTimer(): void {
    let soonest = Number.POSITIVE_INFINITY
    for (const owner of this.#owners.values()) {
      if (owner.clock.frozen || this.#drives.has(owner.id)) continue
      // From the moment up to which rows were taken, not from now: what fell due in between must not be missed.
      const due = this.#rows.firstDueAfter(owner.id, this.#pumpedUntil.get(owner.id) ?? owner.clock.now())
      if (due !== undefined) soonest = Math.min(soonest, owner.clock.realMsUntil(due))
    }
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
    if (Number.isFinite(soonest)) this.#cancelTimer = wall.after(soonest, () => this.#wake())
  }

  #wake(): void {
    for (const owner of this.#owners.values()) if (!owner.clock.frozen) this.poke(owner)
  }
}
