// What the answer of an inbound webhook comes to: who takes the call or the message, or why nobody does.

import type { ControlSchemas, Schemas } from '../contract.ts'
import { badRequest, Refusal } from '../errors.ts'
import type { InboundOverride, Reception } from '../webhooks/inbound.ts'
import type { World } from '../world.ts'
import type { ControlContext } from './context.ts'

type Rejection = ControlSchemas['Rejection']

/** Which agent is meant, by the answer before the number; undefined: nobody. */
export function meantAgent(
  bound: Schemas['AgentWeight'] | undefined,
  { override_agent_id: other, override_agent_version: version }: InboundOverride,
): { agent_id: string; agent_version: number | string | undefined } | undefined {
  if (other !== undefined) return { agent_id: other, agent_version: version }
  return bound && { agent_id: bound.agent_id, agent_version: version ?? bound.agent_version }
}

/** Why `find` refuses, in words about the answer `event`; undefined when it does not. */
export function faultIn(event: string, find: () => void): string | undefined {
  try {
    find()
    return undefined
  } catch (error) {
    if (error instanceof Refusal) return error.message.replace('request/body/', `answer/${event}/`)
    throw error
  }
}

/** Refuses when there is no workspace any more in which something could come about. */
export function refuseGone({ isGone }: ControlContext, world: World): void {
  if (isGone(world)) throw badRequest('the workspace was reset while its inbound webhook was asked')
}

/** Why nothing comes about; `kind` is the agent that the number has not. */
export function rejectionOf(
  reception: Reception,
  to: string,
  kind: 'inbound agent' | 'inbound SMS agent',
): Rejection {
  const none = `${to} has no ${kind}`
  switch (reception.then) {
    case 'rejected':
      return { reason: 'webhook_rejected', message: 'the inbound webhook answered reject: true' }
    case 'unusable':
      return {
        reason: 'webhook_unusable',
        message: `the inbound webhook asked for what cannot be had: ${reception.why}`,
      }
    case 'answered':
      return { reason: 'nobody', message: `${none}, and its inbound webhook named none` }
    case 'unanswered':
      return {
        reason: 'nobody',
        message: `${none}, and its inbound webhook gave no good answer: ${reception.why}`,
      }
  }
}
