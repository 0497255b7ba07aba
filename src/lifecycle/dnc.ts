// Somebody who asks not to be called again. Retell's agent understands and asks back; here a few plain words will do.

import type { Moment } from './call-plan.ts'
import type { DisconnectionReason } from './scenario.ts'
import { isUtterance } from './transcript.ts'

const REQUEST =
  /\b(stop|quit) (calling|contacting) me\b|\b(don't|do not|never) (call|contact) me\b|\btake me off\b/i

/** Why a call ended: an agent with `enable_dnc_detection` that was asked this says so in place of who hung up. */
export function withDncRequest({ world, run }: Moment, reason: DisconnectionReason): DisconnectionReason {
  if (!run.agent.enable_dnc_detection) return reason
  if (reason !== 'agent_hangup' && reason !== 'user_hangup') return reason
  const asked = world.store.calls
    .items(run.callId)
    .some(item => isUtterance(item) && item.role === 'user' && REQUEST.test(item.content))
  return asked ? 'user_requested_dnc' : reason
}
