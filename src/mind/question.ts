// What the mind asks a model, where one speaks for the agent, and what it hears back. The mind asks nobody itself: it stops
// at the first question without a reply, and is told the replies when it thinks the same thought anew.

import type { Act } from './act.ts'
import { LIMITS } from './state.ts'
import { fill, type Turn, warn } from './turn.ts'

/** A function that the model may call. */
export interface Offer {
  name: string
  description: string
  /** A JSON Schema. */
  parameters: { type: 'object'; properties: Record<string, unknown>; required?: readonly string[] }
}

export interface Question {
  /** What the agent is told to be and to do, with its variables filled in. */
  prompt: string
  offers: readonly Offer[]
  /** The offer that is to be called, whatever else; `null` where the model is free. */
  must: string | null
  temperature?: number | undefined
  /** What is to be looked up for it before. */
  lookup?: Lookup | undefined
  /** What happened last and stands in no transcript, such as a silence. */
  note?: string | undefined
  /** What the agent has done in this turn, which the transcript does not have yet. */
  done: readonly Act[]
}

export type Lookup = Omit<Extract<Act, { type: 'retrieve' }>, 'type'>

export type Reply =
  | {
      /** What is to be said; empty for nothing. */
      content: string
      calls: readonly ReplyCall[]
      /** How many tokens it took, where the server counts them. */
      tokens?: number | undefined
    }
  /** There is none, and why. */
  | { failed: string }

export interface ReplyCall {
  name: string
  /** `null`: what came is no JSON object. */
  arguments: Record<string, unknown> | null
}

export type Heard = Exclude<Reply, { failed: string }>

/** Thrown by `consult` and caught by `think`: the thought cannot be finished without a reply to this. */
export class Unanswered {
  readonly question: Question
  constructor(question: Question) {
    this.question = question
  }
}

/** Whether a model may still be asked in this turn: there is one, it has not failed, and was not asked too often. */
export const hasModel = ({ setting, state }: Turn): boolean =>
  setting.replies !== undefined && !state.turn.gaveUp && state.turn.asked < LIMITS.questionsATurn

/** The model's reply; undefined where the rules must do instead. */
export function consult(
  turn: Turn,
  { prompts, ...question }: Partial<Omit<Question, 'prompt' | 'done'>> & { prompts: Prompts },
): Heard | undefined {
  if (!hasModel(turn)) return undefined
  const { setting, state, acts } = turn
  const reply = setting.replies?.[turn.used]
  if (!reply) {
    const prompt = prompts.filter(Boolean).map(text => fill(turn, text!))
    throw new Unanswered({
      prompt: [...(turn.persona ? [fill(turn, turn.persona)] : []), ...prompt].join('\n\n'),
      offers: [],
      must: null,
      temperature: turn.temperature,
      ...question,
      done: [...acts],
    })
  }
  turn.used += 1
  state.turn.asked += 1
  if (!('failed' in reply)) {
    if (state.turn.asked >= LIMITS.questionsATurn)
      warn(turn, `The model was asked ${LIMITS.questionsATurn} times in one turn, and is asked no more.`)
    return reply
  }
  state.turn.gaveUp = true
  return undefined
}

/** What the place says beside the agent's own prompt. */
export type Prompts = readonly (string | null | undefined)[]
