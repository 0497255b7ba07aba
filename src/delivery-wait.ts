// Waiting in real time until a delivery makes something true.

import { wall } from './clock.ts'
import type { Journal } from './journal.ts'

/** What `find` gives now or after one of the next deliveries; undefined when there is nothing within `timeoutMs`. */
export function deliveredWithin<Found>(
  journal: Journal,
  timeoutMs: number,
  find: () => Found | undefined,
): Promise<Found | undefined> {
  const already = find()
  if (already !== undefined || timeoutMs === 0) return Promise.resolve(already)
  return new Promise((resolve, reject) => {
    const stop = journal.listen(report => {
      if (report.type !== 'delivery') return
      try {
        const found = find()
        if (found !== undefined) finish(() => resolve(found))
      } catch (error) {
        finish(() => reject(error))
      }
    })
    const cancel = wall.after(timeoutMs, () => finish(() => resolve(undefined)))
    const finish = (settle: () => void) => {
      stop()
      cancel()
      settle()
    }
  })
}
