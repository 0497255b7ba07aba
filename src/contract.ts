// The contract as types and checks: what a handler of an operation takes and gives, and how input that does not fit
// is refused. The operations themselves are data, generated from openapi.yaml.

import { badRequest } from './errors.ts'
import type { operations as served } from './generated/contract-operations.ts'
import type { components, operations as Operations } from './generated/contract-types.ts'
import type {
  operations as ControlOperations,
  components as ControlParts,
} from './generated/control-types.ts'
import { isObject } from './json-object.ts'

export type Schemas = components['schemas']
export type ControlSchemas = ControlParts['schemas']
export type Call = Schemas['Call']
export type PhoneCall = Schemas['PhoneCall']
export type WebCall = Schemas['WebCall']
export type Chat = Schemas['Chat']
export type Agent = Schemas['AgentResponse']
export type ChatAgent = Schemas['ChatAgentResponse']
export type RetellLlm = Schemas['RetellLlmResponse']
export type ConversationFlow = Schemas['ConversationFlowResponse']
export type FlowComponent = Schemas['ConversationFlowComponentResponse']
export type PhoneNumber = Schemas['PhoneNumberResponse']
export type Voice = Schemas['VoiceResponse']
export type KnowledgeBase = Schemas['KnowledgeBaseResponse']
export type KnowledgeBaseSource = Schemas['KnowledgeBaseSource']
export type Settings = ControlSchemas['Settings']

type Json<Content> = Content extends { content: { 'application/json': infer Body } } ? Body : undefined
type Sent<Content> = Content extends { content: { 'application/json': infer Body } }
  ? Body
  : Content extends { content: { 'multipart/form-data': infer Body } }
    ? Body
    : undefined

/** A file of a multipart form. Its contents are in the store, and gone after the request unless a handler keeps them. */
export interface UploadedFile {
  readonly name: string
  readonly type: string
  /** In bytes. */
  readonly size: number
  /** What the store calls the contents. */
  readonly upload: number
}
type Part<Parameters, Place extends string> = Place extends keyof Parameters
  ? NonNullable<Parameters[Place]> extends never
    ? Record<never, never>
    : NonNullable<Parameters[Place]>
  : Record<never, never>

/** What a handler takes. An optional body that was not sent is `{}`. */
export interface Input<Operation> {
  params: Operation extends { parameters: infer Parameters } ? Part<Parameters, 'path'> : Record<never, never>
  query: Operation extends { parameters: infer Parameters } ? Part<Parameters, 'query'> : Record<never, never>
  body: Operation extends { requestBody?: infer Body }
    ? [NonNullable<Body>] extends [never]
      ? undefined
      : Sent<NonNullable<Body>>
    : undefined
}

/** What a handler gives: the JSON of the operation's one success, or nothing. */
export type Reply<Operation> = Operation extends { responses: infer Responses }
  ? Json<Responses[Extract<keyof Responses, 200 | 201 | 202 | 204>]> extends infer Body
    ? Body extends undefined
      ? void
      : Body
    : never
  : never

/**
 * What a handler gives when its answer needs somebody else's: done after the handler's transaction, and so it may not write.
 * What it throws is refused like any other. `signal` aborts when the client goes away.
 */
export type Afterwards<Result> = (signal: AbortSignal) => Promise<Result>

export type Handler<Operation, Context> = (
  input: Input<Operation>,
  context: Context,
) => Reply<Operation> | Afterwards<Reply<Operation>>

/** One handler for each operation of Retell's contract: a missing or misspelt one does not compile. */
export type Handlers<Context> = { [Id in keyof typeof served]: Handler<Operations[Id], Context> }

/** The control API may wait (for the clock to settle). */
export type ControlHandlers<Context> = {
  [Id in keyof ControlOperations]: (
    input: Input<ControlOperations[Id]>,
    context: Context,
  ) => Reply<ControlOperations[Id]> | Promise<Reply<ControlOperations[Id]>>
}

export interface ValidationError {
  instancePath: string
  keyword: string
  message?: string
  params: Record<string, unknown>
}

/** A precompiled validator, as ajv makes them. */
export interface Validate {
  (data: unknown): boolean
  errors?: ValidationError[] | null
}

/** What the generated table says of an operation. */
export interface OperationFacts {
  readonly method: string
  readonly path: string
  readonly status: number
  readonly tag: string
  readonly body: 'required' | 'optional' | 'none'
  readonly bodyKeys: readonly string[]
  readonly aliases: readonly (readonly [readonly string[], string, string])[]
  readonly queryKeys: readonly string[]
  readonly replies: boolean
  readonly parts?: Readonly<Record<string, 'file' | 'files' | 'json' | 'text'>>
  readonly json?: boolean
  /** Whether it is refused with 402 where nobody pays. */
  readonly paid?: boolean
}

/**
 * Refuses data that does not fit, in the words of the validator in front of the live service:
 * `request/body/to_number must be string`, several joined by commas.
 */
export function check(
  validate: Validate | undefined,
  place: 'params' | 'query' | 'body',
  data: unknown,
  words = faultsOf,
): void {
  if (validate && !validate(data)) throw badRequest(words(validate, `request/${place}`))
}

/** What a validator found, in words, with `at` before each path. */
export function faultsOf(validate: Validate, at: string): string {
  return (validate.errors ?? []).map(error => `${at}${error.instancePath} ${wordsOf(error)}`).join(', ')
}

function wordsOf({ keyword, message, params }: ValidationError): string {
  const allowed =
    keyword === 'enum' && Array.isArray(params.allowedValues) ? `: ${params.allowedValues.join(', ')}` : ''
  return `${message ?? 'is not valid'}${allowed}`
}

/** Gives the names of the older reference their real ones, in place; a real name that is there already wins. */
export function applyAliases(body: unknown, aliases: OperationFacts['aliases']): void {
  for (const [path, old, real] of aliases) {
    const target = path.reduce<unknown>((node, name) => (isObject(node) ? node[name] : undefined), body)
    if (!isObject(target) || !(old in target)) continue
    target[real] ??= target[old]
    delete target[old]
  }
}

/** The top-level names that the contract knows; the live service ignores others, and so nothing unknown is stored. */
export function knownPart(body: unknown, keys: readonly string[]): unknown {
  if (!isObject(body)) return body
  const known: Record<string, unknown> = {}
  for (const key of Object.keys(body)) if (keys.includes(key)) known[key] = body[key]
  return known
}
