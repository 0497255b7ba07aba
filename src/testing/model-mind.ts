// An agent's mind in a test where a model speaks for it: its questions are answered from a list, as nobody need wait for that.

import {
  type Act,
  type Engine,
  type MindEvent,
  newMind,
  type Question,
  type Reply,
  type Script,
  think,
} from '../mind/index.ts'
import { lineOf } from './mind.ts'

/** Words, calls of functions, or no reply at all. */
export type Answer = string | [name: string, args?: Record<string, unknown>][] | null

export function modelMindOf(
  engine: Engine,
  answers: Answer[] | ((question: Question) => Answer),
  script: Script = {},
) {
  let ids = 0
  const setting = {
    session: { type: 'voice' as const, nowMs: 1_711_690_000_000 },
    script,
    newToolCallId: () => `t${++ids}`,
  }
  const mind = {
    state: newMind(),
    acts: [] as Act[],
    questions: [] as Question[],
    on(event: MindEvent): string[] {
      const replies: Reply[] = []
      for (;;) {
        ids = 0
        const { acts, state, question } = think(engine, mind.state, event, { ...setting, replies })
        if (!question) {
          mind.state = JSON.parse(JSON.stringify(state)) as typeof state
          mind.acts = acts
          return acts.map(lineOf)
        }
        mind.questions.push(question)
        replies.push(replyOf(typeof answers === 'function' ? answers(question) : answers.shift()))
      }
    },
    begin: (): string[] => mind.on({ type: 'began' }),
    hear: (text: string): string[] => mind.on({ type: 'said', text }),
    answer(content: string, id?: string): string[] {
      const toolCallId = id ?? mind.state.calls[0]?.id ?? 'none'
      return mind.on({ type: 'answered', toolCallId, content, successful: true })
    },
    /** What the latest question offered. */
    offered: (): string[] => (mind.questions.at(-1)?.offers ?? []).map(({ name }) => name),
  }
  return mind
}

function replyOf(answer: Answer | undefined): Reply {
  if (answer === undefined) throw new Error('nobody has said what the model answers to this')
  if (answer === null) return { failed: 'down' }
  if (typeof answer === 'string') return { content: answer, calls: [] }
  return { content: '', calls: answer.map(([name, args = {}]) => ({ name, arguments: args })) }
}
