// What the agent phone asks of a running mock over HTTP. It asks nothing of a server that does not say it is one.

import { isObject } from '../json-object.ts'
import { closeIdleConnections, send } from '../webhooks/send.ts'

const TIMEOUT_MS = 15_000
const MAX_ANSWER_BYTES = 4_194_304

/** The mock, or whoever is there instead, does not do what is asked. The message is a sentence for people. */
export class MockRefusal extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

export interface MockClient {
  /** The fields of the answer; throws a `MockRefusal` on anything but a 2xx with an object. */
  ask(method: 'GET' | 'POST', path: string, body?: object): Promise<Record<string, unknown>>
  close(): void
}

/** Throws a `MockRefusal` when no mock answers at `baseUrl`. The key is sent to nobody else. */
export async function connectMock(baseUrl: string, apiKey: string): Promise<MockClient> {
  const health = await exchange(baseUrl, 'GET', '/_fake/health', []).catch(error => {
    if (error instanceof MockRefusal && error.status > 0) return undefined
    throw error
  })
  if (health?.name !== 'fake-retell') {
    throw new MockRefusal(0, `what answers at ${baseUrl} is no fake-retell; start one with: npx fake-retell`)
  }
  const headers = [['authorization', `Bearer ${apiKey}`]] as const
  return {
    ask: (method, path, body) => exchange(baseUrl, method, path, headers, body),
    close: closeIdleConnections,
  }
}

async function exchange(
  baseUrl: string,
  method: string,
  path: string,
  headers: readonly (readonly [string, string])[],
  body?: object,
): Promise<Record<string, unknown>> {
  const outcome = await send({
    method,
    url: `${baseUrl}${path}`,
    headers: body ? [...headers, ['content-type', 'application/json']] : headers,
    ...(body && { body: JSON.stringify(body) }),
    timeoutMs: TIMEOUT_MS,
    limitBytes: MAX_ANSWER_BYTES,
  })
  if (!outcome.ok) throw new MockRefusal(0, `no mock can be reached at ${baseUrl}: ${outcome.error}`)
  const fields = fieldsOf(outcome.body)
  if (outcome.status >= 200 && outcome.status < 300 && fields) return fields
  const words = typeof fields?.message === 'string' ? fields.message : `${method} ${path} is answered so`
  throw new MockRefusal(outcome.status, `${words} (status ${outcome.status})`)
}

/** The object that a text holds as JSON. */
export function fieldsOf(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? { ...value } : undefined
  } catch {
    return undefined
  }
}
