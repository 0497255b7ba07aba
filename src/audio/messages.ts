// What goes over an audio WebSocket, by the protocol of the call: sound, the order to drop what is not yet played, and what
// a client says back. The forms of twilio and telnyx are those of their own media streams.

import type { AudioForm } from './audio-form.ts'

export type AudioMessage = string | Uint8Array

/** So much sound goes into a message: 20 ms, as telephones have it. */
const PIECE_SECONDS = 0.02
/** The retired browser client plays larger pieces as well, which are fewer. */
const WEB_PIECE_SECONDS = 0.1

/** Encoded sound in messages. */
export function* soundMessages(bytes: Uint8Array, form: AudioForm, callId: string): Generator<AudioMessage> {
  const { audio_encoding: encoding, audio_websocket_protocol: protocol, sample_rate: rate } = form
  const seconds = protocol === 'web' ? WEB_PIECE_SECONDS : PIECE_SECONDS
  const size = Math.round(rate * seconds) * (encoding === 'mulaw' ? 1 : 2)
  for (let from = 0; from < bytes.length; from += size) {
    const piece = bytes.subarray(from, from + size)
    yield isJson(form) ? mediaMessage(form, callId, { payload: base64(piece) }) : piece
  }
}

/** Tells the client to drop the sound that it has not played: the agent was cut off. */
export function clearMessage(form: AudioForm, callId: string): AudioMessage {
  switch (form.audio_websocket_protocol) {
    case 'twilio':
      return JSON.stringify({ event: 'clear', streamSid: callId })
    case 'telnyx':
      return JSON.stringify({ event: 'clear', stream_id: callId })
    case 'vonage':
      return JSON.stringify({ action: 'clear' })
    case 'web':
      return 'clear'
  }
}

/** What a client has sent: a keepalive, so many bytes of sound, or something that changes nothing. */
export type Heard = { type: 'ping' } | { type: 'sound'; bytes: number } | { type: 'stop' } | { type: 'other' }

export function heardIn(message: string): Heard {
  if (message === 'ping') return { type: 'ping' }
  let fields: { event?: unknown; media?: { payload?: unknown } } | null
  try {
    fields = JSON.parse(message)
  } catch {
    return { type: 'other' }
  }
  if (fields?.event === 'stop') return { type: 'stop' }
  const payload = fields?.event === 'media' ? fields.media?.payload : undefined
  return typeof payload === 'string'
    ? { type: 'sound', bytes: Math.floor((payload.length * 3) / 4) }
    : { type: 'other' }
}

const isJson = ({ audio_websocket_protocol: protocol }: AudioForm) =>
  protocol === 'twilio' || protocol === 'telnyx'

const mediaMessage = ({ audio_websocket_protocol: protocol }: AudioForm, callId: string, media: object) =>
  JSON.stringify({
    event: 'media',
    ...(protocol === 'twilio' ? { streamSid: callId } : { stream_id: callId }),
    media,
  })

const base64 = (bytes: Uint8Array) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
