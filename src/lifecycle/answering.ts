// What becomes of what a customer's server answers: it is spoken, whole or as it comes, and its action follows. Who is asked,
// and when, is in turns.ts.

import { noteCut, type RequestKind } from './asking.ts'
import type { Answer, CallPlan, Moment } from './call-plan.ts'
import { hearAnswer } from './expecting.ts'
import type { Lines } from './line.ts'
import type { LlmSocket } from './llm-socket.ts'
import type { After } from './run.ts'
import type { Said, Speaking } from './speaking.ts'
import { liveTranscript } from './transcript.ts'
import { arrival, timeUntilSpoken } from './turn-time.ts'

export interface Answering {
  /** The begin message is there. */
  begin(moment: Moment, answer: Answer): void
  /** What was asked is answered, or not, or not yet to the end; `then` comes after an answer without an action. */
  take(moment: Moment, answer: Answer, kind: RequestKind, then: After): void
  /** An answer came, or more of one, after those who asked had stopped waiting. */
  takeLate(moment: Moment, answer: Answer): void
  /** The server speaks up unasked. */
  interject(moment: Moment, answer: Answer): void
}

export function defineAnswering(
  plan: CallPlan,
  { lines, speaking, socket }: { lines: Lines; speaking: Speaking; socket: LlmSocket },
): Answering {
  plan.errand(
    'call.rest',
    ({ world, run }, { responseId }) =>
      lines.more(world, run.callId, responseId, world.settings.llm_patience_ms),
    (moment, answer, { responseId }) => {
      const { growing } = moment.run
      if (growing?.responseId !== responseId) return 'unchanged'
      if (answer.complete || answer.cutShort === 'growing') sayMore(moment, answer, growing.said)
      if (answer.cutShort === 'growing') plan.later(moment, 'call.rest', 0, { responseId })
    },
  )

  function say(
    moment: Moment,
    answer: Answer,
    { delayMs = 0, ...said }: Pick<Said, 'delayMs' | 'after' | 'pieces'>,
  ): void {
    const { world, run } = moment
    const { content, responseId, interruptId, shielded } = answer
    if (content.trim() !== '')
      lines.update(world, run.callId, () => liveTranscript(world, run.callId), 'agent_turn')
    const source = interruptId === undefined ? { responseId } : { interruptId }
    speaking.say(moment, {
      role: 'agent',
      content,
      shielded,
      ...source,
      delayMs: Math.round(delayMs),
      ...said,
    })
  }

  function begin(moment: Moment, answer: Answer): void {
    const { run } = moment
    run.begun = true
    delete run.awaiting
    const delayMs = run.agent.begin_message_delay_ms ?? 0
    say(moment, answer, { delayMs, after: afterOf(answer, { then: 'caller' }) })
  }

  /** An answer that is not complete leaves the call waiting: it may still come, or the caller speaks again. */
  function take(moment: Moment, answer: Answer, kind: RequestKind, then: After): void {
    const { world, run } = moment
    run.begun = true
    run.nextResponseId = lines.nextResponseId(world, run.callId) ?? run.nextResponseId + 1
    noteCut(moment, answer)
    hearAnswer(moment, answer)
    if (answer.complete) delete run.awaiting
    else run.awaiting = kind
    const grows = answer.cutShort === 'growing'
    if (answer.complete || grows)
      return speak(moment, answer, kind, grows ? { then: 'hold' } : afterOf(answer, then))
    if (!lines.isOpen(world, run.callId)) socket.mend(moment)
  }

  /** Of an answer that grows the first whole sentence is there: the agent begins, and the rest is told as it comes. */
  function speak(moment: Moment, answer: Answer, kind: RequestKind, after: After): void {
    const { run } = moment
    if (answer.cutShort === 'growing') {
      const { responseId } = answer
      run.growing = { responseId, said: 0 }
      plan.later(moment, 'call.rest', 0, { responseId })
    }
    const { lateMs, pieces } = arrival(moment, answer)
    const delayMs = timeUntilSpoken(moment, answer.responseId, {
      lateMs,
      answers: kind === 'response_required',
    })
    say(moment, answer, { delayMs, after, ...(pieces ? { pieces } : {}) })
  }

  function takeLate(moment: Moment, answer: Answer): void {
    const { run } = moment
    if (run.growing?.responseId === answer.responseId) return sayMore(moment, answer, run.growing.said)
    if (run.speaking) return
    if (answer.responseId === 0) {
      if (!run.begun) begin(moment, answer)
    } else if (run.awaiting && run.awaiting !== 'begin') {
      take(moment, answer, run.awaiting, afterLate(moment))
    }
  }

  function sayMore(moment: Moment, answer: Answer, said: number): void {
    const { run } = moment
    hearAnswer(moment, answer)
    const after: After = answer.complete ? afterOf(answer, afterLate(moment)) : { then: 'hold' }
    if (answer.complete) {
      delete run.growing
      delete run.awaiting
    }
    const content = answer.content.slice(said)
    const shielded = answer.shielded?.map(([from, to]) => [from - said, to - said] as const)
    if (run.speaking) return speaking.goOn(moment, { content, shielded, after })
    if (content.trim() === '') return speaking.proceed(moment, after)
    say(moment, { ...answer, content, ...(shielded ? { shielded } : {}) }, { after })
  }

  return {
    begin,
    take,
    takeLate,
    interject(moment, answer) {
      speaking.cutOff(moment)
      delete moment.run.awaiting
      moment.run.begun = true
      hearAnswer(moment, answer)
      say(moment, answer, { after: afterOf(answer, { then: 'caller' }) })
    },
  }
}

const afterLate = ({ run }: Moment): After => ({
  then: run.awaiting === 'reminder_required' ? 'remind' : 'caller',
})

/** At most one action an answer, in the order that Retell's docs on function calling give. */
function afterOf(answer: Answer, otherwise: After): After {
  const { transferNumber: number, showTransfereeAsCaller } = answer
  if (answer.endCall) return { then: 'end_call', reason: 'agent_hangup', recorded: true }
  if (number)
    return { then: 'transfer_call', number, ...(showTransfereeAsCaller ? { showTransfereeAsCaller } : {}) }
  if (answer.digitToPress) return { then: 'press_digit', digits: answer.digitToPress }
  return otherwise
}
