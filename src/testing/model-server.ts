// For tests: a small server that speaks OpenAI's chat completions over real HTTP. It answers what it is told to, in order, and
// keeps what it was asked.

import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import { startReceiver } from './receiver.ts'

export interface ModelAsked {
  model: string
  messages: { role: string; content: string | null; tool_calls?: unknown[]; tool_call_id?: string }[]
  tools?: { type: string; function: { name: string; description: string; parameters: object } }[]
  tool_choice?: { function: { name: string } }
  temperature?: number
  max_tokens?: number
}

/** What the model answers: words, calls of functions, anything as JSON, or whatever is done with the response. */
export type ModelAnswer =
  | string
  | { say?: string; calls: [name: string, args: unknown][] }
  | { json: unknown; status?: number }
  | ((response: ServerResponse) => void)

export interface ModelServer extends AsyncDisposable {
  baseURL: string
  asked: ModelAsked[]
  headers: IncomingHttpHeaders[]
  paths: string[]
  /** The names of the functions that a request offered. */
  offered(request: number): string[]
  /** Adds answers. One that nobody has told what to answer answers 500. */
  answers(...more: ModelAnswer[]): void
}

export const TOKENS = 1_234

export async function startModelServer(...answers: ModelAnswer[]): Promise<ModelServer> {
  const asked: ModelAsked[] = []
  const headers: IncomingHttpHeaders[] = []
  const paths: string[] = []
  const receiver = await startReceiver((request, response) => {
    asked.push(JSON.parse(request.body) as ModelAsked)
    headers.push(request.headers)
    paths.push(request.path)
    give(answers.shift() ?? { json: { error: { message: 'nothing to say' } }, status: 500 }, response)
  })
  return {
    baseURL: new URL('/v1', receiver.url).href,
    asked,
    headers,
    paths,
    offered: request => (asked[request]?.tools ?? []).map(tool => tool.function.name),
    answers: (...more) => void answers.push(...more),
    [Symbol.asyncDispose]: () => receiver[Symbol.asyncDispose](),
  }
}

function give(answer: ModelAnswer, response: ServerResponse): void {
  if (typeof answer === 'function') return answer(response)
  const { json, status = 200 } =
    typeof answer === 'object' && 'json' in answer ? answer : { json: completionOf(answer) }
  // A client that tries again need not wait.
  response.writeHead(status, { 'content-type': 'application/json', 'retry-after-ms': '1' })
  response.end(JSON.stringify(json))
}

function completionOf(answer: string | { say?: string; calls: [name: string, args: unknown][] }) {
  const { say, calls } = typeof answer === 'string' ? { say: answer, calls: [] } : answer
  const tool_calls = calls.map(([name, args], index) => ({
    id: `call_${index}`,
    type: 'function',
    function: { name, arguments: typeof args === 'string' ? args : JSON.stringify(args) },
  }))
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 0,
    model: 'small',
    choices: [
      {
        index: 0,
        finish_reason: tool_calls.length > 0 ? 'tool_calls' : 'stop',
        message: {
          role: 'assistant',
          content: say ?? null,
          ...(tool_calls.length > 0 ? { tool_calls } : {}),
        },
      },
    ],
    usage: { prompt_tokens: TOKENS - 34, completion_tokens: 34, total_tokens: TOKENS },
  }
}
