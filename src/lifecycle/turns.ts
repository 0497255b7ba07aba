// The conversation, a job a turn: the agent's first words, the caller's steps, the agent's answers and reminders.
// Who thinks for the agent, a customer's server or the script, makes no difference beyond the asking.

import type { MindEvent } from '../mind/index.ts'
import type { Answer, CallPlan, Moment } from './call-plan.ts'
import type { End } from './ending.ts'
import { simulateTurnLatency } from './latency.ts'
import type { Lines } from './line.ts'
import type { LlmSocket } from './llm-socket.ts'
import type { After, Run } from './run.ts'
import { cutsIn, type DisconnectionReason } from './scenario.ts'
import type { Said, Speaking } from './speaking.ts'
import type { Thinking } from './thinking.ts'
import { simulatePromptTokens } from './token-usage.ts'
import { addItem, liveTranscript } from './transcript.ts'
import type { Transfers } from './transfer.ts'

/** How long a caller waits who wanted to speak while the agent still did. */
const AFTER_THE_AGENT_MS = 300
/** A prompt of this many characters stands in for the one a custom prompt would have. */
const PLAIN_PROMPT_CHARS = 4_000

export function defineTurns(
  plan: CallPlan,
  {
    end,
    lines,
    speaking,
    socket,
    thinking,
    transfers,
  }: {
    end: End
    lines: Lines
    speaking: Speaking
    socket: LlmSocket
    thinking: Thinking
    transfers: Transfers
  },
): void {
  plan.errand(
    'call.begin',
    async ({ world, run }) =>
      isCustom(run)
        ? lines.begin(world, run.callId, world.settings.llm_patience_ms)
        : { thinks: true as const },
    (moment, result) => {
      if ('thinks' in result) {
        const { run } = moment
        run.begun = true
        const delayMs = run.agent.begin_message_delay_ms ?? 0
        return thinking.take(moment, { type: 'began' }, { responseId: 0, delayMs, after: { then: 'caller' } })
      }
      const answer = result
      if (!answer.complete) {
        moment.run.awaiting = 'begin'
        if (!lines.isOpen(moment.world, moment.run.callId)) return socket.mend(moment)
        return plan.later(moment, 'call.caller', AFTER_THE_AGENT_MS, null)
      }
      speakBegin(moment, answer)
    },
  )

  plan.step('call.caller', moment => {
    const { world, run } = moment
    if (run.speaking) {
      return plan.later(moment, 'call.caller', run.speaking.endsAt - world.now() + AFTER_THE_AGENT_MS, null)
    }
    // Another look is planned for when the silence is over.
    if (run.silentUntil !== undefined && world.now() < run.silentUntil) return waitInSilence(moment)
    const steps = run.scenario.caller ?? []
    if (run.nextStep >= steps.length && run.scenario.repeat) run.nextStep = 0
    const step = steps[run.nextStep]
    if (!step) return waitInSilence(moment)
    run.nextStep += 1
    if ('say' in step) return callerSays(moment, step.say)
    // The agent was done before the caller could cut in.
    if ('interrupt' in step) return callerSays(moment, step.interrupt)
    if ('ends_as' in step) return breakOff(moment, step)
    if ('press' in step) {
      for (const digit of step.press) addItem(moment, { role: 'dtmf', digit })
      lines.update(world, run.callId, () => liveTranscript(world, run.callId))
      if (isCustom(run)) return plan.later(moment, 'call.caller', AFTER_THE_AGENT_MS, null)
      run.event = { type: 'pressed', digits: step.press }
      return plan.later(moment, 'call.reply', AFTER_THE_AGENT_MS, { kind: 'response_required' })
    }
    if ('hang_up' in step) return end(moment, 'user_hangup')
    waitInSilence(moment)
    plan.later(moment, 'call.caller', step.silence_ms, null)
  })

  plan.step('call.barge_in', (moment, { floor }) => {
    const { run } = moment
    const step = run.scenario.caller?.[run.nextStep]
    if (floor !== run.floor || !run.speaking || !step || !cutsIn(step)) return
    run.nextStep += 1
    if (!('interrupt' in step)) return end(moment, 'user_hangup')
    speaking.cutOff(moment)
    delete run.awaiting
    callerSays(moment, step.interrupt)
  })

  function callerSays(moment: Moment, content: string): void {
    const { world, run } = moment
    run.reminders = 0
    lines.update(world, run.callId, () => liveTranscript(world, run.callId), 'user_turn')
    speaking.say(moment, { role: 'user', content, after: { then: 'reply' } })
  }

  function breakOff(moment: Moment, step: { ends_as: DisconnectionReason; transfer_to?: string }): void {
    if (step.ends_as === 'call_transfer' && step.transfer_to) return transfers.cold(moment, step.transfer_to)
    end(moment, step.ends_as)
  }

  plan.errand(
    'call.reply',
    ({ world, run }, { kind }) => ask(world, run, kind),
    (moment, result) => {
      if ('thinks' in result) return thinkAbout(moment, heardBy(moment), { then: 'caller' })
      takeAnswer(moment, result, 'response_required', { then: 'caller' })
    },
  )

  plan.errand(
    'call.remind',
    async ({ world, run }, { floor }) => {
      // A server that has not greeted may never do so; any other request still has its answer to come.
      const asked = run.awaiting !== undefined && run.awaiting !== 'begin'
      const unwanted = floor !== run.floor || run.speaking || asked || run.reminders >= run.reminderMaxCount
      return unwanted ? { unwanted: true as const } : ask(world, run, 'reminder_required')
    },
    (moment, result) => {
      if ('unwanted' in result) return
      moment.run.reminders += 1
      if ('thinks' in result) return thinkAbout(moment, { type: 'silence' }, { then: 'remind' })
      takeAnswer(moment, result, 'reminder_required', { then: 'remind' })
    },
  )

  plan.step('call.answered', (moment, { answer }) => {
    const { run } = moment
    if (run.speaking) return
    if (answer.responseId === 0) {
      if (!run.begun) speakBegin(moment, answer)
    } else if (run.awaiting && run.awaiting !== 'begin') {
      takeAnswer(moment, answer, run.awaiting, {
        then: run.awaiting === 'reminder_required' ? 'remind' : 'caller',
      })
    }
  })

  plan.step('call.interrupted', (moment, { answer }) => {
    if (moment.run.startedAt === undefined) return
    speaking.cutOff(moment)
    delete moment.run.awaiting
    moment.run.begun = true
    agentSays(moment, answer, { after: afterOf(answer, { then: 'caller' }) })
  })

  async function ask(world: Moment['world'], run: Run, kind: 'response_required' | 'reminder_required') {
    if (!isCustom(run)) return { thinks: true as const }
    return lines.ask(
      world,
      run.callId,
      kind,
      liveTranscript(world, run.callId),
      world.settings.llm_patience_ms,
    )
  }

  function speakBegin(moment: Moment, answer: Answer): void {
    const { run } = moment
    run.begun = true
    delete run.awaiting
    const delayMs = run.agent.begin_message_delay_ms ?? 0
    agentSays(moment, answer, { delayMs, after: afterOf(answer, { then: 'caller' }) })
  }

  /** An answer that is not complete leaves the call waiting: it may still come, or the caller speaks again. */
  function takeAnswer(
    moment: Moment,
    answer: Answer,
    kind: 'response_required' | 'reminder_required',
    then: After,
  ): void {
    const { world, run } = moment
    run.begun = true
    run.nextResponseId = lines.nextResponseId(world, run.callId) ?? run.nextResponseId + 1
    if (!answer.complete) {
      run.awaiting = kind
      if (!lines.isOpen(world, run.callId)) socket.mend(moment)
      return
    }
    delete run.awaiting
    agentSays(moment, answer, {
      delayMs: takesUntilSpoken(moment, answer.responseId),
      after: afterOf(answer, then),
    })
  }

  function thinkAbout(moment: Moment, event: MindEvent, after: After): void {
    const { run } = moment
    const responseId = run.nextResponseId
    run.nextResponseId += 1
    const before = run.promptTokens.length
    const delayMs = takesUntilSpoken(moment, responseId)
    const tokensMadeUp = run.promptTokens.length > before
    thinking.take(moment, event, { responseId, delayMs, tokensMadeUp, after })
  }

  function agentSays(
    moment: Moment,
    answer: Answer,
    { delayMs, after }: Pick<Said, 'delayMs' | 'after'>,
  ): void {
    const { world, run } = moment
    if (answer.content.trim() !== '') {
      lines.update(world, run.callId, () => liveTranscript(world, run.callId), 'agent_turn')
    }
    speaking.say(moment, {
      role: 'agent',
      content: answer.content,
      responseId: answer.responseId,
      delayMs: Math.round(delayMs ?? 0),
      after,
    })
  }

  /** A silent caller is reminded, `reminder_max_count` times. */
  function waitInSilence(moment: Moment): void {
    plan.later(moment, 'call.remind', moment.run.reminderTriggerMs, { floor: moment.run.floor })
  }
}

export const isCustom = (run: Run): boolean => run.llmUrl !== undefined

/** At most one action an answer, in the order that Retell's docs on function calling give. */
function afterOf(answer: Answer, otherwise: After): After {
  if (answer.endCall) return { then: 'end_call', reason: 'agent_hangup', recorded: true }
  if (answer.transferNumber) return { then: 'transfer_call', number: answer.transferNumber }
  if (answer.digitToPress) return { then: 'press_digit', digits: answer.digitToPress }
  return otherwise
}

/** What the agent is to think about: what was ordered, else what the caller said last. */
function heardBy({ world, run }: Moment): MindEvent {
  const { event } = run
  delete run.event
  const said = world.store.calls.items(run.callId).findLast(item => item.role === 'user')
  return event ?? { type: 'said', text: said && 'content' in said ? said.content : '' }
}

/** Simulates what a turn of the agent takes, notes it for the call's record, and answers how long it is still to come. */
function takesUntilSpoken({ world, run }: Moment, responseId: number): number {
  const latency = simulateTurnLatency(world.chance(run.callId, 'latency', responseId), {
    customLlm: isCustom(run),
    knowledgeBase: (run.llm?.knowledge_base_ids?.length ?? 0) > 0,
    s2s: Boolean(run.llm?.s2s_model),
  })
  run.latencies.push(latency)
  if (run.llm && !run.llm.s2s_model) {
    const promptChars = run.llm.general_prompt?.length ?? PLAIN_PROMPT_CHARS
    const chance = world.chance(run.callId, 'tokens', responseId)
    run.promptTokens.push(simulatePromptTokens(chance, run.promptTokens.length, promptChars))
  }
  return Math.round(Math.max(0, latency.e2e - (world.now() - run.heardAt)))
}
