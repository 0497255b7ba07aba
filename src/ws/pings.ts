// Who waits for a sign of life of the customer's server. It sends nothing and knows no connection.

import { wall } from '../clock.ts'

export class Pings {
  readonly #waiting = new Set<(alive: boolean) => void>()

  /** True when a sign of life comes within `waitMs` of real time; `send` may bring one about at once. */
  wait(waitMs: number, send: () => void): Promise<boolean> {
    return new Promise(resolve => {
      const settle = (alive: boolean) => {
        cancel()
        this.#waiting.delete(settle)
        resolve(alive)
      }
      const cancel = wall.after(waitMs, () => settle(false))
      this.#waiting.add(settle)
      send()
    })
  }

  /** Tells all who wait: there was one, or there will be none. */
  settle(alive: boolean): void {
    for (const settle of [...this.#waiting]) settle(alive)
  }
}
