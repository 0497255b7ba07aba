// Subjects for tests: each is made with as little as will do, and is gone after the test. Their requests are not
// recorded, so that an operation counts as tested only where a test asks for it.

import type { FakeRetell, Schemas } from '../src/index.ts'
import type { CleanUp } from './clean-up.ts'
import type { TypedOperations } from './raw-client.ts'

export type Makers = ReturnType<typeof makersWith>

/** In every catalogue seen. */
export const VOICE = '11labs-Adrian'

/** As little of a conversation flow as will do. */
export const SMALLEST_FLOW = {
  start_speaker: 'agent' as const,
  model_choice: { type: 'cascading' as const, model: 'gpt-4.1' as const },
  nodes: [
    {
      id: 'hello',
      type: 'conversation' as const,
      instruction: { type: 'static_text' as const, text: 'Hello.' },
    },
  ],
}

/** Lines that are set aside for fiction. A run deletes what it imports, so that the next may begin anew. */
const FIRST_LINE = 100
const LINES = 100
let lines = 0

/** The next number that belongs to nobody, such as +14155550107. */
export const fictionalNumber = () => `+14155550${FIRST_LINE + (lines++ % LINES)}`

/** Lets so many calls go on at once, beside those of other tests of the file. */
export async function allowCalls(fake: FakeRetell, more: number): Promise<void> {
  const body = JSON.stringify({ concurrency_limit: more + 100 })
  const { ok } = await fake.fetch('/_fake/settings', { method: 'PATCH', body })
  if (!ok) throw new Error('the mock did not change its limit')
}

export function makersWith(api: TypedOperations, cleanUp: CleanUp) {
  async function llm(body: Schemas['CreateRetellLlmRequest'] = {}) {
    const made = await api.createRetellLlm({ body })
    cleanUp(() => api.deleteRetellLlm({ params: { llm_id: made.llm_id }, query: { force_delete: true } }))
    return made
  }

  /** With an LLM of its own unless `body` names an engine. */
  async function agent(body: Partial<Schemas['CreateAgentRequest']> = {}) {
    const response_engine = body.response_engine ?? {
      type: 'retell-llm' as const,
      llm_id: (await llm()).llm_id,
    }
    const made = await api.createAgent({ body: { voice_id: VOICE, ...body, response_engine } })
    cleanUp(() => api.deleteAgent({ params: { agent_id: made.agent_id } }))
    return made
  }

  /** Imported, which costs nothing. */
  async function number(body: Partial<Schemas['ImportPhoneNumberRequest']> = {}) {
    const wanted = { phone_number: fictionalNumber(), termination_uri: 'trunk.example.com', ...body }
    const made = await api.importPhoneNumber({ body: wanted })
    cleanUp(() => api.deletePhoneNumber({ params: { phone_number: made.phone_number } }))
    return made
  }

  /** Opened and never joined, which costs nothing. */
  async function webCall(body: Schemas['CreateWebCallRequest']) {
    const made = await api.createWebCallV2({ body })
    cleanUp(() => api.deleteCall({ params: { call_id: made.call_id } }))
    return made
  }

  /** One node that says hello, unless `body` draws another graph. */
  async function flow(body: Partial<Schemas['CreateConversationFlowRequest']> = {}) {
    const made = await api.createConversationFlow({ body: { ...SMALLEST_FLOW, ...body } })
    const params = { conversation_flow_id: made.conversation_flow_id }
    cleanUp(() => api.deleteConversationFlow({ params, query: { force_delete: true } }))
    return made
  }

  async function component(body: Partial<Schemas['CreateConversationFlowComponentRequest']> = {}) {
    const { nodes } = SMALLEST_FLOW
    const made = await api.createConversationFlowComponent({ body: { name: 'Shared', nodes, ...body } })
    const params = { conversation_flow_component_id: made.conversation_flow_component_id }
    cleanUp(() => api.deleteConversationFlowComponent({ params }))
    return made
  }

  /** With an LLM of its own unless `body` names an engine. */
  async function chatAgent(body: Partial<Schemas['CreateChatAgentRequest']> = {}) {
    const response_engine = body.response_engine ?? {
      type: 'retell-llm' as const,
      llm_id: (await llm()).llm_id,
    }
    const made = await api.createChatAgent({ body: { ...body, response_engine } })
    cleanUp(() => api.deleteChatAgent({ params: { agent_id: made.agent_id } }))
    return made
  }

  /** With an agent of its own unless `body` names one. */
  async function chat(body: Partial<Schemas['CreateChatRequest']> = {}) {
    const agent_id = body.agent_id ?? (await chatAgent()).agent_id
    const made = await api.createChat({ body: { ...body, agent_id } })
    cleanUp(() => api.deleteChat({ params: { chat_id: made.chat_id } }))
    return made
  }

  /** Of a form, or of JSON. */
  async function knowledgeBase(body: Schemas['CreateKnowledgeBaseRequest'] | FormData) {
    const made = await api.createKnowledgeBase({ body })
    cleanUp(() => api.deleteKnowledgeBase({ params: { knowledge_base_id: made.knowledge_base_id } }))
    return made
  }

  return { llm, agent, number, webCall, flow, component, chatAgent, chat, knowledgeBase }
}
