// What somebody from outside does to a call that is going on: stops it, takes it over, prompts its agent, listens in.
// Whether the call is going on is for the caller to know.

import { NotFound } from '../errors.ts'
import type { CallPlan, Moment } from './call-plan.ts'
import type { End } from './ending.ts'
import { isHandingOver } from './handoff.ts'
import type { Lines } from './line.ts'
import type { Speaking } from './speaking.ts'
import type { Thinking } from './thinking.ts'
import { addItem, liveTranscript, secondsInto } from './transcript.ts'

export interface Intervention {
  stop(moment: Moment): void
  /** Lets somebody listen; gives the id that a take-over asks for. */
  listen(moment: Moment): string
  /** A listener speaks in the agent's place, which ends the agent's part. Refuses with 404 who does not listen. */
  takeOver(moment: Moment, listenerId: string): void
  /**
   * Tells the agent something that nobody on the line says, if there is anything; `prompts`: and makes it speak anew, where
   * Retell lets it. Otherwise it keeps that in mind for what it hears next.
   */
  inject(moment: Moment, content: string | undefined, prompts: boolean): void
}

export function defineIntervention(
  plan: CallPlan,
  { end, lines, speaking, thinking }: { end: End; lines: Lines; speaking: Speaking; thinking: Thinking },
): Intervention {
  function note(moment: Moment, content: string): void {
    const { world, run } = moment
    addItem(moment, { role: 'injected', content, time_sec: secondsInto(moment) })
    lines.update(world, run.callId, () => liveTranscript(world, run.callId), undefined, true)
  }

  function prompt(moment: Moment, content = ''): void {
    const { run } = moment
    speaking.cutOff(moment)
    // What was planned for this silence, or asked before, gives way to the new answer and what follows from that.
    for (const kind of ['call.caller', 'call.reply', 'call.remind', 'call.answered'] as const)
      plan.cancel(moment, kind)
    delete run.awaiting
    plan.later(moment, 'call.reply', 0, { kind: 'response_required', injected: content })
  }

  return {
    stop: moment => end(moment, 'manual_stopped'),

    listen({ world, run }) {
      const id = world.newId('listener')
      run.listeners = [...(run.listeners ?? []), id]
      return id
    },

    takeOver(moment, listenerId) {
      if (!moment.run.listeners?.includes(listenerId)) throw new NotFound('participant', listenerId)
      end(moment, 'call_take_over')
    },

    inject(moment, content, prompts) {
      if (content !== undefined) note(moment, content)
      if (prompts && mayPrompt(moment)) return prompt(moment, content)
      if (content !== undefined) thinking.remember(moment, content)
    },
  }
}

/**
 * Retell SDK 5, update-live-call: the user is never talked over, and an agent with an interruption sensitivity of 0 is
 * left to finish. That a prompt before the agent's first words, to a voicemail, or while a transfer is put together does
 * nothing is a guess.
 */
function mayPrompt({ run }: Moment): boolean {
  if (!run.begun) return false
  if (run.speaking?.role === 'user' || isHandingOver(run)) return false
  return !(run.speaking && run.interruptionSensitivity === 0)
}
