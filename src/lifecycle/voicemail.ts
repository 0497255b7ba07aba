// A machine takes the call: an agent with `voicemail_option` hears its greeting and acts on it.

import type { Agent, Schemas } from '../contract.ts'
import { fillVariables } from '../variables.ts'
import type { CallPlan, Moment } from './call-plan.ts'
import type { End } from './ending.ts'
import { type Run, variablesOf } from './run.ts'
import { piecesOf, textOf } from './saying.ts'
import type { Speaking } from './speaking.ts'

type Action = Schemas['VoicemailAction']

const GREETING = 'Please leave a message after the tone.'

/** Whether this call hangs up on, or leaves a message with, the machine that answers it. */
export const actsOnMachine = ({ scenario, agent, dropIfMachine }: Run): boolean =>
  scenario.machine === true && (dropIfMachine || actionOf(agent) !== undefined)

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
      const pieces = piecesOf(first?.say ?? GREETING)
      speaking.say(moment, { role: 'user', content: textOf(pieces), pieces, after: { then: 'machine' } })
    },
  }
}

/**
 * What the agent does about a machine. Older generations say it in two fields, a message or none; a guess is that
 * `voicemail_option` goes before them when it is set at all.
 */
function actionOf({
  voicemail_option,
  enable_voicemail_detection,
  voicemail_message,
}: Agent): Action | undefined {
  if (voicemail_option !== undefined) return voicemail_option?.action
  if (!enable_voicemail_detection) return undefined
  return voicemail_message ? { type: 'static_text', text: voicemail_message } : { type: 'hangup' }
}

/** What is left as a message: a prompt stands in for the words that a model would make of it. */
function messageOf({ agent }: Run): string | undefined {
  const action = actionOf(agent)
  return action?.type === 'static_text' || action?.type === 'prompt' ? action.text : undefined
}
