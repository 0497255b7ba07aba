// The webhooks about calls: which fields of the call each event carries.

import type { Agent, Call } from '../contract.ts'
import { inDialect } from '../dialect.ts'
import { sessionOfCall } from '../session-of.ts'
import type { World } from '../world.ts'
import type { Outbox } from './outbox.ts'
import { notify } from './subscription.ts'

/** Retell docs, webhook overview. */
const DEFAULT_EVENTS: readonly string[] = ['call_started', 'call_ended', 'call_analyzed']

/** Events of a call that goes on, told without what measures it or sums it up. */
const WHILE_IT_GOES_ON: readonly string[] = ['call_started', 'transcript_updated']

export interface Subscriber {
  callId: string
  /** The agent version of the call, with the call's overrides. */
  agent: Agent
  /** Who is told instead, after another agent has taken over. */
  told?: Agent[]
  variables: Record<string, string>
}

/** Posts `event` about a call, if anybody wants to know; only then is asked what the call looks like. */
export function tellCallEvent(
  outbox: Outbox,
  world: World,
  event: string,
  callNow: () => Call,
  { callId, agent, told = [agent], variables }: Subscriber,
  beside: object = {},
): void {
  for (const listener of told)
    notify(outbox, world, {
      event,
      subject: callId,
      agent: listener,
      defaultEvents: DEFAULT_EVENTS,
      variables,
      session: () => sessionOfCall(callNow(), { nowMs: world.now(), timezone: agent.timezone }),
      payload: () => ({
        event,
        call: inDialect(
          world.settings.dialect,
          WHILE_IT_GOES_ON.includes(event) ? soFar(callNow()) : callNow(),
        ),
        ...beside,
      }),
    })
}

/** What is told of a call that goes on: nothing that measures or sums it up. */
function soFar(call: Call): Partial<Call> {
  if (call.call_status !== 'ongoing') return call
  const { latency: _latency, call_cost: _cost, ...beginning } = call
  return beginning
}
