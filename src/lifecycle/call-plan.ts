// The jobs of a call: each is about one call, finds its run and stores it again, and does nothing once the call is over.

import type { Call } from '../contract.ts'
import type { Schedule } from '../job-definition.ts'
import type { Jobs } from '../jobs.ts'
import type { ToolAnswer } from '../tools/tools.ts'
import type { World } from '../world.ts'
import {
  isAhead,
  type NeededCall,
  type Run,
  runOf,
  saveRun,
  type TransferDestination,
  type TransferOutcome,
} from './run.ts'
import type { DisconnectionReason } from './scenario.ts'
import type { Watchers } from './watchers.ts'

/** The jobs of a call and what each is told. */
export interface CallJobs {
  /** Dial the customer's LLM server. */
  'call.socket': { attempt: number; reconnect: boolean }
  /** The ringing is over, one way or another. */
  'call.ring': null
  /** The agent's first words. */
  'call.begin': null
  /** The agent's first words after all: the caller, who was to speak first, has not since the floor had this number. */
  'call.begin_after_all': { floor: number }
  /** The caller does its next step. */
  'call.caller': null
  /**
   * The agent's answer to what was said (`interrupts`: while the agent still spoke), to the keys that were pressed, or to what it
   * was told from outside.
   */
  'call.reply': { kind: 'response_required'; interrupts?: boolean; pressed?: string; injected?: string }
  /** No key has followed for so long that the entry is over. */
  'call.keys': null
  /** More of the answer that is being spoken. */
  'call.rest': { responseId: number }
  /** The caller has been silent since the floor had this number. */
  'call.remind': { floor: number }
  /** An answer that came after its turn had stopped waiting for it. */
  'call.answered': { answer: Answer }
  /** The LLM server speaks up, whoever is speaking. */
  'call.interrupted': { answer: Answer }
  /** Somebody who watches hears some more of what is being said. */
  'call.heard': { floor: number }
  /** The LLM server hears of what is being said, as far as it has been. `index`: which of the utterance's moments it is. */
  'call.said': { floor: number; index: number }
  /** Somebody has finished speaking. */
  'call.spoken': { floor: number }
  /** What picked up in place of a person has been recognised. */
  'call.machine': null
  /** A screener has heard who calls. */
  'call.screened': null
  /** A keepalive on the LLM socket. */
  'call.ping': { pongAt: number }
  /** The LLM socket was closed or broke; `reconnects` is how often that may be mended. */
  'call.lost': { reason: DisconnectionReason; reconnects: number }
  /** Nobody has spoken for too long, perhaps. */
  'call.silence': null
  'call.max_duration': null
  /** The caller does something over the agent's words, if the agent still speaks. */
  'call.barge_in': { floor: number }
  /** The agent goes on with its turn after a sentence. */
  'call.act': null
  /** A model is asked what the agent has to say, since this moment of the workspace's time. */
  'call.ponder': { askedAt: number }
  /** The agent's tool is asked. */
  'call.tool': NeededCall
  /** What a tool answered is there after its retries. `callId` is that of the tool call. */
  'call.tool_answered': { callId: string; answer: ToolAnswer }
  /** The target of a transfer is being called. */
  'call.transfer_rings': TransferDestination & { toolCallId: string }
  /** The caller does not wait for the target any longer. */
  'call.transfer_given_up': null
  /** What came of it. */
  'call.transferred': TransferOutcome
  /** The target has answered, and somebody says this line of what is said before the ends are put together. */
  'call.handoff': { line: number; outcome: TransferOutcome }
  /** The talk with the target is over. */
  'call.transfer_over': null
  'call.analyze': null
}

/** What an LLM server answered. */
export interface Answer {
  /** -1 for what it said unasked. */
  responseId: number
  /** The server's own number of what it said unasked. */
  interruptId?: number
  content: string
  /** The chunks that the content came in. */
  pieces: readonly string[]
  complete: boolean
  /** `growing`: its whole sentences are here, and more is to come. */
  cutShort?: 'growing' | 'limit' | 'superseded' | 'interrupted' | 'lost' | 'closed'
  endCall: boolean
  transferNumber?: string
  showTransfereeAsCaller?: boolean
  digitToPress?: string
  /** Which parts of the content must not be interrupted, from and to which character. */
  shielded?: readonly (readonly [from: number, to: number])[]
  /** Real ms from the request. */
  firstContentMs?: number
  completeMs?: number
}

/** A call at one of its moments. `run` is stored after the work unless the call is over by then. */
export interface Moment {
  world: World
  run: Run
  call: Call
}

/** `unchanged`: the run is as it was and need not be stored again. */
export type Outcome = void | 'unchanged'

export type CallJob = keyof CallJobs

const TALKING: readonly CallJob[] = [
  'call.socket',
  'call.ring',
  'call.begin',
  'call.begin_after_all',
  'call.caller',
  'call.reply',
  'call.keys',
  'call.rest',
  'call.remind',
  'call.answered',
  'call.interrupted',
  'call.heard',
  'call.said',
  'call.spoken',
  'call.machine',
  'call.screened',
  'call.ping',
  'call.lost',
  'call.silence',
  'call.max_duration',
  'call.barge_in',
  'call.act',
  'call.ponder',
  'call.tool',
  'call.tool_answered',
  'call.transfer_rings',
  'call.transfer_given_up',
  'call.handoff',
  'call.transferred',
]

export class CallPlan {
  readonly #jobs: Jobs<World>
  readonly #watchers: Pick<Watchers, 'changed'>
  readonly #schedules = new Map<CallJob, Schedule<World, { callId: string; payload: never }>>()

  constructor(jobs: Jobs<World>, watchers: Pick<Watchers, 'changed'>) {
    this.#jobs = jobs
    this.#watchers = watchers
  }

  /** Does `kind` for this call after `delayMs` of the workspace's time. */
  later<Kind extends CallJob>(
    { world, run }: { world: World; run: Pick<Run, 'callId' | 'drive'> },
    kind: Kind,
    delayMs: number,
    payload: CallJobs[Kind],
  ): void {
    const schedule = this.#schedules.get(kind)
    if (!schedule) throw new Error(`no job is called ${kind}`)
    schedule(world, delayMs, { callId: run.callId, payload: payload as never }, run.callId, isAhead(run))
  }

  step<Kind extends CallJob>(kind: Kind, work: (moment: Moment, payload: CallJobs[Kind]) => Outcome): void {
    this.#schedules.set(
      kind,
      this.#jobs.step<{ callId: string; payload: CallJobs[Kind] }>(kind, (world, { callId, payload }) => {
        this.#atMoment(world, callId, moment => work(moment, payload))
      }) as never,
    )
  }

  /** `io` sees the call as it is before the I/O and must not change it; `commit` sees it as it is afterwards. */
  errand<Kind extends CallJob, Result>(
    kind: Kind,
    io: (moment: Moment, payload: CallJobs[Kind], signal: AbortSignal) => Promise<Result>,
    commit: (moment: Moment, result: Result, payload: CallJobs[Kind]) => Outcome,
  ): void {
    this.#schedules.set(
      kind,
      this.#jobs.errand<{ callId: string; payload: CallJobs[Kind] }, Result | undefined>(
        kind,
        async (world, { callId, payload }, signal) => {
          const moment = momentOf(world, callId)
          return moment && io(moment, payload, signal)
        },
        (world, { callId, payload }, result) => {
          if (result !== undefined) this.#atMoment(world, callId, moment => commit(moment, result, payload))
        },
      ) as never,
    )
  }

  #atMoment(world: World, callId: string, work: (moment: Moment) => Outcome): void {
    const moment = momentOf(world, callId)
    if (!moment) return
    const { run } = moment
    // On a fast clock an answer belongs to an earlier moment than what has happened to the call while it was on its way.
    run.reachedAt = Math.max(world.now(), run.reachedAt ?? 0)
    const outcome = world.clock.asOf(run.reachedAt, () => work(moment), { ahead: true })
    if (outcome !== 'unchanged' && runOf(world, callId)) saveRun(world, run)
    this.#watchers.changed(world, callId)
  }

  /** Lets a call live on, whatever the clock shows, until `isDone` says so. */
  ahead(world: World, callId: string, isDone: () => boolean): Promise<void> {
    return this.#jobs.ahead(world, callId, isDone)
  }

  /** Whether somebody outside is being asked or told, and the workspace waits for the answer. */
  isWaiting(world: World): boolean {
    return this.#jobs.isUnderWay(world)
  }

  /**
   * Does `work` at the moment that the call has reached, which may be ahead of the clock; what that plans for at once, such
   * as to tell of it, is done soon.
   */
  atItsMoment({ world, run }: Pick<Moment, 'world' | 'run'>, work: () => void): void {
    const { reachedAt = 0 } = run
    if (reachedAt <= world.now()) return work()
    world.clock.asOf(reachedAt, work, { ahead: true })
    void this.#jobs.ahead(world, run.callId, () => true, reachedAt)
  }

  /** Takes back every job of the talk itself; deliveries and the analysis stay. */
  stopTalking({ world, run }: Moment): void {
    this.#jobs.cancel(world, run.callId, ...TALKING)
  }

  /** Takes back every job of a call that is deleted; deliveries about it stay. */
  forget(world: World, callId: string): void {
    this.#jobs.cancel(world, callId, ...TALKING, 'call.transfer_over', 'call.analyze')
  }

  /** Answers whether there was one. */
  cancel({ world, run }: Moment, kind: CallJob): boolean {
    return this.#jobs.cancel(world, run.callId, kind) > 0
  }
}

function momentOf(world: World, callId: string): Moment | undefined {
  const run = runOf(world, callId)
  if (!run) return undefined
  let call: Call | undefined
  return {
    world,
    run,
    get call() {
      call ??= world.store.calls.get(callId)
      return call
    },
    set call(changed) {
      call = changed
    },
  }
}
