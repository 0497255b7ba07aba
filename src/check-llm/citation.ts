// The report for a reader who does not see the frames beside it: each finding says which frame of which call shows it, and
// what Retell does with that; findings of one kind are told as one.

import type { CheckupReport, Finding, Severity } from '../checkup/finding.ts'
import type { LlmReport, LlmResult } from './check-report.ts'
import type { LlmFinding } from './findings.ts'

const QUOTED_CHARS = 240

export function citing(report: LlmReport): CheckupReport {
  const { tool, target, durationMs, results } = report
  return {
    tool,
    target,
    durationMs,
    results: results.map(result => ({ ...result, findings: told(result, report) })),
  }
}

function told({ findings, more }: LlmResult, report: LlmReport): Finding[] {
  const severities = [...new Set(findings.map(({ severity }) => severity))]
  return severities.map((severity: Severity, at) => {
    const alike = findings.filter(finding => finding.severity === severity)
    const [first] = alike as [LlmFinding]
    const rest = at === 0 && more > 0 ? [`${more} more`] : []
    const frame = frameOf(first, report)
    return {
      severity,
      seen: `${[...alike.map(cited), ...rest].join('; ')}. ${first.retell}`,
      change: first.change,
      ...(frame !== undefined && { snippet: frame }),
    }
  })
}

const cited = ({ seen, call, frame }: LlmFinding) => {
  if (call === undefined) return seen
  return `${seen} (${call}${frame === undefined ? '' : `, frame ${frame}`})`
}

/** The beginning of the frame that shows it. */
function frameOf({ call, frame }: LlmFinding, { calls }: LlmReport): string | undefined {
  if (frame === undefined) return undefined
  const shown = calls.find(({ name }) => name === call)?.frames[frame]
  if (!shown) return undefined
  const { direction, text } = shown
  const quoted = text.length > QUOTED_CHARS ? `${text.slice(0, QUOTED_CHARS)}…` : text
  // One line, and nothing that would steer a terminal.
  return `${direction}: ${quoted.replaceAll(/\p{Cc}+/gu, ' ')}`
}
