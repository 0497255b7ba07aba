// Requests to the customer that somebody waits for outside of any job: closing the mock breaks them off and waits until
// they have ended.

export class InFlight {
  readonly #stop = new AbortController()
  readonly #running = new Set<Promise<unknown>>()

  /** Aborts when the mock closes. */
  get closing(): AbortSignal {
    return this.#stop.signal
  }

  /** Runs `work`, whose `signal` aborts when the mock closes. */
  run<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    const running = work(this.#stop.signal).finally(() => this.#running.delete(running))
    this.#running.add(running)
    return running
  }

  async close(): Promise<void> {
    this.#stop.abort()
    await Promise.allSettled(this.#running)
  }
}
