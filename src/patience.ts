// Waiting for something to become true, in real time: looked at again whenever something happened.

import { type Cancel, wall } from './clock.ts'

interface Wait {
  test(): boolean
  end(met: boolean): void
}

export class Patience {
  readonly #waits = new Set<Wait>()
  readonly #signal: AbortSignal | undefined

  /** All waits are over, unmet, when `signal` aborts. */
  constructor(signal?: AbortSignal) {
    this.#signal = signal
  }

  /**
   * Resolves with true as soon as `test` holds at a look, with false after `waitMs`. Without it, that `test` will hold
   * some day is for the owner to see to.
   */
  until(test: () => boolean, waitMs?: number): Promise<boolean> {
    if (test()) return Promise.resolve(true)
    if (this.#signal?.aborted) return Promise.resolve(false)
    return new Promise(resolve => {
      let cancel: Cancel = () => {}
      const abort = () => wait.end(false)
      const wait: Wait = {
        test,
        end: met => {
          cancel()
          this.#signal?.removeEventListener('abort', abort)
          this.#waits.delete(wait)
          resolve(met)
        },
      }
      this.#waits.add(wait)
      this.#signal?.addEventListener('abort', abort, { once: true })
      if (waitMs !== undefined) cancel = wall.after(waitMs, () => wait.end(test()))
    })
  }

  /** Something happened. */
  look(): void {
    for (const wait of [...this.#waits]) if (wait.test()) wait.end(true)
  }
}
