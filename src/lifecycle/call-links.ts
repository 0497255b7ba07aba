// The addresses of what can be downloaded of a call. They are stored plain; where the agent opted in to signed ones, each
// time they are shown they get a new signature, which expires.

import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Call } from '../contract.ts'
import type { World } from '../world.ts'

/** Retell docs, agent settings: signed_url_expiration_ms. */
const SIGNED_FOR_MS = 86_400_000
/** Some ten thousand years, which the database and a date can hold. */
const FOR_EVER_MS = 315_360_000_000_000

/** The files of a call, by the field with their address. */
export const CALL_FILES = {
  recording_url: 'recording.wav',
  recording_multi_channel_url: 'recording_multichannel.wav',
  scrubbed_recording_url: 'scrubbed_recording.wav',
  scrubbed_recording_multi_channel_url: 'scrubbed_recording_multichannel.wav',
  public_log_url: 'public.log',
  knowledge_base_retrieved_contents_url: 'kb_retrieved_contents.txt',
} as const

export type CallFile = keyof typeof CALL_FILES

export const callFileUrl = (world: World, folder: string, file: CallFile): string =>
  `${world.publicUrl}/files/${folder}/${CALL_FILES[file]}`

/** How long each address of an agent's calls works, ms; undefined: for ever. */
export const signedForMs = ({
  opt_in_signed_url,
  signed_url_expiration_ms,
}: {
  opt_in_signed_url?: boolean
  signed_url_expiration_ms?: number | null
}): number | undefined =>
  opt_in_signed_url ? Math.min(signed_url_expiration_ms ?? SIGNED_FOR_MS, FOR_EVER_MS) : undefined

/**
 * The call with addresses that work from now on. Files are signed for as long as they exist when they were when they were
 * made, whatever the agent says since (Retell docs: secure URLs).
 */
export function withSignedLinks(world: World, call: Call): Call {
  if (!call.opt_in_signed_url) return call
  const lifeMs = world.store.callFiles.signedForMs(call.call_id)
  if (lifeMs === undefined) return call
  const expires = Math.floor((world.now() + lifeMs) / 1000)
  const signed = { ...call }
  for (const field of Object.keys(CALL_FILES) as CallFile[]) {
    const url = call[field]
    if (url !== undefined) signed[field] = signedUrl(world, url, expires)
  }
  return signed
}

/** The form is that of the network which serves the live files: seconds, a signature and the key's name. */
function signedUrl(world: World, url: string, expires: number): string {
  const query = new URLSearchParams({
    Expires: String(expires),
    Signature: signatureOf(world, new URL(url).pathname, String(expires)),
    'Key-Pair-Id': `K${world.chance('key pair').hex(13).toUpperCase()}`,
  })
  return `${url}?${query}`
}

/** Whether the address with this path and query was given out and has not expired by the workspace's clock. */
export function isSignedUrl(
  world: World,
  path: string,
  { Expires: expires, Signature: signature }: Record<string, string | undefined>,
): boolean {
  if (!expires || !signature || world.now() >= Number(expires) * 1000) return false
  const wanted = Buffer.from(signatureOf(world, path, expires))
  const given = Buffer.from(signature)
  return wanted.length === given.length && timingSafeEqual(wanted, given)
}

const signatureOf = (world: World, path: string, expires: string): string =>
  createHmac('sha256', world.apiKey).update(`${path}\n${expires}`).digest('base64url')
