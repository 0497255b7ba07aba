// All rules over the log of one call.

import type { CallLog } from './call-log.ts'
import type { CheckName, Remark } from './catalogue.ts'
import { type RuleLimits, ruleLimits } from './rule.ts'
import { actionRules } from './rules/actions.ts'
import { answerRules, greetingRules } from './rules/answers.ts'
import { configRules, frameRules } from './rules/frames.ts'
import { closingRules, keepaliveRules } from './rules/keepalive.ts'
import { speechRules } from './rules/speech.ts'
import { toolRules } from './rules/tools.ts'
import { storyOf } from './story.ts'

const RULES = [
  frameRules,
  configRules,
  greetingRules,
  answerRules,
  keepaliveRules,
  closingRules,
  actionRules,
  toolRules,
  speechRules,
]

export interface Review {
  /** In the order of the frames; those without one at the end. */
  remarks: Remark[]
  /** The checks about which the call says something. */
  judged: Set<CheckName>
}

/** Judges what a customer's server has sent. Pure: the same log gives the same review. */
export function review(log: CallLog, limits: Partial<RuleLimits> = {}): Review {
  const story = storyOf(log)
  const judgements = RULES.flatMap(rule => rule(story, { ...ruleLimits, ...limits }))
  return {
    remarks: judgements
      .flatMap(({ remarks }) => remarks)
      .sort(
        (one, other) => (one.frame ?? Number.POSITIVE_INFINITY) - (other.frame ?? Number.POSITIVE_INFINITY),
      ),
    judged: new Set(judgements.filter(({ judged }) => judged > 0).map(({ check }) => check)),
  }
}
