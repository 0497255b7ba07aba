// A workspace with an agent and a number that calls for it, for benches about many outbound calls.

import type { Settings } from '../src/index.ts'
import type { Send } from './mock.ts'

/** Gives the number. `webhook_url` is the agent's, the rest are settings of the workspace. */
export async function newLine(
  send: Send,
  { webhook_url = null, ...settings }: Partial<Settings>,
): Promise<string> {
  await send('/_fake/settings', settings, 'PATCH')
  const { llm_id } = await send<{ llm_id: string }>('/create-retell-llm', { begin_message: 'Hello.' })
  const { agent_id } = await send<{ agent_id: string }>('/create-agent', {
    response_engine: { type: 'retell-llm', llm_id },
    voice_id: '11labs-Adrian',
    webhook_url,
  })
  const { phone_number } = await send<{ phone_number: string }>('/create-phone-number', {
    area_code: 415,
    outbound_agents: [{ agent_id, weight: 1 }],
  })
  return phone_number
}
