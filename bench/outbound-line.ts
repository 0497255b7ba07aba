// A workspace with an agent and a number that calls for it, for benches about many outbound calls.

import type { FakeRetell, Settings } from '../src/index.ts'
import { post } from './mock.ts'

/** Gives the number. `webhook_url` is the agent's, the rest are settings of the workspace. */
export async function newLine(
  fake: FakeRetell,
  { webhook_url = null, ...settings }: Partial<Settings>,
): Promise<string> {
  fake.settings(settings)
  const { llm_id } = await post<{ llm_id: string }>(fake, '/create-retell-llm', { begin_message: 'Hello.' })
  const { agent_id } = await post<{ agent_id: string }>(fake, '/create-agent', {
    response_engine: { type: 'retell-llm', llm_id },
    voice_id: '11labs-Adrian',
    webhook_url,
  })
  const { phone_number } = await post<{ phone_number: string }>(fake, '/create-phone-number', {
    area_code: 415,
    outbound_agents: [{ agent_id, weight: 1 }],
  })
  return phone_number
}
