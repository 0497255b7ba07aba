// A report of a checkup on the terminal: as JSON, its problems alone, or all of it.

import type { CheckupReport } from '../checkup/finding.ts'
import type { Given } from './arguments.ts'
import { findingLines, sumLine, tableLines } from './checkup-lines.ts'
import type { Channel } from './terminal.ts'

export interface Shown {
  /** What `--json` prints. */
  json(): object
  /** Lines below the table. */
  below?: readonly string[]
  /** What stands behind the counts in the last line. */
  facts: readonly string[]
}

export function showCheckup(
  report: CheckupReport,
  { json, below = [], facts }: Shown,
  out: Channel,
  given: Given,
): void {
  const print = (lines: readonly string[]) => {
    for (const line of lines) out.print(line)
  }
  if (given.has('json')) return out.print(JSON.stringify(json()))
  if (given.has('quiet')) return print(findingLines(report, out.paint, ['error', 'warning']).slice(1))
  out.print(`${out.paint('bold', `fake-retell ${report.tool}`)} ${out.paint('cyan', report.target)}`)
  print([...tableLines(report, out.paint), ...below])
  const findings = findingLines(report, out.paint)
  if (findings.length > 0) print(['', out.paint('bold', 'What to change'), ...findings])
  print(['', sumLine(report, facts, out.paint)])
}
