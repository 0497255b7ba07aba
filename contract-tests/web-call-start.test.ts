// Where the conversation of a web call begins, when not at the beginning.

import { expect } from 'vitest'
import { test } from './marks.ts'
import { refusal } from './refusal.ts'

test('a web call may begin at a node or state that its engine has, and at no other', async ({
  api,
  make,
}) => {
  const { conversation_flow_id } = await make.flow()
  const response_engine = { type: 'conversation-flow' as const, conversation_flow_id }
  const flow = await make.agent({ response_engine })
  const { llm_id } = await make.llm({ states: [{ name: 'greet' }], starting_state: 'greet' })
  const llm = await make.agent({ response_engine: { type: 'retell-llm', llm_id } })
  const at = (agent_id: string, start: { current_node_id?: string; current_state?: string }) => ({
    body: { agent_id, ...start },
  })
  // The node is ignored for an LLM, the state for a flow.
  await make.webCall(at(flow.agent_id, { current_node_id: 'hello', current_state: 'nowhere' }).body)
  await make.webCall(at(llm.agent_id, { current_state: 'greet', current_node_id: 'nowhere' }).body)
  for (const wrong of [
    at(flow.agent_id, { current_node_id: 'nowhere' }),
    at(llm.agent_id, { current_state: 'nowhere' }),
  ]) {
    expect(await refusal(api.createWebCall(wrong))).toMatchObject({ status: 400 })
    expect(await refusal(api.createWebCallV2(wrong))).toMatchObject({ status: 400 })
  }
})
