// Telling the customer what happened to a call. The lifecycle says what; where and how it is sent is handed in.

import type { Call } from '../contract.ts'
import type { World } from '../world.ts'
import type { Moment } from './call-plan.ts'
import type { Run } from './run.ts'

export type CallEvent = 'call_started' | 'transcript_updated' | 'call_ended' | 'call_analyzed'

/** Puts the event into the outbox, in the transaction of the change it is about. */
export type Tell = (
  world: World,
  event: CallEvent,
  call: Call,
  run: Pick<Run, 'callId' | 'agent' | 'variables'>,
) => void

/** Retell docs, webhook overview: of each turn, and once more at the end, only agents are told that ask for it. */
export function tellTranscript(tell: Tell, moment: Moment): void {
  const { world, run } = moment
  if (run.agent.webhook_events?.includes('transcript_updated'))
    tell(world, 'transcript_updated', moment.call, run)
}
