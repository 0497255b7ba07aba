// A tool call in a simulation: what the agent would pass, and what the tool mocks answer. No tool is run.

import { isDeepStrictEqual } from 'node:util'
import type { Schemas } from '../contract.ts'
import { mentions } from './mentions.ts'

export type Tool = Schemas['LlmTool']
export type ToolMock = Schemas['ToolMock']

export interface ToolAnswer {
  content: string
  successful: boolean
}

/**
 * The arguments that can be known without a model: of each parameter the dynamic variable of its name, or a choice of
 * its `enum` that was spoken of. Others are left out.
 */
export function argumentsFor(
  tool: Tool,
  heard: string,
  variables: Readonly<Record<string, string>>,
): Record<string, unknown> {
  const properties = tool.type === 'custom' ? (tool.parameters?.properties ?? {}) : {}
  const known = Object.entries(properties).map(([name, schema]) => [
    name,
    Object.hasOwn(variables, name)
      ? asType(typeIn(schema), variables[name]!)
      : choicesIn(schema).find(choice => mentions(heard, choice)),
  ])
  return Object.fromEntries(known.filter(([, value]) => value !== undefined))
}

/**
 * Retell docs, test cases: the first mock that fits answers. Where none does Retell runs the tool; here the call fails,
 * and says so.
 */
export function toolAnswer(
  mocks: readonly ToolMock[],
  name: string,
  args: Readonly<Record<string, unknown>>,
): ToolAnswer {
  const mock = mocks.find(candidate => candidate.tool_name === name && fits(candidate, args))
  if (!mock) return { content: `No tool mock fits this call of ${name}.`, successful: false }
  return { content: mock.output, successful: mock.result ?? true }
}

function fits({ input_match_rule: rule }: ToolMock, args: Readonly<Record<string, unknown>>): boolean {
  if (rule.type === 'any') return true
  return Object.entries(rule.args).every(([name, value]) => isDeepStrictEqual(args[name], value))
}

function asType(type: unknown, text: string): unknown {
  const isNumber = (type === 'number' || type === 'integer') && text.trim() !== ''
  if (isNumber && Number.isFinite(Number(text))) return Number(text)
  if (type === 'boolean' && /^(true|false)$/.test(text)) return text === 'true'
  return text
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

const typeIn = (schema: unknown): unknown => (isObject(schema) ? schema.type : undefined)

const choicesIn = (schema: unknown): string[] =>
  isObject(schema) && Array.isArray(schema.enum)
    ? schema.enum.filter((choice): choice is string => typeof choice === 'string')
    : []
