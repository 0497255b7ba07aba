// Runs checks in a good order: those that others rest on first, one by one; then the bulk, some at a time; then those
// that want the server for themselves. What a check does is its own affair.

import { wall } from '../clock.ts'
import type { CheckResult, Verdict } from './finding.ts'

/** How many checks of the middle lane are under way at once. */
const AT_ONCE = 6

export interface Check<Bench> {
  name: string
  theme: string
  /** What is so when it passes, a phrase. */
  about: string
  /** Checks without which this one means nothing: it is skipped when one of them has an error or was skipped. */
  needs?: readonly string[]
  lane: 'first' | 'together' | 'last'
  /** Never rejects because of what the server does. */
  run(bench: Bench): Promise<Verdict>
}

export interface CheckupOptions {
  /** Checks that have not begun after so many real milliseconds are skipped. */
  deadlineMs: number
  /** Told of each result as it comes. */
  onResult?: ((result: CheckResult) => void) | undefined
}

/** Runs the checks and resolves with their results in the order of the list. A need that is not in the list is met. */
export async function checkup<Bench>(
  checks: readonly Check<Bench>[],
  bench: Bench,
  { deadlineMs, onResult }: CheckupOptions,
): Promise<CheckResult[]> {
  const startedAt = wall.monotonic()
  const results = new Map<string, CheckResult>()
  const run = async (check: Check<Bench>) => {
    const begunAt = wall.monotonic()
    const late = begunAt - startedAt > deadlineMs
    const unmet = check.needs?.find(need => isUnmet(results.get(need)))
    const verdict =
      unmet !== undefined
        ? { skipped: `means nothing without ${unmet}` }
        : late
          ? { skipped: `not begun: the checks have taken more than ${Math.round(deadlineMs / 1_000)} s` }
          : await check.run(bench)
    const result = resultOf(check, verdict, Math.round(wall.monotonic() - begunAt))
    results.set(check.name, result)
    onResult?.(result)
  }
  const lane = (name: Check<Bench>['lane']) => checks.filter(check => check.lane === name)
  await each(lane('first'), 1, run)
  await each(lane('together'), AT_ONCE, run)
  await each(lane('last'), 1, run)
  return checks.map(({ name }) => results.get(name)!)
}

const isUnmet = (result: CheckResult | undefined) =>
  result !== undefined &&
  (result.state === 'skipped' || result.findings.some(({ severity }) => severity === 'error'))

function resultOf(
  { name, theme, about }: Omit<Check<never>, 'run'>,
  verdict: Verdict,
  durationMs: number,
): CheckResult {
  const base = { name, theme, about, durationMs }
  if ('skipped' in verdict) return { ...base, state: 'skipped', findings: [], note: verdict.skipped }
  const { findings, note } = verdict
  const state = findings.length > 0 ? 'found' : 'passed'
  return { ...base, state, findings, ...(note === undefined ? {} : { note }) }
}

/** Does `work` for each item in turn, `atOnce` at a time. Should one reject, the others come to their end first. */
async function each<Item>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const waiting = items.values()
  const worker = async () => {
    for (const item of waiting) await work(item)
  }
  const ends = await Promise.allSettled(Array.from({ length: atOnce }, worker))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
}
