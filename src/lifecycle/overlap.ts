// What a caller does while the agent speaks: cuts in, shows that it listens, hangs up. What it does in its own turn is in
// caller.ts.

import type { CallPlan, Moment } from './call-plan.ts'
import type { Caller } from './caller.ts'
import type { End } from './ending.ts'
import { expectAnswer } from './expecting.ts'
import { growingTranscript } from './hearing.ts'
import type { Lines } from './line.ts'
import type { Speaking as Utterance } from './run.ts'
import { isOverAgent, type StepOverAgent } from './scenario.ts'
import { shieldedUntil } from './shields.ts'
import type { Speaking } from './speaking.ts'
import { utter } from './speech.ts'
import { addItem, newPlace } from './transcript.ts'

/** How long after the agent has begun a caller does something who was not told otherwise. */
const AFTER_MS = 1_500

/** Plans what the caller does next, if that is to be while this utterance of the agent lasts. */
export function planOverlap(plan: CallPlan, moment: Moment): void {
  const { world, run } = moment
  const { speaking, startedAt } = run
  const step = run.scenario.caller?.[run.nextStep]
  if (speaking?.role !== 'agent' || startedAt === undefined || !isOverAgent(step)) return
  const at = momentOf(step, speaking, startedAt)
  plan.cancel(moment, 'call.barge_in')
  if (at !== undefined && at < speaking.endsAt)
    plan.later(moment, 'call.barge_in', at - world.now(), { floor: run.floor })
}

/** Workspace time in Unix ms; undefined when the agent does not say so many words. */
function momentOf(
  step: StepOverAgent,
  { words, startsAt }: Utterance,
  startedAt: number,
): number | undefined {
  if (step.after_words === undefined) return startsAt + (step.after_ms ?? AFTER_MS)
  const word = words[step.after_words - 1]
  return word && startedAt + Math.round(word.end * 1000)
}

export function defineOverlap(
  plan: CallPlan,
  { end, lines, speaking, caller }: { end: End; lines: Lines; speaking: Speaking; caller: Caller },
): void {
  plan.step('call.barge_in', (moment, { floor }) => {
    const { run } = moment
    const step = run.scenario.caller?.[run.nextStep]
    if (floor !== run.floor || run.speaking?.role !== 'agent' || !isOverAgent(step)) return 'unchanged'
    if ('interrupt' in step) return cutIn(moment, run.speaking, step)
    run.nextStep += 1
    if ('hang_up' in step) return end(moment, 'user_hangup')
    sayAside(moment, run.speaking, step.backchannel)
    planOverlap(plan, moment)
  })

  /** Words that cannot be interrupted are heard to their end first. */
  function cutIn(moment: Moment, agent: Utterance, step: Extract<StepOverAgent, { interrupt: unknown }>) {
    const { world, run } = moment
    const { startedAt = world.now() } = run
    const until = shieldedUntil(agent, world.now() - startedAt)
    if (until !== undefined) {
      const left = startedAt + until - world.now()
      if (startedAt + until < agent.endsAt) plan.later(moment, 'call.barge_in', left, { floor: run.floor })
      return 'unchanged'
    }
    expectAnswer(moment, run.nextStep, step.expect)
    run.nextStep += 1
    speaking.cutOff(moment)
    delete run.awaiting
    caller.says(moment, step.interrupt, { then: 'reply', interrupts: true })
  }

  function sayAside(moment: Moment, agent: Utterance, content: string): void {
    const { world, run } = moment
    const aside = asideOf(moment, content)
    agent.asides = [...(agent.asides ?? []), aside]
    lines.update(world, run.callId, () => growingTranscript(moment))
  }
}

/** A sign of listening as it stands in the transcript. */
function asideOf(moment: Moment, content: string) {
  const { world, run } = moment
  const { words } = utter(content, world.now() - (run.startedAt ?? world.now()), {
    wordsPerMinute: world.settings.words_per_minute,
  })
  const item = { role: 'user' as const, content, words, metadata: { is_backchannel: true } }
  return { item, place: newPlace(moment, words[0]?.start) }
}

/** A sign of listening while nobody speaks: it is heard, and nobody answers it. */
export function addAside(moment: Moment, content: string): void {
  const { item, place } = asideOf(moment, content)
  addItem(moment, item, place)
}
