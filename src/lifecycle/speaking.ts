// Somebody says something: it takes the time its words take, joins the transcript when it is over, and leads to what
// comes after it.

import type { Journal } from '../journal.ts'
import type { CallPlan, Moment } from './call-plan.ts'
import { cutOff } from './cut-off.ts'
import type { End } from './ending.ts'
import type { Lines } from './line.ts'
import type { After } from './run.ts'
import { cutsIn } from './scenario.ts'
import { utter } from './speech.ts'
import { type Tell, tellTranscript } from './tell.ts'
import { addItem, liveTranscript, newPlace, recordAction, utteranceOf } from './transcript.ts'
import type { Transfers } from './transfer.ts'
import type { Watching } from './watching.ts'

export interface Said {
  role: 'agent' | 'user'
  content: string
  responseId?: number
  /** How long until the first word; workspace ms. */
  delayMs?: number
  after: After
}

export interface Speaking {
  /** Says it; an empty text takes no time and leaves no trace. */
  say(moment: Moment, said: Said): void
  /** Goes on with what comes after something was said, or nothing was. */
  proceed(moment: Moment, after: After): void
  /** Whoever is speaking stops: the transcript keeps what was said by now, and nothing comes of the rest. */
  cutOff(moment: Moment): void
}

/** How long after the agent a caller begins to speak who was not told otherwise. */
const CALLER_THINKS_MS = 700
/** How long after the agent has begun a caller cuts in who was not told otherwise. */
const CUTS_IN_AFTER_MS = 1_500

export function defineSpeaking(
  plan: CallPlan,
  {
    end,
    lines,
    watching,
    journal,
    transfers,
    tell,
  }: { end: End; lines: Lines; watching: Watching; journal: Journal; transfers: Transfers; tell: Tell },
): Speaking {
  plan.step('call.spoken', (moment, { floor }) => {
    const { world, run } = moment
    const { speaking } = run
    if (!speaking || floor !== run.floor) return
    delete run.speaking
    run.heardAt = world.now()
    const { after, place } = speaking
    addItem(moment, utteranceOf(speaking, speaking), place)
    tellTranscript(tell, moment)
    // The last word of the caller goes out with the request that follows at once.
    if (after.then !== 'reply') lines.update(world, run.callId, () => liveTranscript(world, run.callId))
    goOn(moment, after)
  })

  function goOn(moment: Moment, after: After): void {
    switch (after.then) {
      case 'caller':
        return plan.later(moment, 'call.caller', thinkingTime(moment), null)
      case 'reply':
        return plan.later(moment, 'call.reply', 0, { kind: 'response_required' })
      case 'remind':
        return plan.later(moment, 'call.remind', moment.run.reminderTriggerMs, { floor: moment.run.floor })
      case 'act':
        return plan.later(moment, 'call.act', 0, null)
      case 'machine':
        return plan.later(moment, 'call.machine', 0, null)
      case 'screened':
        return plan.later(moment, 'call.screened', thinkingTime(moment), null)
      case 'end_call':
        if (after.recorded) recordAction(moment, 'end_call', {}, 'call ended')
        return end(moment, after.reason)
      case 'transfer_call':
        recordAction(moment, 'transfer_call', { number: after.number }, `transferred to ${after.number}`)
        return transfers.cold(moment, after.number)
      case 'press_digit':
        recordAction(moment, 'press_digit', { digit_to_press: after.digits }, `pressed ${after.digits}`)
        return goOn(moment, { then: 'caller' })
    }
  }

  return {
    cutOff(moment) {
      if (interrupt(moment)) tellTranscript(tell, moment)
    },
    proceed: goOn,
    say(moment, { role, content, responseId, delayMs = 0, after }) {
      const { world, run } = moment
      const startsAt = world.now() + delayMs
      const sinceStartMs = startsAt - (run.startedAt ?? startsAt)
      const { words, endMs } = utter(content, sinceStartMs, {
        wordsPerMinute: world.settings.words_per_minute,
      })
      if (words.length === 0) return goOn(moment, after)
      const endsAt = startsAt + Math.ceil(endMs - sinceStartMs)
      run.floor += 1
      run.speaking = {
        role,
        content,
        words,
        place: newPlace(moment, words[0]?.start),
        endsAt,
        after,
        ...(responseId === undefined ? {} : { responseId }),
      }
      journal.report({ type: 'turn', callId: run.callId, role, content, atMs: Math.max(0, sinceStartMs) })
      plan.later(moment, 'call.spoken', endsAt - world.now(), { floor: run.floor })
      const next = run.scenario.caller?.[run.nextStep]
      if (role === 'agent' && next && cutsIn(next)) {
        const afterMs = ('after_ms' in next ? next.after_ms : undefined) ?? CUTS_IN_AFTER_MS
        plan.later(moment, 'call.barge_in', delayMs + afterMs, { floor: run.floor })
      }
      watching.follow(moment)
    },
  }
}

/** How long the caller takes before the next step. */
function thinkingTime({ run }: Moment): number {
  const step = run.scenario.caller?.[run.nextStep]
  return (step && 'after_ms' in step ? step.after_ms : undefined) ?? CALLER_THINKS_MS
}

/** What the agent still wanted to say is not said, and a hang-up that was on its way is off; tools are used all the same. */
function interrupt(moment: Moment): boolean {
  const { run } = moment
  const wasHeard = cutOff(moment)
  run.acts = run.acts.filter(({ type }) => type !== 'say' && type !== 'end')
  delete run.turn
  if (run.mind.over) run.mind = { ...run.mind, over: null }
  return wasHeard
}
