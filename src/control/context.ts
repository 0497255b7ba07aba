// What a handler of the control API is given: one workspace, and the parts of the mock that it may move.

import type { ControlSchemas } from '../contract.ts'
import type { Jobs } from '../jobs.ts'
import type { Journal } from '../journal.ts'
import type { Context as RouteContext } from '../routes/context.ts'
import type { Arrival, Reception } from '../webhooks/inbound.ts'
import type { Outbox } from '../webhooks/outbox.ts'
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
  /** Asks the customer what is to become of a call or chat that comes in; outside of a transaction. */
  askInbound(world: World, arrival: Arrival): Promise<Reception>
  /** Sends a logged request again; outside of a transaction. */
  redeliver(
    world: World,
    deliveryId: string,
    changes: ControlSchemas['Redelivery'],
  ): Promise<ControlSchemas['Delivery']>
  /** What the customer is told goes through it. */
  outbox: Outbox
  /** Whether the workspace was reset since, so that nothing can be written to it any more. */
  isGone(world: World): boolean
  version: string
  operationCount: number
}
