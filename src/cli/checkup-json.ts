// A report of a checkup as programs read it: in snake case, like everything that this command line prints for them.

import { type CheckupReport, exitCodeOf } from '../checkup/finding.ts'

/** What all such reports have; what else one has, but its own part, stays as it is. */
export function checkupJson<Report extends CheckupReport>({ results, durationMs, ...report }: Report) {
  return {
    ...report,
    exit_code: exitCodeOf({ results }),
    duration_ms: durationMs,
    results: results.map(({ durationMs: ms, ...result }) => ({
      ...result,
      ...(ms !== undefined && { duration_ms: ms }),
    })),
  }
}
