// The demo's client of the API: the official SDK where there is one, else plain requests to the same endpoints.

import type { Call } from '../../contract.ts'
import { verify } from '../../webhooks/sign.ts'
import type { Verify } from './receiver.ts'

export interface DemoClient {
  /** What makes the requests and checks the signatures. */
  name: string
  verify: Verify
  createAgent(agent: { llmUrl: string; webhookUrl: string }): Promise<{ agent_id: string }>
  createPhoneNumber(number: { agentId: string }): Promise<{ phone_number: string }>
  createPhoneCall(call: { from: string; to: string; scenario: string }): Promise<{ call_id: string }>
  retrieveCall(callId: string): Promise<DemoCall>
}

/** What the demo shows of a call. */
export type DemoCall = Pick<
  Call,
  'call_status' | 'disconnection_reason' | 'duration_ms' | 'recording_url'
> & {
  call_cost?: { combined_cost: number }
  call_analysis?: { call_summary?: string }
}

/** A client of the API at `baseUrl`. The SDK is only there when the user's project has it. */
export async function demoClient(
  baseUrl: string,
  apiKey: string,
  importSdk: () => Promise<typeof import('retell-sdk')> = () => import('retell-sdk'),
): Promise<DemoClient> {
  const sdk = await importSdk().catch(() => undefined)
  return sdk ? sdkClient(sdk.Retell, baseUrl, apiKey) : plainClient(baseUrl, apiKey)
}

const agentBody = ({ llmUrl, webhookUrl }: { llmUrl: string; webhookUrl: string }) => ({
  agent_name: 'Mia',
  voice_id: 'retell-Cimo',
  response_engine: { type: 'custom-llm' as const, llm_websocket_url: llmUrl },
  webhook_url: webhookUrl,
})

const numberBody = ({ agentId }: { agentId: string }) => ({
  outbound_agents: [{ agent_id: agentId, weight: 1 }],
})

const callBody = ({ from, to, scenario }: { from: string; to: string; scenario: string }) => ({
  from_number: from,
  to_number: to,
  metadata: { fake_retell: { scenario } },
})

function sdkClient(Retell: typeof import('retell-sdk').Retell, baseURL: string, apiKey: string): DemoClient {
  const retell = new Retell({ baseURL, apiKey })
  // Some releases of version 5 have no verify.
  const check = typeof Retell.verify === 'function' ? Retell.verify : verify
  return {
    name: 'retell-sdk',
    verify: async (body, signature) => check(body, apiKey, signature),
    createAgent: agent => retell.agent.create(agentBody(agent)),
    createPhoneNumber: number => retell.phoneNumber.create(numberBody(number)),
    createPhoneCall: call => retell.call.createPhoneCall(callBody(call)),
    retrieveCall: callId => retell.call.retrieve(callId),
  }
}

function plainClient(baseUrl: string, apiKey: string): DemoClient {
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' }
  // The mock checks every reply against its contract, so the shapes are what they are said to be.
  const ask = async <Reply>(path: string, init: RequestInit = {}): Promise<Reply> => {
    const response = await fetch(`${baseUrl}${path}`, { ...init, headers })
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
    return (await response.json()) as Reply
  }
  const post = <Reply>(path: string, body: object) =>
    ask<Reply>(path, { method: 'POST', body: JSON.stringify(body) })
  return {
    name: 'fetch',
    verify: (body, signature) => verify(body, apiKey, signature),
    createAgent: agent => post('/create-agent', agentBody(agent)),
    createPhoneNumber: number => post('/create-phone-number', numberBody(number)),
    createPhoneCall: call => post('/v2/create-phone-call', callBody(call)),
    retrieveCall: callId => ask(`/v2/get-call/${callId}`),
  }
}
