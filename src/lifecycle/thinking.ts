// The agent of a call thinks, and does what comes of it, act by act: each sentence takes its time, tools are asked by jobs, and
// the turn goes on when they have answered. What an agent with a server of its own says comes from that server instead.

import type { Journal } from '../journal.ts'
import { type Act, awaits, type MindEvent, type needsIn, successorOf } from '../mind/index.ts'
import type { AskModel } from '../model/speaker.ts'
import type { TranscriptItem } from '../store/calls.ts'
import type { UseTool } from '../tools/tools.ts'
import type { World } from '../world.ts'
import type { CallPlan, Moment } from './call-plan.ts'
import type { End } from './ending.ts'
import { hearAction, hearTool, hearWords } from './expecting.ts'
import { uninterrupted } from './handoff.ts'
import { definePondering } from './pondering.ts'
import { isCustom, type ThinkingTurn } from './run.ts'
import type { Speaking } from './speaking.ts'
import type { CallSuccessor } from './successor.ts'
import { adopt } from './successor.ts'
import { addItem, recordAction, secondsInto, withTranscript } from './transcript.ts'
import type { Transfers } from './transfer.ts'

type Need = ReturnType<typeof needsIn>[number]

export interface Thinking {
  /** Lets the agent think about what happened, and do what comes of it; `turn.after` comes when nothing more does. */
  take(moment: Moment, event: MindEvent, turn: ThinkingTurn): void
  /** Lets the agent keep something in mind, unless a server thinks for it. */
  remember(moment: Moment, content: string): void
}

export interface ThinkingParts {
  end: End
  speaking: Speaking
  transfers: Transfers
  useTool: UseTool
  /** Of a model that speaks for the agents; undefined where none does. */
  askModel: AskModel | undefined
  journal: Journal
  /** The agent that another hands over to; undefined when there is none that can take it. */
  successorFor(world: World, agentId: string, version: number | string | undefined): CallSuccessor | undefined
}

export function defineThinking(
  plan: CallPlan,
  { end, speaking, transfers, useTool, askModel, journal, successorFor }: ThinkingParts,
): Thinking {
  plan.step('call.act', moment => perform(moment))

  plan.errand(
    'call.tool',
    ({ world, run, call }, need, signal) =>
      useTool(
        world,
        {
          call: need,
          about: { call: withTranscript(world, call) },
          subject: run.callId,
        },
        signal,
      ),
    (moment, { afterMs, ...answer }, { id: callId, need }) => {
      if (afterMs) return plan.later(moment, 'call.tool_answered', afterMs, { callId, answer })
      if (need.kind === 'send_sms' && answer.successful) noteSms(moment, need.text)
      answered(moment, callId, answer)
    },
  )

  plan.step('call.tool_answered', (moment, { callId, answer }) => answered(moment, callId, answer))

  plan.step('call.transferred', (moment, { callId: id, successful, content }) =>
    answered(moment, id, { content, successful }),
  )

  const { consider, isPondering } = definePondering(plan, { askModel, thought: perform })

  function take(moment: Moment, event: MindEvent, turn: ThinkingTurn): void {
    moment.run.turn = turn
    consider(moment, event)
    perform(moment)
  }

  function answered(
    moment: Moment,
    toolCallId: string,
    answer: { content: string; successful: boolean; variables?: Readonly<Record<string, unknown>> },
  ): void {
    consider(moment, { type: 'answered', toolCallId, ...answer })
    if (!moment.run.speaking) perform(moment)
  }

  /** Does acts up to the next that takes time. */
  function perform(moment: Moment): void {
    const { run } = moment
    for (let act = run.acts.shift(); act; act = run.acts.shift()) {
      if (act.type === 'say') return say(moment, act.text)
      if (act.type === 'end') return over(moment, act)
      note(moment, act)
      if (act.type === 'tool_call' && act.call.need) ask(moment, { ...act.call, need: act.call.need })
    }
    if (awaits(run.mind) || isPondering(run) || !run.turn) return
    const { after } = run.turn
    delete run.turn
    speaking.proceed(moment, after)
  }

  function say(moment: Moment, content: string): void {
    hearWords(moment, content)
    const { turn } = moment.run
    const delayMs = turn?.delayMs ?? 0
    if (turn) turn.delayMs = 0
    const responseId = turn?.responseId
    speaking.say(moment, {
      role: 'agent',
      content,
      delayMs,
      after: { then: 'act' },
      ...(responseId === undefined ? {} : { responseId }),
    })
  }

  function note(moment: Moment, act: Act): void {
    const { run } = moment
    const time_sec = secondsInto(moment)
    const add = (item: TranscriptItem) => addItem(moment, item)
    switch (act.type) {
      case 'node_transition': {
        const { type: role, ...nodes } = act
        return add({ role, ...nodes, time_sec })
      }
      case 'state_transition':
        return recordAction(moment, act.tool.name, act.tool.arguments, act.new_state_name)
      case 'tool_call': {
        const { id: tool_call_id, name, arguments: args, need } = act.call
        // As tools are called in an agent's definition.
        const type = need ? { type: need.kind === 'transfer' ? 'transfer_call' : need.kind } : {}
        const role = 'tool_call_invocation'
        hearTool(moment, name, JSON.stringify(args))
        if (need?.kind === 'transfer') hearAction(moment, { transfersTo: need.number })
        return add({ role, tool_call_id, name, arguments: JSON.stringify(args), ...type, time_sec })
      }
      case 'tool_result': {
        const { toolCallId: tool_call_id, content, successful } = act
        return add({ role: 'tool_call_result', tool_call_id, content, successful, time_sec })
      }
      case 'warn':
        return journal.report({ type: 'problem', message: `${run.callId}: ${act.text}` })
    }
  }

  /** What is the call's own affair is done here; the rest is asked by a job. */
  function ask(moment: Moment, call: Need): void {
    const { need, id } = call
    switch (need.kind) {
      case 'transfer':
        return transfers.begin(moment, { toolCallId: id, ...need })
      case 'agent_swap': {
        const found = successorFor(moment.world, need.agentId, need.agentVersion)
        const content = found ? 'swapped' : `There is no agent ${need.agentId} that can take the call.`
        if (found) moment.run.successor = { ...found, settings: need.settings }
        return consider(moment, { type: 'answered', toolCallId: id, content, successful: Boolean(found) })
      }
      case 'bridge_transfer':
      case 'cancel_transfer':
        return consider(moment, { type: 'answered', toolCallId: id, content: '', successful: true })
      default:
        plan.later(moment, 'call.tool', 0, call)
    }
  }

  function over(moment: Moment, { over: outcome }: Extract<Act, { type: 'end' }>): void {
    const { run } = moment
    switch (outcome.how) {
      case 'ended':
        hearAction(moment, { endsCall: true, answered: true })
        if (!endedByTool(moment)) recordAction(moment, 'end_call', {}, 'call ended')
        return end(moment, 'agent_hangup')
      case 'transferred': {
        transfers.bridge(moment)
        const words = run.transfer?.handoff?.public
        if (words === undefined) return transfers.leave(moment)
        return speaking.say(moment, { ...uninterrupted(words), after: { then: 'leave' } })
      }
      case 'bridged':
        return end(moment, 'transfer_bridged')
      case 'cancelled':
        return end(moment, 'transfer_cancelled')
      case 'swapped':
        run.mind = successorOf(run.mind)
        adopt(moment)
        consider(moment, { type: 'took_over' })
        return perform(moment)
    }
  }

  return {
    take,
    remember(moment, content) {
      if (!isCustom(moment.run)) consider(moment, { type: 'injected', content, respond: false })
    },
  }
}

/** An agent that hangs up by a tool has said so; one whose line says it has not. */
function endedByTool({ world, run }: Moment): boolean {
  const last = world.store.calls.items(run.callId).at(-1)
  return last?.role === 'tool_call_result'
}

function noteSms(moment: Moment, content: string): void {
  addItem(moment, { role: 'sms', content, time_sec: secondsInto(moment) })
}
