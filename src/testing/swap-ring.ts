// For tests: two agents, of calls or of chats, that each hand over to the other.

import type { Fetching } from './calls.ts'
import { api } from './calls.ts'

export interface Ring {
  agents: '/create-agent' | '/create-chat-agent'
  on: 'llm' | 'flow'
}

/** Gives the id of one of the two. */
export async function agentsInARing(fake: Fetching, { agents, on }: Ring): Promise<string> {
  const engineOf = on === 'llm' ? llmTo : flowTo
  const agentOn = async (engine: object) => {
    const voice = agents === '/create-agent' ? { voice_id: '11labs-Adrian' } : {}
    return (await api<{ agent_id: string }>(fake, 'POST', agents, { response_engine: engine, ...voice }))
      .agent_id
  }
  const first = await engineOf(fake, 'agent_none')
  const one = await agentOn(first.engine)
  const other = await agentOn((await engineOf(fake, one)).engine)
  await first.leadTo(other)
  return one
}

const swap = (agent_id: string) => ({
  type: 'agent_swap',
  name: 'the_other',
  description: 'Hands over to the other',
  agent_id,
  post_call_analysis_setting: 'both_agents',
})

async function llmTo(fake: Fetching, agentId: string) {
  const settings = (to: string) => ({ begin_message: 'Hello.', general_tools: [swap(to)] })
  const { llm_id } = await api<{ llm_id: string }>(fake, 'POST', '/create-retell-llm', settings(agentId))
  return {
    engine: { type: 'retell-llm', llm_id },
    leadTo: (to: string) => api(fake, 'PATCH', `/update-retell-llm/${llm_id}`, settings(to)),
  }
}

/** A flow that hands over before it says a word. */
async function flowTo(fake: Fetching, agentId: string) {
  const nodes = (to: string) => [
    {
      ...swap(to),
      id: 'swap',
      edge: {
        id: 'failed',
        destination_node_id: 'stays',
        transition_condition: { type: 'prompt', prompt: 'Transfer failed' },
      },
    },
    { id: 'stays', type: 'conversation', instruction: { type: 'static_text', text: 'Then I stay.' } },
  ]
  const { conversation_flow_id } = await api<{ conversation_flow_id: string }>(
    fake,
    'POST',
    '/create-conversation-flow',
    {
      start_speaker: 'agent',
      model_choice: { type: 'cascading', model: 'gpt-4.1' },
      start_node_id: 'swap',
      nodes: nodes(agentId),
    },
  )
  return {
    engine: { type: 'conversation-flow', conversation_flow_id },
    leadTo: (to: string) =>
      api(fake, 'PATCH', `/update-conversation-flow/${conversation_flow_id}`, { nodes: nodes(to) }),
  }
}
