// The agent's turns, a job each: its first words, its answers and reminders. Who thinks for it, a customer's server or a mind,
// makes no difference beyond the asking; the caller's turns are in caller.ts.

import type { MindEvent } from '../mind/index.ts'
import type { Answering } from './answering.ts'
import { ask } from './asking.ts'
import type { CallPlan, Moment } from './call-plan.ts'
import type { Lines } from './line.ts'
import type { LlmSocket } from './llm-socket.ts'
import { type After, isCustom } from './run.ts'
import { AFTER_THE_AGENT_MS } from './speaking.ts'
import type { Thinking } from './thinking.ts'
import { timeUntilSpoken } from './turn-time.ts'

export interface Turns {
  /** The first words of an agent that thinks. */
  begin(moment: Moment): void
}

export function defineTurns(
  plan: CallPlan,
  {
    answering,
    lines,
    socket,
    thinking,
  }: { answering: Answering; lines: Lines; socket: LlmSocket; thinking: Thinking },
): Turns {
  plan.errand(
    'call.begin',
    async ({ world, run }) =>
      isCustom(run)
        ? lines.begin(world, run.callId, world.settings.llm_patience_ms)
        : { thinks: true as const },
    (moment, result) => {
      const { run } = moment
      // Somebody was quicker, and has the floor.
      if (run.begun) return 'unchanged'
      if ('thinks' in result) return begin(moment)
      if (result.complete) return answering.begin(moment, result)
      run.awaiting = 'begin'
      if (!lines.isOpen(moment.world, run.callId)) return socket.mend(moment)
      plan.later(moment, 'call.caller', AFTER_THE_AGENT_MS, null)
    },
  )

  plan.step('call.begin_after_all', (moment, { floor }) => {
    const { run } = moment
    // Keys are as good as words.
    if (floor !== run.floor || run.speaking || run.beginsAt === undefined) return 'unchanged'
    // What the caller does next has been planned since the call began, and is not hurried by this.
    thinking.take(moment, { type: 'user_silent' }, { responseId: 0, delayMs: 0, after: { then: 'remind' } })
  })

  plan.errand(
    'call.reply',
    (moment, { kind }) => ask(moment, lines, kind),
    (moment, result, { kind, interrupts = false, pressed, injected }) => {
      if ('thinks' in result) {
        if (pressed !== undefined) return hearKeys(moment, kind, pressed)
        const told = injected === undefined ? undefined : injection(injected)
        return thinkAbout(moment, told ?? lastWords(moment, interrupts), { then: 'caller' })
      }
      answering.take(moment, result, 'response_required', { then: 'caller' })
    },
  )

  plan.errand(
    'call.remind',
    async (moment, { floor }) => {
      const { world, run } = moment
      // A server that has not greeted may never do so; any other request still has its answer to come.
      const asked = run.awaiting !== undefined && run.awaiting !== 'begin'
      const isToBegin = run.beginsAt !== undefined && world.now() < run.beginsAt
      const isBusy = floor !== run.floor || run.speaking || run.keys !== undefined
      const unwanted = isBusy || asked || isToBegin || run.reminders >= run.reminderMaxCount
      return unwanted ? { unwanted: true as const } : ask(moment, lines, 'reminder_required')
    },
    (moment, result) => {
      if ('unwanted' in result) return
      moment.run.reminders += 1
      if ('thinks' in result) return thinkAbout(moment, { type: 'silence' }, { then: 'remind' })
      answering.take(moment, result, 'reminder_required', { then: 'remind' })
    },
  )

  plan.step('call.answered', (moment, { answer }) => answering.takeLate(moment, answer))

  plan.step('call.interrupted', (moment, { answer }) => {
    if (moment.run.startedAt !== undefined) answering.interject(moment, answer)
  })

  function begin(moment: Moment): void {
    const { run } = moment
    run.begun = true
    waitForCaller(moment)
    const delayMs = run.agent.begin_message_delay_ms ?? 0
    thinking.take(moment, { type: 'began' }, { responseId: 0, delayMs, after: { then: 'caller' } })
  }

  /** Retell SDK 5.66.1, begin_after_user_silence_ms. */
  function waitForCaller(moment: Moment): void {
    const { world, run } = moment
    const silenceMs = run.llm?.begins_after_silence_ms
    if (silenceMs === undefined) return
    run.beginsAt = world.now() + Math.max(0, silenceMs)
    plan.later(moment, 'call.begin_after_all', run.beginsAt - world.now(), { floor: run.floor })
  }

  /** Whoever speaks is not cut off by keys; what else the caller was about to do comes after the answer to them. */
  function hearKeys(moment: Moment, kind: 'response_required', digits: string): void {
    const { world, run } = moment
    if (run.speaking) {
      const untilOverMs = run.speaking.endsAt - world.now() + AFTER_THE_AGENT_MS
      return plan.later(moment, 'call.reply', untilOverMs, { kind, pressed: digits })
    }
    plan.cancel(moment, 'call.caller')
    thinkAbout(moment, { type: 'pressed', digits }, { then: 'caller' })
  }

  function thinkAbout(moment: Moment, event: MindEvent, after: After): void {
    const { run } = moment
    const responseId = run.nextResponseId
    run.nextResponseId += 1
    const before = run.promptTokens.length
    const delayMs = timeUntilSpoken(moment, responseId)
    const tokensMadeUp = run.promptTokens.length > before
    thinking.take(moment, event, { responseId, delayMs, tokensMadeUp, after })
  }

  return { begin }
}

const injection = (content: string): MindEvent => ({ type: 'injected', content, respond: true })

/** What the caller said last. */
function lastWords({ world, run }: Moment, interrupts: boolean): MindEvent {
  const said = world.store.calls.items(run.callId).findLast(item => item.role === 'user')
  return { type: 'said', text: said && 'content' in said ? said.content : '', interrupts }
}
