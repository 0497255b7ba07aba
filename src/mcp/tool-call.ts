// A call of one tool of an MCP server, and what it answers as text.

import { isObject } from '../json-object.ts'
import { type Client, inSession, type McpServer } from './connection.ts'

export interface McpAnswer {
  content: string
  successful: boolean
}

/** Calls the tool. A tool that fails has an answer that says so; throws a sentence when the server itself does. */
export function callTool(
  server: McpServer,
  name: string,
  args: Readonly<Record<string, unknown>>,
  { client, signal }: { client: Client; signal: AbortSignal },
): Promise<McpAnswer> {
  return inSession(server, client, signal, async session => {
    const result = await session.ask('tools/call', { name, arguments: args })
    const parts = Array.isArray(result.content) ? result.content.filter(isObject) : []
    const texts = parts.map(part => (part.type === 'text' ? String(part.text) : JSON.stringify(part)))
    return { content: texts.join('\n'), successful: result.isError !== true }
  })
}
