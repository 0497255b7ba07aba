// The caller's turns, step by step as the scenario has them. What it does while the agent speaks is in overlap.ts, what the
// agent makes of it in turns.ts.

import type { CallPlan, Moment } from './call-plan.ts'
import type { End } from './ending.ts'
import { expectAnswer } from './expecting.ts'
import type { KeyEntry } from './key-entry.ts'
import type { Limits } from './limits.ts'
import type { Lines } from './line.ts'
import { addAside } from './overlap.ts'
import { happening } from './physics.ts'
import type { After } from './run.ts'
import { piecesOf, type Saying, textOf, UNINTELLIGIBLE } from './saying.ts'
import type { CallerStep, DisconnectionReason } from './scenario.ts'
import { AFTER_THE_AGENT_MS, type Speaking } from './speaking.ts'
import { liveTranscript } from './transcript.ts'
import type { Transfers } from './transfer.ts'

export interface Caller {
  /** Takes the turn: says it, and the agent is asked for an answer unless something else comes after it. */
  says(moment: Moment, saying: Saying, after?: After): void
  /** Says nothing; a silent caller is reminded, `reminder_max_count` times. */
  waitsInSilence(moment: Moment): void
}

export function defineCaller(
  plan: CallPlan,
  {
    end,
    keys,
    lines,
    limits,
    speaking,
    transfers,
  }: {
    end: End
    keys: KeyEntry
    lines: Lines
    limits: Limits
    speaking: Speaking
    transfers: Transfers
  },
): Caller {
  plan.step('call.caller', moment => {
    const { world, run } = moment
    if (run.speaking) {
      return plan.later(moment, 'call.caller', run.speaking.endsAt - world.now() + AFTER_THE_AGENT_MS, null)
    }
    // Another look is planned for when the silence is over.
    if (run.silentUntil !== undefined && world.now() < run.silentUntil) return waitsInSilence(moment)
    const steps = run.scenario.caller ?? []
    if (run.nextStep >= steps.length && run.scenario.repeat) run.nextStep = 0
    const step = steps[run.nextStep]
    if (!step) return waitsInSilence(moment)
    if (isIdle(moment)) return
    expectAnswer(moment, run.nextStep, 'expect' in step ? step.expect : undefined)
    run.nextStep += 1
    take(moment, step)
  })

  function take(moment: Moment, step: CallerStep): void {
    if ('say' in step) return says(moment, step.say)
    // The agent was done before the caller could cut in.
    if ('interrupt' in step) return says(moment, step.interrupt)
    if ('mumble' in step) return says(moment, UNINTELLIGIBLE)
    if ('change_mind' in step) return says(moment, step.change_mind, { then: 'revise', to: step.to })
    if ('backchannel' in step) return listens(moment, step.backchannel)
    if ('ends_as' in step) return breakOff(moment, step)
    if ('press' in step) return presses(moment, step)
    if ('hang_up' in step) return end(moment, 'user_hangup')
    waitsInSilence(moment)
    plan.later(moment, 'call.caller', step.silence_ms, null)
  }

  function says(moment: Moment, saying: Saying, after: After = { then: 'reply' }): void {
    const { world, run } = moment
    run.reminders = 0
    run.turns += 1
    const said = happening(moment, 'unintelligible') ? UNINTELLIGIBLE : saying
    // An update that is late goes out behind the request.
    if (!happening(moment, 'late_update'))
      lines.update(world, run.callId, () => liveTranscript(world, run.callId), 'user_turn')
    const pieces = piecesOf(said)
    speaking.say(moment, { role: 'user', content: textOf(pieces), pieces, after })
  }

  function listens(moment: Moment, content: string): void {
    const { world, run } = moment
    addAside(moment, content)
    lines.update(world, run.callId, () => liveTranscript(world, run.callId))
    speaking.proceed(moment, { then: 'caller' })
  }

  /** The caller goes on by itself where its keys have no answer, and with more keys while the entry is open. */
  function presses(moment: Moment, step: Extract<CallerStep, { press: string }>): void {
    const outcome = keys.press(moment, step.press)
    const { run } = moment
    const next = run.scenario.caller?.[run.nextStep]
    const more = outcome === 'open' && next && 'press' in next ? next : undefined
    if (more || outcome === 'ignored' || outcome === 'unasked')
      plan.later(moment, 'call.caller', more?.after_ms ?? AFTER_THE_AGENT_MS, null)
  }

  function breakOff(
    moment: Moment,
    step: { ends_as: DisconnectionReason; transfer_to?: string | undefined },
  ): void {
    if (step.ends_as === 'call_transfer' && step.transfer_to) return transfers.cold(moment, step.transfer_to)
    end(moment, step.ends_as)
  }

  /** By its physics a call may stand still for long before a turn. */
  function isIdle(moment: Moment): boolean {
    const { run } = moment
    const turn = run.turns + 1
    const idle = run.idledAtTurn === turn ? undefined : happening(moment, 'idle', turn)
    if (!idle) return false
    run.idledAtTurn = turn
    limits.standStill(moment, idle.ms)
    waitsInSilence(moment)
    plan.later(moment, 'call.caller', idle.ms, null)
    return true
  }

  function waitsInSilence(moment: Moment): void {
    plan.later(moment, 'call.remind', moment.run.reminderTriggerMs, { floor: moment.run.floor })
  }

  return { says, waitsInSilence }
}
