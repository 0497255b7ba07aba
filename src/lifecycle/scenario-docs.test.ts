// The tables of docs/scenarios.md, held against the scenarios that come with the mock, and its example against their format.

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { endings } from './endings.ts'
import { Scenarios } from './scenario.ts'
import { asScenario } from './scenario-check.ts'

const TEXT = readFileSync('docs/scenarios.md', 'utf8')
const section = (heading: string) => TEXT.split('\n## ').find(part => part.startsWith(heading)) ?? ''

/** `| name | number | what happens | … | ends as |`, cell by cell. */
const ROWS = section('Those that come with the mock')
  .split('\n')
  .filter(line => line.startsWith('| `'))
  .map(line =>
    line
      .split('|')
      .slice(1, -1)
      .map(cell => cell.trim()),
  )

test('the tables name every scenario that comes with the mock once, and no other, with its number', () => {
  const scenarios = new Scenarios()
  const bundled = scenarios.names.map(name => [`\`${name}\``, scenarios.named(name).number ?? ''])
  expect(ROWS.map(([name, number]) => [name, number]).sort()).toEqual(bundled.sort())
})

test('each row says what happens, and ends with reasons that there are', () => {
  for (const [name, , what, ...rest] of ROWS) {
    expect(what, name).not.toBe('')
    const reasons = [...rest.at(-1)!.matchAll(/`(\w+)`/g)].map(([, word]) => word!)
    expect(
      reasons.some(reason => Object.hasOwn(endings, reason)),
      name,
    ).toBe(true)
  }
})

test('the example is a scenario', () => {
  const example = /```yaml\n([\s\S]*?)```/.exec(section('Your own'))?.[1] ?? ''
  expect(asScenario(parse(example))).toMatchObject({ scenario: { name: 'books_a_table' } })
})
