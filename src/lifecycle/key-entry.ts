// Keys that the caller presses: which of them the agent takes, and when an entry is over, so that it is answered. What the
// agent makes of it is in turns.ts.

import type { Agent } from '../contract.ts'
import type { CallPlan, Moment } from './call-plan.ts'
import type { Lines } from './line.ts'
import { isCustom } from './run.ts'
import { AFTER_THE_AGENT_MS } from './speaking.ts'
import { addItem, liveTranscript } from './transcript.ts'

/** How long an entry waits for its next key where the options do not say: a guess. */
const TIMEOUT_MS = 2_500

export interface KeyEntry {
  /**
   * Presses keys, whoever speaks. `ignored`: the agent takes none; `unasked`: a customer's server is told and not asked;
   * `open`: the entry may go on; `over`: the agent is to answer.
   */
  press(moment: Moment, digits: string): 'ignored' | 'unasked' | 'open' | 'over'
}

export function defineKeyEntry(plan: CallPlan, { lines }: { lines: Lines }): KeyEntry {
  plan.step('call.keys', moment => {
    if (moment.run.keys === undefined) return 'unchanged'
    answer(moment, moment.run.keys, 0)
  })

  function answer(moment: Moment, pressed: string, delayMs: number): void {
    delete moment.run.keys
    plan.later(moment, 'call.reply', delayMs, { kind: 'response_required', pressed })
  }

  return {
    press(moment, digits) {
      const { world, run } = moment
      if (run.agent.allow_user_dtmf === false) return 'ignored'
      const options = isCustom(run) ? undefined : run.agent.user_dtmf_options
      const { taken, keys, isOver } = entered(run.keys, digits, options ?? {})
      for (const digit of taken) addItem(moment, { role: 'dtmf', digit })
      lines.update(world, run.callId, () => liveTranscript(world, run.callId), undefined, true)
      if (isCustom(run)) return 'unasked'
      plan.cancel(moment, 'call.caller')
      plan.cancel(moment, 'call.keys')
      delete run.silentUntil
      delete run.beginsAt
      if (options && !isOver) {
        run.keys = keys
        plan.later(moment, 'call.keys', options.timeout_ms ?? TIMEOUT_MS, null)
        return 'open'
      }
      answer(moment, keys, isOver ? 0 : AFTER_THE_AGENT_MS)
      return 'over'
    },
  }
}

/**
 * What comes of these keys behind those that an entry has. Retell SDK 5.66.1, user_dtmf_options: it is over at once with its
 * last possible digit, or with the key that ends it. That this key is not part of what the agent hears, and that keys behind
 * the end are not taken, are guesses.
 */
function entered(
  before = '',
  digits: string,
  { digit_limit: limit, termination_key: last }: NonNullable<Agent['user_dtmf_options']>,
): { taken: string; keys: string; isOver: boolean } {
  let keys = before
  for (const [index, digit] of [...digits].entries()) {
    const isLast = digit === last
    if (!isLast) keys += digit
    if (isLast || (typeof limit === 'number' && keys.length >= limit))
      return { taken: digits.slice(0, index + 1), keys: keys || digit, isOver: true }
  }
  return { taken: digits, keys, isOver: false }
}
