// What the MCP servers of an agent offer. A server is needed that the target reaches, which is on this machine: so the
// asking is for the mock alone.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'vitest'
import type { CleanUp } from './clean-up.ts'
import type { Makers } from './makers.ts'
import { mockOnly, test } from './marks.ts'
import { refusal } from './refusal.ts'

const TOOL = { name: 'get_weather', description: 'What the sky does', inputSchema: { type: 'object' } }

/** An agent with an MCP server that is called `weather`. */
async function agentWithMcp({ make, cleanUp }: { make: Makers; cleanUp: CleanUp }): Promise<string> {
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', chunk => {
      body += String(chunk)
    })
    request.on('end', () => {
      const { id, method } = JSON.parse(body) as { id?: number; method: string }
      if (id === undefined) return void response.writeHead(202).end()
      const result = method === 'tools/list' ? { tools: [TOOL] } : { protocolVersion: '2025-06-18' }
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ jsonrpc: '2.0', id, result }))
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  cleanUp(async () => {
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  })
  const { port } = server.address() as AddressInfo
  const { llm_id } = await make.llm({ mcps: [{ name: 'weather', url: `http://127.0.0.1:${port}/mcp` }] })
  return (await make.agent({ response_engine: { type: 'retell-llm', llm_id } })).agent_id
}

mockOnly('the tools are those that the server lists', async ({ api, make, cleanUp }) => {
  const agent_id = await agentWithMcp({ make, cleanUp })
  expect(await api.getMcpTools({ params: { agent_id }, query: { mcp_id: 'weather' } })).toEqual([TOOL])
})

mockOnly('SDK 5 reads the tools of a server', async ({ sdk5, make, cleanUp }) => {
  const agent_id = await agentWithMcp({ make, cleanUp })
  expect(await sdk5.mcpTool.getMcpTools(agent_id, { mcp_id: 'weather' })).toEqual([TOOL])
})

mockOnly('SDK 4 reads the tools of a server', async ({ sdk4, make, cleanUp }) => {
  const agent_id = await agentWithMcp({ make, cleanUp })
  expect(await sdk4.mcpTool.getMcpTools(agent_id, { mcp_id: 'weather' })).toEqual([TOOL])
})

test('a server that the agent does not have is refused', async ({ api, make }) => {
  const { agent_id } = await make.agent()
  const asked = api.getMcpTools({ params: { agent_id }, query: { mcp_id: 'gone' } })
  expect(await refusal(asked)).toMatchObject({ status: 404 })
})
