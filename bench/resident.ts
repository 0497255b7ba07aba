// What a process holds of the machine's memory: now, and at most since it began.

import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'

/** The resident set in MB. */
export const residentMegabytes = (pid: number): number =>
  (Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) * 1024) / 1_000_000

/** The largest resident set so far in MB, as the kernel notes it; where it does not tell, the present one. */
export function peakMegabytes(pid: number): number {
  const status = `/proc/${pid}/status`
  const noted = existsSync(status)
    ? /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(status, 'utf8'))?.[1]
    : undefined
  return noted === undefined ? residentMegabytes(pid) : (Number(noted) * 1024) / 1_000_000
}
