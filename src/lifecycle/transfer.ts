// Transferring a call: the target's telephone rings, somebody there answers or not, the two ends are put together, and their
// talk goes on after the agent's part is over. What the target does is the scenario's.

import type { Schemas } from '../contract.ts'
import type { CallPlan, Moment } from './call-plan.ts'
import type { CallStorage } from './call-storage.ts'
import type { End } from './ending.ts'
import type { TransferDestination } from './run.ts'
import type { Tell } from './tell.ts'

export interface TransferOrder extends TransferDestination {
  /** The tool call that asked for it. */
  toolCallId: string
}

export interface Transfers {
  /** Lets the target's telephone ring. What comes of it answers the tool call. */
  begin(moment: Moment, order: TransferOrder): void
  /** Puts the two ends together and ends the agent's part. */
  complete(moment: Moment): void
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
    const outcome = run.scenario.transfer?.then ?? 'answer'
    const successful = outcome === 'answer'
    run.transfer = order
    if (!successful) tellTransfer(moment, 'transfer_cancelled')
    const content = outcome === 'answer' ? `transferred to ${order.number}` : FAILURES[outcome]
    plan.later(moment, 'call.transferred', 0, { callId: order.toolCallId, successful, content })
  })

  plan.step('call.transfer_over', moment => {
    const { world, run, call } = moment
    const ended = world.store.calls.put({ ...call, transfer_end_timestamp: world.now() })
    delete run.transferOpen
    if (call.call_analysis !== undefined) world.store.calls.runs.delete(run.callId)
    tell(world, 'transfer_ended', ended, run)
    storage.settle(world, ended, run.agent)
  })

  function tellTransfer(
    moment: Moment,
    event: 'transfer_started' | 'transfer_bridged' | 'transfer_cancelled',
  ) {
    const { world, run, call } = moment
    const { number, extension, option } = run.transfer ?? { number: '' }
    tell(world, event, call, run, {
      transfer_destination: { number, ...(extension === undefined ? {} : { extension }) },
      ...(option ? { transfer_option: camelCased(option) } : {}),
    })
  }

  const transfers: Transfers = {
    begin(moment, order) {
      moment.run.transfer = order
      tellTransfer(moment, 'transfer_started')
      plan.later(moment, 'call.transfer_rings', moment.run.scenario.transfer?.for_ms ?? RINGS_MS, order)
    },
    complete(moment) {
      const { run } = moment
      tellTransfer(moment, 'transfer_bridged')
      const number = run.transfer?.number
      run.transferOpen = true
      end(moment, 'call_transfer', number === undefined ? {} : { transferDestination: number })
      plan.later(moment, 'call.transfer_over', run.scenario.transfer?.talk_ms ?? TALK_MS, null)
    },
    cold(moment, number, showTransfereeAsCaller) {
      const option = { type: 'cold_transfer' as const, show_transferee_as_caller: true }
      moment.run.transfer = { number, ...(showTransfereeAsCaller ? { option } : {}) }
      tellTransfer(moment, 'transfer_started')
      transfers.complete(moment)
    },
  }
  return transfers
}

/** The options of a transfer as webhooks spell them, unlike the API. (Retell docs: transfer events.) */
function camelCased(option: Schemas['TransferOption']): Record<string, unknown> {
  const spelt = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [
        name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
        spelt(inner),
      ]),
    )
  }
  return spelt(option) as Record<string, unknown>
}
