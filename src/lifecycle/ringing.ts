// From the creation of a call to the moment when somebody is on the line, or nobody ever will be.

import type { CallPlan, Moment } from './call-plan.ts'
import type { End } from './ending.ts'
import { isOf } from './endings.ts'
import { freePlaces } from './places.ts'
import type { Run } from './run.ts'
import type { RingOutcome, Scenario } from './scenario.ts'
import { lineOf } from './telephony.ts'

/** Retell docs, agent settings: ring_duration_ms. */
const RING_LIMIT_MS = 30_000
/** How long somebody whom the agent calls may let it ring. */
export const ringLimitMs = (agent: Pick<Run['agent'], 'ring_duration_ms'>): number =>
  agent.ring_duration_ms ?? RING_LIMIT_MS
/** Retell docs, web calls: the token must be used within this time. */
const JOIN_WINDOW_MS = 30_000
/** Retell docs, custom telephony: the SIP address must be dialled within this time. */
const REGISTERED_WINDOW_MS = 300_000
/** How soon the simulated browser joins a web call and the simulated carrier dials a registered one. */
const JOINS_AFTER_MS = 1_000
const BUSY_AFTER_MS = 1_500
/** How soon a waiting call looks for a free place again: a guess. */
const LOOKS_AGAIN_MS = 1_000
/** What keeps a call from coming about before anything rings. */
const REFUSALS: readonly string[] = [
  'concurrency_limit_reached',
  'no_valid_payment',
  'budget_reached',
  'credit_exhausted',
  'no_concurrency_fallback',
]
/** What a call does whose kind cannot have the scenario's reason. */
const ANSWERED: Scenario['rings'] = { then: 'answer' }

export interface Ringing {
  /** Begins a call that has just been created: it rings, and the LLM server is dialled. */
  start(moment: Moment): void
}

export function defineRinging(
  plan: CallPlan,
  { answered, end }: { answered(moment: Moment): void; end: End },
): Ringing {
  plan.step('call.ring', moment => {
    const { world, run } = moment
    const { then } = ringOf(run)
    if (then !== 'answer') return end(moment, then)
    if (run.kind !== 'inbound') return answered(moment)
    if (world.settings.payment === 'missing') return end(moment, 'no_valid_payment')
    if (freePlaces(world, 'inbound') > 0) return answered(moment)
    waitForPlace(moment)
  })

  /** Retell docs, concurrency: an inbound caller waits, and then goes to the number's fallback or is turned away. */
  function waitForPlace(moment: Moment): void {
    const { world, run } = moment
    run.waitsUntil ??= world.now() + world.settings.inbound_wait_ms
    const left = run.waitsUntil - world.now()
    if (left > 0) return plan.later(moment, 'call.ring', Math.min(left, LOOKS_AGAIN_MS), null)
    end(moment, lineOf(moment)?.fallback_number ? 'no_concurrency_fallback' : 'concurrency_limit_reached')
  }
  return {
    start(moment) {
      if (moment.run.socket === 'opening')
        plan.later(moment, 'call.socket', 0, { attempt: 0, reconnect: false })
      plan.later(moment, 'call.ring', ringOf(moment.run).forMs, null)
    },
  }
}

/** How long a call rings and what then comes of it; a reason that its kind of call cannot have counts as answered. */
function ringOf({ kind, scenario, agent }: Run): {
  forMs: number
  then: RingOutcome
} {
  const { rings } = scenario
  const { then, for_ms: forMs } = rings.then === 'answer' || isOf(kind, rings.then) ? rings : ANSWERED
  if (REFUSALS.includes(then)) return { forMs: forMs ?? 0, then }
  switch (kind) {
    case 'inbound':
      return { forMs: 0, then: 'answer' }
    case 'web':
      return then === 'error_user_not_joined'
        ? { forMs: JOIN_WINDOW_MS, then }
        : { forMs: JOINS_AFTER_MS, then: 'answer' }
    case 'registered':
      return then === 'registered_call_timeout'
        ? { forMs: REGISTERED_WINDOW_MS, then }
        : { forMs: JOINS_AFTER_MS, then: 'answer' }
    case 'outbound': {
      const limit = ringLimitMs(agent)
      const ringsMs = forMs ?? (then === 'dial_no_answer' ? limit : BUSY_AFTER_MS)
      return ringsMs > limit ? { forMs: limit, then: 'dial_no_answer' } : { forMs: ringsMs, then }
    }
  }
}
