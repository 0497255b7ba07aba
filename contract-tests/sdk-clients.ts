// Retell's own SDK in both generations, aimed at the target through the same checks as the raw client. Retries are off:
// an answer that is retried would hide what was answered first.

import 'retell-sdk-4/shims/web'
import Retell from 'retell-sdk'
import RetellV4 from 'retell-sdk-4'
import type { CheckedFetch } from './checked-fetch.ts'
import type { Target } from './target.ts'

export type Sdk5 = Retell
export type Sdk4 = RetellV4

// Both give their fetch the address as text, whatever its type would allow.

export function sdk5({ baseUrl, apiKey }: Target, send: CheckedFetch): Sdk5 {
  return new Retell({
    apiKey,
    baseURL: baseUrl,
    maxRetries: 0,
    fetch: (url, init) => send(String(url), init),
  })
}

export function sdk4({ baseUrl, apiKey }: Target, send: CheckedFetch): Sdk4 {
  return new RetellV4({
    apiKey,
    baseURL: baseUrl,
    maxRetries: 0,
    fetch: (url, init) => send(String(url), init),
  })
}
