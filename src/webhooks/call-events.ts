// Which webhook an event of a call causes: to the agent's URL, else to the workspace's; only the events that are
// subscribed; with the fields that this event carries.

import type { Agent, Call } from '../contract.ts'
import { inDialect } from '../dialect.ts'
import { fillVariables } from '../variables.ts'
import type { World } from '../world.ts'
import type { Post } from './outbox.ts'

/** Retell docs, webhook overview: what an agent is told of that sets no `webhook_events`. */
const DEFAULT_EVENTS: readonly string[] = ['call_started', 'call_ended', 'call_analyzed']
const DEFAULT_TIMEOUT_MS = 10_000

export interface Subscriber {
  callId: string
  /** The agent version of the call, with the call's overrides. */
  agent: Agent
  variables: Record<string, string>
}

/** Posts `event` about `call`, if anybody wants to know. */
export function tellCallEvent(
  post: Post,
  world: World,
  event: string,
  call: Call,
  subscriber: Subscriber,
): void {
  const { agent, callId, variables } = subscriber
  const url = agent.webhook_url || world.settings.webhook_url
  if (!url || !(agent.webhook_events ?? DEFAULT_EVENTS).includes(event)) return
  const payload = {
    event,
    call: inDialect(world.settings.dialect, event === 'call_started' ? beginningOf(call) : call),
  }
  post(world, {
    kind: 'webhook',
    event,
    subject: callId,
    url: fillVariables(url, variables),
    body: JSON.stringify(payload),
    timeoutMs: agent.webhook_url
      ? (agent.webhook_timeout_ms ?? DEFAULT_TIMEOUT_MS)
      : world.settings.webhook_timeout_ms,
  })
}

/** What is known of a call when it has just begun: nothing that measures or sums it up. */
function beginningOf(call: Call): Partial<Call> {
  const { latency: _latency, call_cost: _cost, ...beginning } = call
  return beginning
}
