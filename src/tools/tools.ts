// What an agent asks of the world in mid-conversation, really done: functions of the customer, MCP tools, code, calendars. What
// an answer means to the agent is for its mind; transfers and swaps are the conversation's own.

import { messageOf } from '../errors.ts'
import { version } from '../generated/version.ts'
import { callTool } from '../mcp/tool-call.ts'
import { type Need, responseVariablesFor, type ToolCall } from '../mind/index.ts'
import type { Ask } from '../webhooks/ask.ts'
import { callFunction } from '../webhooks/custom-function.ts'
import type { World } from '../world.ts'
import { appAnswer } from './app-tool.ts'
import { availability, booking } from './calendar.ts'
import { runCode } from './code.ts'

export interface ToolRequest {
  call: Pick<ToolCall, 'name' | 'arguments'> & { need: Need }
  /** The conversation as the customer's server is shown it. */
  about: { call: object } | { chat: object }
  /** The id of the call or chat. */
  subject: string
}

export interface ToolAnswer {
  content: string
  successful: boolean
  /** What the answer sets by its `response_variables`. */
  variables: Record<string, unknown>
  /** So much of the workspace's time later it is there; at once unless given. */
  afterMs?: number
}

/** Does what a call needs. Never rejects: what goes wrong is an unsuccessful answer. */
export type UseTool = (world: World, request: ToolRequest, signal: AbortSignal) => Promise<ToolAnswer>

/** Retell docs, custom function; that it holds for every tool is a guess. */
const LONGEST_CONTENT = 15_000

export function createTools({ ask }: { ask: Ask }): UseTool {
  return async (world, request, signal) => {
    const { need } = request.call
    try {
      const { content, successful, answer = content, afterMs } = await meet(world, request, signal)
      const variables = successful ? responseVariablesFor(need, answer) : {}
      return {
        content: content.slice(0, LONGEST_CONTENT),
        successful,
        variables,
        ...(afterMs && { afterMs }),
      }
    } catch (error) {
      const reason = messageOf(error)
      return { content: `Error: ${reason}`, successful: false, variables: {} }
    }
  }

  async function meet(
    world: World,
    { call, about, subject }: ToolRequest,
    signal: AbortSignal,
  ): Promise<{ content: string; successful: boolean; answer?: string; afterMs?: number }> {
    const { need, arguments: args } = call
    switch (need.kind) {
      case 'custom':
        return callFunction(ask, world, { tool: need.tool, args, about, subject }, signal)
      case 'mcp': {
        if (!need.server) throw new Error(`there is no MCP server ${need.mcpId}`)
        const client = { name: 'fake-retell', version }
        return callTool(need.server, need.toolName, args, { client, signal })
      }
      case 'code': {
        const { code, timeoutMs } = need
        return {
          content: await runCode(code, { variables: need.variables, timeoutMs, signal }),
          successful: true,
        }
      }
      case 'check_availability_cal':
        return { content: availability(world.now(), need.tool), successful: true }
      case 'book_appointment_cal':
        return { content: booking(world.now(), need.tool, args), successful: true }
      case 'integration_app':
        return appAnswer(world, need.tool, { ...args, ...need.constants })
      case 'send_sms':
      case 'send_email':
        return { content: 'sent', successful: true }
      default:
        throw new Error(`${call.name} is not available here`)
    }
  }
}
