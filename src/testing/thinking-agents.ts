// Calls with agents that think, and what they are told to do.

import type { Agent, PhoneCall } from '../contract.ts'
import { type FakeRetell, startFakeRetell } from '../index.ts'
import type { Scenario } from '../lifecycle/scenario.ts'
import { dial, getCall } from './calls.ts'

export const talking = (
  name: string,
  caller: Scenario['caller'],
  more: Partial<Scenario> = {},
): Scenario => ({
  name,
  rings: { for_ms: 1_000, then: 'answer' },
  caller: [...(caller ?? []), { silence_ms: 30_000 }, { hang_up: true }],
  ...more,
})

export const withScenarios = (...scenarios: Scenario[]) => startFakeRetell({ time: 'frozen', scenarios })

/** A call of this agent, run to its end. */
export async function ended(
  fake: FakeRetell,
  agent: Agent,
  scenario: string,
  body: object = {},
): Promise<PhoneCall> {
  const call = await dial(fake, agent, { scenario, ...body })
  await fake.runUntilIdle()
  return getCall(fake, call)
}

export const kindsOf = ({ transcript_with_tool_calls: items = [] }: PhoneCall) =>
  items.map(item => ('name' in item ? `${item.role} ${item.name}` : item.role))
