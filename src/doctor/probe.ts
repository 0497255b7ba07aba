// The question to a receiver how often it has handled an event, by a URL that its developer serves for this purpose.

import { Misuse } from '../errors.ts'
import { send } from '../webhooks/send.ts'
import type { Handled } from './bench.ts'

const TIMEOUT_MS = 5_000
const LIMIT_BYTES = 10_000

/**
 * Asks `url` by GET, with `{event}` and `{call_id}` replaced or, where it has neither, as parameters. The answer is a
 * number, or JSON with a `count`. What is asked rejects with a sentence when no number comes. Throws a `Misuse` on what is
 * no URL.
 */
export function probeOf(url: string): Handled {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new Misuse('--probe must be an http or https URL')
  return async event => {
    const outcome = await send({
      method: 'GET',
      url: addressed(url, event),
      headers: [['Accept', 'application/json']],
      timeoutMs: TIMEOUT_MS,
      limitBytes: LIMIT_BYTES,
    })
    if (!outcome.ok) throw new Error(`the probe: ${outcome.error}`)
    if (outcome.status !== 200) throw new Error(`the probe answered ${outcome.status}`)
    const count = countIn(outcome.body)
    if (count === undefined) throw new Error('the probe answered neither a number nor {"count": a number}')
    return count
  }
}

function addressed(url: string, { event, id }: { event: string; id: string }): string {
  if (url.includes('{event}') || url.includes('{call_id}'))
    return url
      .replaceAll('{event}', encodeURIComponent(event))
      .replaceAll('{call_id}', encodeURIComponent(id))
  const target = new URL(url)
  target.searchParams.set('event', event)
  target.searchParams.set('call_id', id)
  return target.href
}

function countIn(text: string): number | undefined {
  try {
    const value: unknown = JSON.parse(text)
    const count = typeof value === 'object' && value !== null && 'count' in value ? value.count : value
    return typeof count === 'number' && Number.isInteger(count) && count >= 0 ? count : undefined
  } catch {
    return undefined
  }
}
