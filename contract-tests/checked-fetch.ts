// The `fetch` that every client of the suite is given: it sends to the target alone, holds request and reply against
// the contract, and records what was called.

import type { ClientName } from './call-record.ts'
import type { ContractCheck } from './contract-check.ts'
import type { Operation } from './contract-document.ts'
import type { Target } from './target.ts'

export interface FetchOptions {
  client: ClientName
  /** Send requests that do not fit the contract, too; replies are checked all the same. */
  unchecked?: boolean
  record(client: ClientName, operationId: string): void
  /** Told of every success and its body, whoever asked; undefined where there was none. */
  witness(operation: Operation, reply: unknown): void
}

export type CheckedFetch = (url: string | URL, init?: RequestInit) => Promise<Response>

/** Rejects with a sentence when a request would leave the target, or when it or its reply is outside the contract. */
export function checkedFetch(target: Target, contract: ContractCheck, options: FetchOptions): CheckedFetch {
  return async (address, init = {}) => {
    const url = new URL(address)
    if (url.origin !== new URL(target.baseUrl).origin)
      throw new Error(`${url} is not on ${target.baseUrl}, and was not sent`)
    const matched = contract.match((init.method ?? 'GET').toUpperCase(), url)
    if (!options.unchecked) contract.request(matched, bodyOf(init))
    const response = await fetch(url, init)
    const { status, headers } = response
    const text = await response.clone().text()
    contract.reply(matched.operation, { status, contentType: headers.get('content-type'), text })
    if (response.ok) {
      options.record(options.client, matched.operation.id)
      options.witness(matched.operation, text === '' ? undefined : JSON.parse(text))
    }
    return response
  }
}

function bodyOf({ body }: RequestInit): string | FormData | undefined {
  if (body === undefined || body === null) return undefined
  if (typeof body !== 'string' && !(body instanceof FormData))
    throw new Error('only text and forms are checked, and no operation takes another body')
  return body
}
