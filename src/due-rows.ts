// What is due at one moment of a moved clock, and in which order it runs: in rounds, of which each has the first row of each
// subject. What is about one call keeps its order that way, and what is about several can be done together.

import { inOrder, type JobRow } from './store/job-queue.ts'

export class DueRows {
  readonly #bySubject = new Map<string, JobRow[]>()

  /** In the order in which they were planned. */
  add(rows: readonly JobRow[]): void {
    for (const row of rows) {
      const about = this.#bySubject.get(row.subject)
      if (about) about.push(row)
      else this.#bySubject.set(row.subject, [row])
    }
  }

  /** Takes the next round out, in the order in which its rows were planned; empty when all have run. */
  nextRound(): JobRow[] {
    const round: JobRow[] = []
    for (const [subject, rows] of this.#bySubject) {
      round.push(rows.shift()!)
      if (rows.length === 0) this.#bySubject.delete(subject)
    }
    return round.sort(inOrder)
  }
}
