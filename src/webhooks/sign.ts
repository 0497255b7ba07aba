// The signature that Retell puts on every request to its customer, and its check. Nothing is sent here, and
// nobody decides here which key or which style a delivery uses.

import { createHmac, timingSafeEqual } from 'node:crypto'
import { wall } from '../clock.ts'

/**
 * `retell` is what production sends. The others exist for receivers written against another scheme:
 * `body-hex` and `sha256-body-hex` sign the body alone, `none` leaves the header out.
 */
export type SignatureStyle = 'retell' | 'body-hex' | 'sha256-body-hex' | 'none'

const fiveMinutesMs = 300_000

/**
 * The value of `X-Retell-Signature` for a body: `v=<Unix ms>,d=<hex>`, where the digest is an HMAC-SHA256
 * keyed by the API key over the raw body followed by the decimal timestamp. Asynchronous because retell-sdk
 * 5's `sign` is.
 */
export async function sign(
  body: string | Uint8Array,
  key: string,
  timestampMs = wall.now(),
): Promise<string> {
  return retellSignature(body, key, timestampMs)
}

/**
 * Whether `signature` is Retell's for exactly these body bytes and this key, made at most `toleranceMs`
 * before or after `nowMs`. As in retell-sdk 5: nothing may stand around the value, the digest has 64 digits
 * of either case.
 */
export async function verify(
  body: string | Uint8Array,
  key: string,
  signature: string | null | undefined,
  { nowMs = wall.now(), toleranceMs = fiveMinutesMs }: { nowMs?: number; toleranceMs?: number } = {},
): Promise<boolean> {
  const parts = typeof signature === 'string' ? /^v=(\d+),d=([0-9a-f]{64})$/i.exec(signature) : null
  if (!parts) return false
  const timestampMs = Number(parts[1])
  const fresh = Number.isSafeInteger(timestampMs) && Math.abs(nowMs - timestampMs) <= toleranceMs
  return (
    fresh && timingSafeEqual(Buffer.from(parts[2]!, 'hex'), hmac(body, key, String(timestampMs)).digest())
  )
}

/** The signature header's value in the asked style; undefined when there is to be no header. */
export function signatureHeader(
  style: SignatureStyle,
  body: string | Uint8Array,
  key: string,
  timestampMs: number,
): string | undefined {
  if (style === 'none') return undefined
  if (style === 'body-hex') return hmac(body, key).digest('hex')
  if (style === 'sha256-body-hex') return `sha256=${hmac(body, key).digest('hex')}`
  return retellSignature(body, key, timestampMs)
}

const retellSignature = (body: string | Uint8Array, key: string, timestampMs: number) =>
  `v=${timestampMs},d=${hmac(body, key, String(timestampMs)).digest('hex')}`

const hmac = (body: string | Uint8Array, key: string, suffix = '') =>
  createHmac('sha256', key).update(body).update(suffix)
