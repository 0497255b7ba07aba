// The operations of the contract as the negative table asks for them, and how a request of it is sent: as JSON, or as a
// form where the operation takes nothing else.

import type { FakeWorkspace } from '../src/index.ts'
import type { ContractDocument, Operation, Schema } from './contract-document.ts'
import { flatten } from './schema-view.ts'

export interface NegativeOperation {
  id: string
  method: string
  path: string
  params: Schema
  query: Schema
  body?: { schema: Schema; required: boolean; isForm: boolean }
}

export interface NegativeRequest {
  /** By name; those that the path does not have are left alone. */
  params: Readonly<Record<string, unknown>>
  query: Readonly<Record<string, unknown>>
  body?: unknown
}

export interface Reply {
  status: number
  text: string
  /** Undefined where the reply is no JSON. */
  json: unknown
  contentType: string | null
}

/** With the body that a form has, too, where `operation` takes no JSON. */
export function negativeOperation(document: ContractDocument, operation: Operation): NegativeOperation {
  const { id, method, path, params, query } = operation
  const paths = document.paths as Record<string, Record<string, Schema>>
  const { requestBody } = flatten(document, paths[path] ?? {}).rules[method.toLowerCase()] as Schema
  if (requestBody === undefined) return { id, method, path, params, query }
  const { content, required = false } = flattened(document, requestBody as Schema)
  const byType = content as Record<string, { schema: Schema }>
  const type = ['application/json', 'multipart/form-data'].find(one => one in byType)
  if (!type) throw new Error(`${id} takes neither JSON nor a form`)
  const body = {
    schema: byType[type]!.schema,
    required: required === true,
    isForm: type !== 'application/json',
  }
  return { id, method, path, params, query, body }
}

/** A request body may stand elsewhere; its members are no schema's, so only the reference is followed. */
function flattened(document: ContractDocument, node: Schema): Schema {
  const { rules, required } = flatten(document, node)
  return { ...rules, required: node.required === true || required.length > 0 }
}

/** Sends it within this process; a path or query value of undefined is left out. */
export async function send(
  workspace: FakeWorkspace,
  { method, path, body: taken }: NegativeOperation,
  { params, query, body }: NegativeRequest,
): Promise<Reply> {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])))
  const asked = Object.entries(query).filter(([, value]) => value !== undefined)
  const search = new URLSearchParams(Object.fromEntries(asked.map(([name, value]) => [name, String(value)])))
  const init = body === undefined ? {} : taken?.isForm ? { body: formOf(body) } : jsonOf(body)
  const response = await workspace.fetch(`${filled}${search.size > 0 ? `?${search}` : ''}`, {
    method,
    ...init,
  })
  const text = await response.text()
  return {
    status: response.status,
    text,
    json: parsed(text),
    contentType: response.headers.get('content-type'),
  }
}

const jsonOf = (body: unknown) => ({
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json' },
})

/** Lists of files as one part each, whatever else is no text as JSON. */
function formOf(body: unknown): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(body as object)) {
    const parts: unknown[] = Array.isArray(value) && value.some(isFile) ? value : [value]
    for (const part of parts) {
      if (isFile(part)) form.append(name, part, 'specimen.txt')
      else form.append(name, typeof part === 'string' ? part : JSON.stringify(part))
    }
  }
  return form
}

export const isFile = (value: unknown): value is Blob => value instanceof Blob

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
