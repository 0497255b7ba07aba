// Calls and chats of agents that keep their data for some days only: once a day, what is older is deleted.

import type { Jobs } from '../jobs.ts'
import type { Retained } from '../store/retentions.ts'
import type { World } from '../world.ts'

const DAY_MS = 86_400_000

/** Who deletes a call or a chat with all that is planned for it. */
export type Removers = Record<Retained['kind'], { remove(world: World, id: string): void }>

export interface Retention {
  /** Has a new call or chat deleted this many days after it started; null and undefined keep it for ever. */
  watch(world: World, kind: Retained['kind'], id: string, days: number | null | undefined): void
}

/**
 * Retell docs, data retention: counted from the start, deleted daily, and gone from every answer. That the days of the
 * agent version that took the call count, and that the day ends at midnight UTC, are guesses. Calls and chats need retention
 * to begin, and so are asked for later.
 */
export function defineRetention(jobs: Jobs<World>, removers: () => Removers): Retention {
  const sweep = jobs.step<null>(
    'retention.sweep',
    world => {
      const { retentions } = world.store
      for (const retained of retentions.dueBy(world.now())) {
        const due = dueOf(world, retained)
        if (due !== undefined && due > world.now()) {
          retentions.put(retained, due)
          continue
        }
        if (due !== undefined) removers()[retained.kind].remove(world, retained.id)
        retentions.delete(retained)
      }
      if (!retentions.isEmpty()) sweepTonight(world)
    },
    { background: true },
  )

  function sweepTonight(world: World): void {
    sweep(world, DAY_MS - (world.now() % DAY_MS), null, 'retention')
  }

  return {
    watch(world, kind, id, days) {
      if (days == null) return
      const { retentions } = world.store
      if (retentions.isEmpty()) sweepTonight(world)
      retentions.put({ kind, id, keepMs: days * DAY_MS }, world.now() + days * DAY_MS)
    },
  }
}

/** When it is to be deleted, by its start as it is known by now; undefined when it is gone. */
function dueOf(world: World, { kind, id, keepMs }: Retained): number | undefined {
  const found = kind === 'call' ? world.store.calls.find(id) : world.store.chats.find(id)
  return found && (found.start_timestamp ?? 0) + keepMs
}
