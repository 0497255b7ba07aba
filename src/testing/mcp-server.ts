// For tests: a real MCP server over streamable HTTP, whose manners are handed in.

import { type Receiver, startReceiver } from './receiver.ts'

export interface McpManners {
  /** Pages of tools; each but the last is answered with a cursor. */
  pages?: readonly (readonly object[])[]
  /** Answer as a stream of events, with a notice before the answer, and leave the stream open. */
  stream?: boolean
  /** The status of every answer. */
  status?: number
  /** The whole answer to tools/list, in place of the pages. */
  raw?: string
  /** Never answer tools/list. */
  silent?: boolean
  /** What a called tool answers. */
  call?(args: Readonly<Record<string, unknown>>): string
}

export const WEATHER = {
  name: 'get_weather',
  description: 'What the sky does',
  inputSchema: { type: 'object', properties: { city: { type: 'string' } } },
}

interface Asked {
  id?: number
  method: string
  params?: { cursor?: string; arguments?: Record<string, unknown> }
}

export const startMcpServer = ({
  pages = [[WEATHER]],
  stream,
  status = 200,
  raw,
  silent,
  call = () => '',
}: McpManners = {}): Promise<Receiver> =>
  startReceiver(({ method, body }, response) => {
    if (status !== 200) return void response.writeHead(status).end()
    if (method === 'DELETE') return void response.writeHead(204).end()
    const { id, method: asked, params } = JSON.parse(body) as Asked
    if (id === undefined) return void response.writeHead(202).end()
    if (asked === 'tools/list' && silent) return
    const page = Number(params?.cursor ?? 0)
    const result =
      asked === 'initialize'
        ? { protocolVersion: '2025-03-26', capabilities: {}, serverInfo: { name: 'test', version: '1' } }
        : asked === 'tools/call'
          ? { content: [{ type: 'text', text: call(params?.arguments ?? {}) }] }
          : { tools: pages[page], ...(page + 1 < pages.length ? { nextCursor: String(page + 1) } : {}) }
    const answer = asked === 'tools/list' && raw ? raw : JSON.stringify({ jsonrpc: '2.0', id, result })
    const headers = { 'mcp-session-id': 'session-1' }
    if (!stream) {
      return void response.writeHead(200, { ...headers, 'content-type': 'application/json' }).end(answer)
    }
    response.writeHead(200, { ...headers, 'content-type': 'text/event-stream' })
    const notice = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/message', params: {} })
    response.write(`event: message\r\ndata: ${notice}\r\n\r\nevent: message\r\ndata: ${answer}\r\n\r\n`)
  })
