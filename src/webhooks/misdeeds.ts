// What a misdelivery does to a request, name by name. Each entry touches one stage of the making: what the body says, how it
// is written, the signature, what happens after signing, how it travels. Names that say when a request is sent have none.

import type { MisdeliveryName, Mishap } from '../faults/misdelivery.ts'
import type { Manner } from './manner.ts'
import { argsExtra, argsMissing, argsMistyped } from './misdeeds-of-arguments.ts'
import * as say from './misdeeds-of-content.ts'
import { escaped, pretty, reordered } from './rewriting.ts'
import { hmacHex } from './sign.ts'

type Order = Mishap['order']
export type Payload = Record<string, unknown>

/** How a request is signed. */
export interface Stamp {
  key: string
  /** Added to the time of signing. */
  skewMs: number
}

/** What has been signed, and with what. */
export interface Signed {
  body: string
  key: string
  timestampMs: number
}

/** A request as it is about to travel. */
export interface Parcel {
  method: string
  headers: [name: string, value: string][]
  body: string
  manner?: Manner
}

export interface Misdeed {
  payload?(payload: Payload, order: Order): Payload
  text?(body: string, order: Order): string
  stamp?(stamp: Stamp, order: Order): Stamp
  /** The header's value; undefined leaves it out. */
  signature?(value: string, signed: Signed): string | undefined
  parcel?(parcel: Parcel, order: Order): Parcel
}

const SIX_MINUTES_MS = 360_000
const FIVE_MINUTES_MS = 300_000
/** Of a window of five minutes: enough for the way to the receiver. */
const MARGIN_MS = 10_000
const TRICKLE_MS = 1_000

export const MISDEEDS: Readonly<Partial<Record<MisdeliveryName, Misdeed>>> = {
  signature_missing: { signature: () => undefined },
  signature_empty: { signature: () => '' },
  signature_no_digest: { signature: value => value.replace(/,d=.*$/, '') },
  signature_no_timestamp: { signature: value => value.replace(/^v=\d+,/, '') },
  signature_swapped: { signature: value => value.replace(/^(v=\d+),(d=.*)$/, '$2,$1') },
  signature_spaced: { signature: value => value.replace(',', ', ') },
  signature_not_hex: { signature: value => value.replace(/[0-9a-f]{4}$/, 'zzzz') },
  signature_short: { signature: value => value.slice(0, -2) },
  signature_junk_before: { signature: value => `junk ${value}` },
  signature_uppercase: { signature: value => value.replace(/[0-9a-f]{64}$/, digest => digest.toUpperCase()) },
  signature_body_hex: { signature: (_value, { body, key }) => hmacHex(body, key) },
  signature_sha256: { signature: (_value, { body, key }) => `sha256=${hmacHex(body, key)}` },
  signature_wrong_key: {
    stamp: (stamp, { signing_key: key = 'key_of_somebody_else' }) => ({ ...stamp, key }),
  },
  signature_timestamp_changed: {
    signature: value => value.replace(/^v=(\d+)/, (_whole, stamp: string) => `v=${Number(stamp) + 1}`),
  },
  signature_stale: { stamp: (stamp, { skew_ms = SIX_MINUTES_MS }) => skewed(stamp, -skew_ms) },
  signature_future: { stamp: (stamp, { skew_ms = SIX_MINUTES_MS }) => skewed(stamp, skew_ms) },
  signature_just_inside: { stamp: stamp => skewed(stamp, MARGIN_MS - FIVE_MINUTES_MS) },
  signature_just_outside: { stamp: stamp => skewed(stamp, -FIVE_MINUTES_MS - 1) },
  header_uppercase: {
    parcel: ({ headers, ...parcel }) => ({
      ...parcel,
      headers: headers.map(([name, value]) => [name.toUpperCase(), value]),
    }),
  },
  body_tampered: { parcel: parcel => ({ ...parcel, body: tampered(parcel.body) }) },
  body_pretty: { text: pretty },
  body_escaped: { text: escaped },
  body_reordered: { text: reordered },
  odd_unicode: { payload: say.oddUnicode },
  unknown_fields: { payload: say.unknownFields },
  unknown_event: { payload: payload => ({ ...payload, event: 'unheard_of' }) },
  nulls: { payload: say.nulls },
  missing_fields: { payload: say.missingFields },
  huge_transcript: {
    payload: (payload, { size_bytes = 150_000 }) => say.hugeTranscript(payload, size_bytes),
  },
  odd_status: { payload: say.oddStatus },
  text_destination: { payload: say.textDestination },
  expired_links: { payload: say.expiredLinks },
  args_missing: { payload: argsMissing },
  args_extra: { payload: argsExtra },
  args_mistyped: { payload: argsMistyped },
  invalid_json: { text: body => (body === '' ? '{' : body.slice(0, -1)) },
  empty_ping: { text: () => '' },
  wrong_content_type: {
    parcel: ({ headers, ...parcel }, { content_type: type = 'text/plain' }) => ({
      ...parcel,
      headers: headers.map(([name, value]) => [name, name.toLowerCase() === 'content-type' ? type : value]),
    }),
  },
  wrong_method: {
    text: (body, { method = 'GET' }) => (['GET', 'HEAD'].includes(method) ? '' : body),
    parcel: (parcel, { method = parcel.method === 'GET' ? 'POST' : 'GET' }) => ({ ...parcel, method }),
  },
  chunked: {
    parcel: parcel => ({ ...parcel, headers: [...parcel.headers, ['Transfer-Encoding', 'chunked']] }),
  },
  trickled: {
    parcel: (parcel, { duration_ms: durationMs = TRICKLE_MS }) => ({
      ...parcel,
      manner: { ...parcel.manner, trickleMs: durationMs },
    }),
  },
  reset_mid_body: { parcel: parcel => ({ ...parcel, manner: { ...parcel.manner, resets: true } }) },
}

const skewed = (stamp: Stamp, ms: number): Stamp => ({ ...stamp, skewMs: stamp.skewMs + ms })

/** Still JSON where it was: a receiver that does not look at the signature notices nothing. */
const tampered = (body: string): string =>
  body.endsWith('}') ? `${body.slice(0, -1)}${body === '{}' ? '' : ','}"tampered":true}` : `${body} `
