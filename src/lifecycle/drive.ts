// Calls that do not go by the clock: they move on when somebody asks for them, run to their end when they are made, or wait
// for a person to play the far end. The setting `call_drive` says which.

import type { World } from '../world.ts'
import type { CallPlan } from './call-plan.ts'
import { type Run, runOf, saveRun } from './run.ts'
import type { Scenario } from './scenario.ts'

export interface Drive {
  /**
   * Somebody asks for the call, in a transaction. Answers what is to be awaited after it before the call is read; undefined
   * when the call stays as it is.
   */
  asked(world: World, callId: string): (() => Promise<void>) | undefined
  /** A call has been made, in a transaction. Answers what is to be awaited before that is answered, if anything. */
  made(world: World, callId: string): (() => Promise<void>) | undefined
  /** Lets a call run to its end. */
  toTheEnd(world: World, callId: string): Promise<void>
}

export function createDrive(plan: CallPlan): Drive {
  const stateOf = (world: World, callId: string) => {
    const call = world.store.calls.find(callId)
    return `${call?.call_status} ${call?.call_analysis === undefined}`
  }
  const toTheEnd = (world: World, callId: string) => plan.ahead(world, callId, () => !runOf(world, callId))
  return {
    toTheEnd,
    made(world, callId) {
      if (runOf(world, callId)?.drive !== 'immediate' || plan.isWaiting(world)) return undefined
      return () => toTheEnd(world, callId)
    },
    asked(world, callId) {
      const run = runOf(world, callId)
      // Whoever asks may be the very one whose answer is waited for, such as a receiver of webhooks.
      if (plan.isWaiting(world)) return undefined
      if (run?.drive === 'immediate') return () => toTheEnd(world, callId)
      if (run?.drive !== 'polls') return undefined
      run.polls += 1
      saveRun(world, run)
      if (run.polls % world.settings.polls_per_step !== 0) return undefined
      const before = stateOf(world, callId)
      return () => plan.ahead(world, callId, () => stateOf(world, callId) !== before)
    },
  }
}

/** What comes of a call of each kind when nobody takes it. */
const UNTAKEN = {
  outbound: 'dial_no_answer',
  web: 'error_user_not_joined',
  registered: 'registered_call_timeout',
  inbound: 'answer',
} as const

/** The scenario of a call whose far end is played by a person: it rings, and nothing picks up or speaks by itself. */
export function unattended(scenario: Scenario, kind: Run['kind']): Scenario {
  const { caller: _steps, repeat: _again, answers_as: _what, machine: _machine, ...rest } = scenario
  return { ...rest, rings: { then: UNTAKEN[kind] } }
}
