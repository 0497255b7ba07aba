// A report of a checkup as lines for people: a table by theme, what to change, and a sum. Made to be printed by any
// command that checks a server.

import {
  type CheckResult,
  type CheckupReport,
  type Counts,
  countsOf,
  outcomeOf,
  type Severity,
} from '../checkup/finding.ts'
import type { Given } from './arguments.ts'
import type { Channel, Style } from './terminal.ts'

type Paint = Channel['paint']

const MARKS: Record<keyof Counts, readonly [mark: string, style: Style]> = {
  passed: ['✓', 'green'],
  error: ['✗', 'red'],
  warning: ['!', 'yellow'],
  advice: ['·', 'cyan'],
  skipped: ['–', 'dim'],
}
const WIDTH = 100
/** So many checks of a theme that are skipped for one reason share a line. */
const ENOUGH_TO_SHARE = 3

/** Every check under its theme. */
export function tableLines({ results }: CheckupReport, paint: Paint): string[] {
  const themes = [...new Set(results.map(({ theme }) => theme))]
  const nameWidth = Math.max(...results.map(({ name }) => name.length))
  return themes.flatMap(theme => [
    '',
    paint('bold', theme),
    ...rowsOf(
      results.filter(result => result.theme === theme),
      nameWidth,
      paint,
    ),
  ])
}

function rowsOf(results: readonly CheckResult[], nameWidth: number, paint: Paint): string[] {
  const shared = new Set<string>()
  return results.flatMap(result => {
    const { name, about, note = '' } = result
    const outcome = outcomeOf(result)
    const [mark, style] = MARKS[outcome]
    const row = (what: string, text: string) => `  ${paint(style, mark)} ${what.padEnd(nameWidth)}  ${text}`
    if (outcome !== 'skipped') {
      const weight = outcome === 'passed' ? '' : `${paint(style, outcome)}  `
      return [row(name, `${weight}${about}${note && `  ${paint('dim', note)}`}`)]
    }
    const alike = results.filter(other => outcomeOf(other) === 'skipped' && other.note === note)
    if (alike.length < ENOUGH_TO_SHARE) return [row(name, paint('dim', `skipped: ${note}`))]
    if (shared.has(note)) return []
    shared.add(note)
    return [row(`${alike.length} checks`, paint('dim', `skipped: ${note}`))]
  })
}

/** What was found, the gravest first, with what to change; the same code is shown once. */
export function findingLines(
  { results }: CheckupReport,
  paint: Paint,
  severities: readonly Severity[] = ['error', 'warning', 'advice'],
): string[] {
  const shown = new Set<string>()
  const once = (snippet = '') => {
    if (shown.has(snippet)) return []
    shown.add(snippet)
    return snippet.split('\n').filter(line => line !== '')
  }
  return severities.flatMap(severity =>
    results.flatMap(({ name, findings }) =>
      findings
        .filter(finding => finding.severity === severity)
        .flatMap(({ seen, change, snippet }) => {
          const [mark, style] = MARKS[severity]
          return [
            '',
            `${paint(style, `${mark} ${severity}`)}  ${paint('bold', name)}`,
            ...wrapped(seen).map(line => `  ${line}`),
            ...wrapped(`→ ${change}`).map(line => `  ${line}`),
            ...once(snippet).map(line => `      ${paint('dim', line)}`),
          ]
        }),
    ),
  )
}

/** `45 checks: 42 passed, 1 error, 2 skipped`, and what else is worth a word. */
export function sumLine(report: CheckupReport, rest: readonly string[], paint: Paint): string {
  const counts = countsOf(report)
  const told = (Object.keys(counts) as (keyof Counts)[]).flatMap(outcome => {
    const count = counts[outcome]
    const word = count > 1 && (outcome === 'error' || outcome === 'warning') ? `${outcome}s` : outcome
    return count === 0 ? [] : [paint(MARKS[outcome][1], `${count} ${word}`)]
  })
  return [`${report.results.length} checks: ${told.join(', ')}`, ...rest].join(' · ')
}

/** The text in lines of at most so many characters, broken at spaces. */
export function wrapped(text: string, width = WIDTH): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines
}

/** What `--list` shows: the name of each check, and what is so when it passes. */
export function printNames(
  out: Channel,
  checks: readonly Pick<CheckResult, 'name' | 'theme' | 'about'>[],
  given: Given,
): number {
  const width = Math.max(...checks.map(({ name }) => name.length))
  for (const { name, theme, about } of checks) {
    out.print(
      given.has('json')
        ? JSON.stringify({ name, theme, about })
        : `${name.padEnd(width)}  ${out.paint('dim', about)}`,
    )
  }
  return 0
}
