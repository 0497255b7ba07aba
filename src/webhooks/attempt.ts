// One attempt at a request to the customer, signed, and as it stands in the delivery log.

import { wall } from '../clock.ts'
import type { Attempt } from '../store/deliveries.ts'
import type { World } from '../world.ts'
import { type Outcome, type OutgoingRequest, send } from './send.ts'
import { signatureHeader } from './sign.ts'

/** How much of an answer is kept in the log. */
const KEPT_ANSWER_CHARACTERS = 64_000

export type Signed = Omit<OutgoingRequest, 'body'> & { body?: string }

/**
 * Sends a request with the workspace's signature over its body, or over nothing where it has none. Real time goes into the
 * signature, whatever the workspace's clock says: receivers refuse one that is five minutes away from theirs.
 */
export async function attempt(
  world: World,
  { headers, body = '', ...request }: Signed,
  signal: AbortSignal,
): Promise<{ outcome: Outcome; logged: Attempt }> {
  const { webhook_signature: style, webhook_signing_key: key } = world.settings
  const signature = signatureHeader(style, body, key ?? world.apiKey, wall.now())
  const signed: [string, string][] = [
    ['Content-Type', 'application/json'],
    ...(signature === undefined ? [] : ([['X-Retell-Signature', signature]] as [string, string][])),
    ...headers.map(([name, value]): [string, string] => [name, value]),
  ]
  const at = world.now()
  const outcome = await send({ ...request, headers: signed, ...(body === '' ? {} : { body }) }, signal)
  const logged = {
    at,
    status: outcome.ok ? outcome.status : null,
    error: faultOf(outcome),
    duration_ms: outcome.durationMs,
    request: { headers: Object.fromEntries(signed), body },
    response: outcome.ok
      ? { headers: outcome.headers, body: outcome.body.slice(0, KEPT_ANSWER_CHARACTERS) }
      : null,
  }
  return { outcome, logged }
}

/** Whether the customer took it: any 2xx. */
export const succeeded = ({ status }: Pick<Attempt, 'status'>): boolean =>
  status !== null && status >= 200 && status < 300

function faultOf(outcome: Outcome): string | null {
  if (!outcome.ok) return outcome.error
  if (outcome.status >= 200 && outcome.status < 300) return null
  if (outcome.status >= 300 && outcome.status < 400)
    return `the receiver answered ${outcome.status}, and redirects are not followed`
  return `the receiver answered ${outcome.status}`
}
