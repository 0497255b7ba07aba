// What an MCP server offers: its tools, page by page. Nothing is called and nothing is kept.

import { wall } from '../clock.ts'
import type { Schemas } from '../contract.ts'
import { isObject, McpSession } from './session.ts'

export type McpTool = Schemas['McpToolDefinition']
export type McpServer = Schemas['McpServer']

/** Retell's SDK types: how long a connection to an MCP server may take. Here the whole conversation may take it. */
const DEFAULT_TIMEOUT_MS = 120_000
const MAX_PAGES = 50
const MAX_TOOLS = 1_000

/**
 * The server's tools. `timeout_ms` (at most two minutes, which is the default) covers everything. Throws a sentence when
 * the server cannot be reached, is too slow, or answers what is no list of tools.
 */
export async function toolsOf(
  server: McpServer,
  client: { name: string; version: string },
  signal: AbortSignal,
): Promise<McpTool[]> {
  const url = addressOf(server)
  const timeoutMs = Math.min(server.timeout_ms ?? DEFAULT_TIMEOUT_MS, DEFAULT_TIMEOUT_MS)
  const late = new AbortController()
  const cancel = wall.after(timeoutMs, () => late.abort())
  const session = new McpSession(
    { url, headers: server.headers ?? {} },
    AbortSignal.any([signal, late.signal]),
  )
  try {
    await session.open(client)
    const tools = await everyTool(session)
    await session.close()
    return tools
  } catch (error) {
    throw late.signal.aborted ? new Error(`it did not answer within ${timeoutMs} ms`) : error
  } finally {
    cancel()
    // Whatever is still open, such as a stream that nobody reads any more, goes.
    late.abort()
  }
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

function addressOf({ url, query_params = {} }: McpServer): URL {
  const address = URL.canParse(url) ? new URL(url) : undefined
  if (address?.protocol !== 'http:' && address?.protocol !== 'https:') {
    throw new Error(`"${url}" is not an http(s) URL`)
  }
  for (const [name, value] of Object.entries(query_params)) address.searchParams.set(name, value)
  return address
}
