// What ends a call that nobody ends: its longest duration, and a silence that lasts too long.

import type { CallPlan, Moment } from './call-plan.ts'
import type { End } from './ending.ts'

/** Retell docs, agent settings: the defaults of max_call_duration_ms and end_call_after_silence_ms. */
const LONGEST_CALL_MS = 3_600_000
const LONGEST_SILENCE_MS = 600_000

export interface Limits {
  /** Starts both watches; to be called when the call is answered. */
  watch(moment: Moment): void
  /** The call stands still for so long, and neither limit counts that. */
  standStill(moment: Moment, idleMs: number): void
}

export function defineLimits(plan: CallPlan, end: End): Limits {
  plan.step('call.max_duration', moment => {
    const { world, run } = moment
    const left = (run.startedAt ?? 0) + durationLimit(moment) + run.idleMs - world.now()
    if (left <= 0) end(moment, 'max_duration_reached')
    else plan.later(moment, 'call.max_duration', left, null)
  })

  plan.step('call.silence', moment => {
    const { world, run } = moment
    const heardUntil = run.speaking ? run.speaking.endsAt : run.heardAt
    const left = heardUntil + silenceLimit(moment) - world.now()
    if (left <= 0) end(moment, 'inactivity')
    else plan.later(moment, 'call.silence', left, null)
  })

  return {
    watch(moment) {
      plan.later(moment, 'call.max_duration', durationLimit(moment), null)
      plan.later(moment, 'call.silence', silenceLimit(moment), null)
    },
    standStill({ world, run }, idleMs) {
      run.idleMs += idleMs
      run.heardAt = world.now() + idleMs
    },
  }
}

const durationLimit = ({ run }: Moment) => run.agent.max_call_duration_ms ?? LONGEST_CALL_MS
const silenceLimit = ({ run }: Moment) => run.agent.end_call_after_silence_ms ?? LONGEST_SILENCE_MS
