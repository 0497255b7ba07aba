// What goes over an audio WebSocket, by the protocol of the call: sound, the order to drop what is not yet played, and what
// a client says back. `web` and `vonage` carry bare bytes, `twilio` and `telnyx` JSON as their own media streams have it.

import type { AudioForm } from './audio-form.ts'

export type AudioMessage = string | Uint8Array

/** So much sound goes into a message: 20 ms, as telephones have it. */
const PIECE_SECONDS = 0.02
/** Retell docs, audio WebSocket: between 20 and 250 ms of sound a message are recommended to web clients. */
const WEB_PIECE_SECONDS = 0.1

/** Those of Twilio have 34; it goes with every piece of sound. */
const MAX_STREAM_ID_CHARS = 200

/** Encoded sound in messages. `streamId` is what a Twilio client calls its stream. */
export function* soundMessages(
  bytes: Uint8Array,
  form: AudioForm,
  streamId: string,
): Generator<AudioMessage> {
  const { audio_encoding: encoding, audio_websocket_protocol: protocol, sample_rate: rate } = form
  const seconds = protocol === 'web' ? WEB_PIECE_SECONDS : PIECE_SECONDS
  const size = Math.round(rate * seconds) * (encoding === 'mulaw' ? 1 : 2)
  for (let from = 0; from < bytes.length; from += size)
    yield soundMessage(bytes.subarray(from, from + size), protocol, streamId)
}

function soundMessage(
  piece: Uint8Array,
  protocol: AudioForm['audio_websocket_protocol'],
  streamId: string,
): AudioMessage {
  switch (protocol) {
    case 'twilio':
      return JSON.stringify({ event: 'media', streamSid: streamId, media: { payload: base64(piece) } })
    case 'telnyx':
      return JSON.stringify({ event: 'media', media: { payload: base64(piece) } })
    case 'vonage':
    case 'web':
      return piece
  }
}

/** Tells the client to drop the sound that it has not played: the agent was cut off. */
export function clearMessage({ audio_websocket_protocol: protocol }: AudioForm, streamId: string): string {
  switch (protocol) {
    case 'twilio':
      return JSON.stringify({ event: 'clear', streamSid: streamId })
    case 'telnyx':
      return JSON.stringify({ event: 'clear' })
    case 'vonage':
      return JSON.stringify({ action: 'clear' })
    case 'web':
      return 'clear'
  }
}

/** What a client has sent as text: a keepalive, so many bytes of sound, how it calls its stream, or nothing that matters. */
export type Heard =
  | { type: 'ping' }
  | { type: 'sound'; bytes: number }
  | { type: 'start'; streamId: string }
  | { type: 'stop' }
  | { type: 'other' }

interface StreamEvent {
  event?: unknown
  streamSid?: unknown
  media?: { payload?: unknown } | null
}

export function heardIn(message: string): Heard {
  if (message === 'ping') return { type: 'ping' }
  const said = eventIn(message)
  switch (said?.event) {
    case 'start':
      return typeof said.streamSid === 'string' && said.streamSid.length <= MAX_STREAM_ID_CHARS
        ? { type: 'start', streamId: said.streamSid }
        : { type: 'other' }
    case 'stop':
      return { type: 'stop' }
    case 'media':
      return typeof said.media?.payload === 'string'
        ? { type: 'sound', bytes: Buffer.byteLength(said.media.payload, 'base64') }
        : { type: 'other' }
    default:
      return { type: 'other' }
  }
}

function eventIn(message: string): StreamEvent | null {
  try {
    return JSON.parse(message)
  } catch {
    return null
  }
}

const base64 = (bytes: Uint8Array) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
