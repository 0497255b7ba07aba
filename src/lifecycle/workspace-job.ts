// Jobs that work on a whole workspace, one of each name at a time: queued, then running portion by portion, then idle.
// What a portion does is handed in.

import type { Schemas } from '../contract.ts'
import type { Jobs } from '../jobs.ts'
import type { World } from '../world.ts'

export type JobName = 'contact-import' | 'contact-backfill' | 'crm-sync'
export type JobStatus = Schemas['JobStatus']

/** How long a job is queued, and how long each portion takes: a guess, and enough to be seen. */
const PORTION_MS = 1_000
/** How many items make a portion. */
export const PORTION_ITEMS = 500

export interface Portion<Progress> {
  succeeded: number
  failed: number
  /** Where the next portion goes on; absent after the last. */
  next?: Progress
}

/** Begins a job. Answers its status: queued. */
export type Begin<Order> = (world: World, order: Order) => JobStatus

export const statusOf = (world: World, name: JobName): JobStatus =>
  world.store.jobStatuses.find(name) ?? { status: 'idle' }

export const isUnderWay = (world: World, name: JobName): boolean => statusOf(world, name).status !== 'idle'

/** Defines a job. A portion is one transaction with its status. */
export function defineWorkspaceJob<Order, Progress>(
  jobs: Jobs<World>,
  name: JobName,
  first: Progress,
  work: (world: World, order: Order, progress: Progress) => Portion<Progress>,
): Begin<Order> {
  const step = jobs.step<{ order: Order; progress: Progress; begun: boolean }>(
    `workspace.${name}`,
    (world, { order, progress, begun }) => {
      if (!begun) {
        save(world, name, { ...statusOf(world, name), status: 'running' })
        return step(world, PORTION_MS, { order, progress, begun: true }, name)
      }
      const portion = work(world, order, progress)
      const { succeeded = 0, failed = 0, ...status } = statusOf(world, name)
      save(world, name, {
        ...status,
        status: portion.next === undefined ? 'idle' : 'running',
        succeeded: succeeded + portion.succeeded,
        failed: failed + portion.failed,
      })
      if (portion.next !== undefined)
        step(world, PORTION_MS, { order, progress: portion.next, begun: true }, name)
    },
  )
  return (world, order) => {
    step(world, PORTION_MS, { order, progress: first, begun: false }, name)
    return save(world, name, {
      status: 'queued',
      succeeded: 0,
      failed: 0,
      start_timestamp: world.now(),
      triggered_by: 'manual',
    })
  }
}

function save(world: World, name: JobName, status: JobStatus): JobStatus {
  const { jobStatuses } = world.store
  return jobStatuses.find(name) ? jobStatuses.put(name, status) : jobStatuses.insert(name, status)
}
