// Response engines drawn as a graph: made, read, edited, listed, deleted, and bound to agents; by every client.

import { BadRequestError, NotFoundError } from 'retell-sdk'
import { expect } from 'vitest'
import { SMALLEST_FLOW } from './makers.ts'
import { mockOnly, test } from './marks.ts'
import { everyPage } from './pages.ts'
import { refusal } from './refusal.ts'

const NOTHING = [undefined, null, '']
const FROZEN = { status: 400, message: 'Cannot update published conversation flow' }
const onFlow = (conversation_flow_id: string) =>
  ({ type: 'conversation-flow', conversation_flow_id }) as const

test('a flow begins as version 0 and reads back as it was answered', async ({ api, cleanUp }) => {
  const made = await api.createConversationFlow({ body: SMALLEST_FLOW })
  const params = { conversation_flow_id: made.conversation_flow_id }
  cleanUp(() => api.deleteConversationFlow({ params }))
  expect(made).toMatchObject({ version: 0, ...SMALLEST_FLOW })
  expect(made.conversation_flow_id).toMatch(/^conversation_flow_[0-9a-f]{12}$/)
  expect(await api.getConversationFlow({ params })).toEqual(made)
})

test('an update of a flow changes what it names, replaces nodes whole, and is cleared by null', async ({
  api,
  make,
}) => {
  const { conversation_flow_id } = await make.flow({ global_prompt: 'Old', start_node_id: 'hello' })
  const nodes = [{ id: 'bye', type: 'end' as const }]
  const changed = await api.updateConversationFlow({
    params: { conversation_flow_id },
    body: { nodes, global_prompt: null },
  })
  expect(changed).toMatchObject({ version: 0, nodes, start_node_id: 'hello', start_speaker: 'agent' })
  expect(changed.global_prompt ?? null).toBeNull()
})

test('a node of an unknown type is refused with its path', async ({ api }) => {
  const body = { ...SMALLEST_FLOW, nodes: [{ id: 'odd', type: 'dance' }] }
  const refused = await refusal(api.unchecked.createConversationFlow({ body }))
  expect(refused.status).toBe(400)
  expect(refused.message).toContain('nodes/0/type must be equal to one of the allowed values')
})

test('publishing an agent freezes the version of its flow, and a new version copies it', async ({
  api,
  make,
}) => {
  const { conversation_flow_id } = await make.flow({ global_prompt: 'Nought' })
  const params = { conversation_flow_id }
  const { agent_id, response_engine } = await make.agent({ response_engine: onFlow(conversation_flow_id) })
  expect(response_engine).toEqual({ ...onFlow(conversation_flow_id), version: 0 })
  await api.publishAgentVersion({ params: { agent_id }, body: { version: 0 } })
  expect(await refusal(api.updateConversationFlow({ params, body: { global_prompt: 'No' } }))).toEqual(FROZEN)
  await api.createAgentVersion({ params: { agent_id }, body: { base_version: 0 } })
  const draft = await api.updateConversationFlow({ params, body: { global_prompt: 'One' } })
  expect(draft).toMatchObject({ version: 1, global_prompt: 'One' })
  expect(await api.getConversationFlow({ params, query: { version: 0 } })).toMatchObject({
    version: 0,
    global_prompt: 'Nought',
  })
})

test('a flow in use is deleted only by force', async ({ api, make }) => {
  const { conversation_flow_id } = await make.flow()
  const params = { conversation_flow_id }
  await make.agent({ response_engine: onFlow(conversation_flow_id) })
  expect(await refusal(api.deleteConversationFlow({ params }))).toMatchObject({ status: 400 })
  expect(await api.deleteConversationFlow({ params, query: { force_delete: true } })).toBeUndefined()
  expect(await refusal(api.getConversationFlow({ params }))).toEqual({
    status: 404,
    message: `Item ${conversation_flow_id} not found from conversation-flow`,
  })
})

test('pages of flows lead to the end, one item a flow; the first generation has one a version', async ({
  api,
  make,
}) => {
  const made = [await make.flow(), await make.flow(), await make.flow()].map(
    flow => flow.conversation_flow_id,
  )
  const { agent_id } = await make.agent({ response_engine: onFlow(made[0]!) })
  await api.createAgentVersion({ params: { agent_id }, body: { base_version: 0 } })
  const pages = await everyPage(pagination_key =>
    api.listConversationFlows({ query: { limit: 2, pagination_key } }),
  )
  const ids = pages.flat().map(flow => flow.conversation_flow_id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids).toEqual(expect.arrayContaining(made))
  const rows = (await api.listConversationFlowsV1()).filter(flow => flow.conversation_flow_id === made[0])
  expect(rows.map(flow => flow.version).toSorted()).toEqual([0, 1])
})

test('SDK 5 makes, reads, edits, lists and deletes a flow', async ({ sdk5, make }) => {
  const { conversation_flow_id: id } = await sdk5.conversationFlow.create(SMALLEST_FLOW)
  const changed = await sdk5.conversationFlow.update(id, { version: 0, global_prompt: 'Be brief.' })
  expect(changed).toMatchObject({ global_prompt: 'Be brief.', version: 0 })
  expect(await sdk5.conversationFlow.retrieve(id, { version: 0 })).toEqual(changed)
  const { items } = await sdk5.conversationFlow.list()
  expect(items?.map(flow => flow.conversation_flow_id)).toContain(id)
  await make.agent({ response_engine: onFlow(id) })
  await expect(sdk5.conversationFlow.delete(id)).rejects.toThrow(BadRequestError)
  expect(NOTHING).toContain(await sdk5.conversationFlow.delete(id, { force_delete: true }))
  await expect(sdk5.conversationFlow.retrieve(id)).rejects.toThrow(NotFoundError)
})

test('SDK 4 makes, reads, edits, lists and deletes a flow', async ({ sdk4 }) => {
  const { conversation_flow_id: id } = await sdk4.conversationFlow.create(SMALLEST_FLOW)
  const changed = await sdk4.conversationFlow.update(id, { version: 0, global_prompt: 'Be brief.' })
  expect(changed).toMatchObject({ global_prompt: 'Be brief.', version: 0 })
  expect(await sdk4.conversationFlow.retrieve(id)).toEqual(changed)
  expect((await sdk4.conversationFlow.list()).map(flow => flow.conversation_flow_id)).toContain(id)
  expect(NOTHING).toContain(await sdk4.conversationFlow.delete(id))
  await expect(sdk4.conversationFlow.retrieve(id)).rejects.toThrow('404 Item')
})

mockOnly(
  'an agent on a flow speaks by the script, and is billed for its model',
  async ({ api, make, fake }) => {
    const { conversation_flow_id } = await make.flow({ default_dynamic_variables: { city: 'Lisbon' } })
    const { agent_id } = await make.agent({ response_engine: onFlow(conversation_flow_id) })
    const { call_id } = await make.webCall({ agent_id })
    await fake.runUntilIdle()
    const call = await api.getCall({ params: { call_id } })
    expect(call).toMatchObject({ call_status: 'ended', disconnection_reason: 'user_hangup' })
    expect(call.transcript).toMatch(/^Agent: .+\nUser: /)
    expect(call.call_cost?.product_costs.map(line => line.product)).toContain('gpt_4_1')
  },
)

mockOnly('a flow that lets the user speak first waits, for one call too', async ({ api, make, fake }) => {
  const { conversation_flow_id } = await make.flow()
  const { agent_id } = await make.agent({ response_engine: onFlow(conversation_flow_id) })
  const agent_override = { conversation_flow: { start_speaker: 'user' as const } }
  const { call_id } = await make.webCall({ agent_id, agent_override })
  await fake.runUntilIdle()
  expect((await api.getCall({ params: { call_id } })).transcript).toMatch(/^User: /)
})
