// For tests: an agent, a number and a call, made through the mock's own HTTP API.

import type { Agent, Call, PhoneCall, PhoneNumber, RetellLlm, Schemas } from '../contract.ts'
import type { FakeWorkspace } from '../index.ts'

/** A running mock, in this process or in another. */
export type Fetching = Pick<FakeWorkspace, 'fetch'>

/** Sends JSON and gives the parsed answer; throws on anything but a 2xx. */
export async function api<Reply>(
  fake: Fetching,
  method: string,
  path: string,
  body?: unknown,
): Promise<Reply> {
  const response = await fake.fetch(path, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`)
  return (text === '' ? undefined : JSON.parse(text)) as Reply
}

export type AgentSettings = Partial<Schemas['CreateAgentRequest']>

/** All that webhooks tell of a call, but its transcript as it grows. */
export const CALL_EVENTS: NonNullable<AgentSettings['webhook_events']> = [
  'call_started',
  'call_ended',
  'call_analyzed',
  'transfer_started',
  'transfer_bridged',
  'transfer_cancelled',
  'transfer_ended',
]

/** An agent that is asked over a WebSocket. */
export const customAgent = (fake: Fetching, llm_websocket_url: string, settings: AgentSettings = {}) =>
  api<Agent>(fake, 'POST', '/create-agent', {
    response_engine: { type: 'custom-llm', llm_websocket_url },
    voice_id: '11labs-Adrian',
    ...settings,
  })

/** An agent that speaks by the script. */
export async function scriptedAgent(
  fake: Fetching,
  settings: AgentSettings = {},
  llm: Schemas['CreateRetellLlmRequest'] = {},
): Promise<Agent> {
  const { llm_id } = await api<RetellLlm>(fake, 'POST', '/create-retell-llm', llm)
  return api<Agent>(fake, 'POST', '/create-agent', {
    response_engine: { type: 'retell-llm', llm_id },
    voice_id: '11labs-Adrian',
    ...settings,
  })
}

export function numberFor(fake: Fetching, agent: Agent): Promise<PhoneNumber> {
  const agents = [{ agent_id: agent.agent_id, weight: 1 }]
  return api(fake, 'POST', '/create-phone-number', {
    area_code: 415,
    inbound_agents: agents,
    outbound_agents: agents,
  })
}

/** An outbound call of this agent, just created. */
export async function dial(
  fake: Fetching,
  agent: Agent,
  { scenario, ...body }: { scenario?: string } & Partial<Schemas['CreatePhoneCallRequest']> = {},
): Promise<PhoneCall> {
  const { phone_number } = await numberFor(fake, agent)
  return api(fake, 'POST', '/v2/create-phone-call', {
    from_number: phone_number,
    to_number: '+14155550199',
    ...(scenario ? { metadata: { fake_retell: { scenario } } } : {}),
    ...body,
  })
}

export const getCall = (fake: Fetching, { call_id }: Pick<Call, 'call_id'>) =>
  api<PhoneCall>(fake, 'GET', `/v2/get-call/${call_id}`)
