// The far end of a call, moved by somebody's command instead of a scenario: it picks up, speaks, presses keys, falls silent,
// hangs up.

import { badRequest } from '../errors.ts'
import type { CallPlan, Moment } from './call-plan.ts'
import type { Caller } from './caller.ts'
import type { End } from './ending.ts'
import { endings, isOf } from './endings.ts'
import { isHandingOver } from './handoff.ts'
import type { KeyEntry } from './key-entry.ts'
import { isCustom } from './run.ts'
import type { DisconnectionReason } from './scenario.ts'
import type { Speaking } from './speaking.ts'
import type { Transfers } from './transfer.ts'
import type { Turns } from './turns.ts'

/** Each refuses with 400 what the call's present state does not allow. */
export interface FarEnd {
  answer(moment: Moment): void
  /** Cuts in when the agent is speaking. */
  say(moment: Moment, content: string): void
  press(moment: Moment, digits: string): void
  /** Does nothing for so long, whatever the scenario says; then the scenario goes on. */
  fallSilent(moment: Moment, silenceMs: number): void
  /** Ends the call; before it is answered, for a reason why no call comes about. `transferTo` goes with call_transfer. */
  hangUp(moment: Moment, reason?: DisconnectionReason, transferTo?: string): void
}

/** What the caller or the agent would do next. */
const NEXT_MOVES = [
  'call.caller',
  'call.reply',
  'call.rest',
  'call.remind',
  'call.answered',
  'call.machine',
  'call.screened',
] as const

export function defineFarEnd(
  plan: CallPlan,
  {
    answered,
    caller,
    end,
    keys,
    speaking,
    transfers,
    turns,
  }: {
    answered(moment: Moment): void
    caller: Caller
    end: End
    keys: KeyEntry
    speaking: Speaking
    transfers: Transfers
    turns: Turns
  },
): FarEnd {
  /** Whoever speaks stops, and what was to come next does not. */
  function takeTheFloor(moment: Moment): void {
    refuseUnanswered(moment)
    if (isHandingOver(moment.run))
      throw badRequest(`Call ${moment.run.callId} is being handed over: nobody can cut in until that is over`)
    greetAtOnce(moment)
    speaking.cutOff(moment)
    for (const kind of NEXT_MOVES) plan.cancel(moment, kind)
    delete moment.run.awaiting
    delete moment.run.silentUntil
    moment.run.begun = true
  }

  /**
   * First words that are due at this very moment come first, whether their job has run or not: so the agent stands where it
   * would, whoever was quicker. What a customer's server greets with is not waited for, and is never heard.
   */
  function greetAtOnce(moment: Moment): void {
    if (plan.cancel(moment, 'call.begin') && !isCustom(moment.run)) turns.begin(moment)
  }

  return {
    answer(moment) {
      const { run } = moment
      if (run.startedAt !== undefined) throw badRequest(`Call ${run.callId} has been answered already`)
      // Its far end is who calls, and its agent answers by itself, when there is a place.
      if (run.kind === 'inbound')
        throw badRequest(
          `Call ${run.callId} comes in and is not answered by its far end: it waits for a place`,
        )
      plan.cancel(moment, 'call.ring')
      answered(moment)
    },
    say(moment, content) {
      const interrupts = cutsIn(moment)
      takeTheFloor(moment)
      caller.says(moment, content, { then: 'reply', interrupts })
    },
    press(moment, digits) {
      refuseUnanswered(moment)
      keys.press(moment, digits)
    },
    fallSilent(moment, silenceMs) {
      refuseUnanswered(moment)
      const { run } = moment
      plan.cancel(moment, 'call.caller')
      run.silentUntil = moment.world.now() + silenceMs
      plan.later(moment, 'call.remind', run.reminderTriggerMs, { floor: run.floor })
      plan.later(moment, 'call.caller', silenceMs, null)
    },
    hangUp(moment, reason = usualReason(moment), transferTo) {
      const { run } = moment
      const isOn = run.startedAt !== undefined
      if (endings[reason].connected !== isOn)
        throw badRequest(`a call that ${isOn ? 'was answered' : 'still rings'} cannot end as ${reason}`)
      if (!isOf(run.kind, reason)) throw badRequest(`${run.kind} calls cannot end as ${reason}`)
      if ((reason === 'call_transfer') !== (transferTo !== undefined))
        throw badRequest('request/body/transfer_to goes with the reason "call_transfer", and that with it')
      if (transferTo !== undefined) transfers.cold(moment, transferTo)
      else end(moment, reason)
    },
  }
}

/** Whether the agent is heard now, or was when the caller began who goes on here. */
function cutsIn({ world, run }: Moment): boolean {
  const { role, startsAt = 0, after } = run.speaking ?? {}
  if (role === 'agent') return startsAt <= world.now()
  return after?.then === 'reply' && after.interrupts === true
}

function refuseUnanswered({ run }: Moment): void {
  if (run.startedAt === undefined) throw badRequest(`Call ${run.callId} has not been answered yet`)
}

/** Why a call is over whose far end goes before it was answered; an inbound caller has been waiting for a place. */
const GIVEN_UP = {
  outbound: 'user_declined',
  web: 'error_user_not_joined',
  registered: 'registered_call_timeout',
  inbound: 'concurrency_limit_reached',
} as const

const usualReason = ({ run }: Moment): DisconnectionReason =>
  run.startedAt === undefined ? GIVEN_UP[run.kind] : 'user_hangup'
