// A referee for custom-LLM servers: dials the server as Retell would, in many short calls, and reports what Retell would
// have dropped in silence. In real time, and against nothing but the address that was named.

import { setMaxListeners } from 'node:events'
import { chanceOf } from '../chance.ts'
import { selected } from '../checkup/selection.ts'
import { wall } from '../clock.ts'
import { idOf } from '../ids.ts'
import { type CheckName, checkNames } from '../referee/catalogue.ts'
import { storyOf } from '../referee/story.ts'
import { shownUrl } from '../secrets.ts'
import { withCallId } from './address.ts'
import { type CheckOptions, checkLimits, usualLines } from './check-options.ts'
import { type CallRecord, type LlmReport, resultsOf } from './check-report.ts'
import { Findings } from './findings.ts'
import { latencyOf } from './latency.ts'
import { TestCall } from './test-call.ts'
import type { Stage, TestCase } from './test-case.ts'
import { phases } from './test-cases.ts'

const USUAL_CROWD = 20
/** What of a frame is in the report. */
const RECORDED_CHARS = 100_000
const NAMED = checkNames.map(name => ({ name }))

/**
 * Checks the custom-LLM server at `url` (ws:, wss:, http: or https:, without the call id). Rejects with a `Misuse` for an
 * address that cannot be dialled; whatever the server does becomes a finding. Takes some seconds, and as many answers of
 * the server's model as there are requests in the test calls (about 50).
 */
export async function checkLlm(url: string, options: CheckOptions = {}): Promise<LlmReport> {
  withCallId(url, 'call_0')
  selected(NAMED, options)
  const startedAt = wall.monotonic()
  const run = new Run(url, options)
  for (const [at, phase] of phases.entries()) {
    if (run.isOver || (at > 1 && !run.isAnswered)) break
    await Promise.all(phase.map(testCase => run.make(testCase)))
  }
  const conversation = run.calls.find(({ name }) => name === 'conversation')
  const latency = conversation && latencyOf(storyOf(conversation.log))
  return {
    tool: 'check-llm',
    target: shownUrl(url),
    results: resultsOf(run.findings, check => run.reasonFor(check)),
    durationMs: Math.round(wall.monotonic() - startedAt),
    latency: latency ?? null,
    calls: run.calls.map(recordOf),
  }
}

class Run {
  readonly findings: Findings
  readonly calls: TestCall[] = []
  readonly #stage: Omit<Stage, 'call'>
  readonly #options: CheckOptions
  readonly #signal: AbortSignal
  readonly #ids = chanceOf('check-llm', wall.now(), wall.monotonic())
  readonly #names = new Map<string, number>()
  #done = 0

  constructor(url: string, options: CheckOptions) {
    const { say = usualLines, only, skip = [], crowd = USUAL_CROWD, idleMinutes = 0 } = options
    this.#options = options
    const limits = { ...checkLimits, ...options.limits }
    this.#signal = AbortSignal.any(options.signal ? [options.signal] : [])
    // Every wait of every call listens to it.
    setMaxListeners(0, this.#signal)
    this.findings = new Findings(check => (only?.includes(check) ?? true) && !skip.includes(check))
    this.#stage = {
      url,
      lines: say,
      crowd,
      idleMinutes,
      limits,
      findings: this.findings,
      known: { wantsDetails: false, wantsPings: false, greetMs: limits.greetMs, answers: false },
    }
  }

  /** Nothing more can be found out: the server cannot be dialled, or the run was stopped. */
  get isOver(): boolean {
    return (
      this.#signal.aborted ||
      this.findings.all.some(({ check, severity }) => check === 'accepts-the-upgrade' && severity === 'error')
    )
  }

  /** Some request was answered to its end: without that the other calls have nothing to show. */
  get isAnswered(): boolean {
    return this.#stage.known.answers
  }

  async make(testCase: TestCase): Promise<void> {
    // The first call is what the others go by, whatever is asked for.
    const unwanted = !testCase.checks.some(check => this.findings.wants(check))
    const needed = testCase.name === 'greeting' || testCase.name === 'conversation'
    if (unwanted && !needed) return this.#progress(testCase)
    const calls: TestCall[] = []
    try {
      await testCase.run({ ...this.#stage, call: (name, special) => this.#call(calls, name, special) })
    } finally {
      await Promise.all(calls.map(call => call.hangUp()))
      for (const call of calls) this.findings.review(call, this.#stage.limits)
      this.calls.push(...calls)
      this.#progress(testCase)
    }
  }

  /** Why a check was not made. */
  reasonFor(check: CheckName): string {
    if (this.#signal.aborted) return 'the run was stopped before'
    if (this.isOver) return 'no socket could be opened'
    if (!this.isAnswered) return 'no request was answered to its end'
    if (check === 'lasts-long-calls') return 'takes minutes: ask for it with --idle MINUTES'
    return REASONS[check] ?? 'no test call came so far'
  }

  #call(calls: TestCall[], name: string, special: Parameters<Stage['call']>[1] = {}): TestCall {
    const { url, limits, known } = this.#stage
    const call = new TestCall({
      name: this.#unused(name),
      callId: idOf('call', this.#ids),
      addressOf: id => withCallId(url, id),
      metadata: this.#options.metadata ?? {},
      variables: this.#options.variables ?? {},
      limits,
      greetMs: known.greetMs,
      signal: this.#signal,
      ...special,
    })
    calls.push(call)
    return call
  }

  /** Findings name their call, so no two have one name. */
  #unused(name: string): string {
    const times = (this.#names.get(name) ?? 0) + 1
    this.#names.set(name, times)
    return times === 1 ? name : `${name} (${times})`
  }

  #progress({ name, about }: TestCase): void {
    this.#done += 1
    this.#options.onProgress?.({ call: name, about, done: this.#done, total: phases.flat().length })
  }
}

/** For checks of what a server need not do at all. */
const REASONS: Partial<Record<CheckName, string>> = {
  'repeats-a-dropped-action':
    'the server did not hang up at the last line: give lines with --say that make it',
  'takes-one-action': 'no answer hung up, transferred or pressed a key',
  'says-goodbye': 'no answer hung up or transferred',
  'formats-numbers-and-keys': 'no answer transferred or pressed a key',
  'forms-tool-calls': 'no tool was called: give lines with --say that lead to one',
  'pairs-tool-results': 'no tool was called',
  'bridges-tool-silence': 'no tool was called',
  'runs-tools-once': 'no tool was called',
  'forms-interrupts': 'no agent_interrupt came',
  'updates-within-range': 'no update_agent came',
  'sends-metadata-objects': 'no metadata came',
  'sets-its-config-first': 'no config came',
  'echoes-pings': 'the server asked for no pings',
}

function recordOf(call: TestCall): CallRecord {
  const { frames, closings } = call.log
  const tenths = (ms: number) => Math.round(ms * 10) / 10
  return {
    name: call.name,
    callId: call.callId,
    frames: frames.map(({ atMs, direction, connection, text }) => ({
      atMs: tenths(atMs),
      direction,
      connection,
      text: text.slice(0, RECORDED_CHARS),
    })),
    closings: closings.map(({ atMs, connection, code, by }) => ({
      atMs: tenths(atMs),
      connection,
      code,
      by,
    })),
  }
}
