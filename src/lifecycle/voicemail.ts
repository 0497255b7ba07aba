// A machine takes the call: an agent with `voicemail_option` hears its greeting and acts on it.

import { fillVariables } from '../variables.ts'
import type { CallPlan, Moment } from './call-plan.ts'
import type { End } from './ending.ts'
import { type Run, variablesOf } from './run.ts'
import type { Speaking } from './speaking.ts'

const GREETING = 'Please leave a message after the tone.'

/** Whether this call hangs up on, or leaves a message with, the machine that answers it. */
export const actsOnMachine = ({ scenario, agent, dropIfMachine }: Run): boolean =>
  scenario.machine === true && (dropIfMachine || Boolean(agent.voicemail_option))

export interface Voicemail {
  /** Lets the machine speak first; what the agent does about it follows. */
  greet(moment: Moment): void
}

export function defineVoicemail(
  plan: CallPlan,
  { end, speaking }: { end: End; speaking: Speaking },
): Voicemail {
  plan.step('call.machine', moment => {
    const { run } = moment
    run.voicemail = true
    const message = messageOf(run)
    if (message === undefined) return end(moment, 'voicemail_reached')
    speaking.say(moment, {
      role: 'agent',
      content: fillVariables(message, variablesOf(run)),
      after: { then: 'end_call', reason: 'voicemail_reached', recorded: false },
    })
  })
  return {
    greet(moment) {
      const first = moment.run.scenario.caller?.find(step => 'say' in step)
      speaking.say(moment, { role: 'user', content: first?.say ?? GREETING, after: { then: 'machine' } })
    },
  }
}

/** What is left as a message: a prompt stands in for the words that a model would make of it. */
function messageOf({ agent }: Run): string | undefined {
  const action = agent.voicemail_option?.action
  return action?.type === 'static_text' || action?.type === 'prompt' ? action.text : undefined
}
