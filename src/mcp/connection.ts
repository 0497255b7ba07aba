// A connection to an MCP server from handshake to farewell, within a time limit. What is asked in between is handed in.

import { wall } from '../clock.ts'
import type { Schemas } from '../contract.ts'
import { McpSession } from './session.ts'

export type McpServer = Schemas['McpServer']

/** How the mock presents itself. */
export interface Client {
  name: string
  version: string
}

/** Retell's SDK types: how long a connection to an MCP server may take. Here the whole conversation may take it. */
const DEFAULT_TIMEOUT_MS = 120_000

/**
 * What `work` gets out of the server. `timeout_ms` (at most two minutes, which is the default) covers everything. Throws a
 * sentence when the server cannot be reached, is too slow, or does not keep to the protocol.
 */
export async function inSession<Result>(
  server: McpServer,
  client: Client,
  signal: AbortSignal,
  work: (session: McpSession) => Promise<Result>,
): Promise<Result> {
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
    const result = await work(session)
    await session.close()
    return result
  } catch (error) {
    throw late.signal.aborted ? new Error(`it did not answer within ${timeoutMs} ms`) : error
  } finally {
    cancel()
    // Whatever is still open, such as a stream that nobody reads any more, goes.
    late.abort()
  }
}

function addressOf({ url, query_params = {} }: McpServer): URL {
  const address = URL.canParse(url) ? new URL(url) : undefined
  if (address?.protocol !== 'http:' && address?.protocol !== 'https:') {
    throw new Error(`"${url}" is not an http(s) URL`)
  }
  for (const [name, value] of Object.entries(query_params)) address.searchParams.set(name, value)
  return address
}
