// What the test calls have found: which checks were made, and what was not as it should be, each with the call and the
// frame that shows it.

import type { CheckName, Severity } from '../referee/catalogue.ts'
import { review } from '../referee/review.ts'
import type { RuleLimits } from '../referee/rule.ts'
import type { TestCall } from './test-call.ts'

export interface Finding {
  check: CheckName
  severity: Severity
  seen: string
  /** Which test call; absent where there was none. */
  call?: string
  /** Place of the frame in that call's log. */
  frame?: number
}

/** More of one check in one call say nothing new: they are counted. */
const TOLD_OF_EACH = 3

export class Findings {
  readonly all: Finding[] = []
  readonly made = new Set<CheckName>()
  readonly #wanted: (check: CheckName) => boolean

  constructor(wanted: (check: CheckName) => boolean) {
    this.#wanted = wanted
  }

  wants(check: CheckName): boolean {
    return this.#wanted(check)
  }

  /** The check was made; with `seen` it found something. */
  judge(check: CheckName, call: TestCall | undefined, found?: Omit<Finding, 'check' | 'call'>): void {
    if (!this.#wanted(check)) return
    if (found && call?.sentBinary && check !== 'sends-text-frames') return
    this.made.add(check)
    if (found) this.all.push({ check, ...(call && { call: call.name }), ...found })
  }

  /** What the rules say of a call that is over. */
  review(call: TestCall, limits: RuleLimits): void {
    const { remarks, judged } = review(call.log, limits)
    for (const check of judged) this.judge(check, call)
    const told = new Map<string, number>()
    for (const { check, ...found } of remarks) {
      const kind = `${check} ${found.severity}`
      told.set(kind, (told.get(kind) ?? 0) + 1)
      if (told.get(kind)! <= TOLD_OF_EACH) this.judge(check, call, found)
    }
  }
}
