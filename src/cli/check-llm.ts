// `fake-retell check-llm URL`: a custom-LLM server is checked, and what was found is shown. The checks are the referee's.

import { writeFile } from 'node:fs/promises'
import { checkLlm as check } from '../check-llm/check-llm.ts'
import type { CheckOptions, Progress } from '../check-llm/check-options.ts'
import type { LlmReport, LlmResult } from '../check-llm/check-report.ts'
import { citing } from '../check-llm/citation.ts'
import { htmlOf } from '../check-llm/html.ts'
import type { Latency, Spread } from '../check-llm/latency.ts'
import { exitCodeOf } from '../checkup/finding.ts'
import { junitOf } from '../checkup/junit.ts'
import { wall } from '../clock.ts'
import { Misuse } from '../errors.ts'
import type { Scenario } from '../lifecycle/scenario.ts'
import { type CheckName, checkNames, checks } from '../referee/catalogue.ts'
import type { Given } from './arguments.ts'
import { checkupJson } from './checkup-json.ts'
import { printNames } from './checkup-lines.ts'
import { showCheckup } from './checkup-screen.ts'
import type { Work } from './commands.ts'
import { lastOf, namesIn, objectIn, refuseUnwritable, variablesIn, wholeNumber } from './flag-values.ts'
import type { Channel } from './terminal.ts'

const NEEDS_URL =
  'check-llm needs the address of an LLM server: fake-retell check-llm ws://127.0.0.1:8090/llm'
const MOST_CALLS = 1_000
const MOST_MINUTES = 120
const BAR_WIDTH = 20

export const checkLlm: Work = async ({ given, rest: [url] }, { out }) => {
  if (given.has('list')) return printNames(out, namedChecks(), given)
  if (url === undefined) throw new Misuse(NEEDS_URL)
  const options = optionsOf(given)
  const files = [
    ['junit', (report: LlmReport) => junitOf(citing(report))],
    ['html', (report: LlmReport) => htmlOf(report, wall.now())],
  ] as const
  for (const [flag] of files) {
    const file = lastOf(given, flag)
    if (file !== undefined) await refuseUnwritable(flag, file)
  }
  const scenarios = await scenariosIn(given)
  const checked = await check(url, { ...options, onProgress: progressOn(out, given) })
  const report = { ...checked, results: [...checked.results, ...(await played(url, scenarios, options))] }
  for (const [flag, form] of files) {
    const file = lastOf(given, flag)
    if (file !== undefined) await writeFile(file, form(report))
  }
  const below = report.latency ? latencyLines(report.latency, out.paint) : []
  const facts = [`${report.calls.length} calls in ${(report.durationMs / 1_000).toFixed(1)} s`]
  showCheckup(citing(report), { json: () => jsonOf(report), below, facts }, out, given)
  return exitCodeOf(report)
}

/** Read before the checks: a wrong file is better known at once. */
async function scenariosIn(given: Given): Promise<Scenario[]> {
  const files = given.get('scenario') ?? []
  if (files.length === 0) return []
  const { readScenario } = await import('./scenario-files.ts')
  return Promise.all(files.map(readScenario))
}

async function played(
  url: string,
  scenarios: readonly Scenario[],
  { metadata = {}, variables = {} }: CheckOptions,
): Promise<LlmResult[]> {
  if (scenarios.length === 0) return []
  const { playScenarios } = await import('./llm-scenarios.ts')
  return playScenarios(url, { scenarios, metadata, variables })
}

const namedChecks = () =>
  checkNames.map(name => ({ name, theme: checks[name].theme, about: checks[name].title }))

function optionsOf(given: Given): CheckOptions {
  const say = given.get('say')
  const crowd = wholeNumber(given, 'calls', MOST_CALLS)
  const idleMinutes = wholeNumber(given, 'idle', MOST_MINUTES)
  return {
    ...(say && { say }),
    ...(crowd !== undefined && { crowd }),
    ...(idleMinutes !== undefined && { idleMinutes }),
    metadata: objectIn(given, 'metadata') ?? {},
    variables: variablesIn(given) ?? {},
    ...(given.has('only') && { only: namesIn(given, 'only') as CheckName[] }),
    skip: namesIn(given, 'skip') as CheckName[],
  }
}

function progressOn(out: Channel, given: Given): ((progress: Progress) => void) | undefined {
  if (given.has('json') || given.has('quiet')) return undefined
  return ({ done, total, call, about }) => out.progress(`  ${done} of ${total}: ${call}, which ${about}`)
}

function latencyLines(
  { turns, firstWord, firstSentence, complete, histogram }: Latency,
  paint: Channel['paint'],
): string[] {
  const row = (name: string, { p50Ms, p90Ms, maxMs }: Spread) =>
    `  ${name.padEnd(15)} p50 ${p50Ms} ms, p90 ${p90Ms} ms, max ${maxMs} ms`
  const most = Math.max(...histogram.map(({ count }) => count), 1)
  const bars = histogram.map(({ upToMs, count }, at) => {
    const label = upToMs === null ? `over ${histogram[at - 1]?.upToMs}` : `up to ${upToMs}`
    const bar = '█'.repeat(Math.round((count / most) * BAR_WIDTH))
    return `  ${label.padStart(10)} ms  ${paint('blue', bar)} ${count === 0 ? paint('dim', '0') : count}`
  })
  return [
    '',
    paint('bold', `times of ${turns} turns`),
    row('first word', firstWord),
    row('first sentence', firstSentence),
    row('whole answer', complete),
    paint('dim', '  first sentence:'),
    ...bars,
  ]
}

/** As programs read it. */
function jsonOf({ latency, calls, ...report }: LlmReport) {
  const spread = ({ p50Ms, p90Ms, maxMs }: Spread) => ({ p50_ms: p50Ms, p90_ms: p90Ms, max_ms: maxMs })
  return {
    ...checkupJson(report),
    latency: latency && {
      turns: latency.turns,
      first_word: spread(latency.firstWord),
      first_sentence: spread(latency.firstSentence),
      complete: spread(latency.complete),
      histogram: latency.histogram.map(({ upToMs, count }) => ({ up_to_ms: upToMs, count })),
    },
    calls: calls.map(({ name, callId, frames, closings }) => ({
      name,
      call_id: callId,
      frames: frames.map(({ atMs, ...frame }) => ({ at_ms: atMs, ...frame })),
      closings: closings.map(({ atMs, ...closing }) => ({ at_ms: atMs, ...closing })),
    })),
  }
}
