// `fake-retell check-webhook URL`: a webhook receiver is checked, and what was found is shown. The checks are the
// doctor's.

import { open, writeFile } from 'node:fs/promises'
import { type CheckResult, exitCodeOf } from '../checkup/finding.ts'
import { junitOf } from '../checkup/junit.ts'
import {
  type CheckWebhookOptions,
  checkWebhook as check,
  type WebhookReport,
} from '../doctor/check-webhook.ts'
import { webhookChecks } from '../doctor/checks/index.ts'
import { probeOf } from '../doctor/probe.ts'
import { Misuse } from '../errors.ts'
import type { Given } from './arguments.ts'
import { findingLines, sumLine, tableLines } from './checkup-lines.ts'
import type { Work } from './commands.ts'
import { lastOf, wholeNumber } from './flag-values.ts'
import type { Channel, Terminal } from './terminal.ts'

const LONGEST_TIMEOUT_MS = 600_000
const NEEDS_URL =
  'check-webhook needs the URL of a receiver: fake-retell check-webhook http://127.0.0.1:8080/webhook'
const NEEDS_KEY =
  'check-webhook needs the API key that the receiver verifies with: set RETELL_API_KEY or give --api-key KEY'

export const checkWebhook: Work = async ({ given, rest: [url] }, { out, env }) => {
  if (given.has('list')) return list(out, given)
  if (url === undefined) throw new Misuse(NEEDS_URL)
  const options = optionsOf(given, env)
  const junit = lastOf(given, 'junit')
  if (junit !== undefined) await refuseUnwritable(junit)
  const report = await check(url, { ...options, onResult: progressOn(out, given) })
  if (junit !== undefined) await writeFile(junit, junitOf(report))
  show(report, out, given)
  return exitCodeOf(report)
}

function optionsOf(given: Given, env: Terminal['env']): CheckWebhookOptions {
  const apiKey = lastOf(given, 'api-key') ?? env.RETELL_API_KEY
  if (!apiKey) throw new Misuse(NEEDS_KEY)
  const probe = lastOf(given, 'probe')
  const timeoutMs = wholeNumber(given, 'timeout-ms', LONGEST_TIMEOUT_MS)
  if (timeoutMs === 0) throw new Misuse('--timeout-ms must be more than 0')
  return {
    apiKey,
    oldApiKey: lastOf(given, 'old-key'),
    timeoutMs,
    only: named(given, 'only'),
    skip: named(given, 'skip'),
    handled: probe === undefined ? undefined : probeOf(probe),
    metadata: objectIn(given, 'metadata'),
    variables: variablesIn(given),
    agentId: lastOf(given, 'agent-id'),
    port: wholeNumber(given, 'port', 65_535),
  }
}

/** Names of checks, also several in one word with commas. */
const named = (given: Given, flag: string): string[] =>
  (given.get(flag) ?? []).flatMap(value => value.split(',')).filter(name => name !== '')

function objectIn(given: Given, flag: string): Record<string, unknown> | undefined {
  const text = lastOf(given, flag)
  if (text === undefined) return undefined
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  } catch {
    // Told below, with everything else that is no object.
  }
  throw new Misuse(`--${flag} must be a JSON object, such as '{"customer":"42"}', not ${text}`)
}

function variablesIn(given: Given): Record<string, string> | undefined {
  const object = objectIn(given, 'variables')
  if (object === undefined) return undefined
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => {
      if (typeof value !== 'string') throw new Misuse(`--variables: the value of ${name} must be a string`)
      return [name, value]
    }),
  )
}

/** Better known before a minute of checks than after. */
async function refuseUnwritable(file: string): Promise<void> {
  try {
    const handle = await open(file, 'a')
    await handle.close()
  } catch (error) {
    throw new Misuse(`cannot write the file of --junit: ${(error as Error).message}`)
  }
}

function list(out: Channel, given: Given): number {
  const width = Math.max(...webhookChecks.map(({ name }) => name.length))
  for (const { name, theme, about } of webhookChecks) {
    out.print(
      given.has('json')
        ? JSON.stringify({ name, theme, about })
        : `${name.padEnd(width)}  ${out.paint('dim', about)}`,
    )
  }
  return 0
}

function progressOn(out: Channel, given: Given): ((result: CheckResult) => void) | undefined {
  if (given.has('json') || given.has('quiet')) return undefined
  let count = 0
  return ({ name }) => out.progress(`  ${++count} of up to ${webhookChecks.length} checks: ${name}`)
}

function show(report: WebhookReport, out: Channel, given: Given): void {
  const print = (lines: readonly string[]) => {
    for (const line of lines) out.print(line)
  }
  if (given.has('json')) return out.print(JSON.stringify(jsonOf(report)))
  if (given.has('quiet')) return print(findingLines(report, out.paint, ['error', 'warning']).slice(1))
  out.print(`${out.paint('bold', 'fake-retell check-webhook')} ${out.paint('cyan', report.target)}`)
  print(tableLines(report, out.paint))
  const findings = findingLines(report, out.paint)
  if (findings.length > 0) print(['', out.paint('bold', 'What to change'), ...findings])
  print(['', sumLine(report, factsOf(report), out.paint)])
}

function factsOf({ timings, requests, durationMs }: WebhookReport): string[] {
  const times = timings ? [`answers: p50 ${timings.p50Ms} ms, p95 ${timings.p95Ms} ms`] : []
  return [
    ...times,
    `${requests} ${requests === 1 ? 'request' : 'requests'} in ${(durationMs / 1_000).toFixed(1)} s`,
  ]
}

/** As programs read it: in snake case, like everything that this command line prints for them. */
function jsonOf({ results, timings, durationMs, ...report }: WebhookReport) {
  return {
    ...report,
    exit_code: exitCodeOf({ results }),
    duration_ms: durationMs,
    timings: timings && { p50_ms: timings.p50Ms, p95_ms: timings.p95Ms, slowest_ms: timings.slowestMs },
    results: results.map(({ durationMs: ms, ...result }) => ({ ...result, duration_ms: ms })),
  }
}
