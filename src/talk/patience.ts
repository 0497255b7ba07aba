// Waiting for something to become true in a conversation: looked at again whenever something happened.

export class Patience {
  readonly #waits = new Set<{ test: () => boolean; resolve: () => void }>()

  /** Resolves as soon as `test` holds at a look. That it will, some day, is for the owner to see to. */
  until(test: () => boolean): Promise<void> {
    if (test()) return Promise.resolve()
    return new Promise(resolve => this.#waits.add({ test, resolve }))
  }

  /** Something happened. */
  look(): void {
    for (const wait of this.#waits) {
      if (!wait.test()) continue
      this.#waits.delete(wait)
      wait.resolve()
    }
  }
}
