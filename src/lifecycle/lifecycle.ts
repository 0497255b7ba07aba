// What happens to a call as time passes, put together from its parts: ringing, the socket, the turns, the end.

import type { AudioForm } from '../audio/audio-form.ts'
import type { Agent, Call } from '../contract.ts'
import type { Jobs } from '../jobs.ts'
import type { Journal } from '../journal.ts'
import { type Engine, newMind, type Start } from '../mind/index.ts'
import type { UseTool } from '../tools/tools.ts'
import type { World } from '../world.ts'
import { defineAnswering } from './answering.ts'
import { inOrder } from './call-keys.ts'
import { type Answer, CallPlan, type Moment } from './call-plan.ts'
import { type CallStorage, defineCallStorage } from './call-storage.ts'
import { defineCaller } from './caller.ts'
import { createDrive, type Drive, unattended } from './drive.ts'
import { defineEnding } from './ending.ts'
import { defineFarEnd, type FarEnd } from './far-end.ts'
import { defineHandoff } from './handoff.ts'
import { defineIntervention, type Intervention } from './intervention.ts'
import { defineKeyEntry } from './key-entry.ts'
import { defineLimits } from './limits.ts'
import type { LineOrder, Lines } from './line.ts'
import { defineLlmSocket, lineOrderOf } from './llm-socket.ts'
import { defineOverlap } from './overlap.ts'
import { actsOnPickUp, definePickUp } from './pick-up.ts'
import { isBurst } from './places.ts'
import type { Retention } from './retention.ts'
import { defineRinging } from './ringing.ts'
import { isCustom, type Run, runOf, saveRun } from './run.ts'
import type { DisconnectionReason, Scenario } from './scenario.ts'
import { defineSpeaking } from './speaking.ts'
import { telephonyIdentifier } from './telephony.ts'
import type { Tell } from './tell.ts'
import { defineThinking, type ThinkingParts } from './thinking.ts'
import { defineTransfers } from './transfer.ts'
import { defineTurns } from './turns.ts'
import type { Watchers } from './watchers.ts'
import { defineWatching } from './watching.ts'

export interface LifecycleParts {
  jobs: Jobs<World>
  journal: Journal
  lines: Lines
  watchers: Watchers
  tell: Tell
  retention: Retention
  useTool: UseTool
  askModel?: ThinkingParts['askModel']
  successorFor: ThinkingParts['successorFor']
}

/** A call that has just been stored as `registered`. */
export interface NewCall {
  call: Call
  kind: Run['kind']
  audio?: AudioForm | undefined
  scenario: Scenario
  /** The agent version, with the call's overrides. */
  agent: Agent
  llm: Run['llm']
  engine: Engine
  /** Where the conversation begins when not at the beginning. */
  start?: Start | undefined
  voiceProvider: string
  variables: Record<string, string>
  dropIfMachine?: boolean
  /** Whether the call is beyond the concurrency limit, which costs more. */
  burst?: boolean
}

export interface Lifecycle {
  /** Sets a new call going; everything that follows is a job. */
  start(world: World, call: NewCall): void
  /** The LLM server sent a whole answer after its turn had stopped waiting. */
  answeredLate(world: World, callId: string, answer: Answer): void
  /** The LLM server speaks up on its own. */
  interrupted(world: World, callId: string, answer: Answer): void
  /** The LLM server's socket is gone; `reconnects` is how often that may be mended before the call ends for `reason`. */
  socketLost(world: World, callId: string, reason: DisconnectionReason, reconnects: number): void
  /** What a call under way asks of an LLM server that comes by itself; undefined when it takes none. */
  attend(world: World, callId: string): LineOrder | undefined
  /** The LLM server records or changes something in mid-call. */
  change(world: World, callId: string, change: (moment: Moment) => void): void
  /** Somebody has begun to watch a call that goes on. */
  follow(world: World, callId: string): void
  /** Somebody hears a call from here on; one that waits for the far end is answered by it, one that comes in waits on. */
  pickUp(world: World, callId: string): void
  /** The far end of a call that goes on is gone. */
  putDown(world: World, callId: string): void
  /** Deletes a call, also one that goes on: no more jobs, its sockets closed. Refuses with 404 what is not there. */
  remove(world: World, callId: string): void
  /** What may be done to a call under way from outside; to be used within `change`. */
  intervention: Intervention
  /** What the far end does by somebody's command; to be used within `change`. */
  farEnd: FarEnd
  /** Moves calls on that do not go by the clock. */
  drive: Drive
  /** What becomes of the record of a call that is over. */
  storage: CallStorage
}

/** Retell docs, agent settings: reminder_trigger_ms and reminder_max_count. */
const REMINDER = { triggerMs: 10_000, maxCount: 1 }

export function createLifecycle({
  jobs,
  journal,
  lines,
  watchers,
  tell,
  retention,
  useTool,
  askModel,
  successorFor,
}: LifecycleParts): Lifecycle {
  const plan = new CallPlan(jobs, watchers)
  const watching = defineWatching(plan, watchers)
  const storage = defineCallStorage(jobs)
  const end = defineEnding(plan, { tell, lines, watchers, journal, storage })
  const limits = defineLimits(plan, end)
  const transfers = defineTransfers(plan, { end, tell, storage })
  const speaking = defineSpeaking(plan, { end, lines, watching, journal, transfers, tell })
  defineHandoff(plan, speaking)
  const thinking = defineThinking(plan, {
    end,
    speaking,
    transfers,
    useTool,
    askModel,
    journal,
    successorFor,
  })
  const pickUp = definePickUp(plan, { end, speaking, begin: maybeBegin })
  const socket = defineLlmSocket(plan, { end, lines, journal, opened: maybeBegin })
  const answering = defineAnswering(plan, { lines, speaking, socket })
  const turns = defineTurns(plan, { answering, lines, socket, thinking })
  const keys = defineKeyEntry(plan, { lines })
  const caller = defineCaller(plan, { end, keys, lines, limits, speaking, transfers })
  defineOverlap(plan, { end, lines, speaking, caller })
  const ringing = defineRinging(plan, { answered, end })
  const drive = createDrive(plan)
  const intervention = defineIntervention(plan, { end, lines, speaking, thinking })

  const farEnd = defineFarEnd(plan, { answered, caller, end, keys, speaking, transfers, turns })

  function answered(moment: Moment): void {
    const { world, run, call } = moment
    run.startedAt = world.now()
    run.heardAt = world.now()
    if (run.kind === 'inbound') run.burst = isBurst(world)
    const ongoing = inOrder<Call>({
      ...call,
      call_status: 'ongoing',
      start_timestamp: world.now(),
      ...telephonyIdentifier(moment),
    })
    moment.call = world.store.calls.put(ongoing)
    journal.report({ type: 'call', callId: run.callId, text: 'ongoing' })
    tell(world, 'call_started', ongoing, run)
    limits.watch(moment)
    if (actsOnPickUp(run)) pickUp.greet(moment)
    else maybeBegin(moment)
  }

  /** The talk begins when somebody is on the line and whoever thinks for the agent is there. */
  function maybeBegin(moment: Moment): void {
    const { run } = moment
    if (run.startedAt === undefined || run.voicemail || actsOnPickUp(run)) return
    if (!isCustom(run) || run.socket === 'open') plan.later(moment, 'call.begin', 0, null)
  }

  function change(world: World, callId: string, work: (moment: Moment) => void): void {
    const run = runOf(world, callId)
    const call = run && world.store.calls.find(callId)
    if (!run || !call) return
    plan.atItsMoment({ world, run }, () => work({ world, run, call }))
    if (runOf(world, callId)) saveRun(world, run)
    watchers.changed(world, callId)
  }

  return {
    start(world, order) {
      const run = newRun(order, world.settings)
      saveRun(world, run)
      world.faults.addAbout(run.callId, order.scenario.faults)
      retention.watch(world, 'call', run.callId, run.agent.data_storage_retention_days)
      if (!isCustom(run)) world.store.calls.runs.putEngine(run.callId, order.engine)
      journal.report({ type: 'call', callId: run.callId, text: `registered (${order.scenario.name})` })
      ringing.start({ world, run, call: order.call })
      if (run.drive === 'immediate') void drive.toTheEnd(world, run.callId)
    },
    answeredLate: (world, callId, answer) =>
      change(world, callId, moment => plan.later(moment, 'call.answered', 0, { answer })),
    interrupted: (world, callId, answer) =>
      change(world, callId, moment => {
        // Of several at one moment the last is heard.
        plan.cancel(moment, 'call.interrupted')
        plan.later(moment, 'call.interrupted', 0, { answer })
      }),
    socketLost: (world, callId, reason, reconnects) =>
      change(world, callId, moment => {
        moment.run.socket = 'opening'
        plan.later(moment, 'call.lost', 0, { reason, reconnects })
      }),
    attend(world, callId) {
      const run = runOf(world, callId)
      const call = run && world.store.calls.find(callId)
      return run && call && lineOrderOf({ world, run, call })
    },
    change,
    follow: (world, callId) => change(world, callId, watching.follow),
    pickUp: (world, callId) =>
      change(world, callId, moment => {
        if (moment.run.startedAt !== undefined) watching.follow(moment)
        else if (moment.run.kind !== 'inbound') farEnd.answer(moment)
      }),
    putDown: (world, callId) =>
      change(world, callId, moment => {
        if (moment.call.call_status === 'ongoing') farEnd.hangUp(moment)
      }),
    remove(world, callId) {
      world.store.calls.delete(callId)
      world.store.retentions.delete({ kind: 'call', id: callId })
      lines.close(world, callId)
      watchers.ended(world, { call_id: callId })
      plan.forget(world, callId)
    },
    intervention,
    farEnd,
    drive,
    storage,
  }
}

function newRun(
  {
    call,
    kind,
    audio,
    scenario,
    agent,
    llm,
    start,
    voiceProvider,
    variables,
    dropIfMachine = false,
    burst = false,
  }: NewCall,
  { call_drive: drive, physics: everywhere }: World['settings'],
): Run {
  const custom = agent.response_engine.type === 'custom-llm' || scenario.llm_socket === 'unreachable'
  const physics = { ...everywhere, ...scenario.physics }
  return {
    callId: call.call_id,
    kind,
    ...(audio ? { audio } : {}),
    scenario: drive === 'manual' ? unattended(scenario, kind) : scenario,
    drive,
    polls: 0,
    agent,
    ...(llm ? { llm } : {}),
    mind: newMind(start),
    acts: [],
    voiceProvider,
    variables,
    ...(agent.response_engine.type === 'custom-llm'
      ? { llmUrl: agent.response_engine.llm_websocket_url }
      : {}),
    socket: custom ? 'opening' : 'none',
    begun: false,
    nextResponseId: 1,
    nextStep: 0,
    turns: 0,
    ...(Object.keys(physics).length > 0 ? { physics } : {}),
    idleMs: 0,
    noteChars: 0,
    responsiveness: agent.responsiveness ?? 1,
    interruptionSensitivity: agent.interruption_sensitivity ?? 1,
    reminders: 0,
    reminderTriggerMs: agent.reminder_trigger_ms ?? REMINDER.triggerMs,
    reminderMaxCount: agent.reminder_max_count ?? REMINDER.maxCount,
    floor: 0,
    items: 0,
    heardAt: 0,
    latencies: [],
    promptTokens: [],
    reconnects: { abnormal: 0, ping: 0 },
    dropIfMachine,
    burst,
    voicemail: false,
  }
}
