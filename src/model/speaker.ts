// A model that speaks for the agents of this mock: it is asked what their minds want to know, and what goes wrong is said
// loudly and does no harm.

import type { Journal } from '../journal.ts'
import type { Lookup, Question, Reply } from '../mind/index.ts'
import type { World } from '../world.ts'
import type { AskServer } from './client.ts'
import { type HistoryItem, requestFor } from './prompt.ts'

export interface Asked {
  question: Question
  /** The conversation up to this turn. */
  history: readonly HistoryItem[]
  medium: 'voice' | 'chat'
  /** The id of the call, chat or test run, for people. */
  subject: string
}

/** Never rejects. */
export type AskModel = (world: World, asked: Asked, signal: AbortSignal) => Promise<Reply>

export function createAskModel({
  ask,
  journal,
  lookUp,
}: {
  ask: AskServer
  journal: Journal
  /** The passages of knowledge bases that a question is about. */
  lookUp(world: World, lookup: Lookup): string[]
}): AskModel {
  return async (world, { question, history, medium, subject }, signal) => {
    const passages = question.lookup ? lookUp(world, question.lookup) : []
    const reply = await ask(requestFor(question, history, medium, passages), signal)
    if ('failed' in reply && !signal.aborted) {
      const message = `${subject}: the model server failed, and the plain rules speak instead: ${reply.failed}`
      journal.report({ type: 'problem', message })
    }
    return reply
  }
}

/** What a thought gives that is left without a reply it did not know it would need. */
export const NO_REPLY: Reply = { failed: 'nobody was asked' }

/** Asks whatever `attempt` wants to know, until it wants to know nothing more. The mind bounds how much it asks. */
export async function repliesFor(
  attempt: (replies: readonly Reply[]) => { question?: Question },
  ask: (question: Question) => Promise<Reply>,
): Promise<Reply[]> {
  const replies: Reply[] = []
  for (let { question } = attempt(replies); question; { question } = attempt(replies)) {
    replies.push(await ask(question))
  }
  return replies
}

/** Ids for a thought of which nothing is kept. */
export function placeholders(): () => string {
  let count = 0
  return () => `pending_${++count}`
}
