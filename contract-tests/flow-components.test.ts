// Components that flows share: made, read, edited, listed; deleting one leaves its flows a copy. By every client.

import { NotFoundError } from 'retell-sdk'
import { expect } from 'vitest'
import { SMALLEST_FLOW } from './makers.ts'
import { test } from './marks.ts'
import { everyPage } from './pages.ts'
import { refusal } from './refusal.ts'

const NOTHING = [undefined, null, '']
const { nodes } = SMALLEST_FLOW
const uses = (component_id: string) => ({
  id: 'shared-part',
  type: 'component' as const,
  component_id,
  component_type: 'shared' as const,
  else_edge: { id: 'else', transition_condition: { type: 'prompt' as const, prompt: 'Else' as const } },
})

test('a component reads back as it was answered, and is edited in place', async ({ api, make }) => {
  const made = await make.component({ name: 'Greeting', start_node_id: 'hello' })
  const params = { conversation_flow_component_id: made.conversation_flow_component_id }
  expect(made).toMatchObject({ name: 'Greeting', nodes })
  expect(await api.getConversationFlowComponent({ params })).toEqual(made)
  const body = { name: 'Welcome', start_node_id: null }
  const changed = await api.updateConversationFlowComponent({ params, body })
  expect(changed).toMatchObject({ name: 'Welcome', nodes })
  expect(changed.start_node_id ?? null).toBeNull()
})

test('deleting a component gives the flow that uses it one of its own', async ({ api, make, cleanUp }) => {
  const shared = await api.createConversationFlowComponent({ body: { name: 'Greeting', nodes } })
  const params = { conversation_flow_component_id: shared.conversation_flow_component_id }
  cleanUp(() => api.deleteConversationFlowComponent({ params }))
  const { conversation_flow_id } = await make.flow({ nodes: [uses(shared.conversation_flow_component_id)] })
  expect((await api.getConversationFlowComponent({ params })).linked_conversation_flow_ids).toEqual([
    conversation_flow_id,
  ])
  expect(await api.deleteConversationFlowComponent({ params })).toBeUndefined()
  const flow = await api.getConversationFlow({ params: { conversation_flow_id } })
  expect(flow.components).toMatchObject([{ name: 'Greeting', nodes }])
  expect(flow.nodes).toMatchObject([
    { component_type: 'local', component_id: flow.components?.[0]?.conversation_flow_component_id },
  ])
  expect(await refusal(api.getConversationFlowComponent({ params }))).toMatchObject({ status: 404 })
})

test('pages of components lead to the end, and the first generation has them all', async ({ api, make }) => {
  const made = [await make.component(), await make.component(), await make.component()]
  const wanted = made.map(component => component.conversation_flow_component_id)
  const pages = await everyPage(pagination_key =>
    api.listConversationFlowComponents({ query: { limit: 2, pagination_key } }),
  )
  const all = await api.listConversationFlowComponentsV1()
  for (const list of [pages.flat(), all]) {
    const ids = list.map(component => component.conversation_flow_component_id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toEqual(expect.arrayContaining(wanted))
  }
})

test('SDK 5 makes, reads, edits, lists and deletes a component', async ({ sdk5 }) => {
  const components = sdk5.conversationFlowComponent
  const { conversation_flow_component_id: id } = await components.create({ name: 'Shared', nodes })
  const changed = await components.update(id, { name: 'Renamed' })
  expect(changed).toMatchObject({ name: 'Renamed', nodes })
  expect(await components.retrieve(id)).toEqual(changed)
  expect((await components.list()).items?.map(item => item.conversation_flow_component_id)).toContain(id)
  expect(NOTHING).toContain(await components.delete(id))
  await expect(components.retrieve(id)).rejects.toThrow(NotFoundError)
})

test('SDK 4 makes, reads, edits, lists and deletes a component', async ({ sdk4 }) => {
  const components = sdk4.conversationFlowComponent
  const { conversation_flow_component_id: id } = await components.create({ name: 'Shared', nodes })
  const changed = await components.update(id, { name: 'Renamed' })
  expect(changed).toMatchObject({ name: 'Renamed', nodes })
  expect(await components.retrieve(id)).toEqual(changed)
  expect((await components.list()).map(item => item.conversation_flow_component_id)).toContain(id)
  expect(NOTHING).toContain(await components.delete(id))
  await expect(components.retrieve(id)).rejects.toThrow('404 Item')
})
