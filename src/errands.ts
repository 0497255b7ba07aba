// The errands that are under way: jobs whose I/O goes on outside of any transaction. Starting and committing them is in
// jobs.ts.

export class Errands {
  readonly #running = new Map<number, { workspace: number; ended: Promise<void> }>()

  get size(): number {
    return this.#running.size
  }

  /** Keeps the errand of row `id` until it has ended. */
  add(id: number, workspace: number, errand: Promise<void>): Promise<void> {
    const ended = errand.finally(() => this.#running.delete(id))
    this.#running.set(id, { workspace, ended })
    return ended
  }

  has(id: number): boolean {
    return this.#running.has(id)
  }

  /** Whether any is under way for this workspace. */
  isBusy(workspace: number): boolean {
    for (const errand of this.#running.values()) if (errand.workspace === workspace) return true
    return false
  }

  /** Resolves when none is under way for this workspace, those that were begun meanwhile included. */
  async untilNone(workspace: number): Promise<void> {
    while (this.isBusy(workspace))
      await Promise.allSettled(
        [...this.#running.values()].map(errand => errand.workspace === workspace && errand.ended),
      )
  }

  /** Resolves when those that are under way now have ended. */
  async untilAll(): Promise<void> {
    await Promise.allSettled([...this.#running.values()].map(({ ended }) => ended))
  }
}
