// What a checkup of somebody's server says: results of checks, and findings with what to change. Shared by every
// command that checks a server; it checks nothing and prints nothing.

/**
 * `error`: with Retell, events or calls are lost, or strangers are believed. `warning`: goes wrong under circumstances.
 * `advice`: could be better.
 */
export type Severity = 'error' | 'warning' | 'advice'

export interface Finding {
  severity: Severity
  /** What was sent and what came back: one or two sentences. */
  seen: string
  /** What to change: one or two sentences. */
  change: string
  /** Code that does it. */
  snippet?: string
}

export type Verdict =
  /** Without findings it passes. `note` is worth telling all the same: a measured time, an answer that was right. */
  | { findings: readonly Finding[]; note?: string }
  /** It could not be judged, and why. */
  | { skipped: string }

export interface CheckResult {
  name: string
  theme: string
  /** What is so when the check passes, a phrase. */
  about: string
  state: 'passed' | 'found' | 'skipped'
  findings: readonly Finding[]
  /** Of a skipped check the reason. */
  note?: string
  /** How long it took, in real ms; absent where it has no time of its own, since one exchange serves several checks. */
  durationMs?: number
}

export interface CheckupReport {
  /** The command's name. */
  tool: string
  /** What was checked, without its secrets. */
  target: string
  results: readonly CheckResult[]
  durationMs: number
}

export type Counts = Record<'passed' | Severity | 'skipped', number>

const BY_WEIGHT: readonly Severity[] = ['error', 'warning', 'advice']

export const passed = (note?: string): Verdict => ({ findings: [], ...(note === undefined ? {} : { note }) })
export const found = (...findings: Finding[]): Verdict => ({ findings })
export const skipped = (why: string): Verdict => ({ skipped: why })

/** The gravest of a check's findings; undefined when it has none. */
export const worstOf = ({ findings }: Pick<CheckResult, 'findings'>): Severity | undefined =>
  BY_WEIGHT.find(severity => findings.some(finding => finding.severity === severity))

/** How many checks passed, were skipped, or have a finding of which severity as their gravest. */
export function countsOf({ results }: Pick<CheckupReport, 'results'>): Counts {
  const counts: Counts = { passed: 0, error: 0, warning: 0, advice: 0, skipped: 0 }
  for (const result of results) counts[outcomeOf(result)]++
  return counts
}

/** A result in one word. */
export const outcomeOf = (result: CheckResult): keyof Counts =>
  result.state === 'skipped' ? 'skipped' : (worstOf(result) ?? 'passed')

/** 1 when any finding is an error, else 0. */
export const exitCodeOf = (report: Pick<CheckupReport, 'results'>): 0 | 1 =>
  countsOf(report).error > 0 ? 1 : 0
