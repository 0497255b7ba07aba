// A call whose agent is a custom-LLM server with manners of its own.

import { startFakeRetell } from '../index.ts'
import { api, customAgent, dial, getCall } from './calls.ts'
import { type LlmManners, startLlmServer } from './llm-server.ts'

/** One answered call with an LLM server of these manners, run to its end. */
export async function callWith(manners: LlmManners = {}, settings = {}, order = {}) {
  await using fake = await startFakeRetell({ time: 'frozen' })
  await using server = await startLlmServer(manners)
  // One request a turn: what is asked in passing has its own tests.
  fake.settings({ llm_patience_ms: 100, eager_requests: false })
  const agent = await customAgent(fake, server.url, settings)
  const { call_id } = await dial(fake, agent, order)
  await fake.runUntilIdle()
  const call = await getCall(fake, { call_id })
  const { frames } = await api<{
    frames: { at: number; direction: string; frame: unknown; real_ms: number }[]
  }>(fake, 'GET', `/_fake/conversations/${call_id}`)
  return { call, server, journal: frames }
}
