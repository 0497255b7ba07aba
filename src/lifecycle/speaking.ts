// Somebody says something: it takes the time its words take, joins the transcript when it is over, and leads to what
// comes after it.

import type { Journal } from '../journal.ts'
import type { CallPlan, Moment } from './call-plan.ts'
import { addWhatCameMeanwhile, cutOff } from './cut-off.ts'
import type { End } from './ending.ts'
import { decide, hearAction } from './expecting.ts'
import { askInPassing, defineHearing, eagerAfterMs, planHearing } from './hearing.ts'
import type { Lines } from './line.ts'
import { planOverlap } from './overlap.ts'
import { type After, isCustom, type Speaking as Utterance } from './run.ts'
import { piecesOf, type Saying, textOf } from './saying.ts'
import { isOverAgent } from './scenario.ts'
import { shieldsOf } from './shields.ts'
import { type Piece, type Speaker, type SpokenWord, utterPieces } from './speech.ts'
import { type Tell, tellTranscript } from './tell.ts'
import { addItem, liveTranscript, newPlace, recordAction, utteranceOf } from './transcript.ts'
import type { Transfers } from './transfer.ts'
import type { Watching } from './watching.ts'

export interface Said {
  role: Speaker
  content: string
  /** The content in parts that do not follow on one another at once. */
  pieces?: readonly Piece[]
  responseId?: number
  interruptId?: number
  /** Which parts of the content must not be interrupted, from and to which character. */
  shielded?: readonly (readonly [from: number, to: number])[] | undefined
  /** How long until the first word; workspace ms. */
  delayMs?: number
  after: After
}

export interface Speaking {
  /** Says it; an empty text takes no time and leaves no trace. */
  say(moment: Moment, said: Said): void
  /** The agent says more than it has begun to: the whole text is `content`, which begins with what is being said. */
  goOn(moment: Moment, said: Pick<Said, 'content' | 'shielded' | 'after'>): void
  /** Goes on with what comes after something was said, or nothing was. */
  proceed(moment: Moment, after: After): void
  /** Whoever is speaking stops: the transcript keeps what was said by now, and nothing comes of the rest. */
  cutOff(moment: Moment): void
}

/** How long after the agent a caller begins to speak who was not told otherwise. */
const CALLER_THINKS_MS = 700
/** How long a caller waits who wanted to speak while the agent still did. */
export const AFTER_THE_AGENT_MS = 300
/** How soon one goes on who changes its mind. */
const CHANGES_MIND_AFTER_MS = 400
/** The pause between a sentence and one that came later than it was wanted. */
const BETWEEN_SENTENCES_MS = 300

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
  defineHearing(plan, { lines })

  plan.step('call.spoken', (moment, { floor }) => {
    const { world, run } = moment
    const { speaking } = run
    if (!speaking || floor !== run.floor) return 'unchanged'
    if (speaking.endsAt > world.now()) {
      plan.later(moment, 'call.spoken', speaking.endsAt - world.now(), { floor })
      return 'unchanged'
    }
    run.heardAt = world.now()
    const { after, place } = speaking
    if (after.then === 'revise') return changeMind(moment, after.to)
    delete run.speaking
    if (run.growing) run.growing.said += speaking.content.length
    addItem(moment, utteranceOf(speaking, speaking), place)
    addWhatCameMeanwhile(moment, speaking)
    tellTranscript(tell, moment)
    // The last word of the caller goes out with the request that follows at once.
    if (after.then !== 'reply') lines.update(world, run.callId, () => liveTranscript(world, run.callId))
    goOn(moment, after)
  })

  /** The words are put into the agent's ear, and then others take their place. */
  function changeMind(moment: Moment, to: Saying): void {
    askInPassing(moment, lines)
    delete moment.run.speaking
    const pieces = piecesOf(to)
    say(moment, {
      role: 'user',
      content: textOf(pieces),
      pieces,
      delayMs: CHANGES_MIND_AFTER_MS,
      after: { then: 'reply' },
    })
  }

  function goOn(moment: Moment, after: After): void {
    const { run } = moment
    if (after.then === 'caller' || after.then === 'remind') turnIsOver(moment)
    switch (after.then) {
      case 'caller':
        return plan.later(moment, 'call.caller', thinkingTime(moment), null)
      case 'reply': {
        const waitMs = isCustom(run) ? eagerAfterMs(run.responsiveness) : 0
        const { interrupts } = after
        return plan.later(moment, 'call.reply', waitMs, {
          kind: 'response_required',
          ...(interrupts ? { interrupts } : {}),
        })
      }
      case 'hold':
      case 'revise':
        return
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
        return transfers.cold(moment, after.number, after.showTransfereeAsCaller)
      case 'press_digit':
        recordAction(moment, 'press_digit', { digit_to_press: after.digits }, `pressed ${after.digits}`)
        return goOn(moment, { then: 'caller' })
      case 'handoff': {
        const { line, outcome } = after
        return plan.later(moment, 'call.handoff', 0, { line, outcome })
      }
      case 'leave':
        return transfers.leave(moment)
    }
  }

  function say(moment: Moment, said: Said): void {
    const { world, run } = moment
    const { role, content, pieces = [{ text: content }], delayMs = 0, after } = said
    const { responseId, interruptId } = said
    const startsAt = world.now() + delayMs
    const sinceStartMs = startsAt - (run.startedAt ?? startsAt)
    const { words, endMs } = utterPieces(pieces, sinceStartMs, paceOf(moment))
    if (words.length === 0) return goOn(moment, after)
    run.floor += 1
    run.speaking = {
      role,
      content,
      words,
      place: newPlace(moment, words[0]?.start),
      startsAt: startsAt + Math.round(words[0]!.start * 1000 - sinceStartMs),
      endsAt: startsAt + Math.ceil(endMs - sinceStartMs),
      after,
      ...(responseId === undefined ? {} : { responseId }),
      ...(interruptId === undefined ? {} : { interruptId }),
      ...shields(moment, words, said.shielded),
    }
    journal.report({ type: 'turn', callId: run.callId, role, content, atMs: Math.max(0, sinceStartMs) })
    plan.later(moment, 'call.spoken', run.speaking.endsAt - world.now(), { floor: run.floor })
    follow(moment)
  }

  function sayMore(
    moment: Moment,
    { content, shielded, after }: Pick<Said, 'content' | 'shielded' | 'after'>,
  ): void {
    const { world, run } = moment
    const { speaking, startedAt } = run
    if (!speaking || startedAt === undefined) return
    const more = content.slice(speaking.content.length)
    const fromMs = Math.max(speaking.endsAt + BETWEEN_SENTENCES_MS, world.now()) - startedAt
    const { words, endMs } = utterPieces([{ text: more }], fromMs, paceOf(moment))
    speaking.after = after
    if (words.length === 0) return
    speaking.content = content
    journal.report({
      type: 'turn',
      callId: run.callId,
      role: speaking.role,
      content: more.trim(),
      atMs: fromMs,
    })
    speaking.words = [...speaking.words, ...words]
    speaking.endsAt = startedAt + Math.ceil(endMs)
    Object.assign(speaking, shields(moment, speaking.words, shielded))
    follow(moment)
  }

  /** Plans what others do while this is being said. */
  function follow(moment: Moment): void {
    planHearing(plan, moment)
    planOverlap(plan, moment)
    watching.follow(moment)
  }

  return {
    cutOff(moment) {
      if (interrupt(moment)) tellTranscript(tell, moment)
    },
    proceed: goOn,
    say,
    goOn: sayMore,
  }
}

const paceOf = ({ world }: Moment) => ({ wordsPerMinute: world.settings.words_per_minute })

/** An agent with a sensitivity of 0 is heard to its end, whatever it says. */
function shields(
  { run }: Moment,
  words: readonly SpokenWord[],
  shielded: Said['shielded'] = [],
): Pick<Utterance, 'shields'> {
  const all = words.map(({ word }) => word).join('').length
  const found = shieldsOf(words, run.interruptionSensitivity === 0 ? [[0, all]] : shielded)
  return found.length > 0 ? { shields: found } : {}
}

/** How long the caller takes before the next step; who wanted to speak while the agent did has thought already. */
function thinkingTime({ run }: Moment): number {
  const step = run.scenario.caller?.[run.nextStep]
  if (isOverAgent(step)) return AFTER_THE_AGENT_MS
  return (step && 'after_ms' in step ? step.after_ms : undefined) ?? CALLER_THINKS_MS
}

/** The agent has done what it wanted: what a step expected of it is decided. */
function turnIsOver(moment: Moment): void {
  if (!isCustom(moment.run)) hearAction(moment, { answered: true })
  if (moment.run.expecting?.heard.answered) decide(moment)
}

/** What the agent still wanted to say is not said, and a hang-up that was on its way is off; tools are used all the same. */
function interrupt(moment: Moment): boolean {
  const { run } = moment
  const wasHeard = cutOff(moment)
  run.acts = run.acts.filter(({ type }) => type !== 'say' && type !== 'end')
  delete run.turn
  delete run.growing
  if (run.mind.over) run.mind = { ...run.mind, over: null }
  return wasHeard
}
