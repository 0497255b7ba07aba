// The signature that Retell puts on every request to its customer, and its check. Nothing is sent here, and
// nobody decides here which key or which style a delivery uses.

import { createHmac, timingSafeEqual } from 'node:crypto'
import { wall } from '../clock.ts'
import type { ControlSchemas } from '../contract.ts'

/**
 * `retell` is what production sends. `body-hex` and `sha256-body-hex` sign the body alone, for receivers written against
 * another scheme. The others are to be refused: `none` leaves the header out, `malformed` has a timestamp and no digest,
 * `stale` is six minutes old.
 */
export type SignatureStyle = ControlSchemas['SignatureStyle']

const fiveMinutesMs = 300_000
const sixMinutesMs = 360_000

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
  switch (style) {
    case 'none':
      return undefined
    case 'body-hex':
      return hmacHex(body, key)
    case 'sha256-body-hex':
      return `sha256=${hmacHex(body, key)}`
    case 'malformed':
      return `v=${timestampMs}`
    case 'stale':
      return retellSignature(body, key, timestampMs - sixMinutesMs)
    case 'retell':
      return retellSignature(body, key, timestampMs)
  }
}

const retellSignature = (body: string | Uint8Array, key: string, timestampMs: number) =>
  `v=${timestampMs},d=${hmac(body, key, String(timestampMs)).digest('hex')}`

/** The digest of the body alone. */
export const hmacHex = (body: string | Uint8Array, key: string): string => hmac(body, key).digest('hex')

const hmac = (body: string | Uint8Array, key: string, suffix = '') =>
  createHmac('sha256', key).update(body).update(suffix)
