// Telling the customer what happened to a call. The lifecycle says what; where and how it is sent is handed in.

import type { Call } from '../contract.ts'
import type { World } from '../world.ts'
import type { Run } from './run.ts'

export type CallEvent =
  | 'call_started'
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
  run: Pick<Run, 'callId' | 'agent' | 'told' | 'variables'>,
  /** What stands beside the call. */
  beside?: object,
) => void
