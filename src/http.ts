// The one meeting of HTTP and handlers: who asks, what they ask, is it in the contract, do it, is the answer in the
// contract, say it. Nothing here knows a resource.

import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Hono, Context as HonoContext } from 'hono'
import { wall } from './clock.ts'
import {
  type Afterwards,
  applyAliases,
  check,
  faultsOf,
  knownPart,
  type OperationFacts,
  type Validate,
} from './contract.ts'
import { completeInDialect, inDialect, validationStatus } from './dialect.ts'
import { badRequest, forbidden, messageOf, NotFound, paymentRequired, Refusal } from './errors.ts'
import type { ApiStrike } from './faults/api-fault.ts'
import { hintFor } from './hint.ts'
import { readBody } from './http-body.ts'
import { answerOf, type Connection } from './http-fault.ts'
import type { Receiver } from './http-form.ts'
import { guard } from './http-guard.ts'
import type { Journal, JournalEntry } from './journal.ts'
import type { World } from './world.ts'

type AnyHandler<Context> = (input: never, context: Context) => unknown

/** One contract and what serves it. */
export interface Service<Context> {
  operations: Readonly<Record<string, OperationFacts>>
  validators: Readonly<Record<string, () => Promise<Record<string, Validate>>>>
  handlers: Readonly<Record<string, AnyHandler<Context>>>
  /** The workspace that a bearer key opens; refuses with 401. */
  worldOf(key: string | undefined): World
  contextOf(world: World): Context
  /** How a failed check is said; in Retell's words unless given. */
  words?: typeof faultsOf
  /** Runs a handler and its reply check as one transaction. Left out where a handler may wait. */
  atomically?: <Result>(work: () => Result) => Result
}

export interface EdgeOptions {
  boundTo: string
  journal: Journal
  /** Aborts when the mock closes. */
  closing: AbortSignal
}

/** Serves every operation of `service` on `app`. */
export function mount<Context>(app: Hono, service: Service<Context>, options: EdgeOptions): void {
  for (const [id, facts] of Object.entries(service.operations)) {
    const operate = operatorOf(id, facts, service)
    const path = facts.path.replaceAll(/\{(\w+)\}/g, ':$1')
    app.on(facts.method, path, context => answer(context, { id, facts, operate, service, options }))
  }
}

/** Puts the guard before paths that no operation serves, such as downloads. */
export function mountGuard(app: Hono, path: string, { boundTo }: EdgeOptions): void {
  app.use(path, async (context, next) => {
    try {
      guard(boundTo, context.req.raw.headers, context.req.path)
    } catch (error) {
      const { status, body } = refusalOf(error, path, undefined)
      return context.json(body, status as 403)
    }
    await next()
  })
}

/** Answers what no operation claims. */
export function mountNotFound(
  app: Hono,
  operations: Readonly<Record<string, OperationFacts>>,
  { journal }: EdgeOptions,
): void {
  app.notFound(context => {
    const { method, path } = context.req
    const hint = hintFor(method, path, operations)
    journal.request(undefined, {
      at: wall.now(),
      method,
      path,
      status: 404,
      duration_ms: 0,
      operation: null,
      message: hint,
    })
    return context.json({ status: 'error', message: 'Not Found' }, 404, { 'x-fake-retell-hint': hint })
  })
}

interface Exchange<Context> {
  id: string
  facts: OperationFacts
  operate: Operate
  service: Service<Context>
  options: EdgeOptions
}

type Operate = (context: HonoContext, world: World) => Promise<Response>

async function answer<Context>(context: HonoContext, exchange: Exchange<Context>): Promise<Response> {
  const { id, operate, service, options } = exchange
  const began = wall.monotonic()
  let world: World | undefined
  let message: string | undefined
  let response: Response | undefined
  let strike: ApiStrike | undefined
  try {
    guard(options.boundTo, context.req.raw.headers, context.req.path)
    const opened = service.worldOf(bearerOf(context))
    world = opened
    strike = strikeOn(context, exchange, opened)
    response = strike
      ? await struck(context, exchange, strike, () => operate(context, opened))
      : await operate(context, opened)
    message = strike?.refusal?.message
  } catch (error) {
    const refused = refusalOf(error, id, world)
    message = refused.body.message
    const own = !(error instanceof Refusal)
    if (own) options.journal.report({ type: 'problem', message, error })
    response = context.json(refused.body, refused.status as 400, own ? { 'x-should-retry': 'false' } : {})
  }
  if (!context.req.path.startsWith('/_fake')) {
    const entry: JournalEntry = {
      at: world?.now() ?? wall.now(),
      method: context.req.method,
      path: context.req.path,
      status: response?.status ?? 0,
      duration_ms: Math.round((wall.monotonic() - began) * 100) / 100,
      operation: id,
      ...(message === undefined ? {} : { message }),
      ...retryCountOf(context),
      ...(strike ? { fault: strike.names } : {}),
    }
    options.journal.request(world?.id, entry)
  }
  return response ?? RESPONSE_ALREADY_SENT
}

/** What was ordered for this request to Retell's API; the control API never fails by that. */
function strikeOn<Context>(
  { req: { method, path } }: HonoContext,
  { id, facts }: Exchange<Context>,
  world: World,
): ApiStrike | undefined {
  if (path.startsWith('/_fake')) return undefined
  return world.faults.ofRequest({ operation: id, method, template: facts.path, path })
}

function struck<Context>(
  { env, req }: HonoContext,
  { options }: Exchange<Context>,
  strike: ApiStrike,
  operate: () => Promise<Response>,
): Promise<Response | undefined> {
  return answerOf(strike, {
    operate,
    gone: AbortSignal.any([req.raw.signal, options.closing]),
    connection: connectionOf((env ?? {}) as Partial<HttpBindings>),
  })
}

/** In process there is none. */
function connectionOf({ outgoing }: Partial<HttpBindings>): Connection | undefined {
  const socket = outgoing?.socket
  if (!outgoing || !socket) return undefined
  return {
    reset: () => void socket.resetAndDestroy(),
    breakOff(status, headers, bytes) {
      outgoing.writeHead(status, Object.fromEntries(headers))
      outgoing.write(bytes, () => socket.destroy())
    },
  }
}

/** What an operation does, with its validators loaded when it is first asked for. */
function operatorOf<Context>(id: string, facts: OperationFacts, service: Service<Context>): Operate {
  let validators: Record<string, Validate> | undefined
  const handler = service.handlers[id]
  if (!handler) throw new Error(`no handler for ${id}`)
  const atomically = service.atomically ?? (work => work())
  return async (context, world) => {
    refuseAccount(world, id, facts)
    validators ??= await service.validators[facts.tag]!()
    const uploads: number[] = []
    const receive = () => {
      const upload = world.store.files.receive()
      uploads.push(upload.id)
      return upload
    }
    try {
      const input = await readInput(context, { id, facts, validators, world, words: service.words, receive })
      const answered = await atomically(() => {
        const result = handler(input as never, service.contextOf(world))
        if (isAfterwards(result)) return result
        if (result instanceof Promise)
          return result.then(value => checkReply(id, validators?.[`${id}_reply`], value))
        return checkReply(id, validators?.[`${id}_reply`], result)
      })
      const reply = isAfterwards(answered)
        ? checkReply(id, validators[`${id}_reply`], await answered(context.req.raw.signal))
        : answered
      if (!facts.replies)
        return context.body(null, facts.status as 200, facts.status === 204 ? {} : { 'content-length': '0' })
      return context.json(inDialect(world.settings.dialect, reply) as object, facts.status as 200)
    } finally {
      // What no handler made a file of, whether it was refused or not wanted.
      if (uploads.length > 0) world.store.files.discard(uploads)
    }
  }
}

/** What the account may not ask for, or does not pay for, by the workspace's settings. */
function refuseAccount({ settings }: World, id: string, { paid }: OperationFacts): void {
  if (settings.forbidden_operations.includes(id)) throw forbidden()
  if (paid && settings.payment === 'missing') throw paymentRequired()
}

/** No reply of the contract is a function, so one is the part of the work that waits for I/O. */
const isAfterwards = (result: unknown): result is Afterwards<unknown> => typeof result === 'function'

interface Reading {
  id: string
  facts: OperationFacts
  validators: Record<string, Validate>
  world: World
  words: typeof faultsOf | undefined
  /** Where the files of a form go. */
  receive(): Receiver
}

/** Blanks are as if nothing stood there: JavaScript would count them as 0. */
function queryOf(context: HonoContext): Record<string, string> {
  const pairs = Object.entries(context.req.query())
  return Object.fromEntries(pairs.map(([name, value]) => [name, value.trim() === '' ? '' : value]))
}

async function readInput(context: HonoContext, { id, facts, validators, world, words, receive }: Reading) {
  const params: Record<string, string> = context.req.param()
  check(validators[`${id}_params`], 'params', params, words)
  const query: Record<string, string> = facts.queryKeys.length === 0 ? {} : queryOf(context)
  check(validators[`${id}_query`], 'query', query, words)
  if (facts.body === 'none') return { params, query, body: undefined }
  const sent = await readBody(context.req.raw, facts, receive)
  if (sent === undefined && facts.body === 'required') throw badRequest('request/body must be object')
  const body = sent === undefined ? {} : sent
  applyAliases(body, facts.aliases)
  completeInDialect(world.settings.dialect, body, world.publicUrl)
  check(validators[`${id}_body`], 'body', body, words)
  return { params, query, body: knownPart(body, facts.bodyKeys) }
}

/** A reply outside the contract is a fault of the mock; thrown inside the transaction, it undoes the writes. */
function checkReply(id: string, validate: Validate | undefined, reply: unknown): unknown {
  if (validate && !validate(reply))
    throw new Error(`the reply of ${id} is outside the contract: ${faultsOf(validate, 'reply')}`)
  return reply
}

function refusalOf(error: unknown, id: string, world: World | undefined) {
  const settings = world?.settings
  if (!(error instanceof Refusal)) {
    const reason = messageOf(error)
    return { status: 500, body: { status: 'error', message: `fake-retell failed in ${id}: ${reason}` } }
  }
  const body = { status: 'error', message: error.message }
  if (error instanceof NotFound) return { status: settings?.not_found_status ?? error.status, body }
  if (error.status === 400 && error.message.startsWith('request/')) {
    return {
      status: validationStatus(settings?.dialect ?? 'live'),
      body: { ...body, error_message: error.message },
    }
  }
  return { status: error.status, body }
}

function bearerOf(context: HonoContext): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(context.req.header('authorization') ?? '')?.[1]
}

/** The SDKs count their own retries in a header. */
function retryCountOf(context: HonoContext): { retry_count?: number } {
  const count = Number(context.req.header('x-stainless-retry-count'))
  return Number.isInteger(count) && count > 0 ? { retry_count: count } : {}
}
