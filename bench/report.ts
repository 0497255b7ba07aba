// How the results are shown: a table for the terminal, and the same table in the documentation.

import { readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import type { Measure } from './measure.ts'

const BEGIN = '<!-- bench: written by npm run bench -- --write -->'
const END = '<!-- /bench -->'

export function tableOf(measures: readonly Measure[]): string {
  const rows = measures.map(({ name, ours, peer, ratio, target, met }) => [
    name,
    ours,
    peer,
    ratio,
    target,
    met ? 'yes' : 'no',
  ])
  const all = [['measure', 'ours', 'peer', 'ratio', 'target', 'met'], ...rows]
  const widths = all[0]!.map((_, column) => Math.max(...all.map(row => row[column]!.length)))
  const line = (cells: string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`
  const [head, ...body] = all.map(line)
  return [head, line(widths.map(width => '-'.repeat(width))), ...body].join('\n')
}

/** Where the numbers were taken: without it they mean little. */
export function machine(): string {
  const { length } = cpus()
  return `Taken on a machine of ${length} core${length === 1 ? '' : 's'} (${process.platform} ${process.arch}) with Node.js ${process.versions.node}.`
}

/** Puts the table where the page keeps it. Throws when the page has no place for one. */
export function writeInto(page: string, measures: readonly Measure[]): void {
  const text = readFileSync(page, 'utf8')
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)]
  if (begin < 0 || end < begin)
    throw new Error(`${page} has no place for the table between ${BEGIN} and ${END}`)
  const table = `${BEGIN}\n\n${machine()}\n\n${tableOf(measures)}\n\n`
  writeFileSync(page, text.slice(0, begin) + table + text.slice(end))
}
