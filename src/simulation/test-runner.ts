// Test runs as time passes: a job a turn, from pending to a verdict. The simulated user says what its prompt has in
// quotation marks, or what the caller of the workspace's default scenario says. The agent's mind goes from job to job.

import type { Schemas } from '../contract.ts'
import type { Jobs } from '../jobs.ts'
import { piecesOf, textOf } from '../lifecycle/saying.ts'
import type { Scenario, Scenarios } from '../lifecycle/scenario.ts'
import { type Engine as MindEngine, type MindState, newMind, quotesIn, type Reply } from '../mind/index.ts'
import { type AskModel, NO_REPLY, repliesFor } from '../model/speaker.ts'
import type { World } from '../world.ts'
import { type Clerk, draftClerk, exchange, type Message, type Scene, stamp } from './conversation.ts'
import { engineFor, toolNamesOf } from './engine.ts'
import { verdictOf } from './verdict.ts'

type Run = Schemas['TestRunResponse']
type Engine = Schemas['BoundResponseEngine']

export interface TestRunner {
  /** Sets a run going that has just been stored as pending. */
  start(world: World, runId: string): void
}

/** How long a run takes to begin, and then each exchange; a guess. */
const TURN_MS = 1_000
const MAX_TURNS = 50

interface Payload {
  runId: string
  /** Absent before the first turn. */
  mind?: MindState
}

export function createTestRunner({
  jobs,
  scenarios,
  askModel,
}: {
  jobs: Jobs<World>
  scenarios: Scenarios
  /** Of a model that speaks for the agents; undefined where none does. */
  askModel?: AskModel | undefined
}): TestRunner {
  const turn = jobs.errand<Payload, readonly Reply[] | undefined>('test.turn', repliesTo, goOn)

  /** What a model has to say in the next exchange, where one speaks for the agent. */
  async function repliesTo(world: World, { runId, mind }: Payload, signal: AbortSignal) {
    const found = askModel && world.store.testRuns.find(runId)
    const batch = found && world.store.batchTests.find(found.batchId)
    const engine = batch && engineFor(world.store, batch.response_engine)
    if (!askModel || !found || !engine) return undefined
    const { heard, scene, event } = sceneOf(world, found.run, engine, draftClerk(world))
    return repliesFor(
      replies => exchange({ ...scene, replies }, mind ?? newMind(), event, draftClerk(world)),
      question => askModel(world, { question, history: heard, medium: 'chat', subject: runId }, signal),
    )
  }

  function goOn(world: World, { runId, mind }: Payload, replies: readonly Reply[] | undefined): void {
    const found = world.store.testRuns.find(runId)
    const batch = found && world.store.batchTests.find(found.batchId)
    if (!found || !batch) return
    const { run, batchId } = found
    const engine = engineFor(world.store, batch.response_engine)
    if (!engine) {
      return end(world, batchId, run, 'error', `The ${nameOf(batch.response_engine)} is gone.`)
    }
    const { messages, over, state } = talk(world, run, engine, mind, replies && [...replies, NO_REPLY])
    const talked: Run = { ...run, status: 'in_progress', transcript_snapshot: { messages } }
    if (!over) {
      world.store.testRuns.put({ ...talked, user_modified_timestamp: world.now() })
      return turn(world, TURN_MS, { runId, mind: state }, runId)
    }
    const { passed, explanation } = verdictOf(
      run.test_case_definition_snapshot.metrics,
      messages,
      toolNamesOf(engine),
    )
    end(world, batchId, talked, passed ? 'pass' : 'fail', explanation)
  }

  /** What has been said up to now, with what the user says next. */
  function sceneOf(world: World, run: Run, engine: MindEngine, clerk: Clerk) {
    const { user_prompt, dynamic_variables, tool_mocks } = run.test_case_definition_snapshot
    const script = scenarios.named(world.settings.default_scenario)
    const userLines = linesOfUser(user_prompt, script)
    const scene: Scene = { engine, variables: dynamic_variables, mocks: tool_mocks, script }
    if (run.status === 'pending') {
      return { scene, event: { type: 'began' as const }, heard: [], isLast: userLines.length === 0 }
    }
    const before = messagesOf(run)
    const spoken = before.filter(({ role }) => role === 'user').length
    const text = userLines[spoken]!
    const heard: Message[] = [...before, { ...stamp(clerk), role: 'user', content: text }]
    const isLast = spoken + 1 >= Math.min(userLines.length, MAX_TURNS)
    return { scene, event: { type: 'said' as const, text }, heard, isLast }
  }

  /** What has been said up to now with one more exchange, and whether that was the last. */
  function talk(
    world: World,
    run: Run,
    engine: MindEngine,
    mind: MindState = newMind(),
    replies?: readonly Reply[],
  ): { messages: Message[]; over: boolean; state: MindState } {
    const { scene, event, heard, isLast } = sceneOf(world, run, engine, world)
    const { messages, state } = exchange({ ...scene, replies }, mind, event, world)
    return { messages: [...heard, ...messages], state, over: state.over !== null || isLast }
  }

  return { start: (world, runId) => turn(world, TURN_MS, { runId }, runId) }
}

/** Ends a run and counts it; the last one completes its batch. */
function end(
  world: World,
  batchId: string,
  run: Run,
  status: 'pass' | 'fail' | 'error',
  result_explanation: string,
): void {
  const user_modified_timestamp = world.now()
  world.store.testRuns.put({ ...run, status, result_explanation, user_modified_timestamp })
  const batch = world.store.batchTests.get(batchId)
  const counted = { ...batch, [`${status}_count`]: batch[`${status}_count`] + 1 }
  const done = counted.pass_count + counted.fail_count + counted.error_count
  world.store.batchTests.put(batchId, {
    ...counted,
    status: done === counted.total_count ? 'complete' : 'in_progress',
    user_modified_timestamp,
  })
}

function linesOfUser(prompt: string, { caller = [] }: Scenario): string[] {
  const quoted = quotesIn(prompt)
  return quoted.length > 0
    ? quoted
    : caller.flatMap(step => ('say' in step ? [textOf(piecesOf(step.say))] : []))
}

/** The snapshot is written here alone, as `{ messages }`. */
const messagesOf = (run: Run): Message[] => (run.transcript_snapshot?.messages as Message[] | undefined) ?? []

function nameOf(engine: Engine): string {
  if (engine.type === 'retell-llm') return `LLM ${engine.llm_id}, version ${engine.version}`
  return engine.type === 'custom-llm' ? 'custom LLM' : `flow ${engine.conversation_flow_id}`
}
