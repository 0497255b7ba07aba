// What a chat completion comes to. Servers differ, and models err: whatever can be understood is, the rest is left out, and
// an answer of which nothing is left says why.

import { isObject } from '../json-object.ts'
import type { Reply, ReplyCall } from '../mind/index.ts'

const MAX_CALLS = 20

/** Any JSON that a server may have answered. */
export function replyOf(completion: unknown): Reply {
  const choices = fieldOf(completion, 'choices')
  const message = Array.isArray(choices) ? fieldOf(choices[0], 'message') : undefined
  if (!isObject(message)) return { failed: 'its answer has no message' }
  const called = message.tool_calls
  const calls = (Array.isArray(called) ? called : []).slice(0, MAX_CALLS).flatMap(callIn)
  const content = textOf(message.content) || textOf(message.refusal)
  return { content, calls, tokens: tokensIn(fieldOf(completion, 'usage')) }
}

function callIn(call: unknown): ReplyCall[] {
  const wanted = fieldOf(call, 'function')
  const name = fieldOf(wanted, 'name')
  return typeof name === 'string' ? [{ name, arguments: argumentsIn(fieldOf(wanted, 'arguments')) }] : []
}

/** As JSON in a text, as OpenAI has them; some servers send the object itself, or nothing for none. */
function argumentsIn(args: unknown): Record<string, unknown> | null {
  if (args === undefined || args === null || args === '') return {}
  if (isObject(args)) return args
  try {
    const parsed: unknown = JSON.parse(String(args))
    return isObject(parsed) ? parsed : null
  } catch {
    return null
  }
}

/** A text, or the texts of a message in parts. Models that think aloud do so between tags, which are for nobody else. */
function textOf(content: unknown): string {
  const parts = Array.isArray(content) ? content.map(part => fieldOf(part, 'text')) : [content]
  const text = parts.filter(part => typeof part === 'string').join('')
  return text.replaceAll(/<think>[\s\S]*?(<\/think>|$)/g, '').trim()
}

function tokensIn(usage: unknown): number | undefined {
  const [total, prompt] = [fieldOf(usage, 'total_tokens'), fieldOf(usage, 'prompt_tokens')]
  const tokens = isCount(total) ? total : prompt
  return isCount(tokens) ? tokens : undefined
}

const isCount = (value: unknown): value is number => typeof value === 'number' && value >= 0

const fieldOf = (value: unknown, name: string): unknown => (isObject(value) ? value[name] : undefined)
