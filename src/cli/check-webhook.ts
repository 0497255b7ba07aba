// `fake-retell check-webhook URL`: a webhook receiver is checked, and what was found is shown. The checks are the
// doctor's.

import { writeFile } from 'node:fs/promises'
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
import { checkupJson } from './checkup-json.ts'
import { printNames } from './checkup-lines.ts'
import { showCheckup } from './checkup-screen.ts'
import type { Work } from './commands.ts'
import { lastOf, namesIn, objectIn, refuseUnwritable, variablesIn, wholeNumber } from './flag-values.ts'
import type { Channel, Terminal } from './terminal.ts'

const LONGEST_TIMEOUT_MS = 600_000
const NEEDS_URL =
  'check-webhook needs the URL of a receiver: fake-retell check-webhook http://127.0.0.1:8080/webhook'
const NEEDS_KEY =
  'check-webhook needs the API key that the receiver verifies with: set RETELL_API_KEY or give --api-key KEY'

export const checkWebhook: Work = async ({ given, rest: [url] }, { out, env }) => {
  if (given.has('list')) return printNames(out, webhookChecks, given)
  if (url === undefined) throw new Misuse(NEEDS_URL)
  const options = optionsOf(given, env)
  const junit = lastOf(given, 'junit')
  if (junit !== undefined) await refuseUnwritable('junit', junit)
  const report = await check(url, { ...options, onResult: progressOn(out, given) })
  if (junit !== undefined) await writeFile(junit, junitOf(report))
  showCheckup(report, { json: () => jsonOf(report), facts: factsOf(report) }, out, given)
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
    only: namesIn(given, 'only'),
    skip: namesIn(given, 'skip'),
    handled: probe === undefined ? undefined : probeOf(probe),
    metadata: objectIn(given, 'metadata'),
    variables: variablesIn(given),
    agentId: lastOf(given, 'agent-id'),
    port: wholeNumber(given, 'port', 65_535),
  }
}

function progressOn(out: Channel, given: Given): ((result: CheckResult) => void) | undefined {
  if (given.has('json') || given.has('quiet')) return undefined
  let count = 0
  return ({ name }) => out.progress(`  ${++count} of up to ${webhookChecks.length} checks: ${name}`)
}

function factsOf({ timings, requests, durationMs }: WebhookReport): string[] {
  const times = timings ? [`answers: p50 ${timings.p50Ms} ms, p95 ${timings.p95Ms} ms`] : []
  return [
    ...times,
    `${requests} ${requests === 1 ? 'request' : 'requests'} in ${(durationMs / 1_000).toFixed(1)} s`,
  ]
}

/** As programs read it: in snake case, like everything that this command line prints for them. */
function jsonOf({ timings, ...report }: WebhookReport) {
  return {
    ...checkupJson(report),
    timings: timings && { p50_ms: timings.p50Ms, p95_ms: timings.p95Ms, slowest_ms: timings.slowestMs },
  }
}
