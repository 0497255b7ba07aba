// The outcome of a run, as data: what `--json` prints, and what every other form of the report is made from.

import { type CheckName, checkNames, checks, type Severity } from '../referee/catalogue.ts'
import type { Finding, Findings } from './findings.ts'
import type { Latency } from './latency.ts'

export interface LlmReport {
  url: string
  /** No finding of severity error. */
  passed: boolean
  counts: Record<'passed' | 'failed' | 'warned' | 'advised' | 'not_made', number>
  checks: CheckResult[]
  /** Real ms, over the turns of the conversation; absent when nothing was answered. */
  latency?: Latency
  calls: CallRecord[]
  duration_ms: number
}

export interface CheckResult {
  check: CheckName
  title: string
  outcome: keyof LlmReport['counts']
  findings: Finding[]
  /** What Retell would do, and what to change: where there are findings. */
  retell?: string
  change?: string
  /** Why it was not made. */
  reason?: string
}

/** A test call with every frame, for the timeline. */
export interface CallRecord {
  name: string
  call_id: string
  frames: { at_ms: number; direction: 'sent' | 'received'; connection: number; text: string }[]
  closings: { at_ms: number; connection: number; code: number; by: 'server' | 'retell' }[]
}

export function resultsOf(findings: Findings, reasonOf: (check: CheckName) => string): CheckResult[] {
  return checkNames.map(check => {
    const own = findings.all.filter(finding => finding.check === check)
    const { title, retell, change } = checks[check]
    const outcome = findings.made.has(check) ? outcomeOf(own) : 'not_made'
    return {
      check,
      title,
      outcome,
      findings: own,
      ...(own.length > 0 && { retell, change }),
      ...(outcome === 'not_made' && { reason: reasonOf(check) }),
    }
  })
}

const OUTCOMES = { error: 'failed', warning: 'warned', advice: 'advised' } as const

function outcomeOf(findings: readonly Finding[]): CheckResult['outcome'] {
  const worst = (['error', 'warning', 'advice'] satisfies Severity[]).find(severity =>
    findings.some(finding => finding.severity === severity),
  )
  return worst ? OUTCOMES[worst] : 'passed'
}

export function countsOf(results: readonly CheckResult[]): LlmReport['counts'] {
  const counts = { passed: 0, failed: 0, warned: 0, advised: 0, not_made: 0 }
  for (const { outcome } of results) counts[outcome] += 1
  return counts
}
