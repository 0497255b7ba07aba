// Transferring a call: the target's telephone rings, somebody there answers or not, the two ends are put together, and their
// talk goes on after the agent's part is over. What the target does is the scenario's.

import { costOfCall } from './call-cost.ts'
import type { CallPlan, Moment } from './call-plan.ts'
import type { CallStorage } from './call-storage.ts'
import type { End } from './ending.ts'
import { ringLimitMs } from './ringing.ts'
import type { Run, TransferDestination } from './run.ts'
import type { Tell } from './tell.ts'
import { tellTransfer } from './transfer-events.ts'

export interface TransferOrder extends TransferDestination {
  /** The tool call that asked for it. */
  toolCallId: string
}

export interface Transfers {
  /** Lets the target's telephone ring. What comes of it answers the tool call. */
  begin(moment: Moment, order: TransferOrder): void
  /** Puts the two ends together. The agent stays until it leaves. */
  bridge(moment: Moment): void
  /** Ends the agent's part; the two talk on. */
  leave(moment: Moment): void
  /** A transfer that an LLM server orders: it rings and is completed, or the call goes on. */
  cold(moment: Moment, number: string, showTransfereeAsCaller?: boolean): void
}

/** How long the target's telephone rings, and how long the two talk, unless the scenario says so: guesses. */
const RINGS_MS = 4_000
const TALK_MS = 30_000
/** The words that a failed transfer is answered with: guesses. */
const FAILURES = {
  no_answer: 'The transfer target did not answer.',
  declined: 'The transfer target declined the call.',
  busy: 'The transfer target is busy.',
} as const

export function defineTransfers(
  plan: CallPlan,
  { end, tell, storage }: { end: End; tell: Tell; storage: CallStorage },
): Transfers {
  plan.step('call.transfer_rings', (moment, order) => {
    const { run } = moment
    const { outcome } = ringingOf(run)
    const successful = outcome === 'answer'
    run.transfer = order
    plan.cancel(moment, 'call.transfer_given_up')
    if (!successful) {
      delete run.transferPending
      tellTransfer(tell, moment, 'transfer_cancelled')
    }
    const content = outcome === 'answer' ? `transferred to ${order.number}` : FAILURES[outcome]
    const ended = { callId: order.toolCallId, successful, content }
    if (successful) plan.later(moment, 'call.handoff', 0, { line: 0, outcome: ended })
    else plan.later(moment, 'call.transferred', 0, ended)
  })

  // The end of the call tells that the transfer is off.
  plan.step('call.transfer_given_up', moment => end(moment, 'user_hangup'))

  plan.step('call.transfer_over', moment => {
    const { world, run, call } = moment
    const over = { ...call, transfer_end_timestamp: world.now() }
    const call_cost = costOfCall(
      { ...moment, call: over },
      call.duration_ms ?? 0,
      call.call_analysis !== undefined,
    )
    const ended = world.store.calls.put({ ...over, call_cost })
    delete run.transferOpen
    if (call.call_analysis !== undefined) world.store.calls.runs.delete(run.callId)
    tell(world, 'transfer_ended', ended, run)
    storage.settle(world, ended, run.agent)
  })

  const transfers: Transfers = {
    begin(moment, order) {
      const { run } = moment
      run.transfer = order
      run.transferPending = true
      tellTransfer(tell, moment, 'transfer_started')
      const givesUpMs = run.scenario.transfer?.gives_up_after_ms
      if (givesUpMs !== undefined) plan.later(moment, 'call.transfer_given_up', givesUpMs, null)
      plan.later(moment, 'call.transfer_rings', ringingOf(run).forMs, order)
    },
    bridge(moment) {
      delete moment.run.transferPending
      tellTransfer(tell, moment, 'transfer_bridged')
    },
    leave(moment) {
      const { run } = moment
      const number = run.transfer?.number
      run.transferOpen = true
      end(moment, 'call_transfer', number === undefined ? {} : { transferDestination: number })
      plan.later(moment, 'call.transfer_over', run.scenario.transfer?.talk_ms ?? TALK_MS, null)
    },
    cold(moment, number, showTransfereeAsCaller) {
      const option = { type: 'cold_transfer' as const, show_transferee_as_caller: true }
      moment.run.transfer = { number, ...(showTransfereeAsCaller ? { option } : {}) }
      tellTransfer(tell, moment, 'transfer_started')
      transfers.bridge(moment)
      transfers.leave(moment)
    },
  }
  return transfers
}

/**
 * How long the target's telephone rings and what comes of it. Retell SDK 5.66.1, transfer_ring_duration_ms: without it the
 * target may ring as long as anybody whom the agent calls.
 */
function ringingOf({ scenario, transfer, agent }: Run): {
  forMs: number
  outcome: 'answer' | keyof typeof FAILURES
} {
  const { for_ms: forMs = RINGS_MS, then: outcome = 'answer' } = scenario.transfer ?? {}
  const { option } = transfer ?? {}
  const limit = option?.transfer_ring_duration_ms ?? ringLimitMs(agent)
  return forMs > limit ? { forMs: limit, outcome: 'no_answer' } : { forMs, outcome }
}
