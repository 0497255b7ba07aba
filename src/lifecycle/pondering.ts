// How the agent of a call comes to what it does: it thinks at once by itself, and where a model speaks for it a job asks that
// first. Meanwhile the call goes on, and what else happens is thought about in its turn.

import { type Engine, type MindEvent, type Reply, think } from '../mind/index.ts'
import { type HistoryItem, itemsOf } from '../model/prompt.ts'
import { type AskModel, NO_REPLY, placeholders, repliesFor } from '../model/speaker.ts'
import type { World } from '../world.ts'
import type { CallPlan, Moment } from './call-plan.ts'
import { sessionOf } from './call-variables.ts'
import { type Run, variablesOf } from './run.ts'
import { noteTokens } from './token-usage.ts'

export interface Pondering {
  /** Thinks about what happened, now or later, and puts what comes of it behind what is still to be done. */
  consider(moment: Moment, event: MindEvent): void
  /** Whether something of the agent's is still to come, from a model. */
  isPondering(run: Run): boolean
}

/** `thought` is told when something has come of what was not thought about at once, unless somebody is speaking. */
export function definePondering(
  plan: CallPlan,
  { askModel, thought }: { askModel: AskModel | undefined; thought(moment: Moment): void },
): Pondering {
  plan.errand(
    'call.ponder',
    async (moment, _payload, signal) => {
      const { world, run } = moment
      const [event] = run.pondered ?? []
      if (!event || !askModel) return []
      const setting = { ...settingOf(moment), newToolCallId: placeholders() }
      const engine = engineOf(moment)
      const history = historyOf(world, run)
      return repliesFor(
        replies => think(engine, run.mind, event, { ...setting, replies }),
        question => askModel(world, { question, history, medium: 'voice', subject: run.callId }, signal),
      )
    },
    (moment, replies, { askedAt }) => {
      const { world, run } = moment
      const [event, ...others] = run.pondered ?? []
      delete run.pondered
      if (!event) return
      // The mind may have changed under the question: what it has no reply to then is left to the rules.
      thinkWith(moment, event, [...replies, NO_REPLY])
      noteTokens(run, replies)
      noteFailures(moment, replies)
      if (run.turn) run.turn.delayMs = Math.max(0, run.turn.delayMs - (world.now() - askedAt))
      for (const other of others) consider(moment, other)
      if (!run.speaking) thought(moment)
    },
  )

  function consider(moment: Moment, event: MindEvent): void {
    const { world, run } = moment
    if (run.pondered) return void run.pondered.push(event)
    if (thinkWith(moment, event, askModel && [])) return
    run.pondered = [event]
    plan.later(moment, 'call.ponder', 0, { askedAt: world.now() })
  }

  return { consider, isPondering: run => run.pondered !== undefined }
}

/** Whether the thought could be had without another reply. */
function thinkWith(moment: Moment, event: MindEvent, replies: readonly Reply[] | undefined): boolean {
  const { run } = moment
  const { acts, state, question } = think(engineOf(moment), run.mind, event, {
    ...settingOf(moment),
    replies,
  })
  if (question) return false
  run.mind = state
  run.acts.push(...acts)
  return true
}

/** Where the frames of a custom LLM are told, for its owner. */
function noteFailures({ world, run }: Moment, replies: readonly Reply[]): void {
  for (const reply of replies)
    if ('failed' in reply) {
      const frame = `the model server failed, and the plain rules speak instead: ${reply.failed}`
      world.store.frames.add(run.callId, { at: world.now(), direction: 'note', real_ms: null, frame })
    }
}

/** What was said and done, what is being said, and what the agent is about to do. */
function historyOf(world: World, run: Run): HistoryItem[] {
  const { speaking } = run
  return [
    ...world.store.calls.items(run.callId),
    ...(speaking ? [{ role: speaking.role, content: speaking.content, words: speaking.words }] : []),
    ...itemsOf(run.acts),
  ]
}

const NOTHING: Engine = { type: 'retell-llm', llm: {} }

const engineOf = ({ world, run }: Moment): Engine =>
  world.store.calls.runs.engine<Engine>(run.callId) ?? NOTHING

function settingOf(moment: Moment) {
  const { world, run } = moment
  const { agent: lines, choices, extracts } = run.scenario
  return {
    session: sessionOf(moment),
    variables: variablesOf(run),
    script: { agent: lines, choices, extracts },
    newToolCallId: () => world.newId('toolCall'),
  }
}
