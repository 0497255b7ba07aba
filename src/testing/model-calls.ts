// Calls whose agents a model speaks for.

import type { Agent, PhoneCall, Schemas } from '../contract.ts'
import { type FakeRetell, startFakeRetell } from '../index.ts'
import type { Scenario } from '../lifecycle/scenario.ts'
import { type AgentSettings, dial, getCall, scriptedAgent } from './calls.ts'

export const talking = (...caller: NonNullable<Scenario['caller']>): Scenario => ({
  name: 'talking',
  rings: { for_ms: 1_000, then: 'answer' },
  caller: [...caller, { hang_up: true }],
})

export const speaking = (baseURL: string, scenario: Scenario, more: object = {}) =>
  startFakeRetell({
    time: 'frozen',
    scenarios: [scenario],
    llm: { baseURL, model: 'small', ...more },
  })

export async function ended(fake: FakeRetell, agent: Agent, body: object = {}): Promise<PhoneCall> {
  const call = await dial(fake, agent, { scenario: 'talking', ...body })
  await fake.runUntilIdle()
  return getCall(fake, call)
}

export const linesOf = ({ transcript_with_tool_calls: items = [] }: PhoneCall) =>
  items.map(item => {
    if (item.role === 'tool_call_invocation') return `${item.name} ${item.arguments}`
    if (item.role === 'tool_call_result') return `→ ${item.content}`
    if (item.role === 'node_transition') return `${item.former_node_name} to ${item.new_node_name}`
    return 'content' in item ? `${item.role}: ${item.content}` : item.role
  })

export const llmAgent = (
  fake: FakeRetell,
  llm: Schemas['CreateRetellLlmRequest'],
  settings: AgentSettings = {},
): Promise<Agent> => scriptedAgent(fake, settings, llm)
