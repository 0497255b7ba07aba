// Batches of calls as time passes: when a batch may dial, how many of its calls at once, and when it looks again. What
// a call of a batch is, and how it is made, is handed in.

import { Refusal } from '../errors.ts'
import type { Jobs } from '../jobs.ts'
import type { Journal } from '../journal.ts'
import type { Batch, BatchTask } from '../store/batches.ts'
import type { World } from '../world.ts'
import { callsLeftNow } from './call-rate.ts'
import { freePlaces } from './places.ts'
import { nextOpening } from './time-windows.ts'

export interface Batches {
  /** Begins to dial after `delayMs` of the workspace's time; its tasks must be stored. */
  start(world: World, batchId: string, delayMs: number): void
  /** A call is over or gone: batches that had given up looking by themselves look for a place at once. */
  placeFreed(world: World): void
}

/** How many calls one transaction makes: more follow at the same moment, but others are served in between. */
const MOST_AT_ONCE = 100
/** How soon a batch looks again that has no free place, or has begun as many calls as a second takes: a guess. */
const LOOKS_AGAIN_MS = 1_000
/** How soon a batch looks again that nothing which is planned will ever let dial: settings may change. */
const LOOKS_FOR_CHANGES_MS = 60_000

export function defineBatches(
  jobs: Jobs<World>,
  { dial, journal }: { dial(world: World, batch: Batch, task: BatchTask): void; journal: Journal },
): Batches {
  /** What has gone since the batch was made costs its call, not the batch: a guess. */
  function tryToDial(world: World, batch: Batch, task: BatchTask): void {
    try {
      dial(world, batch, task)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const message = `${batch.batch_call_id} did not call ${task.to_number}: ${error.message}`
      journal.report({ type: 'problem', message })
    }
  }

  const look = jobs.step<{ batchId: string }>('batch.dial', (world, { batchId }) => {
    const { batches } = world.store
    const batch = batches.find(batchId)
    if (!batch) return
    const opensAt = batch.call_time_window ? nextOpening(batch.call_time_window, world.now()) : world.now()
    if (opensAt > world.now()) return look(world, opensAt - world.now(), { batchId }, batchId)
    const now = Math.min(placesFor(world, batch), rateFor(world, batch))
    for (const task of batches.takeTasks(batchId, Math.min(now, MOST_AT_ONCE))) tryToDial(world, batch, task)
    if (!batches.hasTasks(batchId)) return batches.delete(batchId)
    if (now > MOST_AT_ONCE) return look(world, 0, { batchId }, batchId)
    // Where a place is left it was the rate that held the batch back, and a second mends that.
    const goesOn = placesFor(world, batch) > 0 || jobs.plansBeside(world, 'batch.dial')
    if (mayEverDial(world, batch) && goesOn) look(world, LOOKS_AGAIN_MS, { batchId }, batchId)
    else wait(world, LOOKS_FOR_CHANGES_MS, { batchId }, batchId)
  })

  // In the background: nobody who lets time run out should wait for settings that may never change, or for calls that do
  // not go by the clock.
  const wait = jobs.errand<{ batchId: string }, void>(
    'batch.wait',
    async () => {},
    (world, { batchId }) => look(world, 0, { batchId }, batchId),
    { background: true },
  )

  return {
    start: (world, batchId, delayMs) => look(world, delayMs, { batchId }, batchId),
    placeFreed(world) {
      for (const batchId of world.store.batches.ids())
        if (jobs.cancel(world, batchId, 'batch.wait') > 0)
          // A call that lives ahead of the clock leaves its place now: others see that it is over.
          world.clock.notAhead(() => look(world, 0, { batchId }, batchId))
    },
  }
}

const mayEverDial = (world: World, { reservedConcurrency }: Batch) =>
  world.settings.concurrency_limit > reservedConcurrency

/**
 * How many calls have a place now. Retell docs, batch calls: they share the workspace's concurrency, and all batches together
 * leave the reserved places free for other calls.
 */
function placesFor(world: World, { reservedConcurrency }: Batch): number {
  const { settings, store } = world
  return Math.min(
    freePlaces(world, 'other'),
    Math.max(0, settings.concurrency_limit - reservedConcurrency - store.calls.live('in batches')),
  )
}

/** Retell docs, batch calls: they keep to the calls per second of their number. */
function rateFor(world: World, { from_number }: Batch): number {
  const type = world.store.phoneNumbers.find(from_number)?.phone_number_type
  return type ? callsLeftNow(world, type) : Number.POSITIVE_INFINITY
}
