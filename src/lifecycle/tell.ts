// Telling the customer what happened to a call. The lifecycle says what; where and how it is sent is handed in.

import type { Call } from '../contract.ts'
import type { World } from '../world.ts'
import type { Moment } from './call-plan.ts'
import type { Run } from './run.ts'

export type CallEvent =
  | 'call_started'
  | 'transcript_updated'
  | 'call_ended'
  | 'call_analyzed'
  | 'transfer_started'
  | 'transfer_bridged'
  | 'transfer_cancelled'
  | 'transfer_ended'

/** Puts the event into the outbox, in the transaction of the change it is about. */
export type Tell = (
  world: World,
  event: CallEvent,
  call: Call,
  run: Pick<Run, 'callId' | 'agent' | 'told' | 'variables' | 'overrideVariables'>,
  /** What stands beside the call. */
  beside?: object,
) => void

/** Retell docs, webhook overview: of each turn, and once more at the end, only agents are told that ask for it. */
export function tellTranscript(tell: Tell, moment: Moment): void {
  const { world, run } = moment
  const { told = [run.agent] } = run
  if (told.some(({ webhook_events: events }) => events?.includes('transcript_updated')))
    tell(world, 'transcript_updated', moment.call, run)
}
