import { expect, test } from 'vitest'
import { startFakeRetell } from '../index.ts'
import { api, scriptedAgent } from '../testing/calls.ts'
import { startMcpServer, WEATHER } from '../testing/mcp-server.ts'
import { newAgent, newBench, newLlm } from './testing-context.ts'

const MCPS = [{ name: 'weather', url: 'http://127.0.0.1:1/mcp' }]

test('an agent without the server, without an engine of its own or in another version has none', () => {
  const bench = newBench()
  const llm_id = newLlm(bench, { mcps: MCPS })
  const { agent_id } = newAgent(bench, { response_engine: { type: 'retell-llm', llm_id } })
  const custom = newAgent(bench, {
    response_engine: { type: 'custom-llm', llm_websocket_url: 'wss://llm.example.com' },
  })
  const ask = (id: string, query: Record<string, string>) =>
    bench.refusal('getMcpTools', { params: { agent_id: id }, query })
  expect(ask(agent_id, { mcp_id: 'tides' })).toEqual({
    status: 404,
    message: 'Item tides not found from mcp',
  })
  expect(ask(custom.agent_id, { mcp_id: 'weather' }).status).toBe(404)
  expect(ask('agent_gone', { mcp_id: 'weather' }).message).toBe('Item agent_gone not found from agent')
  expect(ask(agent_id, { mcp_id: 'weather', version: '7' }).status).toBe(404)
  expect(ask(agent_id, { mcp_id: 'weather', component_id: 'c' }).status).toBe(404)
  expect(ask(agent_id, {}).status).toBe(400)
})

test('the edge waits for the server, outside any transaction, and other requests are served meanwhile', async () => {
  await using fake = await startFakeRetell()
  await using server = await startMcpServer()
  const agent = await scriptedAgent(fake)
  const { response_engine: engine } = agent
  if (engine.type !== 'retell-llm') throw new Error('the scripted agent has an LLM')
  const mcps = [{ name: 'weather', url: server.url }]
  await api(fake, 'PATCH', `/update-retell-llm/${engine.llm_id}`, { mcps })
  const tools = api(fake, 'GET', `/get-mcp-tools/${agent.agent_id}?mcp_id=weather`)
  expect(await api(fake, 'POST', '/create-retell-llm', {})).toMatchObject({ version: 0 })
  expect(await tools).toEqual([WEATHER])
})

test('a server that fails is a refusal with its reason', async () => {
  await using fake = await startFakeRetell()
  await using server = await startMcpServer({ status: 403 })
  const { llm_id } = await api<{ llm_id: string }>(fake, 'POST', '/create-retell-llm', {
    mcps: [{ name: 'weather', url: server.url }],
  })
  const agent = await scriptedAgent(fake, { response_engine: { type: 'retell-llm', llm_id } })
  const response = await fake.fetch(`/get-mcp-tools/${agent.agent_id}?mcp_id=weather`)
  expect(response.status).toBe(400)
  expect(await response.json()).toEqual({
    status: 'error',
    message: 'MCP server weather did not list its tools: it answered 403 to initialize',
  })
})
