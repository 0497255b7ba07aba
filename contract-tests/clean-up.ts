// What a test has made and must be gone when it is over, whether it passed or not.

import { ApiRefusal } from './refusal.ts'

/** Runs `undo` after the test, the latest first. */
export type CleanUp = (undo: () => Promise<unknown>) => void

export interface CleanUpRegistry {
  add: CleanUp
  /** Undoes everything, even when some of it fails; what is gone already is no failure. Throws the others together. */
  run(): Promise<void>
}

/** Statuses with which Retell says that a thing is not there. */
const GONE = [404, 422]

export function cleanUpRegistry(): CleanUpRegistry {
  const undoes: (() => Promise<unknown>)[] = []
  return {
    add: undo => void undoes.push(undo),
    async run() {
      const failures: unknown[] = []
      for (const undo of undoes.splice(0).reverse()) {
        try {
          await undo()
        } catch (error) {
          if (!(error instanceof ApiRefusal && GONE.includes(error.status))) failures.push(error)
        }
      }
      if (failures.length > 0)
        throw new AggregateError(failures, 'not everything that a test made could be cleared away')
    },
  }
}
