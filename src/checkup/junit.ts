// A report as JUnit XML, the form that CI systems read. Errors are failures; what is less grave is text beside a test
// that passed, since the form knows no warnings.

import { type CheckResult, type CheckupReport, countsOf, type Finding, worstOf } from './finding.ts'

/** One `testsuite`, one `testcase` a check. */
export function junitOf({ tool, target, results, durationMs }: CheckupReport): string {
  const { error, skipped } = countsOf({ results })
  const facts = { tests: results.length, failures: error, errors: 0, skipped, time: seconds(durationMs) }
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: `fake-retell ${tool}`, ...facts })}>`,
    `  <testsuite${attributes({ name: `${tool} ${target}`, ...facts })}>`,
    ...results.map(result => testcase(tool, result)),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

function testcase(tool: string, result: CheckResult): string {
  const { name, theme, about, durationMs } = result
  const head = attributes({
    classname: `${tool}.${theme}`,
    name: `${name}: ${about}`,
    ...(durationMs !== undefined && { time: seconds(durationMs) }),
  })
  const inside = contentsOf(result)
  return inside.length === 0
    ? `    <testcase${head}/>`
    : [`    <testcase${head}>`, ...inside.map(line => `      ${line}`), '    </testcase>'].join('\n')
}

function contentsOf(result: CheckResult): string[] {
  const { state, note = '', findings } = result
  if (state === 'skipped') return [`<skipped${attributes({ message: note })}/>`]
  if (findings.length === 0) return []
  const told = xmlText(findings.map(textOf).join('\n\n'))
  if (worstOf(result) !== 'error') return [`<system-out>${told}</system-out>`]
  const { seen } = findings.find(({ severity }) => severity === 'error')!
  return [`<failure${attributes({ type: 'error', message: seen })}>${told}</failure>`]
}

const textOf = ({ severity, seen, change, snippet }: Finding) =>
  [`${severity}: ${seen}`, change, ...(snippet === undefined ? [] : [snippet])].join('\n')

const seconds = (ms: number) => (ms / 1_000).toFixed(3)

const attributes = (values: Record<string, string | number>) =>
  Object.entries(values)
    .map(([name, value]) => ` ${name}="${xmlAttribute(String(value))}"`)
    .join('')

/** Text for between two tags: characters that XML 1.0 cannot carry, even escaped, become U+FFFD. */
export function xmlText(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;')
}

/** Text for between double quotes; line ends stay line ends, which a parser would else turn into spaces. */
export const xmlAttribute = (text: string): string =>
  xmlText(text).replaceAll('"', '&quot;').replaceAll('\t', '&#9;').replaceAll('\n', '&#10;')
