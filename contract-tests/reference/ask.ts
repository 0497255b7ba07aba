// Requests as the API reference writes them: plain HTTP, its own paths and names, held against nothing.

import type { Target } from '../target.ts'

export type Fields = Record<string, unknown>

export interface Answer<Body> {
  status: number
  /** Undefined where the answer has none. */
  body: Body
}

export type Caller = Pick<Target, 'baseUrl' | 'apiKey'>

/** Asks the target with its key; a `body` that is no form goes as JSON. Every status is an answer. */
export async function ask<Body = Fields>(
  { baseUrl, apiKey }: Caller,
  method: string,
  path: string,
  body?: object,
): Promise<Answer<Body>> {
  const isForm = body instanceof FormData
  const response = await fetch(`${baseUrl}${path}`, {
    method,
    headers: {
      ...(apiKey === '' ? {} : { authorization: `Bearer ${apiKey}` }),
      ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, body: (text === '' ? undefined : JSON.parse(text)) as Body }
}

/** Runs `work` while the mock speaks the dialect of the reference. */
export async function inReference<Result>(
  fake: { settings(changes: { dialect: 'live' | 'reference' }): unknown },
  work: () => Promise<Result>,
): Promise<Result> {
  fake.settings({ dialect: 'reference' })
  try {
    return await work()
  } finally {
    fake.settings({ dialect: 'live' })
  }
}
