// Test runs as time passes: a job a turn, from pending to a verdict. The simulated user says what its prompt has in
// quotation marks, or what the caller of the workspace's default scenario says.

import type { Schemas } from '../contract.ts'
import type { Jobs } from '../jobs.ts'
import type { Scenario, Scenarios } from '../lifecycle/scenario.ts'
import type { World } from '../world.ts'
import { agentTurn, type Line, type Message, stamp, type Turn } from './agent-turn.ts'
import { type SimulatedEngine, simulatedEngine } from './engine.ts'
import { quotesIn } from './mentions.ts'
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

export function createTestRunner({
  jobs,
  scenarios,
}: {
  jobs: Jobs<World>
  scenarios: Scenarios
}): TestRunner {
  const turn = jobs.step<{ runId: string }>('test.turn', (world, { runId }) => {
    const found = world.store.testRuns.find(runId)
    const batch = found && world.store.batchTests.find(found.batchId)
    if (!found || !batch) return
    const { run, batchId } = found
    const engine = simulatedEngine(world.store, batch.response_engine)
    if (!engine) {
      return end(world, batchId, run, 'error', `The ${nameOf(batch.response_engine)} is gone.`)
    }
    const { messages, over } = exchange(world, run, engine)
    const talked: Run = { ...run, status: 'in_progress', transcript_snapshot: { messages } }
    if (!over) {
      world.store.testRuns.put({ ...talked, user_modified_timestamp: world.now() })
      return turn(world, TURN_MS, { runId }, runId)
    }
    const { passed, explanation } = verdictOf(
      run.test_case_definition_snapshot.metrics,
      messages,
      toolNamesOf(engine),
    )
    end(world, batchId, talked, passed ? 'pass' : 'fail', explanation)
  })

  /** What has been said up to now with one more exchange, and whether that was the last. */
  function exchange(world: World, run: Run, engine: SimulatedEngine): { messages: Message[]; over: boolean } {
    const { user_prompt, dynamic_variables, tool_mocks } = run.test_case_definition_snapshot
    const scenario = scenarios.named(world.settings.default_scenario)
    const userLines = linesOfUser(user_prompt, scenario)
    const talk = (messages: Message[]): Turn =>
      agentTurn(
        {
          engine,
          messages,
          variables: { ...engine.default_dynamic_variables, ...dynamic_variables },
          mocks: tool_mocks,
          lines: scenario.agent ?? NO_LINES,
          state: stateAfter(messages),
        },
        world,
      )
    const before = messagesOf(run)
    if (run.status === 'pending') return { messages: talk([]).messages, over: userLines.length === 0 }
    const spoken = before.filter(({ role }) => role === 'user').length
    const heard: Message[] = [...before, { ...stamp(world), role: 'user', content: userLines[spoken]! }]
    const { messages, ended } = talk(heard)
    const over = ended || spoken + 1 >= Math.min(userLines.length, MAX_TURNS)
    return { messages: [...heard, ...messages], over }
  }

  return { start: (world, runId) => turn(world, TURN_MS, { runId }, runId) }
}

const NO_LINES: readonly Line[] = []

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
  return quoted.length > 0 ? quoted : caller.flatMap(step => ('say' in step ? [step.say] : []))
}

/** The snapshot is written here alone, as `{ messages }`. */
const messagesOf = (run: Run): Message[] => (run.transcript_snapshot?.messages as Message[] | undefined) ?? []

const stateAfter = (messages: readonly Message[]): string | undefined =>
  messages.flatMap(message => (message.role === 'state_transition' ? [message.new_state_name] : [])).at(-1)

const toolNamesOf = (engine: SimulatedEngine): string[] =>
  [...(engine.general_tools ?? []), ...(engine.states ?? []).flatMap(state => state.tools ?? [])].map(
    tool => tool.name,
  )

function nameOf(engine: Engine): string {
  if (engine.type === 'retell-llm') return `LLM ${engine.llm_id}, version ${engine.version}`
  return engine.type === 'custom-llm' ? 'custom LLM' : `flow ${engine.conversation_flow_id}`
}
