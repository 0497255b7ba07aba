// What a rule gives back: whether it had anything to judge, and what was not as it should be.

import type { Severity } from '../checkup/finding.ts'
import type { CheckName, Remark } from './catalogue.ts'
import type { Story } from './story.ts'

export interface Judgement {
  check: CheckName
  /** How much there was to judge; 0: the call says nothing about it. */
  judged: number
  remarks: Remark[]
}

export interface RuleLimits {
  greetMs: number
  slowGreetMs: number
  answerMs: number
  slowAnswerMs: number
  pongMs: number
  slowPongMs: number
  /** How long an answer that is no longer wanted may go on. */
  staleMs: number
  firstSentenceMs: number
  /** How long the caller may hear nothing while a tool runs. */
  toolSilenceMs: number
}

/** Retell docs where it has a rule; the others are this project's idea of what a caller notices. */
export const ruleLimits: Readonly<RuleLimits> = {
  greetMs: 10_000,
  slowGreetMs: 3_000,
  answerMs: 10_000,
  slowAnswerMs: 3_000,
  pongMs: 5_000,
  slowPongMs: 2_000,
  staleMs: 500,
  firstSentenceMs: 1_500,
  toolSilenceMs: 2_000,
}

export type Rule = (story: Story, limits: RuleLimits) => Judgement[]

/** What `look` says of each item, as remarks of one check; it may say nothing, one thing or several. */
export function judge<Item>(
  check: CheckName,
  items: readonly Item[],
  look: (item: Item) => Said | (Said | undefined)[] | undefined,
): Judgement {
  const remarks = items.flatMap(item => {
    const said = look(item)
    const all = Array.isArray(said) ? said : [said]
    return all.filter(one => one !== undefined).map(one => ({ check, ...one }))
  })
  return { check, judged: items.length, remarks }
}

export interface Said {
  severity: Severity
  seen: string
  frame?: number
}

export const error = (seen: string, frame?: number): Said => said('error', seen, frame)
export const warning = (seen: string, frame?: number): Said => said('warning', seen, frame)
export const advice = (seen: string, frame?: number): Said => said('advice', seen, frame)

const said = (severity: Severity, seen: string, frame?: number): Said => ({
  severity,
  seen,
  ...(frame !== undefined && { frame }),
})

/** A value as it may stand in a remark. */
export function shown(value: unknown): string {
  if (value === undefined) return 'missing'
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 80 ? `${text.slice(0, 77)}…` : text
}
