// What a tool answers in a simulation: the first mock that fits. No tool is run.

import { isDeepStrictEqual } from 'node:util'
import type { Schemas } from '../contract.ts'
import { type Need, responseVariablesFor, type ToolCall } from '../mind/index.ts'

export type ToolMock = Schemas['ToolMock']

export interface ToolAnswer {
  content: string
  successful: boolean
  variables: Record<string, unknown>
}

/** What nobody need answer for: with no mock it counts as done, and nothing is done. */
const HARMLESS: readonly Need['kind'][] = [
  'send_sms',
  'transfer',
  'agent_swap',
  'bridge_transfer',
  'cancel_transfer',
]

/**
 * Retell docs, test cases: the first mock that fits answers. Where none does Retell runs the tool; here a call of
 * somebody's server or code fails, and says so.
 */
export function toolAnswer(
  mocks: readonly ToolMock[],
  { name, arguments: args, need }: Pick<ToolCall, 'name' | 'arguments' | 'need'>,
): ToolAnswer {
  const mock = mocks.find(candidate => candidate.tool_name === name && fits(candidate, args))
  if (mock) {
    const successful = mock.result ?? true
    const variables = successful ? responseVariablesFor(need, mock.output) : {}
    return { content: mock.output, successful, variables }
  }
  if (need && HARMLESS.includes(need.kind)) return { content: '', successful: true, variables: {} }
  return { content: `No tool mock fits this call of ${name}.`, successful: false, variables: {} }
}

function fits({ input_match_rule: rule }: ToolMock, args: Readonly<Record<string, unknown>>): boolean {
  if (rule.type === 'any') return true
  return Object.entries(rule.args).every(([name, value]) => isDeepStrictEqual(args[name], value))
}
