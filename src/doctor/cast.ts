// Who takes part in the recorded calls and chats: agents, a number, and what is said. Made through the mock's own HTTP
// API, as a customer would.

import type { ControlSchemas, Schemas } from '../contract.ts'
import { Misuse } from '../errors.ts'
import type { FakeWorkspace } from '../workspace-handle.ts'

/**
 * `phone`: a short outbound call. `web`: the same by browser. `unconnected`: the line was busy. `accented`: talk and
 * metadata beyond ASCII. `transferred`: with every event there is. `chat`: a chat.
 */
export type Kind = 'phone' | 'web' | 'unconnected' | 'accented' | 'transferred' | 'chat'

/** What the events are to carry, so that the receiver knows what they belong to. */
export interface Supplied {
  metadata?: Record<string, unknown> | undefined
  /** Dynamic variables. */
  variables?: Record<string, string> | undefined
  /** Takes the place of the agents' ids. */
  agentId?: string | undefined
}

export interface Cast {
  /** Creates a call or a chat of this kind; what happens in it waits for the clock. */
  begin(kind: Kind): Promise<void>
  /** A body of the mock with the ids that the receiver knows. */
  spelt(body: string): string
}

const CALLEE = '+14155550123'
/** More than are ever recorded at once. */
const MANY = 1_000

type Scenario = ControlSchemas['Scenario']

const ACCENTED: Scenario = {
  name: 'accented',
  rings: { then: 'answer' },
  caller: [
    { say: 'Grüß Gott, ich heiße Zoë Ångström. ¿Cuánto cuesta? 12 €!' },
    { say: 'Дякую 🙏 תודה 谢谢' },
    { hang_up: true },
  ],
  agent: ['Bonjour, à votre service.', 'C’est noté.'],
}
const TRANSFERRED: Scenario = {
  name: 'transferred',
  rings: { then: 'answer' },
  caller: [{ say: 'A human, please.' }],
  transfer: { for_ms: 2_000, talk_ms: 20_000 },
}
const TO_OFFICE: Schemas['LlmTool'] = {
  type: 'transfer_call',
  name: 'to_office',
  description: 'Transfers to the office',
  transfer_destination: { type: 'predefined', number: '+14155550177', extension: '12' },
  transfer_option: { type: 'warm_transfer', show_transferee_as_caller: true },
}
const EVERY_EVENT: Schemas['CreateAgentRequest']['webhook_events'] = [
  'call_started',
  'transcript_updated',
  'transfer_started',
  'transfer_bridged',
  'call_ended',
  'call_analyzed',
  'transfer_ended',
]

/** Makes the agents and the number, whose webhooks go to `webhookUrl`. */
export async function castOf(
  fake: FakeWorkspace,
  webhookUrl: string,
  { metadata, variables, agentId }: Supplied,
): Promise<Cast> {
  fake.settings({ default_scenario: 'user_hangup', concurrency_limit: MANY })
  const post = async <Reply>(path: string, body: object): Promise<Reply> => {
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }
    const response = await fake.fetch(path, init)
    const reply: unknown = await response.json()
    // What was supplied is the only thing in these requests that can be wrong.
    if (!response.ok)
      throw new Misuse(`no events can be made of this: ${(reply as { message: string }).message}`)
    return reply as Reply
  }
  const engine = async (llm: Schemas['CreateRetellLlmRequest'] = {}) => ({
    type: 'retell-llm',
    llm_id: (await post<{ llm_id: string }>('/create-retell-llm', llm)).llm_id,
  })
  const about = { agent_name: 'Check of a webhook receiver', webhook_url: webhookUrl }
  const voice = { ...about, voice_id: '11labs-Adrian' }
  type AgentId = { agent_id: string }
  const plain = await post<AgentId>('/create-agent', { ...voice, response_engine: await engine() })
  const office = await post<AgentId>('/create-agent', {
    ...voice,
    webhook_events: EVERY_EVENT,
    response_engine: await engine({ general_tools: [TO_OFFICE] }),
  })
  const writer = await post<AgentId>('/create-chat-agent', { ...about, response_engine: await engine() })
  const { phone_number } = await post<{ phone_number: string }>('/create-phone-number', {
    area_code: 415,
    outbound_agents: [{ agent_id: plain.agent_id, weight: 1 }],
  })
  const carried = { metadata, retell_llm_dynamic_variables: variables }
  const dial = (body: object = {}) =>
    post('/v2/create-phone-call', { from_number: phone_number, to_number: CALLEE, ...carried, ...body })
  const next = (scenario: { scenario: string } | { definition: Scenario }) =>
    post('/_fake/scenarios', scenario)

  const beginnings: Record<Kind, () => Promise<unknown>> = {
    phone: () => dial(),
    web: () => post('/v2/create-web-call', { agent_id: plain.agent_id, ...carried }),
    unconnected: async () => {
      await next({ scenario: 'dial_busy' })
      await dial()
    },
    accented: async () => {
      await next({ definition: ACCENTED })
      await dial({ metadata: { ...metadata, note: 'Zoë · 5 € · 谢谢 · 🙏' } })
    },
    transferred: async () => {
      await next({ definition: TRANSFERRED })
      await dial({ override_agent_id: office.agent_id })
    },
    chat: async () => {
      const { chat_id } = await post<{ chat_id: string }>('/create-chat', {
        agent_id: writer.agent_id,
        ...carried,
      })
      await post('/create-chat-completion', { chat_id, content: 'Are you open on Friday?' })
      await fake.fetch(`/end-chat/${chat_id}`, { method: 'PATCH' })
    },
  }
  const agentIds = [plain, office, writer].map(({ agent_id }) => agent_id)
  return {
    begin: async kind => void (await beginnings[kind]()),
    spelt: body =>
      agentId === undefined ? body : agentIds.reduce((text, id) => text.replaceAll(id, agentId), body),
  }
}
