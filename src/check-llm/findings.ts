// What the test calls have found: which checks were made, and what was not as it should be, each with the call and the
// frame that shows it.

import type { Finding } from '../checkup/finding.ts'
import { type CheckName, checks } from '../referee/catalogue.ts'
import { review } from '../referee/review.ts'
import type { RuleLimits, Said } from '../referee/rule.ts'
import type { TestCall } from './test-call.ts'

export interface LlmFinding extends Finding {
  /** The check's name. */
  check: string
  /** What Retell does with it. */
  retell: string
  /** Which test call; absent where there was none. */
  call?: string
  /** Place of the frame in that call's log. */
  frame?: number
}

/** More of one kind say nothing new: they are counted. */
const TOLD_OF_EACH = 3

export class Findings {
  readonly all: LlmFinding[] = []
  readonly made = new Set<CheckName>()
  readonly #wanted: (check: CheckName) => boolean
  readonly #times = new Map<string, number>()

  constructor(wanted: (check: CheckName) => boolean) {
    this.#wanted = wanted
  }

  wants(check: CheckName): boolean {
    return this.#wanted(check)
  }

  /** The check was made; with `seen` it found something. */
  judge(check: CheckName, call: TestCall | undefined, found?: Said): void {
    if (!this.#wanted(check)) return
    if (found && call?.sentBinary && check !== 'sends-text-frames') return
    this.made.add(check)
    if (!found) return
    const kind = `${check} ${found.severity}`
    const times = (this.#times.get(kind) ?? 0) + 1
    this.#times.set(kind, times)
    if (times > TOLD_OF_EACH) return
    const { retell, change } = checks[check]
    this.all.push({ check, ...found, retell, change, ...(call && { call: call.name }) })
  }

  /** What the rules say of a call that is over. */
  review(call: TestCall, limits: RuleLimits): void {
    const { remarks, judged } = review(call.log, limits)
    for (const check of judged) this.judge(check, call)
    for (const { check, ...found } of remarks) this.judge(check, call, found)
  }

  /** What was found for a check, and how often the same was found beyond that. */
  of(check: CheckName): { findings: LlmFinding[]; more: number } {
    const findings = this.all.filter(finding => finding.check === check)
    const times = (['error', 'warning', 'advice'] as const).map(
      severity => this.#times.get(`${check} ${severity}`) ?? 0,
    )
    return { findings, more: times.reduce((sum, each) => sum + each, 0) - findings.length }
  }
}
