// Exports of the history, as the dashboard would ask for them: created, processed, completed with a URL.

import type { Schemas } from '../contract.ts'
import type { Jobs } from '../jobs.ts'
import type { World } from '../world.ts'

export interface ExportOrder {
  channel: 'call' | 'chat'
  timezone: string
  /** How it is to end. */
  outcome: 'completed' | 'error'
}

/** How long each state lasts: a guess. */
const STATE_MS = 1_000

export function defineExports(
  jobs: Jobs<World>,
): (world: World, order: ExportOrder) => Schemas['ExportRequest'] {
  const step = jobs.step<{ id: string; outcome: ExportOrder['outcome'] }>('export.step', (world, job) => {
    const { exportRequests } = world.store
    const request = exportRequests.find(job.id)
    if (!request) return
    if (request.status === 'created') {
      exportRequests.put(job.id, { ...request, status: 'processing' })
      step(world, STATE_MS, job, job.id)
    } else if (job.outcome === 'error') exportRequests.put(job.id, { ...request, status: 'error' })
    else {
      const url = `${world.publicUrl}/files/${job.id}/export.csv`
      exportRequests.put(job.id, { ...request, status: 'completed', url })
    }
  })
  return (world, { channel, timezone, outcome }) => {
    const id = world.newId('exportRequest')
    step(world, STATE_MS, { id, outcome }, id)
    return world.store.exportRequests.insert(id, {
      export_request_id: id,
      channel,
      status: 'created',
      created_timestamp: world.now(),
      timezone,
    })
  }
}
