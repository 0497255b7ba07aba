// A typed client over plain HTTP, one function an operation, with nothing between a test and the wire: no retries, no
// renaming. What it sends and gets is checked by the fetch it is given.

import type { Operations } from '../src/index.ts'
import type { CheckedFetch } from './checked-fetch.ts'
import type { Operation } from './contract-document.ts'
import { ApiRefusal } from './refusal.ts'

export type OperationId = keyof Operations

type Part<Name extends string, Value> = [Value] extends [undefined]
  ? unknown
  : undefined extends Value
    ? { [Key in Name]?: Exclude<Value, undefined> }
    : { [Key in Name]: Value }

type Json<Content> = Content extends { content: { 'application/json': infer Body } } ? Body : undefined

/** `params`, `query` and `body`, each where the operation has it. */
export type RequestOf<Id extends OperationId> = Part<'params', Operations[Id]['parameters']['path']> &
  Part<'query', Operations[Id]['parameters']['query']> &
  (Operations[Id] extends { requestBody: infer Body }
    ? { body: Json<Body> }
    : Operations[Id] extends { requestBody?: infer Body }
      ? Part<'body', Json<NonNullable<Body>> | undefined>
      : unknown)

/** The body of the operation's success; undefined where it has none. */
export type ReplyOf<Id extends OperationId> = Json<
  Operations[Id]['responses'][Extract<keyof Operations[Id]['responses'], 200 | 201 | 202 | 204>]
>

type Arguments<Request> = Record<never, never> extends Request ? [request?: Request] : [request: Request]

/** One function an operation. Anything but its success is thrown as an `ApiRefusal`. */
export type TypedOperations = {
  [Id in OperationId]: (...args: Arguments<RequestOf<Id>>) => Promise<ReplyOf<Id>>
}

export interface LooseRequest {
  params?: Readonly<Record<string, string>>
  query?: Readonly<Record<string, unknown>>
  body?: unknown
}

/** The same without types or checks of what is sent, for requests that ought to be refused. */
export type LooseOperations = { [Id in OperationId]: (request?: LooseRequest) => Promise<unknown> }

export interface RawClientOptions {
  baseUrl: string
  apiKey: string
  operations: readonly Operation[]
}

export function rawClient(options: RawClientOptions, send: CheckedFetch): TypedOperations {
  // What each function takes and gives is in the types made from the very document that `operations` is read from.
  return looseClient(options, send) as TypedOperations
}

export function looseClient(
  { baseUrl, apiKey, operations }: RawClientOptions,
  send: CheckedFetch,
): LooseOperations {
  const functions = operations.map(operation => [
    operation.id,
    (request: LooseRequest = {}) => ask(operation, request, { baseUrl, apiKey, send }),
  ])
  return Object.fromEntries(functions) as LooseOperations
}

async function ask(
  { method, path }: Operation,
  { params = {}, query = {}, body }: LooseRequest,
  { baseUrl, apiKey, send }: { baseUrl: string; apiKey: string; send: CheckedFetch },
): Promise<unknown> {
  const url = new URL(
    path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? '')),
    baseUrl,
  )
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) url.searchParams.set(name, String(value))
  const response = await send(url, {
    method,
    headers: {
      authorization: `Bearer ${apiKey}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const reply: unknown = text === '' ? undefined : JSON.parse(text)
  if (!response.ok) throw new ApiRefusal(response.status, reply)
  return reply
}
