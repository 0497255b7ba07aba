// The outcome of a run, as data: a report as every checkup makes one, with the times and the frames that show what was
// found.

import type { CheckResult, CheckupReport } from '../checkup/finding.ts'
import { type CheckName, checkNames, checks } from '../referee/catalogue.ts'
import type { Findings, LlmFinding } from './findings.ts'
import type { Latency } from './latency.ts'

export interface LlmReport extends CheckupReport {
  tool: 'check-llm'
  results: readonly LlmResult[]
  /** Real ms, over the turns of the conversation; null when nothing was answered. */
  latency: Latency | null
  calls: readonly CallRecord[]
}

export interface LlmResult extends CheckResult {
  /** The first three of each severity. */
  findings: readonly LlmFinding[]
  /** How many more of the kind there were. */
  more: number
}

/** A test call with every frame, for the timeline. */
export interface CallRecord {
  name: string
  callId: string
  frames: readonly { atMs: number; direction: 'sent' | 'received'; connection: number; text: string }[]
  closings: readonly { atMs: number; connection: number; code: number; by: 'server' | 'retell' }[]
}

export function resultsOf(findings: Findings, reasonOf: (check: CheckName) => string): LlmResult[] {
  return checkNames
    .filter(check => findings.wants(check))
    .map(name => {
      const { findings: own, more } = findings.of(name)
      const { theme, title: about } = checks[name]
      const made = findings.made.has(name)
      const state = !made ? 'skipped' : own.length > 0 ? 'found' : 'passed'
      const note = made ? {} : { note: reasonOf(name) }
      return { name, theme, about, state, findings: own, more, ...note }
    })
}
