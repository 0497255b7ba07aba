// Which of the checks are run: all, some with what they need, or all but some.

import { Misuse } from '../errors.ts'
import { nearest } from '../nearest.ts'
import type { Check } from './checkup.ts'

export interface Selection {
  /** These, and what they need. Empty or left out: all. */
  only?: readonly string[] | undefined
  /** Not these, even where another one needs them. */
  skip?: readonly string[] | undefined
}

/** The selected checks in their order. Throws a `Misuse` on a name that no check has, and when none is left. */
export function selected<One extends Pick<Check<never>, 'name' | 'needs'>>(
  checks: readonly One[],
  { only = [], skip = [] }: Selection,
): One[] {
  const byName = new Map(checks.map(check => [check.name, check]))
  for (const name of [...only, ...skip])
    if (!byName.has(name)) throw new Misuse(unknown(name, [...byName.keys()]))
  const wanted = new Set<string>()
  const want = (name: string) => {
    if (wanted.has(name) || skip.includes(name)) return
    wanted.add(name)
    for (const need of byName.get(name)?.needs ?? []) want(need)
  }
  for (const name of only.length > 0 ? only : byName.keys()) want(name)
  if (wanted.size === 0) throw new Misuse('no check is left to run')
  return checks.filter(({ name }) => wanted.has(name))
}

function unknown(name: string, names: readonly string[]): string {
  const guess = nearest(name, names)
  return `there is no check "${name}"${guess ? `; did you mean "${guess.candidate}"?` : ''}`
}
