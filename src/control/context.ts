// What a handler of the control API is given: one workspace, and the parts of the mock that it may move.

import type { Jobs } from '../jobs.ts'
import type { Journal } from '../journal.ts'
import type { Context as RouteContext } from '../routes/context.ts'
import type { World } from '../world.ts'

export interface ControlContext {
  world: World
  jobs: Jobs<World>
  journal: Journal
  /** As a handler of Retell's own contract would see the workspace. */
  route: RouteContext
  /** Empties the workspace and puts it back to the start. */
  reset(): void
  /** Runs `work` as one transaction. */
  atomically<Result>(work: () => Result): Result
  version: string
  operationCount: number
}
