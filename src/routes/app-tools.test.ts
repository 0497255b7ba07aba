import { expect, test } from 'vitest'
import { type Bench, newAgent, newBench, newChatAgent, newComponent, newFlow } from './testing-context.ts'

const TEMPLATE = 'find_contact'
const FIRST = {
  type: 'object',
  properties: { object_type: { type: 'string', const: 'contact' } },
  required: ['object_type'],
}

function connectedApp(bench: Bench, body: object = {}): string {
  const auth_config = { type: 'api_key', api_key: 'a secret' }
  const { app_id } = bench.ask('createApp', {
    body: { type: 'crm', provider: 'hubspot', auth_config, ...body },
  })
  bench.ask('testAppAuth', { params: { app_id } })
  return app_id
}

const tool = (app_id: string, more: object = {}) => ({
  type: 'integration_app',
  name: 'find',
  app_id,
  provider: 'hubspot',
  app_tool_template_name: TEMPLATE,
  ...more,
})

test('a tool is set up in two rounds, and the third has nothing left to ask', () => {
  const bench = newBench()
  const params = { app_id: connectedApp(bench) }
  const round = (parameters?: object[]) =>
    bench.ask('getAppToolSchema', { params, body: { app_tool_template_name: TEMPLATE, parameters } })
  const first = round()
  expect(first).toMatchObject({ complete: false, input_schema: { required: ['object_type'] } })
  expect(first).not.toHaveProperty('response_schema')
  const second = round([FIRST])
  expect(second).toMatchObject({ complete: true, input_schema: { required: ['phone'] } })
  expect(second.input_schema?.properties).toHaveProperty('firstname')
  expect(second.response_schema).toMatchObject({ additionalProperties: false, properties: { id: {} } })
  const third = round([FIRST, second.input_schema!])
  expect(third).toEqual({ complete: true, response_schema: second.response_schema })
})

test('what was filled in must be what was asked for', () => {
  const bench = newBench()
  const params = { app_id: connectedApp(bench) }
  const refused = (...parameters: object[]) =>
    bench.refusal('getAppToolSchema', { params, body: { app_tool_template_name: TEMPLATE, parameters } })
  const SECOND = { type: 'object', properties: { phone: { const: '{{number}}' } }, required: ['phone'] }
  expect(refused({ ...FIRST, properties: {} }).message).toContain("required property 'object_type'")
  expect(refused({ ...FIRST, required: [] }).message).toContain('must be [object_type]')
  expect(refused({ ...FIRST, properties: { object_type: {} } }).message).toContain('a const or a description')
  expect(refused(FIRST, { ...SECOND, properties: { phone: SECOND.properties.phone, x: {} } }).status).toBe(
    400,
  )
  expect(refused(FIRST, SECOND, SECOND).message).toContain('must NOT have more than 2 items')
})

test('only a connected app has tools', () => {
  const bench = newBench()
  const body = { app_tool_template_name: TEMPLATE }
  const { app_id } = bench.ask('createApp', { body: { type: 'crm', provider: 'hubspot' } })
  expect(bench.refusal('getAppToolSchema', { params: { app_id }, body })).toMatchObject({ status: 400 })
  expect(bench.refusal('getAppToolSchema', { params: { app_id: 'app_gone' }, body }).status).toBe(404)
})

test('a tool of an app is kept wherever tools are, and its app is then in use', () => {
  const bench = newBench()
  const own = tool(connectedApp(bench))
  const llm = bench.ask('createRetellLlm', { body: { general_tools: [own] } })
  expect(llm.general_tools).toEqual([own])
  const flow = newFlow(bench, { tools: [{ ...own, tool_id: 't1' }] })
  expect(flow.tools).toEqual([{ ...own, tool_id: 't1' }])
  const { agent_id } = newAgent(bench, { response_engine: { type: 'retell-llm', llm_id: llm.llm_id } })
  const response_engine = { type: 'conversation-flow', conversation_flow_id: flow.conversation_flow_id }
  const writing = newChatAgent(bench, { response_engine }).agent_id
  const usages = bench.ask('listAppUsages', { params: { app_id: own.app_id } }).items
  expect(usages.map(usage => 'agent_id' in usage && usage.agent_id).sort()).toEqual(
    [agent_id, writing].sort(),
  )
})

test('a tool needs an app that is there and of its provider', () => {
  const bench = newBench()
  const app = connectedApp(bench)
  const gone = [tool('app_gone')]
  const other = [tool(app, { provider: 'salesforce' })]
  const refused = (general_tools: object[]) => bench.refusal('createRetellLlm', { body: { general_tools } })
  expect(refused(gone)).toMatchObject({ status: 400, message: expect.stringContaining('app_gone') })
  expect(refused(other).status).toBe(400)
  const states = [{ name: 'first', tools: gone }]
  expect(bench.refusal('createRetellLlm', { body: { states, starting_state: 'first' } }).status).toBe(400)
  const { conversation_flow_id } = newFlow(bench)
  const flowTools = { tools: [{ ...gone[0], tool_id: 't1' }] }
  const params = { conversation_flow_id }
  expect(bench.refusal('updateConversationFlow', { params, body: flowTools }).status).toBe(400)
  const { conversation_flow_component_id } = newComponent(bench)
  const inComponent = { params: { conversation_flow_component_id }, body: flowTools }
  expect(bench.refusal('updateConversationFlowComponent', inComponent).status).toBe(400)
  const { agent_id } = newChatAgent(bench)
  const body = { pre_session_tools: gone }
  expect(bench.refusal('updateChatAgent', { params: { agent_id }, body }).status).toBe(400)
})
