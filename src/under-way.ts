// The errands of all workspaces that are under way.

export class UnderWay {
  readonly #errands = new Map<number, { workspace: number; ended: Promise<void> }>()

  get size(): number {
    return this.#errands.size
  }

  /** `ended` never rejects. */
  add(row: number, workspace: number, ended: Promise<void>): void {
    this.#errands.set(row, { workspace, ended })
    void ended.then(() => this.#errands.delete(row))
  }

  /** Resolves when there is none of this workspace, or of any. */
  async none(workspace?: number): Promise<void> {
    for (;;) {
      const errands = [...this.#errands.values()]
      const mine = errands.filter(errand => (workspace ?? errand.workspace) === errand.workspace)
      if (mine.length === 0) return
      await Promise.all(mine.map(({ ended }) => ended))
    }
  }
}
