// What picks up in place of a person, and what an agent that is set up for it does before it begins: it leaves a message on
// a machine, hangs up on a phone menu, tells a screener who calls and why.

import type { Agent, Schemas } from '../contract.ts'
import type { CallPlan, Moment } from './call-plan.ts'
import { filledFor } from './call-variables.ts'
import type { End } from './ending.ts'
import type { Run } from './run.ts'
import { piecesOf, textOf } from './saying.ts'
import { answersAs, isOverAgent } from './scenario.ts'
import type { Speaking } from './speaking.ts'

type Action = Schemas['VoicemailAction']

const GREETING = 'Please leave a message after the tone.'

/** Whether the agent listens to what picked up, and acts on it, before it begins; any other takes it for a person. */
export function actsOnPickUp({ scenario, agent, dropIfMachine, putThrough }: Run): boolean {
  switch (answersAs(scenario)) {
    case 'person':
      return false
    case 'machine':
      return dropIfMachine || actionOf(agent) !== undefined
    case 'menu':
      return agent.ivr_option?.action !== undefined
    case 'screening':
      return Boolean(agent.call_screening_option) && !putThrough
  }
}

export interface PickUpGreeting {
  /** Lets what picked up speak first; what the agent does about it follows. */
  greet(moment: Moment): void
}

export function definePickUp(
  plan: CallPlan,
  { end, speaking, begin }: { end: End; speaking: Speaking; begin(moment: Moment): void },
): PickUpGreeting {
  plan.step('call.machine', moment => {
    switch (answersAs(moment.run.scenario)) {
      case 'machine':
        return leaveMessage(moment)
      case 'menu':
        return end(moment, 'ivr_reached')
      case 'screening':
        return introduce(moment)
      case 'person':
        return
    }
  })

  plan.step('call.screened', moment => {
    const { run } = moment
    const next = run.scenario.caller?.[run.nextStep]
    if (next && 'hang_up' in next && !isOverAgent(next)) return end(moment, 'user_hangup')
    run.putThrough = true
    begin(moment)
  })

  function leaveMessage(moment: Moment): void {
    const { run } = moment
    run.voicemail = true
    const message = messageOf(run)
    if (message === undefined) return end(moment, 'voicemail_reached')
    speaking.say(moment, {
      role: 'agent',
      content: filledFor(moment, message),
      after: { then: 'end_call', reason: 'voicemail_reached', recorded: false },
    })
  }

  /** The words are a guess; what is in them is documented. */
  function introduce(moment: Moment): void {
    const { run } = moment
    const { agent_identity: who = '', call_purpose: why = '' } = run.agent.call_screening_option ?? {}
    speaking.say(moment, {
      role: 'agent',
      content: filledFor(moment, `This is ${who}. I am calling about this: ${why}`),
      after: { then: 'screened' },
    })
  }

  return {
    greet(moment) {
      const { run } = moment
      const steps = run.scenario.caller ?? []
      const first = steps.findIndex(step => 'say' in step)
      const step = steps[first]
      run.nextStep = first + 1
      const pieces = piecesOf(step && 'say' in step ? step.say : GREETING)
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
