// Whether and where an agent's owner wants to be told of an event: at the agent's URL, else at the workspace's.

import { builtInVariable, type Session } from '../built-in-variables.ts'
import { fillVariables } from '../variables.ts'
import type { World } from '../world.ts'
import type { Outbox } from './outbox.ts'

const DEFAULT_TIMEOUT_MS = 10_000
/** No request of the mock waits longer, whatever an agent says. */
const LONGEST_TIMEOUT_MS = 600_000

/** What of an agent, of either kind, says so. */
interface Webhook {
  webhook_url?: string | null
  webhook_events?: readonly string[] | null
  webhook_timeout_ms?: number
}

export interface Notice {
  event: string
  /** The call or chat it is about. */
  subject: string
  agent: Webhook
  /** What an agent is told of that sets no `webhook_events`. */
  defaultEvents: readonly string[]
  variables: Readonly<Record<string, string>>
  /** What Retell's own variables know of it; asked for when somebody wants the event. */
  session(): Session
  /** The body, made when somebody wants it. */
  payload(): object
}

/** Posts the event, if anybody wants to know; else notes why nobody does. */
export function notify(outbox: Outbox, world: World, notice: Notice): void {
  const { event, subject, agent, defaultEvents, variables } = notice
  const events = agent.webhook_events ?? defaultEvents
  const url = agent.webhook_url || world.settings.webhook_url
  if (!url || !events.includes(event)) {
    const why = url
      ? `the agent's webhook_events are ${JSON.stringify(events)}`
      : 'neither the agent nor the workspace has a webhook_url'
    return outbox.withhold(world, { event, subject, why })
  }
  outbox.post(world, {
    kind: 'webhook',
    event,
    subject,
    url: fillVariables(url, variables, name => builtInVariable(name, notice.session())),
    body: JSON.stringify(notice.payload()),
    timeoutMs: agent.webhook_url
      ? Math.min(agent.webhook_timeout_ms ?? DEFAULT_TIMEOUT_MS, LONGEST_TIMEOUT_MS)
      : world.settings.webhook_timeout_ms,
  })
}
