// How much of somebody's money a run against the live API may spend. The mock spends nothing.

import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { targetName } from './target.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** The cap in US cents; 0, so that nothing is spent, unless both RETELL_SPEND=1 and RETELL_SPEND_CAP are set. */
export function spendingCap(env: Environment = process.env): number {
  const { RETELL_SPEND: allowed, RETELL_SPEND_CAP: cap } = env
  if (allowed !== '1' || cap === undefined) return 0
  if (!/^\d+$/.test(cap)) throw new Error(`RETELL_SPEND_CAP is "${cap}"; it is a whole number of US cents`)
  return Number(cap)
}

/**
 * Whether a test that may cost so many cents may run; if so, they count as spent. Test files run one after another, so
 * that a plain file in the run's folder is account enough.
 */
export function reserve(runFolder: string, cents: number, env: Environment = process.env): boolean {
  if (targetName(env) === 'mock') return true
  const account = join(runFolder, 'spent')
  const spent = existsSync(account)
    ? readFileSync(account, 'utf8')
        .split('\n')
        .reduce((sum, line) => sum + Number(line), 0)
    : 0
  if (spent + cents > spendingCap(env)) return false
  appendFileSync(account, `${cents}\n`)
  return true
}
