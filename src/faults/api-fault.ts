// Faults of Retell's API: which requests one fits, whether an order makes sense, and what comes of those that strike. How an
// answer is spoilt on the wire is in http-fault.ts.

import type { ControlSchemas } from '../contract.ts'
import { badRequest } from '../errors.ts'
import { operations } from '../generated/contract-operations.ts'

export type ApiFault = ControlSchemas['ApiFault']
export type SpoiltAnswer = NonNullable<ApiFault['answer']>

/** A request to Retell's API. */
export interface ApiRequest {
  operation: string
  method: string
  /** As the contract has it, with names in braces. */
  template: string
  /** As it was asked for. */
  path: string
}

/** What is done to a request, put together from the faults that strike it. */
export interface ApiStrike {
  /** For the journal. */
  names: string
  latencyMs: number
  /** What is answered instead. */
  refusal: { status: number; message: string; retryAfter: string | undefined } | undefined
  answer: SpoiltAnswer | undefined
  /** Whether the operation is done all the same. */
  done: boolean
}

const MEANING: Readonly<Record<number, string>> = {
  401: 'API key is missing or invalid.',
  402: 'Payment required.',
  429: 'Too many requests, please try again later.',
  500: 'An unexpected server error occurred.',
}

/** Answers that there can be none of unless the operation was done. */
const SPOILS_AN_ANSWER: readonly SpoiltAnswer[] = ['empty', 'truncated', 'invalid_json', 'html']

/** Refuses with 400 an order that says nothing, that contradicts itself, or that fits no operation. */
export function refuseImpossible(order: ApiFault): void {
  const { status, answer, latency_ms, operation, message, retry_after, jitter_ms, path, method } = order
  if (status === undefined && answer === undefined && latency_ms === undefined)
    throw badRequest('request/body must have "status", "answer", "latency_ms" or "misdeliver"')
  if (operation !== undefined && !Object.hasOwn(operations, operation))
    throw badRequest(`request/body/operation names no operation of /openapi.json: ${operation}`)
  if (status === undefined && (message !== undefined || retry_after !== undefined))
    throw badRequest(`request/body/${message === undefined ? 'retry_after' : 'message'} goes with status`)
  if (jitter_ms !== undefined && latency_ms === undefined)
    throw badRequest('request/body/jitter_ms goes with latency_ms')
  if (status !== undefined && (answer === 'reset' || answer === 'hang'))
    throw badRequest(`request/body/answer cannot be "${answer}" with a status: no answer is given then`)
  if (operation === undefined || (path === undefined && method === undefined)) return
  const facts = operations[operation as keyof typeof operations]
  const asked = { operation, method: facts.method, template: facts.path, path: facts.path }
  if (!fits({ ...order, path: path?.includes('{') || path === facts.path ? path : undefined }, asked))
    throw badRequest(`request/body/operation is ${facts.method} ${facts.path}, which method and path exclude`)
}

export function fits({ operation, method, path }: ApiFault, request: ApiRequest): boolean {
  if (operation !== undefined && operation !== request.operation) return false
  if (method !== undefined && method !== request.method.toUpperCase()) return false
  if (path === undefined || path === request.template || path === request.path) return true
  return path.endsWith('*') && request.path.startsWith(path.slice(0, -1))
}

/** Whether at most one such fault may strike a request: the one after it waits for the next. */
export const decidesTheAnswer = ({ status, answer }: ApiFault): boolean =>
  status !== undefined || answer !== undefined

/** `fraction` gives a number in [0, 1) for each order that has jitter. */
export function strikeOf(
  orders: readonly ApiFault[],
  fraction: (order: ApiFault) => number,
): ApiStrike | undefined {
  if (orders.length === 0) return undefined
  const late = orders.filter(({ latency_ms }) => latency_ms !== undefined)
  const latencyMs = late.reduce(
    (sum, order) => sum + (order.latency_ms ?? 0) + Math.round((order.jitter_ms ?? 0) * fraction(order)),
    0,
  )
  const { status, message, retry_after, answer, done } = orders.find(decidesTheAnswer) ?? {}
  return {
    names: [
      ...(late.length === 0 ? [] : ['latency']),
      ...(status === undefined ? [] : [`status ${status}`]),
      ...(answer === undefined ? [] : [answer]),
    ].join(' + '),
    latencyMs,
    refusal:
      status === undefined
        ? undefined
        : {
            status,
            message: message ?? MEANING[status] ?? `status ${status}, as ordered`,
            retryAfter: retry_after === undefined ? undefined : String(retry_after),
          },
    answer,
    done: done ?? (status === undefined && (answer === undefined || SPOILS_AN_ANSWER.includes(answer))),
  }
}
