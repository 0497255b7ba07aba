// A conversation of a mind on a Retell LLM that has begun, and tools that it can have.

import type { Tool } from '../mind/engine.ts'
import { llm, mindOf } from './mind.ts'

export const talk = (
  definition: Parameters<typeof llm>[0],
  circumstances: Parameters<typeof mindOf>[1] = {},
) => {
  const mind = mindOf(llm(definition), circumstances)
  mind.begin()
  return mind
}

export const edge = (to: string, description: string, parameters?: object) => ({
  destination_state_name: to,
  description,
  ...(parameters ? { parameters: { type: 'object' as const, properties: { ...parameters } } } : {}),
})

export const transfer: Extract<Tool, { type: 'transfer_call' }> = {
  type: 'transfer_call',
  name: 'to_a_human',
  transfer_destination: { type: 'predefined', number: '{{office}}', extension: '12' },
  transfer_option: { type: 'warm_transfer' },
}

export const swap: Tool = {
  type: 'agent_swap',
  name: 'swap_agent',
  agent_id: 'agent_2',
  agent_version: 'latest',
  post_call_analysis_setting: 'both_agents',
}

export const calendar = { cal_api_key: 'cal_key', event_type_id: '{{event}}' }
