// When a call that is over becomes what is stored of it: once everybody has been told of it and nothing more will be
// found out. What that is, is in privacy/stored-call.ts.

import type { Agent, Call } from '../contract.ts'
import type { Jobs } from '../jobs.ts'
import { storedCall } from '../privacy/stored-call.ts'
import type { World } from '../world.ts'

/** Retell docs, data storage settings: how long the link to a recording lives that is not stored. */
const LINKS_LIVE_MS = 600_000

export interface CallStorage {
  /**
   * Stores the call as its setting says, and gives it as it is stored. A call of which more is to be told is stored as it
   * is. `agent` is the one of the call with its overrides, to be given as long as it is known: what it scrubs is kept.
   */
  settle(world: World, call: Call, agent?: Pick<Agent, 'pii_config'>): Call
}

export function defineCallStorage(jobs: Jobs<World>): CallStorage {
  const expire = jobs.step<{ callId: string }>(
    'call.links',
    (world, { callId }) => world.store.callFiles.dropUnstored(callId),
    { background: true },
  )

  return {
    settle(world, call, agent) {
      const { calls, callFiles, callRemains } = world.store
      if (!isSettled(world, call)) return calls.put(call)
      const scrubs = agent ? (agent.pii_config?.categories ?? []) : callRemains.scrubs(call.call_id)
      if (agent && scrubs.length > 0) callRemains.putScrubs(call.call_id, scrubs)
      const stored = storedCall(call, {
        storage: call.data_storage_setting,
        categories: scrubs,
        keepContext: world.settings.basic_attributes_keep_context,
      })
      if (call.recording_url && !stored.recording_url && callFiles.keepUnstored(call))
        expire(world, LINKS_LIVE_MS, { callId: call.call_id }, call.call_id)
      return calls.put(stored)
    },
  }
}

const isSettled = (world: World, { call_id, call_status }: Call): boolean =>
  call_status !== 'registered' &&
  call_status !== 'ongoing' &&
  world.store.calls.runs.get(call_id) === undefined
