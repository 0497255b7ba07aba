// One attempt at a request to the customer, signed, misdelivered where that was ordered, and as it stands in the delivery log.

import { wall } from '../clock.ts'
import { type Mishap, nameOf } from '../faults/misdelivery.ts'
import type { Attempt } from '../store/deliveries.ts'
import type { World } from '../world.ts'
import type { Parcel } from './misdeeds.ts'
import {
  misdeliveredBody,
  misdeliveredParcel,
  misdeliveredSignature,
  misdeliveredStamp,
} from './misdelivered.ts'
import { type Outcome, type OutgoingRequest, send } from './send.ts'
import { type SignatureStyle, signatureHeader } from './sign.ts'

/** How much of an answer is kept in the log. */
const KEPT_ANSWER_CHARACTERS = 64_000

/** How a request is signed, where not as the workspace's settings say. */
export interface Signing {
  signature?: SignatureStyle | undefined
  signing_key?: string | undefined
}

export type Signed = Omit<OutgoingRequest, 'body' | 'manner'> & {
  body?: string
  signing?: Signing | undefined
  /** What goes wrong with it. */
  mishaps?: readonly Mishap[]
  /** Its headers are sent as they are, with the signature among them. */
  isExact?: boolean
}

export interface Tried {
  outcome: Outcome
  logged: Attempt
}

/** Beside Retell's own, which are made anew for each attempt. */
const OWN_HEADERS = ['content-type', 'x-retell-signature']

/**
 * Sends a request with the workspace's signature over its body, or over nothing where it has none. Real time goes into the
 * signature, whatever the workspace's clock says: receivers refuse one that is five minutes away from theirs.
 */
export async function attempt(world: World, request: Signed, signal: AbortSignal): Promise<Tried> {
  const { url, timeoutMs, limitBytes, mishaps = [] } = request
  const { method, headers, body, manner } = request.isExact
    ? asItWas(request)
    : misdeliveredParcel(parcelOf(world, request), mishaps)
  const at = world.now()
  const sent = await send(
    {
      method,
      url,
      headers,
      timeoutMs,
      limitBytes,
      ...(body === '' ? {} : { body }),
      ...(manner ? { manner } : {}),
    },
    signal,
  )
  const isLost = sent.ok && mishaps.some(({ name }) => name === 'lost_acknowledgement')
  const outcome: Outcome = isLost
    ? { ok: false, error: `no answer within ${timeoutMs} ms`, durationMs: sent.durationMs }
    : sent
  const notes = [
    ...(isLost ? [`the receiver answered ${sent.status}, and that was lost on purpose`] : []),
    ...(outcome.ok && outcome.truncated
      ? [`the answer is longer than ${limitBytes} bytes; the rest was not read`]
      : []),
  ]
  const logged: Attempt = {
    at,
    status: outcome.ok ? outcome.status : null,
    error: faultOf(outcome),
    duration_ms: outcome.durationMs,
    ...(outcome.resent ? { resent: true as const } : {}),
    ...(mishaps.length === 0 ? {} : { fault: nameOf(mishaps) }),
    ...(notes.length === 0 ? {} : { notes }),
    request: { method, headers: Object.fromEntries(headers), body },
    response: outcome.ok
      ? { headers: outcome.headers, body: outcome.body.slice(0, KEPT_ANSWER_CHARACTERS) }
      : null,
  }
  return { outcome, logged }
}

function parcelOf(world: World, request: Signed): Parcel {
  const { method, url, headers, signing, mishaps = [] } = request
  const body = misdeliveredBody(request.body ?? '', mishaps)
  const { style, ...stamp } = signatureFor(world, url, signing)
  const { key, skewMs } = misdeliveredStamp({ ...stamp, skewMs: 0 }, mishaps)
  const timestampMs = wall.now() + skewMs
  const genuine = signatureHeader(style, body, key, timestampMs)
  const signature = misdeliveredSignature(genuine, { body, key, timestampMs }, mishaps)
  return {
    method,
    headers: [
      ['Content-Type', 'application/json'],
      ...(signature === undefined ? [] : ([['X-Retell-Signature', signature]] as [string, string][])),
      ...headers.map(([name, value]): [string, string] => [name, value]),
    ],
    body,
  }
}

const asItWas = ({ method, headers, body = '' }: Signed): Parcel => ({
  method,
  headers: headers.map(([name, value]) => [name, value]),
  body,
})

/** The first override whose URL begins this one goes before the settings for all, and what is said in words before both. */
function signatureFor({ settings, apiKey }: World, url: string, signing: Signing = {}) {
  const { webhook_signature, webhook_signing_key, webhook_signature_overrides: overrides } = settings
  const target: Signing = overrides.find(override => url.startsWith(override.url)) ?? {}
  return {
    style: signing.signature ?? target.signature ?? webhook_signature,
    key: signing.signing_key ?? target.signing_key ?? webhook_signing_key ?? apiKey,
  }
}

/** The headers of a logged request that it was given, without those of the attempt itself. */
export const givenHeaders = ({ request }: Attempt): [string, string][] =>
  Object.entries(request.headers).filter(([name]) => !OWN_HEADERS.includes(name.toLowerCase()))

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
