// The kinds of jobs: what each does, and how one of it is planned. When they run is in jobs.ts.

import type { Definition, ErrandOptions, JobOwner, Schedule } from './job-definition.ts'
import type { JobRows } from './store/job-rows.ts'

/** The latest moment that a date can be. A delay beyond it, such as an agent's longest silence, is one that never ends. */
const LAST_MOMENT = 8_640_000_000_000_000

export class JobKinds<Owner extends JobOwner> {
  readonly #rows: JobRows
  readonly #kinds = new Map<string, Definition<Owner>>()
  readonly #planned: (owner: Owner) => void

  /** `planned` is called whenever a job was. */
  constructor(rows: JobRows, planned: (owner: Owner) => void) {
    this.#rows = rows
    this.#planned = planned
  }

  find(kind: string): Definition<Owner> | undefined {
    return this.#kinds.get(kind)
  }

  /** A job without I/O: `work` runs inside the transaction that deletes its row. */
  step<Payload>(
    kind: string,
    work: (owner: Owner, payload: Payload) => void,
    { background = false }: { background?: boolean } = {},
  ): Schedule<Owner, Payload> {
    const run = (owner: Owner, payload: Payload) => () => work(owner, payload)
    return this.#define(kind, { background, io: 'none', run })
  }

  /**
   * A job with I/O: `io` runs first, outside any transaction, and must end by itself; `commit` then runs in the
   * transaction that deletes the row, unless that went meanwhile. `lane` names where it goes; see lanes.ts.
   */
  errand<Payload, Result>(
    kind: string,
    io: (owner: Owner, payload: Payload, signal: AbortSignal) => Promise<Result>,
    commit: (owner: Owner, payload: Payload, result: Result) => void,
    { background = false, lane, sideBySide = false }: ErrandOptions<Payload> = {},
  ): Schedule<Owner, Payload> {
    const run = (owner: Owner, payload: Payload, signal: AbortSignal) =>
      io(owner, payload, signal).then(result => () => commit(owner, payload, result))
    return this.#define(kind, { background, io: sideBySide ? 'side by side' : 'alone', run, lane })
  }

  #define<Payload>(kind: string, definition: Definition<Owner, Payload>): Schedule<Owner, Payload> {
    if (this.#kinds.has(kind)) throw new Error(`the job kind ${kind} is defined twice`)
    this.#kinds.set(kind, definition)
    return (owner, delayMs, payload, subject = '', held = false) => {
      this.#rows.insert({
        workspace: owner.id,
        due: Math.min(owner.clock.now() + Math.max(0, Math.round(delayMs)), LAST_MOMENT),
        kind,
        subject,
        payload: JSON.stringify(payload),
        background: definition.background ? 1 : 0,
        held: held ? 1 : 0,
      })
      this.#planned(owner)
    }
  }
}
