// A web call of a running mock, made, answered and watched: the far end is left to whoever asked for it.

import { MONITOR } from '../monitor-address.ts'
import type { Connection } from '../ws/connection.ts'
import { dial } from '../ws/dialer.ts'
import { connectMock, type MockClient, MockRefusal } from './mock-client.ts'

export interface WebCallOrder {
  agentId: string
  baseUrl: string
  apiKey: string
  metadata: Record<string, unknown> | undefined
  variables: Record<string, string>
}

export interface WebCall {
  callId: string
  /** How many seconds of the mock's clock pass in one. */
  speed: number
  client: MockClient
  /** The monitor socket; nobody listens to it yet. */
  monitor: Connection
}

const DIAL_MS = 7_000
const MAX_PAYLOAD_BYTES = 16_777_216
/** A far end that does nothing by itself, and does not say what the agent is to say. */
const BY_HAND = { name: 'talk', rings: { then: 'answer' }, caller: [{ silence_ms: 7_200_000 }] }

/** Rejects with a sentence when there is no such call to be had. */
export async function placeWebCall(order: WebCallOrder): Promise<WebCall> {
  const { agentId, baseUrl, apiKey, metadata, variables } = order
  const client = await connectMock(baseUrl, apiKey)
  const { mode, speed } = await client.ask('GET', '/_fake/clock')
  if (mode === 'frozen') {
    throw new MockRefusal(
      0,
      'the clock of the mock is frozen, nothing would be said; start it with --time real',
    )
  }
  // An unknown agent is refused here, before a scenario is ordered for a call that never comes.
  await client.ask('GET', `/get-agent/${encodeURIComponent(agentId)}`)
  // Whoever names a scenario wants it.
  if (metadata?.fake_retell === undefined)
    await client.ask('POST', '/_fake/scenarios', { definition: BY_HAND })
  const call = await client.ask('POST', '/v2/create-web-call', {
    agent_id: agentId,
    ...(metadata && { metadata }),
    ...(Object.keys(variables).length > 0 && { retell_llm_dynamic_variables: variables }),
  })
  const callId = String(call.call_id)
  await answer(client, callId)
  const monitor = await dial(`${baseUrl.replace(/^http/, 'ws')}${MONITOR}/${callId}`, {
    timeoutMs: DIAL_MS,
    maxPayloadBytes: MAX_PAYLOAD_BYTES,
    headers: { authorization: `Bearer ${apiKey}` },
  })
  return { callId, speed: typeof speed === 'number' && speed > 0 ? speed : 1, client, monitor }
}

/** Joins the call. On a clock that runs fast the mock may have been quicker, which it refuses with 400. */
async function answer(client: MockClient, callId: string): Promise<void> {
  try {
    await client.ask('POST', `/_fake/calls/${callId}/actions`, { action: 'answer' })
  } catch (error) {
    if (!(error instanceof MockRefusal) || error.status !== 400) throw error
  }
}
