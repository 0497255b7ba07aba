// A call that goes as a scenario has it.

import type { FakeRetell } from '../index.ts'
import { dial, getCall, scriptedAgent } from './calls.ts'
import { startReceiver } from './receiver.ts'

/** One call of this scenario, run to its end, with the events that a receiver was sent. */
export async function callOf(fake: FakeRetell, scenario: string, settings = {}) {
  await using receiver = await startReceiver()
  const agent = await scriptedAgent(fake, { webhook_url: receiver.url, ...settings })
  const { call_id } = await dial(fake, agent, { scenario })
  await fake.runUntilIdle()
  return { call: await getCall(fake, { call_id }), events: receiver.events() }
}
