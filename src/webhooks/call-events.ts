// The webhooks about calls: which fields of the call each event carries.

import type { Agent, Call } from '../contract.ts'
import { inDialect } from '../dialect.ts'
import type { World } from '../world.ts'
import type { Post } from './outbox.ts'
import { notify } from './subscription.ts'

/** Retell docs, webhook overview. */
const DEFAULT_EVENTS: readonly string[] = ['call_started', 'call_ended', 'call_analyzed']

export interface Subscriber {
  callId: string
  /** The agent version of the call, with the call's overrides. */
  agent: Agent
  /** Who is told instead, after another agent has taken over. */
  told?: Agent[]
  variables: Record<string, string>
}

/** Posts `event` about `call`, if anybody wants to know. */
export function tellCallEvent(
  post: Post,
  world: World,
  event: string,
  call: Call,
  { callId, agent, told = [agent], variables }: Subscriber,
  beside: object = {},
): void {
  for (const listener of told)
    notify(post, world, {
      event,
      subject: callId,
      agent: listener,
      defaultEvents: DEFAULT_EVENTS,
      variables,
      payload: () => ({
        event,
        call: inDialect(world.settings.dialect, event === 'call_started' ? beginningOf(call) : call),
        ...beside,
      }),
    })
}

/** What is known of a call when it has just begun: nothing that measures or sums it up. */
function beginningOf(call: Call): Partial<Call> {
  const { latency: _latency, call_cost: _cost, ...beginning } = call
  return beginning
}
