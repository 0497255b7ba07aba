// What a step of the scenario expects of the agent's answer: collected while the answer comes, decided when the turn is the
// caller's again or the call is over. How it is decided is in expectation.ts; the call goes on as it does.

import type { Answer, Moment } from './call-plan.ts'
import { type Expectation, type HeardAnswer, judge } from './expectation.ts'

export interface Expecting {
  /** Which of the caller's steps expects it, from 0. */
  step: number
  expectation: Expectation
  heard: HeardAnswer
  /** What was said under which id: an answer that grows is told more than once. */
  texts: Record<string, string>
}

/** The caller begins a step: what an earlier one expected is decided now. */
export function expectAnswer(moment: Moment, step: number, expectation: Expectation | undefined): void {
  decide(moment)
  const { run } = moment
  if (!expectation) return
  const heard = { text: '', tools: [], endsCall: false, answered: false, measured: run.llmUrl !== undefined }
  run.expecting = { step, expectation, heard, texts: {} }
}

/** A customer's server has answered, or some of an answer has come. */
export function hearAnswer({ run }: Moment, answer: Answer): void {
  const { expecting } = run
  if (!expecting) return
  const { heard, texts } = expecting
  texts[`${answer.responseId} ${answer.interruptId ?? ''}`] = answer.content
  heard.text = Object.values(texts).join(' ').trim()
  heard.firstWordMs ??= answer.firstContentMs
  if (!answer.complete) return
  heard.answered = true
  heard.completeMs = answer.completeMs
  heard.endsCall ||= answer.endCall
  if (answer.endCall) return
  heard.transfersTo ??= answer.transferNumber
  if (answer.transferNumber === undefined) heard.presses ??= answer.digitToPress
}

/** An agent that Retell hosts says something more. */
export function hearWords({ run }: Moment, text: string): void {
  if (!run.expecting) return
  const { heard } = run.expecting
  heard.text = heard.text === '' ? text : `${heard.text} ${text}`
  heard.answered = true
}

/** A tool is called, or the agent does something that is recorded as one. */
export function hearTool({ run }: Pick<Moment, 'run'>, name: string, args: string): void {
  run.expecting?.heard.tools.push({ name, arguments: args.slice(0, 10_000) })
}

/** What an agent that Retell hosts does to the call. */
export function hearAction(
  { run }: Moment,
  action: Partial<Pick<HeardAnswer, 'endsCall' | 'transfersTo' | 'presses' | 'answered'>>,
): void {
  if (run.expecting) Object.assign(run.expecting.heard, action)
}

/** Decides what is still open and keeps it with the call. */
export function decide({ world, run }: Moment): void {
  const { expecting } = run
  if (!expecting) return
  delete run.expecting
  const { step, expectation, heard } = expecting
  for (const verdict of judge(expectation, heard))
    world.store.expectations.add(run.callId, { step, ...verdict, at: world.now() })
}
