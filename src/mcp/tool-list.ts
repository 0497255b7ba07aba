// What an MCP server offers: its tools, page by page. Nothing is called and nothing is kept.

import type { Schemas } from '../contract.ts'
import { isObject } from '../json-object.ts'
import { type Client, inSession, type McpServer } from './connection.ts'
import type { McpSession } from './session.ts'

export type McpTool = Schemas['McpToolDefinition']

const MAX_PAGES = 50
const MAX_TOOLS = 1_000

/**
 * The server's tools. `timeout_ms` (at most two minutes, which is the default) covers everything. Throws a sentence when
 * the server cannot be reached, is too slow, or answers what is no list of tools.
 */
export async function toolsOf(server: McpServer, client: Client, signal: AbortSignal): Promise<McpTool[]> {
  return inSession(server, client, signal, everyTool)
}

async function everyTool(session: McpSession): Promise<McpTool[]> {
  const tools: McpTool[] = []
  let cursor: string | undefined
  for (let page = 0; page < MAX_PAGES; page++) {
    const result = await session.ask('tools/list', cursor === undefined ? {} : { cursor })
    if (!Array.isArray(result.tools)) throw new Error('its list of tools is no list')
    tools.push(...result.tools.map(toolOf))
    if (tools.length > MAX_TOOLS) throw new Error(`it has more than ${MAX_TOOLS} tools`)
    if (typeof result.nextCursor !== 'string') return tools
    cursor = result.nextCursor
  }
  throw new Error(`its list of tools has more than ${MAX_PAGES} pages`)
}

/** The three members that Retell passes on; a server need not describe its tools. */
function toolOf(tool: unknown): McpTool {
  if (!isObject(tool) || typeof tool.name !== 'string' || !isObject(tool.inputSchema)) {
    throw new Error('one of its tools has no name or no inputSchema')
  }
  const description = typeof tool.description === 'string' ? tool.description : ''
  return { name: tool.name, description, inputSchema: tool.inputSchema }
}
