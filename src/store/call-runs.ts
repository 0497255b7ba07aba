// What the mock alone knows of calls under way: their runs, and what their agents think with. Kept in memory, for every step of
// a call needs it, and shelved once for all the steps of one transaction; see run-shelf.ts.

import type { Sql } from './database.ts'
import { Kept } from './kept.ts'
import { type RunShelf, shelfOf } from './run-shelf.ts'

interface KeptRun {
  run: object
  /** The names of those members that hardly ever change, and what they were when they were shelved last. */
  lasting: readonly string[]
  shelved: readonly unknown[] | undefined
}

export class CallRuns {
  readonly #sql: Sql
  readonly #shelf: RunShelf
  readonly #runs: Kept<KeptRun>
  readonly #engines: Kept<object>
  /** Whose run, whose engine, and whose end the present transaction has brought. */
  readonly #changed = new Set<string>()
  readonly #engineChanged = new Set<string>()
  readonly #deleted = new Set<string>()

  constructor(sql: Sql, workspace: number) {
    this.#sql = sql
    this.#shelf = shelfOf(sql, workspace)
    this.#runs = new Kept(sql)
    this.#engines = new Kept(sql)
  }

  /**
   * What the mock alone knows of a call under way; undefined once it is over. The object is kept: whoever changes it
   * stores it in the same transaction, and after one that was rolled back it is read anew.
   */
  get<Run extends object>(id: string): Run | undefined {
    const kept = this.#runs.get(id)
    if (kept) return kept.run as Run
    const shelved = this.#deleted.has(id) ? undefined : this.#shelf.run(id)
    const run = shelved && ({ ...shelved.lasting, ...shelved.moving } as Run)
    if (run) this.#runs.set(id, { run, lasting: [], shelved: undefined })
    else this.#runs.delete(id)
    return run
  }

  /**
   * Stores the run as it is at the end of the transaction. What its members of the names `lasting` hold is written only when
   * it is another object than before: most of a run never changes, and it is stored at every step of a call.
   */
  put<Run extends object>(id: string, run: Run, lasting: readonly (keyof Run & string)[] = []): void {
    const shelved = this.#runs.get(id)?.shelved
    this.#runs.set(id, { run, lasting, shelved })
    this.#changed.add(id)
    this.#sql.enlist(this.#changes)
  }

  /** What the agent of a call under way thinks with: apart from the run, for it is large and hardly ever changes. */
  engine<Engine extends object>(id: string): Engine | undefined {
    const kept = this.#engines.get(id)
    if (kept) return kept as Engine
    const engine = this.#deleted.has(id) ? undefined : (this.#shelf.engine(id) as Engine | undefined)
    if (engine) this.#engines.set(id, engine)
    return engine
  }

  /** The run must have been stored. */
  putEngine(id: string, engine: object): void {
    this.#engines.set(id, engine)
    this.#engineChanged.add(id)
    this.#sql.enlist(this.#changes)
  }

  delete(id: string): void {
    this.#runs.delete(id)
    this.#engines.delete(id)
    this.#changed.delete(id)
    this.#engineChanged.delete(id)
    this.#deleted.add(id)
    this.#sql.enlist(this.#changes)
  }

  readonly #changes = {
    store: () => {
      if (this.#sql.lasts) this.#shelve()
    },
    stored: () => {
      // In memory nothing can be taken back, so that it waits for the commit.
      if (!this.#sql.lasts) this.#shelve()
      this.#forgetChanges()
    },
    undo: () => this.#forgetChanges(),
  }

  #shelve(): void {
    for (const id of this.#deleted) this.#shelf.delete(id)
    for (const id of this.#changed) this.#shelveRun(id)
    for (const id of this.#engineChanged) this.#shelf.putEngine(id, this.#engines.get(id)!)
  }

  #shelveRun(id: string): void {
    const kept = this.#runs.get(id)
    if (!kept) return
    const { lasting: names, shelved } = kept
    const moving: Record<string, unknown> = { ...kept.run }
    const values = names.map(name => moving[name])
    for (const name of names) moving[name] = undefined
    const isShelved =
      shelved?.length === values.length && values.every((value, index) => value === shelved[index])
    const lasting = Object.fromEntries(names.map((name, index) => [name, values[index]]))
    this.#shelf.putRun(id, moving, isShelved ? undefined : lasting)
    kept.shelved = values
  }

  #forgetChanges(): void {
    this.#changed.clear()
    this.#engineChanged.clear()
    this.#deleted.clear()
  }
}
