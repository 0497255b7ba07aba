// Everything later is a row: jobs that are due at a moment of their workspace's clock. A step does its work in the
// transaction that deletes its row; an errand does its I/O first and then commits in such a transaction, so a crash
// repeats work and never loses it. What the jobs do is defined elsewhere.

import { setMaxListeners } from 'node:events'
import { Alarm } from './alarm.ts'
import { DriveLimit, type DriveLimits } from './drive-limit.ts'
import { DueRows } from './due-rows.ts'
import type { JobOwner } from './job-definition.ts'
import { JobKinds } from './job-kinds.ts'
import { JobRunner, type OnProblem } from './job-runner.ts'
import { Lanes } from './lanes.ts'
import type { Sql } from './store/database.ts'
import type { JobRow } from './store/job-queue.ts'
import { JobRows } from './store/job-rows.ts'
import { UnderWay } from './under-way.ts'

const MAX_ROWS_AT_ONCE = 500
const MAX_ERRANDS_AT_ONCE = 4_096
const MAX_ERRANDS_A_LANE = 256
const MAX_ROWS_AHEAD = 1_000_000
const soon = setImmediate

export class Jobs<Owner extends JobOwner> {
  readonly #rows: JobRows
  readonly #kinds: JobKinds<Owner>
  readonly #owners = new Map<number, Owner>()
  readonly #underWay = new UnderWay()
  readonly #drives = new Map<number, Promise<void>>()
  readonly #settling = new Map<number, Promise<void>>()
  readonly #lanes = new Lanes(MAX_ERRANDS_A_LANE)
  readonly #poked = new Set<number>()
  readonly #pumpedUntil = new Map<number, number>()
  readonly #stop = new AbortController()
  readonly #limits: DriveLimits
  readonly #runner: JobRunner<Owner>
  /** Some workspace has found no place for what is due. */
  #isFull = false
  #rested = () => {}
  readonly #alarm = new Alarm<Owner>(() => {
    for (const owner of this.#owners.values()) if (!owner.clock.frozen) this.poke(owner)
  })

  constructor(sql: Sql, onProblem: OnProblem, limits: DriveLimits = {}) {
    this.#limits = limits
    this.#rows = new JobRows(sql)
    this.#kinds = new JobKinds(this.#rows, owner => this.poke(owner))
    this.#runner = new JobRunner({
      sql,
      rows: this.#rows,
      kinds: this.#kinds,
      underWay: this.#underWay,
      signal: this.#stop.signal,
      onProblem,
    })
    // Every errand under way listens to the one signal.
    setMaxListeners(0, this.#stop.signal)
  }

  /** `rested` is called whenever a clock is no longer being moved. */
  onRest(rested: () => void): void {
    this.#rested = rested
  }

  /** Defines a job without I/O; see job-kinds.ts, for the next as well. */
  readonly step: JobKinds<Owner>['step'] = (...parts) => this.#kinds.step(...parts)
  readonly errand: JobKinds<Owner>['errand'] = (...parts) => this.#kinds.errand(...parts)

  /** Deletes the rows about `subject`, of these kinds or of all; gives how many. Errands under way end without a commit. */
  cancel(owner: Owner, subject: string, ...kinds: string[]): number {
    return this.#rows.cancel(owner.id, subject, kinds)
  }

  /** Whether anything but jobs of this kind will run as time passes, what comes back for ever left out. */
  plansBeside(owner: Owner, kind: string): boolean {
    return this.#rows.hasBeside(owner.id, kind)
  }

  /** Takes a workspace in: its due rows run from now on. */
  adopt(owner: Owner): void {
    this.#owners.set(owner.id, owner)
    this.poke(owner)
  }

  /** Forgets a workspace; what is under way for it ends without a commit once its rows are gone. */
  orphan(owner: Owner): void {
    this.#owners.delete(owner.id)
    this.#pumpedUntil.delete(owner.id)
    this.#lanes.forget(owner.id)
    this.#rows.forget(owner.id)
  }

  /** Looks after this workspace's rows soon, once the present transaction is over. */
  poke(owner: Owner): void {
    if (this.#poked.has(owner.id) || this.#stop.signal.aborted) return
    this.#poked.add(owner.id)
    soon(() => {
      this.#poked.delete(owner.id)
      if (!this.#owners.has(owner.id) || this.#stop.signal.aborted) return
      if (owner.clock.frozen) void this.#runDue(owner)
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
  async runUntilIdle(owner: Owner): Promise<void> {
    do {
      await this.#drive(owner, () => this.#runUntil(owner, Number.POSITIVE_INFINITY))
      // What lives ahead of the clock does so in drives of its own, which may have made more rows.
      await this.#drives.get(owner.id)
    } while (
      !this.#stop.signal.aborted &&
      this.#owners.has(owner.id) &&
      (this.#drives.has(owner.id) || this.#rows.next(owner.id, Number.POSITIVE_INFINITY))
    )
  }

  /** Resolves when nothing is due and nothing is under way. */
  settled(owner: Owner): Promise<void> {
    const settling = this.#settling.get(owner.id) ?? this.#settle(owner)
    this.#settling.set(owner.id, settling)
    return settling
  }

  /** Once for all who wait, or each would see the drive of another and wait for that, for ever. */
  async #settle(owner: Owner): Promise<void> {
    try {
      do {
        await this.#runDue(owner)
        await new Promise(resolve => soon(resolve))
      } while (this.#drives.has(owner.id) || (owner.clock.frozen && this.#poked.has(owner.id)))
    } finally {
      this.#settling.delete(owner.id)
    }
  }

  /** Stops the timer, aborts the errands under way and waits for them to end. Their rows stay. */
  async close(): Promise<void> {
    this.#stop.abort()
    this.#alarm.stop()
    await this.#underWay.none()
  }

  /**
   * Runs what is planned about `subject` without moving the clock, each row as if it were its own moment, until `isDone`
   * says so; then what is not held and due by the moment that was reached, at least by `since`.
   */
  ahead(owner: Owner, subject: string, isDone: () => boolean, since = 0): Promise<void> {
    return this.#drive(owner, async () => {
      let reached = Math.max(since, owner.clock.now())
      for (let count = 0; count < MAX_ROWS_AHEAD; count++) {
        const row = this.#rows.firstAbout(owner.id, subject)
        if (!row || this.#stop.signal.aborted || (isDone() && (row.held || row.due > reached))) return
        reached = Math.max(reached, row.due)
        await this.#runner.run(owner, row, true)
        await new Promise(resolve => soon(resolve))
      }
    })
  }

  /** Whether an errand of this workspace is under way, so that every drive waits for it. */
  isUnderWay(owner: Owner): boolean {
    return this.#underWay.has(owner.id)
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
    const limit = new DriveLimit(this.#limits)
    for (;;) {
      if (this.#stop.signal.aborted || !this.#owners.has(owner.id)) return
      let row = this.#rows.next(owner.id, until)
      // Before time moves, what has already arrived on a socket is heard: it may belong to this moment.
      if (!row || row.due > owner.clock.now()) {
        await new Promise(resolve => soon(resolve))
        if (this.#stop.signal.aborted || !this.#owners.has(owner.id)) return
        row = this.#rows.next(owner.id, until)
      }
      if (!row) return
      if (row.due > owner.clock.now()) this.#runner.moved(owner)
      owner.clock.moveTo(row.due)
      await this.#runMoment(owner, row.due, limit)
    }
  }

  /** Runs what is due at `due`, in rounds; see due-rows.ts. The clock may be beyond it: what is late has its own moment. */
  async #runMoment(owner: Owner, due: number, limit: DriveLimit): Promise<void> {
    const moment = new DueRows()
    try {
      while (!this.#stop.signal.aborted && this.#owners.has(owner.id)) {
        moment.add(this.#rows.take(owner.id, due))
        const round = moment.nextRound()
        if (round.length === 0) return
        for (const row of round) limit.count(row)
        await this.#runner.runRound(owner, round)
      }
    } finally {
      this.#rows.giveBack(owner.id)
    }
  }

  /** A running clock: steps run in order, errands side by side; then the timer is set for the next row. */
  #pump(owner: Owner): void {
    if (this.#drives.has(owner.id)) return
    const limit = Math.min(MAX_ROWS_AT_ONCE, MAX_ERRANDS_AT_ONCE - this.#underWay.size)
    const now = owner.clock.now()
    const rows = this.#rows.take(owner.id, now, limit)
    if (limit <= 0) this.#isFull = true
    this.#pumpedUntil.set(owner.id, now)
    for (const row of rows) this.#begin(owner, row)
    if (rows.length > 0 && rows.length >= limit) this.poke(owner)
    this.#setTimer()
  }

  /** Whether the row is under way now, or waits in its lane; else it is over already. */
  #begin(owner: Owner, row: JobRow): boolean {
    const lane = this.#kinds.find(row.kind)?.lane?.(JSON.parse(row.payload) as never)
    if (lane !== undefined && !this.#lanes.enter(owner.id, lane, row.id)) return true
    const ended = this.#runner.run(owner, row)
    if (ended) void ended.then(() => this.#left(owner, lane))
    else if (lane !== undefined) this.#left(owner, lane)
    return ended !== undefined
  }

  /** An errand is over: the next of its lane takes its place, and there is room for others. */
  #left(owner: Owner, lane: string | undefined): void {
    const waiting = lane === undefined ? [] : this.#lanes.leave(owner.id, lane)
    if (this.#stop.signal.aborted) return
    // Others may have waited for a place as well.
    if (this.#isFull) for (const other of this.#owners.values()) if (!other.clock.frozen) this.poke(other)
    this.#isFull = false
    if (this.#drives.has(owner.id) || !this.#owners.has(owner.id)) return
    for (const id of waiting) {
      const row = this.#rows.find(owner.id, id) // none, if it was cancelled
      if (row && this.#begin(owner, row)) break
    }
    this.poke(owner)
  }

  readonly #runDue = (owner: Owner) => this.#drive(owner, () => this.#runUntil(owner, owner.clock.now()))

  /** One timer for the earliest row of all running clocks. */
  #setTimer(): void {
    const running = [...this.#owners.values()].filter(
      ({ id, clock }) => !clock.frozen && !this.#drives.has(id),
    )
    this.#alarm.set(running, ({ id, clock }) => {
      const due = this.#rows.firstDue(id)
      // What was due already finds no place now, and comes when an errand leaves one. Counted from the moment up to which rows were
      // taken, not from now: what fell due in between must not be missed.
      return due !== undefined && due > (this.#pumpedUntil.get(id) ?? clock.now()) ? due : undefined
    })
  }
}
