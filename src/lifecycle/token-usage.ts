// How many tokens the prompts of a call took. Only a model that speaks for the agent counts real ones; all others are made up.

import type { Chance } from '../chance.ts'
import type { Reply } from '../mind/index.ts'
import type { Run } from './run.ts'

export interface TokenUsage {
  values: number[]
  average: number
  num_requests: number
}

/**
 * The `llm_token_usage` of a call from the tokens of each request; undefined when there was none, because
 * Retell leaves the field out then, as it does for a custom LLM and for speech-to-speech.
 */
export function tokenUsageOf(values: readonly number[]): TokenUsage | undefined {
  if (values.length === 0) return undefined
  const total = values.reduce((sum, value) => sum + value, 0)
  return { values: [...values], average: total / values.length, num_requests: values.length }
}

/** What goes along with every prompt: Retell's own instructions and the tools. */
const ownTokens = 2000
const charactersPerToken = 4
const tokensPerTurn = 45

/**
 * A believable prompt size: Retell's own part, the agent's prompt (`promptLength` in characters) and a
 * transcript that grows with `turnIndex` (from 0). Published records have 2000 to 7000 tokens a request.
 */
export function simulatePromptTokens(chance: Chance, turnIndex: number, promptLength: number): number {
  const prompt = Math.ceil(promptLength / charactersPerToken)
  return ownTokens + prompt + turnIndex * tokensPerTurn + chance.integer(0, tokensPerTurn - 1)
}

/** Notes what a model's server counted, in place of what was made up for the turn. */
export function noteTokens(
  { turn, promptTokens }: Pick<Run, 'turn' | 'promptTokens'>,
  replies: readonly Reply[],
): void {
  const counted = replies.flatMap(reply =>
    'tokens' in reply && reply.tokens !== undefined ? [reply.tokens] : [],
  )
  if (counted.length === 0) return
  if (turn?.tokensMadeUp) promptTokens.pop()
  delete turn?.tokensMadeUp
  promptTokens.push(...counted)
}
