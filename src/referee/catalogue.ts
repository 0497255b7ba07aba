// Everything that the referee knows to ask of a custom-LLM server: what is asked, what Retell would do where it is not so,
// and what to change. How it is found out is in rules/ and in the test calls of check-llm.

import type { Severity } from '../checkup/finding.ts'
import { answersChecks } from './catalogue/answers.ts'
import { conductChecks } from './catalogue/conduct.ts'
import { connectingChecks } from './catalogue/connecting.ts'
import { framesChecks } from './catalogue/frames.ts'

export const checks = { ...connectingChecks, ...framesChecks, ...answersChecks, ...conductChecks }

export type CheckName = keyof typeof checks

export const checkNames = Object.keys(checks) as CheckName[]

/** Something that was seen and is not as it should be. */
export interface Remark {
  check: CheckName
  severity: Severity
  /** A sentence about what was seen. */
  seen: string
  /** Which frame of the log shows it, counted from 0. */
  frame?: number
}
