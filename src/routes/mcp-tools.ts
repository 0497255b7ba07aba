// What the MCP servers of an agent offer: the server is really asked. Calling a tool is not done here.

import type { Agent, Handlers } from '../contract.ts'
import { badRequest, messageOf, NotFound } from '../errors.ts'
import { version } from '../generated/version.ts'
import type { McpServer } from '../mcp/connection.ts'
import { toolsOf } from '../mcp/tool-list.ts'
import type { Store } from '../store/store.ts'
import { agentAt } from './agent-reference.ts'
import type { Context } from './context.ts'

export const mcpToolHandlers = {
  /**
   * Asks the server after the transaction. No source says what a server that fails is answered with: here it is 400 with
   * the reason.
   */
  getMcpTools({ params, query }, { store }) {
    const agent = agentAt(store, params.agent_id, query.version)
    const server = mcpServer(serversOf(store, agent, query.component_id), query.mcp_id)
    return async signal => {
      try {
        return await toolsOf(server, { name: 'fake-retell', version }, signal)
      } catch (error) {
        const reason = messageOf(error)
        throw badRequest(`MCP server ${server.name} did not list its tools: ${reason}`)
      }
    }
  },
} satisfies Partial<Handlers<Context>>

/** The published settings of a server have no id, so its name is taken for one: a guess, like the word `mcp`. */
function mcpServer(servers: readonly McpServer[], id: string): McpServer {
  const server = servers.find(({ name }) => name === id)
  if (!server) throw new NotFound('mcp', id)
  return server
}

/** The servers of the agent's engine, or of a component in it. Only an LLM of Retell's has any here. */
function serversOf(store: Store, { response_engine }: Agent, componentId: string | undefined): McpServer[] {
  if (componentId !== undefined) throw new NotFound('conversation-flow-component', componentId)
  if (response_engine.type !== 'retell-llm') return []
  return store.retellLlms.get(response_engine.llm_id, response_engine.version).mcps ?? []
}
